"""Messages of the bank health report, in Welsh and English."""

from collections.abc import Mapping

from itembank.gates.gate_finding import Gate
from itembank.language import Language, Text

TITLE = Text("Iechyd y banc: %s", "Bank health: %s")
TITLES = Text("Iechyd y banciau", "Health of the banks")
SUBJECTS: Mapping[str, Text] = {
    "numeracy-procedural": Text("rhifedd (gweithdrefnol)", "numeracy (procedural)"),
    "numeracy-reasoning": Text("rhifedd (rhesymu)", "numeracy (reasoning)"),
    "reading-cy": Text("darllen Cymraeg", "reading in Welsh"),
    "reading-en": Text("darllen Saesneg", "reading in English"),
}
LANGUAGES: Mapping[Language, Text] = {"cy": Text("Cymraeg", "Welsh"), "en": Text("Saesneg", "English")}
IN_LANGUAGE: Mapping[Language, Text] = {"cy": Text("yn Gymraeg", "in Welsh"), "en": Text("yn Saesneg", "in English")}
READING = Text("Darllen: y ddwy iaith ochr yn ochr", "Reading: the two languages side by side")
BESIDE_TOLD = Text(
    "Mae’r delfryd yn wahanol lle mae cwestiynau’r ddwy iaith yn rhoi nifer gwahanol o farciau: cymharwch yr SE rhwng"
    " yr ieithoedd, a’r gost o fewn un iaith.",
    "The ideals differ where the questions of the two languages carry different marks: compare SE between languages,"
    " and cost within one.",
)
MADE_OF = Text("Banc %s %s · cynllun %s %s", "Bank %s %s · design %s %s")

PROGRESS = Text("Pwyso %s", "Weighing %s")
IN_SHORT = Text("Yn gryno", "In short")
PARAMETERS_ALONE = Text("Paramedrau yn unig: %s o eitemau.", "Parameters alone: %s items.")
BOTH_LANGUAGES = Text(
    "Mae pob un o’r %s o eitemau yn y ddwy iaith: yr un banc sydd i’r dysgwyr sy’n sefyll yn Gymraeg ac"
    " i’r rhai sy’n sefyll yn Saesneg.",
    "Each of the %s items is in both languages: learners in Welsh and in English have the same bank.",
)
PRACTICE_LEFT_OUT = Text(
    "Nid yw’r %s o eitemau ymarfer yn rhan o hyn: nid yw’r un cynllun yn eu rhoi.",
    "The %s practice items are no part of this: no design gives them.",
)
ONE_LANGUAGE = {
    "cy": Text(
        "Yn Gymraeg yn unig y mae’r %s o eitemau: banc ar ei ben ei hun yw hwn, nid cyfieithiad.",
        "The %s items are in Welsh alone: a bank of its own, no translation.",
    ),
    "en": Text(
        "Yn Saesneg yn unig y mae’r %s o eitemau: banc ar ei ben ei hun yw hwn, nid cyfieithiad.",
        "The %s items are in English alone: a bank of its own, no translation.",
    ),
}
COSTS_MOST = Text(
    "Mae’r banc yn costio fwyaf i Flwyddyn %d: SE cymedrig %s, lle byddai banc delfrydol yn rhoi %s.",
    "The bank costs Year %d most: a mean SE of %s, where an ideal bank would give %s.",
)
OF_COST = Text(
    "O’r %s hynny, mae %s am nad yw’r eitemau’n ddigon hawdd neu’n ddigon anodd, a %s am na ddylai’r un eitem fod"
    " mewn gormod o’r eisteddiadau.",
    "Of these %s, %s are because items are not easy or hard enough, and %s because no item should be in too many of the"
    " sittings.",
)
CROWDED = Text(
    "Mewn %d o’r %d cell mae rhy ychydig o eitemau wrth law i gynifer o ddysgwyr: byddai pob eitem mewn mwy"
    " o’r eisteddiadau nag y dylai fod.",
    "In %d of the %d cells too few items are near for so many learners: each would be in more of the sittings than it"
    " should be.",
)
NOT_CROWDED = Text(
    "Ym mhob cell mae digon o eitemau wrth law i gadw defnydd pob un o fewn y terfyn.",
    "In every cell enough items are near to keep each one’s exposure within its limit.",
)
SCREEN_READER_SAME = Text(
    "Gall darllenydd sgrin ddarllen pob eitem: nid yw’n costio dim.",
    "A screen reader can tell every item: it costs nothing.",
)
PART_COSTS = Text(
    "%s: mae’r SE gorau, ar ei waethaf ym Mlwyddyn %d, yn %s yn lle %s.",
    "%s: the best SE, at its worst in Year %d, is %s in place of %s.",
)
PARTS: Mapping[Gate, Text] = {
    Gate.SCREEN_READER: Text("Gyda darllenydd sgrin", "With a screen reader"),
    Gate.NO_DRAWINGS: Text("Heb luniau", "Without drawings"),
}

YEARS = Text("Beth mae’n ei gostio i bob blwyddyn: SE cymedrig", "What it costs each year: mean SE")
YEAR_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("eitemau", "items"),
    Text("L/N", "L/N"),
    Text("terfyn", "limit"),
    Text("banc", "bank"),
    Text("eisteddiad gorau", "best sitting"),
    Text("delfrydol", "ideal"),
    Text("cost", "cost"),
    Text("wedyn", "afterwards"),
    Text("darllenydd sgrin", "screen reader"),
    Text("heb luniau", "no drawings"),
)
SIDE_BY_SIDE_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("eitemau, %s", "items, %s"),
    Text("SE, %s", "SE, %s"),
    Text("cost, %s", "cost, %s"),
    Text("wedyn, %s", "after, %s"),
)
THIN = Text("Lle mae eitemau’n brin yn y banc: y %d cell waethaf", "Where the bank is thin: the worst %d cells")
NOT_THIN = Text("Ni fyddai un eitem arall yn arbed dim yn unman.", "One more item would save nothing anywhere.")
THIN_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("llinyn", "strand"),
    Text("θ", "θ"),
    Text("dysgwyr", "learners"),
    Text("eitemau", "items"),
    Text("wrth law", "near"),
    Text("llwyth", "load"),
    Text("o’r delfryd", "of ideal"),
    Text("arbed ‰", "saves ‰"),
)
FROM_TO = Text("%s i %s", "%s to %s")
THIN_TOLD = Text(
    "Wrth law: eitemau o fewn logit. Llwyth: cyfran yr eisteddiadau y byddai pob un o’r eitemau hyn ynddynt; mae ! yn"
    " nodi llwyth sy’n fwy na’r terfyn. O’r delfryd: yr hyn y mae eitemau’r llinyn yn ei ddweud, fel canran o’r hyn y"
    " byddai rhai delfrydol yn ei ddweud. Arbed: yr hyn y byddai un eitem arall yno yn ei dynnu oddi ar SE cymedrig y"
    " flwyddyn, mewn milfedau o logit.",
    "Near: items within a logit. Load: the share of sittings that each of these would be in; ! is more than the limit."
    " Of ideal: what the strand’s items tell, of what ideal ones would. Saves: what one more item there would take off"
    " the year’s mean SE, in thousandths of a logit.",
)

WANTED = Text("Eitemau i’w hysgrifennu nesaf: %d", "The %d items to write next")
NOTHING = Text(
    "Dim i’w ysgrifennu: ni fyddai’r un eitem yn arbed digon i fod yn werth ei hysgrifennu.",
    "Nothing to write: no item would save enough to be worth writing.",
)
ONE_ITEM = Text(
    "Eitem o’r llinyn %s (%s), i’w gofyn o Flwyddyn %d ymlaen, anhawster tua %s logit",
    "An item of the strand %s (%s), asked from Year %d on, of difficulty about %s logits",
)
PASSAGES: Mapping[str, Text] = {
    "story": Text(
        "Stori %s ar gyfer Blwyddyn %d, %s i %s o eiriau, %d o gwestiynau, anhawster tua %s logit",
        "A story %s for Year %d, %s to %s words, with %d questions, of difficulty about %s logits",
    ),
    "information": Text(
        "Testun gwybodaeth %s ar gyfer Blwyddyn %d, %s i %s o eiriau, %d o gwestiynau, anhawster tua %s logit",
        "An information text %s for Year %d, %s to %s words, with %d questions, of difficulty about %s logits",
    ),
    "verse": Text(
        "Cerdd %s ar gyfer Blwyddyn %d, %s i %s o eiriau, %d o gwestiynau, anhawster tua %s logit",
        "A poem %s for Year %d, %s to %s words, with %d questions, of difficulty about %s logits",
    ),
}
SCENARIO = Text(
    "Sefyllfa ar gyfer Blwyddyn %d, %d o rannau, anhawster tua %s logit",
    "A scenario for Year %d with %d parts, of difficulty about %s logits",
)
LIKE_IT = Text("Un arall yr un fath.", "Another like the one before.")
OR = Text(" / ", " or ")
PART = Text("%s (%s): anhawster %s", "%s (%s): difficulty %s")
PART_MARKS = Text("%s (%s), hyd at %d o farciau: anhawster %s", "%s (%s), %d marks: difficulty %s")
RIGHT = Text(
    "mae plentyn o allu cyfartalog ym Mlwyddyn %d yn ei hateb yn gywir %s",
    "a Year %d child of average ability gets it right %s",
)
MARKS = Text(
    "mae plentyn o allu cyfartalog ym Mlwyddyn %d yn ennill %s",
    "a Year %d child of average ability earns %s",
)
TIMES: tuple[Text, ...] = (
    Text("yn anaml iawn", "hardly ever"),
    Text("unwaith o bob deg", "once in ten"),
    Text("ddwywaith o bob deg", "twice in ten"),
    Text("deirgwaith o bob deg", "three times in ten"),
    Text("bedair gwaith o bob deg", "four times in ten"),
    Text("bum gwaith o bob deg", "five times in ten"),
    Text("chwe gwaith o bob deg", "six times in ten"),
    Text("saith gwaith o bob deg", "seven times in ten"),
    Text("wyth gwaith o bob deg", "eight times in ten"),
    Text("naw gwaith o bob deg", "nine times in ten"),
    Text("bron bob tro", "almost always"),
)
OF_MARKS: tuple[Text, ...] = (
    Text("nesaf peth i ddim o’r marciau", "next to none of the marks"),
    Text("un marc o bob deg", "one mark in ten"),
    Text("dau farc o bob deg", "two marks in ten"),
    Text("tri marc o bob deg", "three marks in ten"),
    Text("pedwar marc o bob deg", "four marks in ten"),
    Text("pum marc o bob deg", "five marks in ten"),
    Text("chwe marc o bob deg", "six marks in ten"),
    Text("saith marc o bob deg", "seven marks in ten"),
    Text("wyth marc o bob deg", "eight marks in ten"),
    Text("naw marc o bob deg", "nine marks in ten"),
    Text("bron y marciau i gyd", "nearly all the marks"),
)
SAVES = Text(
    "Yn arbed, o’r SE cymedrig: %s. Mae’n arbed fwyaf ar θ %s ym Mlwyddyn %d: SE o %s i %s.",
    "Saves, of the mean SE: %s. Most at θ %s in Year %d: SE from %s to %s.",
)
IN_YEAR = Text("%s ym Mlwyddyn %d", "%s in Year %d")

YEAR = Text("Blwyddyn %d", "Year %d")
MAP = Text("Faint mae eitemau pob llinyn yn ei ddweud", "How much the items of each strand tell")
AS_TABLE = Text("Y map fel tabl", "The map as a table")
MAP_TOLD = Text("Isaf: %s, %s ar θ %s.", "Lowest: %s, %s at θ %s.")
KEY = Text(
    "Mae pob cell o’r mapiau’n dweud pa ganran o wybodaeth eitemau delfrydol y mae eitemau’r llinyn yn ei rhoi ar y"
    " gallu hwnnw, ac oddi tani faint o eitemau sydd o’r anhawster hwnnw.",
    "Each cell of the maps says what percentage of ideal items’ information the items of the strand give at that"
    " ability, and below it how many items are of that difficulty.",
)
FRAMED = Text("rhy ychydig o eitemau wrth law i gynifer o ddysgwyr", "too few items near for so many learners")
CURVES = Text("SE’r banc a banc delfrydol", "SE of the bank and of an ideal one")
CURVES_TOLD = Text(
    "SE cymedrig %s; delfrydol %s. Yr uchaf: %s ar θ %s.",
    "Mean SE %s; ideal %s. Largest: %s at θ %s.",
)
ABILITY = Text("gallu θ, mewn logitau", "ability θ, in logits")
LINE_BANK = Text("banc", "bank")
LINE_BEST = Text("gorau", "best")
LINE_IDEAL = Text("delfrydol", "ideal")
LINE_AFTER = Text("wedyn", "afterwards")
OF_BANK = Text("%s: %s", "%s: %s")

HOW_TO_READ = Text("Sut i ddarllen hyn", "How to read this")
READ: tuple[tuple[Text, Text], ...] = (
    (
        Text("SE’r banc", "SE of the bank"),
        Text(
            "Yr SE lleiaf y gall eisteddiadau o’r hyd a bennir gan y cynllun ei gael ar y gallu hwn, gan gadw ffiniau’r"
            " glasbrint, heb i’r un eitem fod mewn mwy o’r eisteddiadau ar y gallu hwnnw na’r terfyn.",
            "The smallest SE that sittings of the design’s length can have at this ability within the blueprint’s"
            " bounds, with no item in more of the sittings at that ability than the limit.",
        ),
    ),
    (
        Text("Terfyn", "Limit"),
        Text(
            "max(0.25, min(1, 1.5 L/N)), fel y gât gyhoeddi: L yw hyd eisteddiad, N yr eitemau y caniateir eu gofyn i’r"
            " flwyddyn, a dim mwy o bob darn neu sefyllfa nag sydd mewn eisteddiad.",
            "max(0.25, min(1, 1.5 L/N)), as the publishing gate has it: L is the length of a sitting, N the items that"
            " the year may be asked, of each passage or scenario no more than a sitting has.",
        ),
    ),
    (
        Text("Eisteddiad gorau", "Best sitting"),
        Text(
            "Yr SE lleiaf heb y terfyn: yr eisteddiad gorau un, fel pe na bai neb arall yn cael yr un eitemau.",
            "The smallest SE without the limit: the very best sitting, as if nobody else had the same items.",
        ),
    ),
    (
        Text("Delfrydol", "Ideal"),
        Text(
            "Banc heb ben draw o eitemau fel y rhai hyn, a phob un yn dweud cymaint ag y gall ar bob gallu. Ni all yr"
            " un banc wneud yn well.",
            "An unlimited bank of items like these, each telling as much as it can at every ability. No bank can do"
            " better.",
        ),
    ),
    (
        Text("Wedyn", "Afterwards"),
        Text("SE’r banc pan fydd y rhestr wedi’i hysgrifennu.", "The SE of the bank once the list is written."),
    ),
    (
        Text("Eitemau i’w hysgrifennu", "Items to write"),
        Text(
            "Un ar ôl y llall, lle mae eitem nodweddiadol yn tynnu fwyaf oddi ar SE cymedrig y blynyddoedd gyda’i"
            " gilydd; mae pob un yn cyfrif y rhai o’i blaen. Ni ofynnir am ddim sydd dros hanner logit yn haws neu’n"
            " anos na’r hyn sydd gan y flwyddyn.",
            "One after another, where a typical item takes most off the mean SE of the years together; each counts"
            " those before it. Nothing easier or harder is asked for than what the year has, and half a logit beyond.",
        ),
    ),
)
