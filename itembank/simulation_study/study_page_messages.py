"""Messages of the study's HTML report, in Welsh and English."""

from collections.abc import Mapping

from itembank.language import Text
from itembank.simulation_study.requirements import RequirementName

TITLE = Text("Astudiaeth efelychu: %s", "Simulation study: %s")
RESTS_ON = Text(
    "Safodd dysgwyr efelychedig, y mae eu gallu’n hysbys, y prawf addasol hwn: %s ar bob un o naw gallu o −2 i 2 SD"
    " pob grŵp blwyddyn, a hefyd %s dros ddosraniad y flwyddyn gyfan.",
    "Made-up learners whose ability is known took this adaptive test: %s at each of nine abilities from −2 to 2 SD of"
    " each year group, and %s over the year’s whole distribution.",
)
ANSWERS = {
    False: Text(
        "Daeth yr atebion o baramedrau’r banc ei hun: mae’r ffigurau’n dweud sut mae’r cynllun yn gweithio os yw’r"
        " paramedrau’n gywir.",
        "Answers came from the bank’s own parameters: the figures say how the design works if these are right.",
    ),
    True: Text(
        "Daeth yr atebion o baramedrau banc arall (%s), nid o’r rhai y mae’r prawf yn eu credu.",
        "Answers came from the parameters of another bank (%s), not from those that the test believes.",
    ),
}
DEPENDENT = Text(
    "Mae atebion yr un person i eitemau yn yr un set (%s) yn rhannu effaith ag SD o %s logit ar ben gallu.",
    "One person’s answers to the items of one set (%s) share an effect with SD %s logits beside ability.",
)
ITEM_SETS = Text("setiau’r glasbrint", "the blueprint’s item sets")
PROVISIONAL = Text(
    "Mae paramedrau’r banc dros dro: nid oes neb wedi ateb yr eitemau hyn eto.",
    "The bank’s parameters are provisional: nobody has answered these items yet.",
)
MADE_OF = (
    Text("Banc", "Bank"),
    Text("Cynllun", "Design"),
    Text("Hedyn", "Seed"),
)
IN_SHORT = Text("Yn gryno", "In short")
YEARS = Text("Blynyddoedd", "Years")
YEAR = Text("Blwyddyn %d", "Year %d")
YEAR_SENTENCE = Text(
    "Gallu: cymedr %s, SD %s logit. Eitemau ar gael: %s. Eisteddiadau: %s.",
    "Ability: mean %s, SD %s logits. Items eligible: %s. Sittings: %s.",
)

SUMMARY_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("Gofynion", "Requirements"),
    Text("Gogwydd", "Bias"),
    Text("RMSE", "RMSE"),
    Text("SE cymedrig", "Mean SE"),
    Text("Dibynadwyedd", "Reliability"),
    Text("Yn y band 90%", "In the 90% band"),
    Text("Hyd", "Length"),
    Text("Defnydd uchaf", "Highest exposure"),
    Text("Heb eu defnyddio", "Never used"),
    Text("Gorgyffwrdd", "Overlap"),
    Text("Eitemau i’w hysgrifennu", "Items to write"),
)
MET = {True: Text("bodlonwyd", "met"), False: Text("ni fodlonwyd", "not met")}

MEASURED = Text("Pa mor dda y mesurir gallu", "How well ability is measured")
BIAS = Text("Gogwydd yn ôl gallu", "Bias by ability")
BIAS_TOLD = Text(
    "Y gogwydd mwyaf o fewn cyrraedd y banc yw %s, pan fo θ = %s. Y rhan olau: yr hyn a ganiateir.",
    "The largest bias within the bank’s reach is %s, at θ = %s. The soft range: what is allowed.",
)
NO_REACH = Text("Nid oes yr un gallu o fewn cyrraedd y banc.", "No ability is within the bank’s reach.")
ERROR = Text("Cyfeiliornad ac SE yn ôl gallu", "Error and SE by ability")
ERROR_TOLD = Text(
    "RMSE: o %s i %s yn ôl gallu; %s dros y flwyddyn.",
    "RMSE runs from %s to %s by ability; it is %s over the year.",
)
HONESTY = Text("Gonestrwydd yr SE", "Honesty of the SE")
HONESTY_TOLD = Text(
    "SE cymedrig ÷ SD: o %s i %s. Mae 1 yn onest; o dan 1 mae’r SE yn addo gormod. Y rhan olau: ±3 chyfeiliornad Monte"
    " Carlo.",
    "Mean SE ÷ SD runs from %s to %s. 1 is honest; below 1 the SE promises too much. The soft range: ±3 Monte Carlo"
    " errors.",
)
HONEST = Text("gonest", "honest")
COVERAGE = Text("Pa mor aml mae’r band 90% yn cynnwys y gallu", "How often the 90% band holds the ability")
COVERAGE_TOLD = Text(
    "O %s i %s yn ôl gallu; %s dros y flwyddyn. Y rhan olau: ±3 chyfeiliornad Monte Carlo o amgylch 90%%.",
    "From %s to %s by ability; %s over the year. The soft range: ±3 Monte Carlo errors around 90%%.",
)
ABILITY = Text("gallu θ, mewn logitau", "ability θ, in logits")
LINE_SE = Text("SE cymedrig", "mean SE")
LINE_RMSE = Text("RMSE", "RMSE")
LINE_SD = Text("SD", "SD")
LINE_BEST = Text("SE gorau", "best SE")
CONDITIONAL = Text("Y naw gallu", "The nine abilities")
CONDITIONAL_HEADS = (
    Text("θ", "θ"),
    Text("o fewn cyrraedd", "in reach"),
    Text("gogwydd", "bias"),
    Text("terfyn", "limit"),
    Text("RMSE", "RMSE"),
    Text("SD", "SD"),
    Text("SE cymedrig", "mean SE"),
    Text("SE gorau", "best SE"),
    Text("SE ÷ SD", "SE ÷ SD"),
    Text("band 90%", "90% band"),
    Text("hyd", "length"),
)
YES = Text("ydy", "yes")
NO = Text("nac ydy", "no")

ENDINGS = Text("Hyd, a sut mae eisteddiadau’n gorffen", "Length, and how sittings end")
ENDING = Text("Diwedd eisteddiadau", "Endings")
REASONS_BY_ABILITY = Text("Rhesymau yn ôl gallu", "Reasons by ability")
LENGTHS = Text("Hyd eisteddiadau", "Length of sittings")
LENGTHS_TOLD = Text(
    "O %s i %s o eitemau, cymedr %s, dros y flwyddyn.", "From %s to %s items, %s on average, over the year."
)
ONE_LENGTH = Text("Mae gan bob eisteddiad %s o eitemau.", "Every sitting has %s items.")
LENGTH_BY_ABILITY = Text("Hyd cymedrig yn ôl gallu", "Mean length by ability")
LENGTH_BY_ABILITY_TOLD = Text("O %s i %s o eitemau ar gyfartaledd.", "From %s to %s items on average.")
ITEMS = Text("nifer yr eitemau", "number of items")
ENDINGS_HEADS = (Text("Sut", "How"), Text("Cyfran o’r eisteddiadau", "Share of sittings"))
REASON = Text("Rheswm: %s", "Reason: %s")
STATUS = Text("Amcangyfrif: %s", "Estimate: %s")
RELAXED = Text("Cyfyngiad wedi’i lacio: %s", "Constraint given up: %s")
LIFTED = Text(
    "Ildiodd y rheolaeth ar ddefnydd mewn %s o’r eisteddiadau, ar gyfer %s o eitemau ym mhob eisteddiad ar"
    " gyfartaledd.",
    "Exposure control had to give way in %s of sittings, for %s items a sitting on average.",
)
REASONS: Mapping[str, Text] = {
    "max_items": Text("hyd llawn", "full length"),
    "se_below": Text("SE yn ddigon bach", "SE small enough"),
    "time_limit": Text("yr amser ar ben", "time up"),
    "pool_exhausted": Text("dim eitemau ar ôl", "no items left"),
    "se_gain_below": Text("fawr ddim ar ôl i’w ennill", "little left to gain"),
    "strands_se_below": Text("pob llinyn yn ddigon sicr", "each strand sure enough"),
    "classified": Text("ochr y ffin yn glir", "side of the cut clear"),
}
STATUSES: Mapping[str, Text] = {
    "converged": Text("wedi cydgyfeirio", "converged"),
    "no scored answer yet": Text("dim ateb sy’n cyfrif eto", "no scored answer yet"),
    "all answers at the lowest or all at the highest score: the likelihood has no finite maximum": Text(
        "pob ateb ar y sgôr isaf, neu bob un ar yr uchaf", "all answers at the lowest, or all at the highest score"
    ),
    "at the edge of the ability grid": Text("ar ymyl y grid gallu", "at the edge of the ability grid"),
}

USE = Text("Defnydd o eitemau a gorgyffwrdd", "Exposure and overlap")
EXPOSURE = Text("Cyfran yr eisteddiadau y mae pob eitem ynddynt", "The share of sittings that each item is in")
EXPOSURE_TOLD = Text(
    "Ni ddefnyddiwyd %d o’r %d eitem o gwbl; roedd %d mewn dros %s o’r eisteddiadau, a’r un a ddefnyddiwyd fwyaf"
    " mewn %s.",
    "%d of %d items were never used; %d were in more than %s of the sittings, and the most used in %s.",
)
RANKED = Text("eitemau, o’r un a ddefnyddir fwyaf", "items, from the most used")
OVERLAP = Text("Eitemau y mae dau eisteddiad yn eu rhannu", "Items that two sittings share")
OVERLAP_TOLD = Text(
    "Mae dau eisteddiad o’r flwyddyn yn rhannu %s o’u heitemau ar gyfartaledd; dau ar yr un gallu, o %s i %s.",
    "Two sittings of the year share %s of their items on average; two at the same ability, from %s to %s.",
)
WHOLE_YEAR = Text("y flwyddyn gyfan: %s", "the whole year: %s")
USE_HEADS = (
    Text("θ", "θ"),
    Text("gorgyffwrdd", "overlap"),
    Text("defnydd uchaf", "highest exposure"),
    Text("eitemau a ddefnyddiwyd", "items used"),
)
USE_BY_ABILITY = Text("Defnydd ar bob gallu", "Exposure at each ability")
MOST_USED = Text("Yr eitemau a ddefnyddir fwyaf", "The most used items")
ITEM_HEADS = (
    Text("eitem", "item"),
    Text("topig", "topic"),
    Text("b", "b"),
    Text("cyfran y flwyddyn", "share over the year"),
    Text("cyfran uchaf ar un gallu", "highest share at one ability"),
)

CONTENT = Text("Cynnwys eisteddiadau", "Content of sittings")
STRANDS_CHART = Text("Eitemau o bob llinyn mewn eisteddiad", "Items of each strand in a sitting")
BOUNDS_TOLD = Text(
    "Cadwodd %s o’r %s o eisteddiadau bob ffin. Y llinell: o’r lleiaf i’r mwyaf; y dot: y cymedr; y cromfachau: y"
    " ffiniau.",
    "%s of the %s sittings kept every bound. The line: least to most; the dot: the mean; the brackets: the bounds.",
)
BOUNDS = Text("Ffiniau’r cynllun, dros bob eisteddiad", "The design’s bounds, over all sittings")
BOUND_HEADS = (
    Text("ffin", "bound"),
    Text("o", "from"),
    Text("hyd at", "to"),
    Text("lleiaf", "least"),
    Text("cymedr", "mean"),
    Text("mwyaf", "most"),
    Text("wedi’i chadw", "kept"),
)
TOPICS = Text("Topigau", "Topics")
TOPIC_HEADS = (
    Text("topig", "topic"),
    Text("llinyn", "strand"),
    Text("eitemau ar gael", "items eligible"),
    Text("lleiaf", "least"),
    Text("cymedr", "mean"),
    Text("mwyaf", "most"),
    Text("defnydd cymedrig", "mean exposure"),
)
LENGTH_BOUND = Text("hyd", "length")
BOUND_NAMES: Mapping[str, Text] = {
    "strand ": Text("llinyn: %s", "strand: %s"),
    "sets of ": Text("nifer y setiau (%s)", "number of sets (%s)"),
    "items of each ": Text("eitemau ym mhob set (%s)", "items of each set (%s)"),
    "sum of ": Text("swm %s", "sum of %s"),
    "ceiling of ": Text("terfyn blwyddyn: %s", "ceiling of %s"),
    "order of ": Text("trefn %s", "order of %s"),
    "easy start by ": Text("dechrau hawdd yn ôl %s", "easy start by %s"),
    "enemies ": Text("eitemau na ddylent gyd-ddigwydd: %s", "enemies: %s"),
}
"""Message for each prefix of a constraint's name."""
OWES_NO_MINIMUM = Text(
    "Nid oes isafswm i eisteddiad a orffennodd yn gynnar am fod ganddo ddigon.",
    "A sitting that ended early because it had enough owes no minimum.",
)

LACKS = Text("Beth sydd ei angen ar y banc", "What the bank lacks")
NOTHING = Text(
    "Dim, ar gyfer y targed hwn: mae’r banc yn cyrraedd SE ≤ %s ym mhobman o −2 i 2 SD.",
    "Nothing for this target: the bank reaches SE ≤ %s everywhere from −2 to 2 SD.",
)
LACKING = Text(
    "Targed: SE ≤ %s o −2 i 2 SD, heb i’r un eitem fod mewn dros %s o’r eisteddiadau. I’w gyrraedd:",
    "Target: SE ≤ %s from −2 to 2 SD, with no item in more than %s of the sittings. To reach it:",
)
UNATTAINABLE = Text(
    "Targed: SE ≤ %s o −2 i 2 SD, heb i’r un eitem fod mewn dros %s o’r eisteddiadau. Ni fyddai hyd yn oed eitemau"
    " newydd delfrydol yn ei gyrraedd gyda’r hyd hwn: mae angen eisteddiad hirach, neu eitemau sy’n gwahaniaethu’n"
    " well. Hyn fyddai’n dod agosaf:",
    "Target: SE ≤ %s from −2 to 2 SD, with no item in more than %s of the sittings. Even ideal new items would not"
    " reach it at this length: it needs longer sittings, or items that discriminate better. Nearest would come:",
)
WANTED = Text(
    "Blwyddyn %d, %s: tua %d yn rhagor o eitemau, anhawster %s", "Year %d, %s: about %d more items, of difficulty %s"
)
WANTED_ONE = Text("Blwyddyn %d, %s: un eitem arall, anhawster %s", "Year %d, %s: one more item, of difficulty %s")
FROM_TO = Text("o %s i %s", "%s to %s")
ABOUT = Text("tua %s", "about %s")
THIN = Text("; y topigau prinnaf yno: %s", "; thinnest there: %s")
LATER = Text(
    "Mae eitem sy’n cael ei hysgrifennu ar gyfer blwyddyn gynnar ar gael i’r blynyddoedd wedyn hefyd: dechreuwch gyda’r"
    " flwyddyn isaf, yna efelychwch eto. mesur bank health sy’n dweud pa ugain i’w hysgrifennu nesaf, gan gyfrif y"
    " blynyddoedd i gyd, a darnau a sefyllfaoedd yn gyfan.",
    "An item written for an early year is there for the later years too: begin with the lowest year, then simulate"
    " again. mesur bank health says which twenty to write next, counting all the years, and"
    " passages and scenarios whole.",
)
BEST_SE = Text("Yr SE gorau y gall y banc ei roi", "The best SE that the bank can give")
BEST_SE_TOLD = Text(
    "Gyda chynnwys y cynllun, mae’r banc yn cyrraedd y targed ar %d o’r %d gallu.",
    "With the design’s content the bank reaches the target at %d of %d abilities.",
)
NOW = Text("nawr", "now")
AFTER = Text("wedyn", "afterwards")
TARGET = Text("targed %s", "target %s")
SHARES = Text("Gwybodaeth pob llinyn, o’r hyn sydd ei angen", "Each strand’s information, of what is needed")
SHARES_TOLD = Text(
    "Y llinyn prinnaf yw %s: %s o’r wybodaeth sydd ei hangen pan fo θ = %s.",
    "The thinnest strand is %s: %s of the information needed at θ = %s.",
)
ENOUGH = Text("digon", "enough")
SUPPLY = Text("Yr hyn y gall y banc ei roi", "What the bank can give")
SUPPLY_HEADS = (Text("θ", "θ"), Text("SE gorau nawr", "best SE now"), Text("wedyn", "afterwards"))

HOW_TO_READ = Text("Sut i ddarllen hyn", "How to read this")
READING: tuple[tuple[Text, Text], ...] = (
    (
        Text("Gogwydd", "Bias"),
        Text(
            "Cymedr y gallu a adroddir − y gwir allu. O fewn cyrraedd, rhaid iddo beidio â bod yn fwy na"
            " 0.05 + 3 chyfeiliornad Monte Carlo.",
            "Mean of reported − true ability. Within reach it must be at most 0.05 + 3 Monte Carlo errors.",
        ),
    ),
    (
        Text("O fewn cyrraedd", "In reach"),
        Text(
            "Mae’r eitemau gorau y gellir eu gofyn, cynifer ag sydd mewn eisteddiad, yn rhoi SE ≤ 0.6.",
            "The most informative items that may be asked, as many as a sitting has, give SE ≤ 0.6.",
        ),
    ),
    (
        Text("RMSE, SD ac SE", "RMSE, SD and SE"),
        Text(
            "Mae RMSE yn cynnwys gogwydd, ond nid yw SD yn ei gynnwys. Dylai’r SE cymedrig fod yr un faint â’r SD.",
            "RMSE has the bias in it, SD has not. The mean SE should be as large as the SD.",
        ),
    ),
    (
        Text("Dibynadwyedd", "Reliability"),
        Text(
            "Sgwâr y cydberthyniad rhwng y gallu a adroddir a’r gwir allu, dros y flwyddyn.",
            "Squared correlation of reported and true ability, over the year.",
        ),
    ),
    (
        Text("Gorgyffwrdd", "Overlap"),
        Text(
            "Y gyfran o’i eitemau y mae eisteddiad yn ei rhannu ag un arall, ar gyfartaledd dros bob pâr.",
            "The share of its items that a sitting has in common with another, on average over all pairs.",
        ),
    ),
    (
        Text("Eitemau i’w hysgrifennu", "Items to write"),
        Text(
            "Fesul un, lle mae eitem nodweddiadol o’r llinyn yn tynnu fwyaf oddi ar y prinder, wedi’i bwysoli yn ôl"
            " nifer y dysgwyr yno, nes cyrraedd y targed. Amcangyfrif yw’r nifer.",
            "One at a time, where a typical item of the strand takes most off what is short, weighted by how many"
            " learners are there, until the target is reached. The number is an estimate.",
        ),
    ),
)

REQUIREMENTS = Text("Gofynion", "Requirements")
REQUIREMENT_HEADS = (
    Text("gofyniad", "requirement"),
    Text("gwerth", "value"),
    Text("terfyn", "limit"),
    Text("canlyniad", "verdict"),
)
REQUIREMENT_NAMES: Mapping[RequirementName, Text] = {
    RequirementName.REACH: Text("galluoedd o fewn cyrraedd", "abilities in reach"),
    RequirementName.BIAS: Text("gogwydd mwyaf o fewn cyrraedd", "largest bias in reach"),
    RequirementName.SE: Text("SE cymedrig", "mean SE"),
    RequirementName.COVERAGE: Text("gallu yn y band 90%", "ability in the 90% band"),
    RequirementName.EXPOSURE: Text("defnydd uchaf", "highest exposure"),
    RequirementName.OVERLAP: Text("gorgyffwrdd", "overlap"),
    RequirementName.COUNTS: Text("eisteddiadau a gadwodd bob ffin", "sittings that kept every bound"),
    RequirementName.CEILING: Text("eitemau uwchlaw’r terfyn blwyddyn", "items above the ceiling"),
}
INDEPENDENT = Text(
    "O ystyried gallu, mae atebion person i eitemau’r un set yn annibynnol ar ei gilydd.",
    "One person’s answers to the items of one set are independent given ability.",
)
