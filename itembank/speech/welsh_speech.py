"""How a Welsh-speaking teacher says numbers, money, times, fractions, measures and signs."""

import re
from collections.abc import Callable, Mapping

from itembank.numeracy.counted_nouns import NOUNS
from itembank.numeracy.welsh_mutations import aspirate, nasal, soft
from itembank.speech.mathematical_tokens import (
    MINUS,
    BareUnit,
    Clock,
    Fraction,
    Money,
    Numeral,
    Power,
    Quantity,
    Sign,
    Token,
)
from itembank.speech.welsh_numbers import cardinal, clock_hour, counted, digit_by_digit, fraction

_UNITS: Mapping[str, tuple[str, bool]] = {
    "mm": ("milimetr", False),
    "cm": ("centimetr", False),
    "m": ("metr", False),
    "km": ("cilometr", False),
    "g": ("gram", False),
    "kg": ("cilogram", False),
    "ml": ("mililitr", False),
    "cm²": ("centimetr sgwâr", False),
    "m²": ("metr sgwâr", False),
    "cm³": ("centimetr ciwbig", False),
    "m³": ("metr ciwbig", False),
    "°C": ("gradd Celsius", True),
    "°": ("gradd", True),
    "°F": ("gradd Fahrenheit", True),
    "p": ("ceiniog", True),
    "min": ("munud", False),
    "h": ("awr", True),
    "s": ("eiliad", True),
    "km/h": ("cilometr yr awr", False),
    "m/s": ("metr yr eiliad", False),
    "g/cm³": ("gram y centimetr ciwbig", False),
    "GB": ("gigabeit", False),
    "kWh": ("cilowat-awr", False),
}
"""A unit's name, and whether it is feminine."""

_MANY: Mapping[str, str] = {
    "mm": "milimetrau",
    "cm": "centimetrau",
    "m": "metrau",
    "km": "cilometrau",
    "g": "gramau",
    "kg": "cilogramau",
    "ml": "mililitrau",
    "cm²": "centimetrau sgwâr",
    "m²": "metrau sgwâr",
    "cm³": "centimetrau ciwbig",
    "m³": "metrau ciwbig",
    "°C": "graddau Celsius",
    "°F": "graddau Fahrenheit",
    "km/h": "cilometrau yr awr",
    "m/s": "metrau yr eiliad",
    "g/cm³": "gramau y centimetr ciwbig",
    "GB": "gigabeitiau",
    "kWh": "cilowat-oriau",
    "£": "punnoedd",
    "€": "ewros",
}
"""The plurals of units that stand without a number: "yn gentimetrau"."""

_DEGREES = ("°C", "°F")

_MONEY: Mapping[str, tuple[tuple[str, bool], tuple[str, bool]]] = {
    "£": (("punt", True), ("ceiniog", True)),
    "€": (("ewro", False), ("sent", False)),
}

_SIGNS: Mapping[str, str] = {
    "+": "adio",
    "\u2212": "tynnu",
    "×": "lluosi â",
    "÷": "rhannu â",
    "=": "yn hafal i",
    "<": "yn llai na",
    ">": "yn fwy na",
    "≤": "yn llai na neu’n hafal i",
    "≥": "yn fwy na neu’n hafal i",
    "≠": "ddim yn hafal i",
    "□": "bwlch",
    "√": "ail isradd",
    ":": "i",
}
ALONE: Mapping[str, str] = {unit: name for unit, (name, _) in _UNITS.items()} | {
    "£": "punt",
    "€": "ewro",
    "%": "y cant",
}
"""What a unit is called that stands beside an empty box."""

# fmt: off - lists that are read, a few to the line
_SOFTENING = frozenset(
    (
        "o",
        "i",
        "am",
        "dyma",
        "tan",
        "ar",
        "at",
        "gan",
        "dan",
        "dros",
        "drwy",
        "trwy",
        "wrth",
        "heb",
        "hyd",
        "neu",
        *("=", "≤", "≥", "≠", ":"),
    )
)
_ASPIRATING = frozenset(("a", "â", "na", "gyda", "tua", "×", "÷", "<", ">"))
_FEMININE_NOUNS = (
    *(noun.singular for noun in NOUNS if noun.feminine),
    "awr",
    "eiliad",
    "milltir",
    "tudalen",
    "ffeuen",
    "pleidlais",
    "wythnos",
    "merch",
    "cath",
    "dafad",
    "buwch",
    "gwaith",
    "rhan",
    "ochr",
    "ongl",
    "het",
    "gêm",
    "llwyaid",
    "sedd",
    "modfedd",
    "marblen",
    "teisen",
    "iâr",
    "naid",
    "siop",
    "galwad",
    "cot",
    "côt",
    "banana",
    "silff",
    "taith",
    "ras",
    "breichled",
    "cuddfan",
    "gitâr",
    "gradd",
    "miliwn",
    "pwmpen",
)
_FEMININE_PLURALS = (
    *(noun.plural for noun in NOUNS if noun.feminine),
    "bananas",
    "cathod",
    "cotiau",
    "defaid",
    "ffa",
    "gemau",
    "gweithiau",
    "hetiau",
    "ieir",
    "merched",
    "milltiroedd",
    "modfeddi",
    "moron",
    "ochrau",
    "oriau",
    "pleidleisiau",
    "rhannau",
    "seddi",
    "siopau",
    "teisennau",
    "tudalennau",
    "wythnosau",
    "ysgolion",
)
NOT_COUNTED = frozenset(
    (
        "a",
        "a’r",
        "ac",
        "adael",
        "â",
        "â’r",
        "ag",
        "agosaf",
        "allan",
        "am",
        "ar",
        "arall",
        "at",
        "bob",
        "bydd",
        "cyn",
        "cyntaf",
        "ddewisodd",
        "eto",
        "gan",
        "gyda",
        "gyda’i",
        "gyda’r",
        "heb",
        "hefyd",
        "hyd",
        "i",
        "i’r",
        "i’w",
        "mae",
        "mewn",
        "na",
        "nag",
        "nesaf",
        "neu",
        "o",
        "o’r",
        "oddi",
        "oed",
        "oedd",
        "ohonyn",
        "ohonynt",
        "olaf",
        "ond",
        "rhwng",
        "roedd",
        "sydd",
        "sy’n",
        "unwaith",
        "wedi",
        "wedi’i",
        "wedi’u",
        "wrth",
        "y",
        "ydy",
        "ydy’r",
        "ym",
        "yma",
        "ymlaen",
        "yn",
        "yna",
        "yng",
        "yr",
        "yw",
        "yw’r",
    )
)
"""Words that follow a number without being counted by it."""
# fmt: on
FEMININE = frozenset(form(noun) for noun in _FEMININE_NOUNS for form in (str, soft, aspirate, nasal))
"""Feminine nouns in every form in which they may follow a number."""

_OF_FEMININE = re.compile(
    r"[ \u00a0](?:yn (?:fwy|llai) )?o(?:’r)? "
    rf"(?:{'|'.join(sorted(form(noun) for noun in _FEMININE_PLURALS for form in (str, soft)))})\b"
)
"""Feminine nouns that are counted in the plural: "tair o ferched", "un deg dwy o gacennau"."""

_CLOCK_BEFORE = re.compile(r"(?:chwarter (?:wedi|i)|hanner awr wedi|munud (?:ar hugain )?(?:wedi|i))\s$")
_CLOCK_AFTER = re.compile(r"\so’r gloch")
_MINUTES_OF_CLOCK = re.compile(r"\b(20|25) munud(?= (?:wedi|i) \d{1,2}(?:[.,?;]|$))")
_OLD_MINUTES = {"20": "ugain munud", "25": "5 munud ar hugain"}


_SUBJECT_OR_OBJECT = re.compile(
    r"\b(?:(?:[Mm]ae|[Oo]es|[Rr]?oedd|[BbFf]ydd|[BbFf]od)\s"
    r"gan(?:ddo|ddi|\s(?:(?:y|yr|bob)\s)?(?!Flwyddyn)[^\W\d]+)"
    r"|\bgen\s(?:i|ti)|\b[CcGg]est\sti"
    r"|\w+odd\s(?:[A-ZŴŶ][^\W\d]+|[Dd]osbarth\s[A-Z]|\d+\s[^\W\d]+"
    r"|(?:y|yr)\s[^\W\d]+(?:\s(?!ac?|am|ar|at|gan|i|mewn|o|rhwng|wedi|yn)[^\W\d]+)?))\s$"
)
"""What parts a number from its verb, and softens it: "Mae gan Mali bedwar", "Fe gest ti bedwar"."""
_COMMANDS = re.compile(
    r"\b(?:adia|cerdda|cyfra|cyfrifa|defnyddia|dewisa|gosoda|newidia|rhanna|rho|symuda|talgrynna|tynna|torra"
    r"|ysgrifenna)\s$",
    re.IGNORECASE,
)
"""Verbs that soften what they act on: "Dewisa ddau ateb", "Cyfra ddau arall"; a bare number stays as it is."""
_SOME_MORE = re.compile(r" (?:arall|ymlaen)\b")
_BEING = re.compile(r"(?:\b[bf]od|[cg]ymedr|canolrif|amrediad|cyfanswm) yn\s$")
_SUBJECT = re.compile(
    r"\b(?:[Mm]ae|[Rr]?oedd|[Bb]ydd(?:an)?)(?:’r)?"
    r"(?:\s(?!(?:angen|gan|tua|wedi|yn)\b|\S*’n\s)[^\W\d][\w’-]*){1,3}"
    r"(?<!\bcost)(?<!\bhyd)(?<!\bnifer)(?<!\bpris)(?<!\bhanner)(?<!swm)\s$"  # not "Mae pris tri afal yn uwch"
)
_BY_HOW_MUCH = re.compile(
    r"(?:\s[^\W\d]+)?\s(?:yn (?:[^\W\d]+ach|fwy|gynt|haws|hwy|hwyr|hŷn|iau|is|llai|uwch|well)\b|heibio|i ffwrdd)"
)
"""By how much something is more, behind what is: "Mae’r tŵr ddau floc yn dalach", "Mae hi gan metr i ffwrdd"."""
_HOW_OFTEN = re.compile(r"\sgwaith(?:[.,;?]|\syr un\b|$)")  # "Mae’n neidio dair gwaith."; not "angen 3 gwaith cymaint"
_DONE_SO_OFTEN = re.compile(r"(?<![\w’])(?!(?:bob|gyda|mae|tua|ydy)\s)[a-zâêîôûŵŷ]{3,}\s$")
_ONE_BY_ONE = re.compile(r"\b(?:[pb]ob|[Ss]awl) $")
_MANY_OF = re.compile(r"(?:[mf]iliwn|\^\([^()]*\))[ \u00a0]$")
_UNCHANGED = ("dim", "minws", "sero")

_LONG_FORMS = {"a": "ac", "â": "ag", "gyda": "gydag", "na": "nag"}
_BEFORE_VOWEL = re.compile(r"\b(a|â|gyda|na)(?= (?:un|wyth|ail|ugain)\b)")


def with_long_forms(said: str) -> str:
    """A sentence with "ac", "ag" and "nag" before the numbers that begin with a vowel, and "funud" behind "dau".

    A page fills numbers in without a mutation: "Mae gen ti 52 munud", "Fe gest ti 13 cwestiwn".
    """
    said = re.sub(r"\b(dd?au) munud\b", r"\1 funud", said.replace("ae yr arwydd", "ae’r arwydd"))
    said = re.sub(r"\b(dd?au) cwestiwn\b", r"\1 gwestiwn", said)
    said = re.sub(r"\b(dri|tri|chwe) cwestiwn\b", r"\1 chwestiwn", said)
    return _BEFORE_VOWEL.sub(lambda found: _LONG_FORMS[found[1]], said)


def with_ratios_of_words(shown: str) -> str:
    """A text with the ratios of words as they are said: "merched : bechgyn" is "merched i fechgyn"."""
    return re.sub(r"(?<=\w) : ([^\W\d]+)", lambda found: f" i {soft(found[1])}", shown)


def with_minutes_of_clock(shown: str) -> str:
    """A text with the old words for a clock's minutes, as for its hours: "20 munud wedi 5" is "ugain munud wedi"."""
    return _MINUTES_OF_CLOCK.sub(lambda found: _OLD_MINUTES[found[1]], shown)


def welsh_words(token: Token, before: str, after: str) -> str:
    """The words of a token between the text before it and after it, which decide on gender and mutation."""
    if isinstance(token, Sign):
        return _sign(token.sign, before, after)
    if isinstance(token, BareUnit):
        return _bare_unit(token.unit, before)
    words = _unmutated(token, before, after)
    if words.startswith(_UNCHANGED):
        return words
    return soft(words) if _is_softened(token, before, after) else _mutation(before)(words)


def _sign(sign: str, before: str, after: str) -> str:
    if after.startswith(" yn golygu"):
        return "yr arwydd hwn"
    if sign == "□" and re.search(r"\d[ \u00a0]$", before):  # a box for a unit is not counted: "tua dau, bwlch, o hyd"
        return ", bwlch," if re.match(r"\s\w", after) else ", bwlch"
    return _mutation(before)(_SIGNS[sign])


def _bare_unit(unit: str, before: str) -> str:
    if _ONE_BY_ONE.search(before) and unit in _UNITS:
        return _UNITS[unit][0]
    many = _MANY[unit]
    soft_many = many if many.startswith(("gram", "gigabeit")) else soft(many)
    if _MANY_OF.search(before):
        return f"o {soft_many}"
    return soft_many if before.endswith((" yn ", " o ")) else many


def _unmutated(token: Token, before: str, after: str) -> str:
    match token:
        case Numeral():
            return _number(token, before, after)
        case Money():
            return _money(token)
        case Clock(hour=hour, minute=minute):
            return _time(hour, minute)
        case Fraction(whole=whole, top=top, bottom=bottom):
            return _mixed(whole, top, bottom)
        case Quantity(number=number, unit=unit):
            return _quantity(number, unit)
        case Power(base=base, exponent=exponent):
            return _power(base, exponent)
        case _:
            return ""


def _is_softened(token: Token, before: str, after: str) -> bool:
    """Whether a verb or "yn" softens a number: "Dewisa ddau ateb", "yn dair rhan"; not the "in" of "yn 2024"."""
    is_amount = isinstance(token, Quantity | Money | Fraction) or (
        isinstance(token, Numeral) and _noun_counted(token, after) != ""
    )
    if _COMMANDS.search(before) and _SOME_MORE.match(after):
        return True
    if _HOW_OFTEN.match(after) and _DONE_SO_OFTEN.search(before):
        return True
    if is_amount and (_COMMANDS.search(before) or (_SUBJECT.search(before) and _BY_HOW_MUCH.match(after))):
        return True
    if not before.endswith(" yn "):
        return False
    return is_amount or after.startswith(" : ") or _BEING.search(before) is not None


def _mutation(before: str) -> Callable[[str], str]:
    """What the words or the sign before a number do to it: "i dri", "a thri", "Mae’n dri", "y ddau"."""
    found = re.search(r"([\w’]+|[=≤≥≠×÷<>]|(?<= ):)\s*$", before)
    word = found[1].lower() if found else ""
    if word in ("y", "yr") or word.endswith("’r"):
        return _after_article
    if word in _SOFTENING or word.endswith("’n") or _SUBJECT_OR_OBJECT.search(before):
        return soft
    return aspirate if word in _ASPIRATING else str


def _after_article(words: str) -> str:
    return soft(words) if words.startswith(("dau", "dwy")) else words


def _noun_counted(number: Numeral, after: str) -> str:
    """The noun that a whole number counts; "" for none."""
    found = re.match(r"[ \u00a0]([a-zâêîôûŵŷ’-]+)", after)
    counts = found is not None and found[1] not in NOT_COUNTED and not number.decimals and number.whole != 0
    return found[1] if found is not None and counts else ""


def _number(number: Numeral, before: str, after: str) -> str:
    if number.written == "0" and before.endswith("bod yn "):
        return "sero"  # "bod yn ddim" is to be nothing
    if number.decimals:
        words = f"{counted(number.whole, 'pwynt', feminine=False)} {digit_by_digit(number.decimals)}"
    elif _CLOCK_BEFORE.search(before) or _CLOCK_AFTER.match(after):
        words = clock_hour(number.whole)
    else:
        noun = _noun_counted(number, after)
        feminine = noun in FEMININE or _OF_FEMININE.match(after) is not None
        words = cardinal(number.whole, feminine=feminine, before_noun=noun != "")
    return f"minws {words}" if number.is_negative else words


def _money(money: Money) -> str:
    (whole, whole_feminine), (part, part_feminine) = _MONEY[money.sign]
    in_pounds = counted(money.pounds, whole, feminine=whole_feminine)
    in_pence = counted(money.pence, part, feminine=part_feminine)
    if not money.pence:
        return in_pounds
    if not money.pounds:
        return in_pence
    if money.pence >= 10:
        return f"{in_pounds} {cardinal(money.pence)}"
    return f"{in_pounds} {_and(in_pence)}"


def _time(hour: int, minute: int) -> str:
    """A time as a digital clock shows it; "hanner awr wedi" would answer who is asked to read that clock.

    Hour and minutes stand apart: without a pause 4:10 would be "pedwar deg", which is 40.
    """
    if not minute:
        return f"{clock_hour(hour)} o’r gloch" if 0 < hour <= 12 else f"{cardinal(hour)}, dim dim"
    return f"{cardinal(hour)}, {cardinal(minute)}" if minute >= 10 else f"{cardinal(hour)}, dim {cardinal(minute)}"


def _mixed(whole: int | None, top: str, bottom: str) -> str:
    if not (top.isdigit() and bottom.isdigit()):
        return f"{top} dros {bottom}"
    part = fraction(int(top), int(bottom))
    if whole is None:
        return part
    return f"{cardinal(whole)} {_and(part)}"


def _and(part: str) -> str:
    return f"ac {part}" if part[0] in "uw" else f"a {aspirate(part)}"


def _part_of(number: Fraction, unit: str) -> str:
    """A fraction of a unit; a whole part stands before the unit: "chwe chentimetr a hanner"."""
    name, feminine = _UNITS.get(unit, ("y cant", False))
    if number.whole is None or unit == "%":
        return f"{_mixed(number.whole, number.top, number.bottom)} {name}"
    part = _mixed(None, number.top, number.bottom)
    return f"{counted(number.whole, name, feminine=feminine)} {_and(part)}"


def _quantity(number: Numeral | Fraction, unit: str) -> str:
    if isinstance(number, Fraction):
        return _part_of(number, unit)
    if unit == "%":
        return f"{_number(number, '', '')} y cant"
    name, feminine = _UNITS[unit]
    if number.decimals:
        return f"{_number(number, '', '')} {name}"
    if not number.whole and unit in _DEGREES:
        return f"sero {name}"
    words = counted(number.whole, name, feminine=feminine)
    return f"minws {words}" if number.is_negative else words


def _power(base: str, exponent: str) -> str:
    told = cardinal(int(base)) if base.isdigit() else base.replace(")", "")
    named = {"2": "wedi’i sgwario", "3": "wedi’i giwbio"}.get(exponent)
    return f"{told} {named}" if named else f"{told} i’r pŵer {_exponent(exponent)}"


def _exponent(exponent: str) -> str:
    return _number(Numeral(exponent), "", "") if exponent.lstrip(MINUS).isdigit() else exponent
