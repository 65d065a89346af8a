"""Messages on the faults of a design file in both languages: what was found, what was expected, what to write."""

from itembank.language import Text

A_WHOLE_NUMBER = Text("rhif cyfan", "a whole number")
A_NUMBER = Text("rhif", "a number")
TEXT = Text("testun mewn dyfynodau", "text in quotes")
TEXT_OR_A_NUMBER = Text("testun mewn dyfynodau neu rif", "text in quotes or a number")
A_LIST = Text("rhestr", "a list")
A_LIST_OF = Text("rhestr (pob elfen: %s)", "a list, each of it %s")
A_TABLE = Text("tabl", "a table")
A_LIST_OF_TABLES = Text("rhestr o dablau", "a list of tables")
A_PAIR = Text("pâr o rifau cyfan", "a pair of whole numbers")
A_BOUND = Text("gwerth, isafswm ac uchafswm", "a value, a minimum and a maximum")
A_VALUE_FOR_EACH_ITEM = Text("gwerth i bob eitem", "a value for each item")
IDS_OF_ITEMS = Text("rhestr o ddynodwyr eitemau", "a list of ids of items")
SOLVED = Text("@solved, sef yr hyn a ddatryswyd", "@solved, for what was solved")
THE_POPULATION = Text("@population, sef poblogaeth y flwyddyn", "@population, for the year group’s own")
EITHER = Text("%s, neu %s", "%s or %s")
_AFTER_OR = {"rhif": "rif", "testun": "destun", "rhestr": "restr", "tabl": "dabl", "pâr": "bâr", "gwerth": "werth"}
_AFTER_OR |= {"gwerth,": "werth,", "dyddiad": "ddyddiad"}
"""The first word of what is expected, as the Welsh "neu" softens it."""
A_METHOD = Text(
    "enw dull, neu dabl sy’n ei enwi o dan yr allwedd method", "the name of a method, or a table with it as method"
)
METHODS = Text("rhestr o ddulliau", "a list of methods")
A_DATE = Text("dyddiad neu amser", "a date or time")

NO_TOML = Text("cafwyd rhywbeth nad yw’n TOML; disgwylid %s.", "found what is not TOML; expected %s.")
UNKNOWN_KEY = Text(
    "cafwyd allwedd nad yw’n perthyn yma; disgwylid un o’r rhain: %s. %s",
    "found a key that does not belong here; expected one of %s. %s",
)
NO_KEYS = Text(
    "cafwyd gosodiad, ond nid oes gan %s yr un. Dilëwch ef.", "found a setting, and %s has none. Take it out."
)
MISSING = Text(
    "ni chafwyd dim o dan yr allwedd %s; disgwylid %s. Ysgrifennwch, er enghraifft, `%s`.",
    "found nothing under the key %s; expected %s. Write, for example, `%s`.",
)
WRONG = Text(
    "cafwyd %s, disgwylid %s. Ysgrifennwch, er enghraifft, `%s`.",
    "found %s, expected %s. Write, for example, `%s`.",
)
UNKNOWN = Text("cafwyd %s, disgwylid un o’r rhain: %s. %s", "found %s, expected one of %s. %s")
TWICE = Text(
    "cafwyd %s am yr eildro, disgwylid pob un unwaith. Dilëwch un o’r ddau.",
    "found %s a second time, expected each once. Take one of the two out.",
)
CROSSED = Text(
    "cafwyd isafswm o %s sy’n uwch na’r uchafswm, %s; disgwylid y lleiaf gyntaf. Ysgrifennwch isafswm o %s ar y mwyaf,"
    " neu uchafswm o %s o leiaf.",
    "found a minimum of %s above the maximum of %s, expected the smaller first. Write a minimum of at most %s, or a"
    " maximum of at least %s.",
)
REFUSED = Text(
    "cafwyd %s, disgwylid yr hyn y gall y feddalwedd ei dderbyn: %s. Ysgrifennwch werth o’r fath.",
    "found %s, expected what the engine takes: %s. Write such a value.",
)
TOO_SHORT = Text(
    "cafwyd %s fel hyd, disgwylid 1 neu fwy. Ysgrifennwch `length = 30`.",
    "found a length of %s, expected 1 or more. Write `length = 30`.",
)
NO_SPREAD = Text(
    "cafwyd gwyriad safonol o %s, disgwylid mwy na 0. Ysgrifennwch, er enghraifft, `sd = 1.3`.",
    "found a standard deviation of %s, expected more than 0. Write, for example, `sd = 1.3`.",
)
NO_DEPENDENCE = Text(
    "cafwyd gwyriad safonol o %s, disgwylid 0 neu fwy. Ysgrifennwch, er enghraifft, `dependence = 0.7`.",
    "found a standard deviation of %s, expected 0 or more. Write, for example, `dependence = 0.7`.",
)
NO_MAX_SE = Text(
    "cafwyd SE o %s, disgwylid mwy na 0. Ysgrifennwch, er enghraifft, `max_se = 0.6`.",
    "found an SE of %s, expected more than 0. Write, for example, `max_se = 0.6`.",
)
NO_SETS = Text(
    "cafwyd dibyniaeth, ond nid oes gan eitemau banc %s ddarn na sefyllfa. Dilëwch yr allwedd.",
    "found a dependence, and no item of the bank %s has a passage or scenario. Take the key out.",
)
NO_YEAR = Text(
    "cafwyd %s, disgwylid rhif grŵp blwyddyn, o 2 i 9. Ysgrifennwch, er enghraifft, `4`.",
    "found %s, expected the number of a year group, 2 to 9. Write, for example, `4`.",
)
NO_POPULATION = Text(
    "cafwyd Blwyddyn %s, nad oes poblogaeth iddi yma; disgwylid un o’r rhain: %s. Ysgrifennwch"
    " `%s = { mean = 0.0, sd = 1.3 }` o dan [population], neu flwyddyn arall.",
    "found Year %s, which has no population here; expected one of %s. Write `%s = { mean = 0.0, sd = 1.3 }` under"
    " [population], or another year group.",
)
MINIMA = Text(
    "cafwyd isafsymiau ar gyfer %s sy’n dod i gyfanswm o %d; disgwylid %d ar y mwyaf, sef yr hyd. Ysgrifennwch"
    " isafsymiau is, neu `length = %d`.",
    "found minima of %s that add up to %d; expected at most %d, the length. Write lower minima, or `length = %d`.",
)
MAXIMA = Text(
    "cafwyd uchafsymiau ar gyfer pob %s sydd yn y banc, cyfanswm o %d; disgwylid %d o leiaf, sef yr hyd. Ysgrifennwch"
    " uchafsymiau uwch, neu `length = %d`.",
    "found maxima for every %s of the bank that add up to %d; expected at least %d, the length. Write higher maxima,"
    " or `length = %d`.",
)
SETS_TOO_LONG = Text(
    "cafwyd o leiaf %d set o %d eitem o leiaf, sef %d i gyd; disgwylid %d ar y mwyaf, sef yr hyd. Ysgrifennwch"
    " `fewest = %d`, neu isafswm is.",
    "found at least %d sets of at least %d items, %d together; expected at most %d, the length. Write `fewest = %d`, or"
    " a lower minimum.",
)
SETS_TOO_SHORT = Text(
    "cafwyd %d set ar y mwyaf o %d eitem ar y mwyaf, sef %d i gyd, ac nid oes eitem y tu allan i set; disgwylid %d o"
    " leiaf, sef yr hyd. Ysgrifennwch `most = %d`, neu uchafswm uwch.",
    "found at most %d sets of at most %d items, %d together, and no item is outside a set; expected at least %d, the"
    " length. Write `most = %d`, or a higher maximum.",
)
ONE_ATTRIBUTE = Text(
    "cafwyd %d o briodoleddau mewn un cyfrif, disgwylid un o’r rhain: %s. Ysgrifennwch gyfrif ar wahân i bob un.",
    "found %d attributes in one count, expected one of %s. Write a count of its own for each.",
)
NO_BOUND = Text(
    "ni chafwyd minimum na maximum, disgwylid un ohonynt o leiaf. Ysgrifennwch, er enghraifft, `minimum = 4`.",
    "found neither minimum nor maximum, expected one of them at least. Write, for example, `minimum = 4`.",
)
NOT_BY_MASKS = Text(
    "cafwyd %s mewn glasbrint a gedwir fesul eitem; dim ond terfyn blwyddyn, cyfrifon o un gwerth, terfynau ar bob"
    " gwerth ac"
    ' `apart` a ddisgwylid. Ysgrifennwch `method = "shadow"`.',
    "found %s in a blueprint that is kept item by item; expected a ceiling, counts of one value, limits of each value"
    ' and `apart` alone. Write `method = "shadow"`.',
)
EITHER_CONSTRAINTS = Text(
    "cafwyd constraints, a hefyd %s; disgwylid y naill neu’r llall. Symudwch %s i constraints, neu’r cyfan allan"
    " ohono.",
    "found both constraints and %s; expected either. Move %s into constraints, or all of them out of it.",
)
EITHER_MASKS = Text(
    'cafwyd masks a glasbrint â `method = "masks"`; disgwylid y naill neu’r llall. Symudwch y cyfan i masks.',
    'found both masks and a blueprint with `method = "masks"`; expected either. Move all of it into masks.',
)
OTHER_LENGTH = Text(
    "cafwyd %s fel hyd, disgwylid %d, sef hyd y cynllun. Dilëwch yr allwedd: yr hyd hwnnw sydd mewn grym hebddi.",
    "found a length of %s, expected %d, the length of the design. Take the key out: without it that length stands.",
)
NO_ATTRIBUTE = Text(
    "cafwyd y briodoledd %s, nad oes gan yr un eitem o fanc %s; disgwylid un o’r rhain: %s. %s",
    "found the attribute %s, which no item of the bank %s has; expected one of %s. %s",
)
NO_NUMBER = Text(
    "cafwyd y briodoledd %s, sy’n destun ym manc %s; disgwylid un sy’n rhif: %s. %s",
    "found the attribute %s, which is text in the bank %s; expected one that is a number: %s. %s",
)
NO_VALUE = Text(
    "cafwyd %s fel %s, nad oes gan yr un eitem o fanc %s; disgwylid un o’r rhain: %s. %s",
    "found %s as a %s, which no item of the bank %s has; expected one of %s. %s",
)
NO_ITEM = Text(
    "cafwyd %s, nad yw’n ddynodwr eitem ym manc %s; disgwylid dynodwr o’r banc. %s",
    "found %s, which is no item’s id in the bank %s; expected an id of the bank. %s",
)
IMPOSSIBLE = Text(
    "cafwyd glasbrint na all Blwyddyn %d ei gadw gydag eitemau’r banc %s: %s. Disgwylid un y gellir ei gadw."
    " Ysgrifennwch derfynau lletach, neu rai i’r flwyddyn honno o dan [year.%d.blueprint].",
    "found a blueprint that Year %d cannot keep with the items of the bank %s: %s. Expected one that can be kept. Write"
    " wider bounds, or bounds for that year under [year.%d.blueprint].",
)
WRITE = Text("Ysgrifennwch %s.", "Write %s.")
WRITE_ONE = Text("Ysgrifennwch un o’r rheini.", "Write one of those.")
SEVERAL_VALUES = Text("sawl gwerth mewn un cyfrif", "several values in one count")


def either(one: Text, other: Text) -> Text:
    """One of two things that are expected: "rhif, neu restr", "a number or a list"."""
    first, space, rest = other.cy.partition(" ")
    return EITHER.filled(one, Text(f"{_AFTER_OR.get(first, first)}{space}{rest}", other.en))
