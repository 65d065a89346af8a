"""Words of the technical report of a school year, in both languages."""

from itembank.language import Text

TITLE = Text("Adroddiad technegol: %s, %s", "Technical report: %s, %s")
MADE = Text("Gwnaed ar %s, o’r datganiad cenedlaethol %s", "Made on %s, from the national release %s")
NO_PERSON = Text(
    "Nid oes dim am unrhyw berson yn yr adroddiad hwn. Daw pob ffigur am ddysgwyr o’r datganiad a rewyd: rhoddir "
    "niferoedd i’r pump agosaf, a chelir grwpiau o lai na deg a’r hyn a fyddai’n eu dadlennu ([c]).",
    "Nothing in this report is about a person. Every figure of learners is one of the frozen release: numbers are "
    "given to five, and groups of fewer than ten are suppressed, with what would tell of them ([c]).",
)
SUPPRESSED = "[c]"

PRECISION = Text("Dibynadwyedd a chyfeiliornad safonol", "Reliability and standard error")
PRECISION_LEAD = Text(
    "Dibynadwyedd yw cyfran yr amrywiant yn y sgorau a adroddwyd (WLE) nad yw’n gyfeiliornad mesur: 1 − cymedr SE² / "
    "s² (Green, Bock, Humphreys, Linn & Reckase, 1984). Mae SE yn wreiddyn cymedr sgwâr, mewn pwyntiau graddfa.",
    "Reliability is the share of the variance of reported scores (WLE) that is not error of measurement: 1 − mean SE² "
    "/ s² (Green, Bock, Humphreys, Linn & Reckase, 1984). SE is a root mean square, in scale points.",
)
YEAR, LEARNERS, MEAN = Text("Blwyddyn", "Year"), Text("Dysgwyr", "Learners"), Text("Cymedr", "Mean")
MEAN_SE, SD = Text("SE y cymedr", "SE of the mean"), Text("SD y galluoedd", "SD of abilities")
ERROR, RELIABILITY = Text("SE mesur", "SE of measurement"), Text("Dibynadwyedd", "Reliability")
BANDS = Text(
    "Drwy efelychu y dangosir bod bandiau 90% yn cynnwys y gwir allu mewn 88 i 92% o eisteddiadau, nid o ganlyniadau"
    " byw, lle nad yw’r gwir yn hysbys (benchmarks/study_bands.py).",
    "That 90% bands hold the true ability in 88 to 92% of sittings is shown by simulation, not from live results, "
    "where the truth is not known (benchmarks/study_bands.py).",
)

LANGUAGES_HEADING = Text("Ieithoedd", "Languages")
LANGUAGE = Text("Iaith", "Language")
TONGUES = {"cy": Text("Cymraeg", "Welsh"), "en": Text("Saesneg", "English")}

TARGETING = Text("Targedu", "Targeting")
TARGETING_LEAD = Text(
    "Faint o eitemau’r banc sydd o fewn un logit i gymedr pob grŵp blwyddyn, ac i ddau ben yr hanner canol, ymhlith y "
    "rhai y caniateir eu gofyn iddo. Lle mae’r cymedr wedi’i gelu, defnyddir un y cynllun prawf.",
    "How many items of the bank lie within one logit of the mean of each year group, and of the ends of its middle "
    "half, among those that it may be asked. Where the mean is suppressed, that of the design is used.",
)
EXPECTED = Text("Cymedr y cynllun prawf", "Mean of the design")
AT_LOW = Text("Eitemau wrth y chwartel isaf", "Items at the lower quartile")
AT_MEAN = Text("wrth y cymedr", "at the mean")
AT_HIGH = Text("wrth y chwartel uchaf", "at the upper quartile")

BLUEPRINT = Text("Y banc a’r glasbrint", "Bank and blueprint")
BLUEPRINT_LEAD = Text(
    "Eitemau’r banc yn ôl maes, faint ohonynt a fesurwyd mewn treial, a chyfran yr atebion byw a aeth i’r maes.",
    "Items of the bank by area, how many of them a trial has measured, and the share of live answers that went to "
    "the area.",
)
STRAND, ITEMS, MEASURED = Text("Maes", "Area"), Text("Eitemau", "Items"), Text("Wedi’u mesur", "Measured")
SHARE = Text("Cyfran yr atebion", "Share of answers")

EXPOSURE = Text("Defnydd o eitemau a gorgyffwrdd", "Exposure and overlap")
EXPOSURE_TOLD = Text(
    "Atebwyd %s o %s eitem o leiaf ddengwaith mewn eisteddiadau byw. Cafodd yr eitem fwyaf cyffredin %s o’r atebion i "
    "gyd, a’r deg mwyaf cyffredin %s ynghyd.",
    "%s of %s items were answered live ten times or more. The most frequent item had %s of all answers, the ten most "
    "frequent %s together.",
)
OVERLAP = Text(
    "Mae’r siawns bod dau ateb a ddewisir ar hap yn perthyn i’r un eitem yn %s; petai pob eitem yn cael ei gofyn yr un "
    "mor aml, byddai’n %s (Chen, Ankenmann & Spray, 2003, y gyfradd orgyffwrdd am bob cwestiwn).",
    "The chance that two answers drawn at random are to the same item is %s; if all items were asked alike it would "
    "be %s (Chen, Ankenmann & Spray, 2003, the overlap rate per question).",
)
NO_ANSWERS = Text(
    "Nid oes eto ddeg ateb byw i unrhyw eitem gan ddysgwyr tebyg mewn mis.",
    "No item has ten live answers yet by learners alike in a month.",
)

TRIALS = Text("Treialon", "Trials")
UNRECORDED = Text(
    "Eitemau â pharamedrau wedi’u mesur: %s. Nid oes cofnod o fabwysiadu yn y gwasanaeth hwn, felly nid yw’n hysbys "
    "yma pa dreial a’u mesurodd, nac a yw’r cwestiynau’n gweithio yr un fath yn y ddwy iaith.",
    "Items with measured parameters: %s. No adoption is on record in this service, so it is not known here which trial "
    "measured them, or whether questions work alike in both languages.",
)
NO_TRIAL = Text(
    "Ni fabwysiadwyd unrhyw ffit: mae’r paramedrau i gyd yn rhai dros dro, ac ni phrofwyd a yw’r cwestiynau’n "
    "gweithio yr un fath yn y ddwy iaith.",
    "No fit was adopted: all parameters are provisional, and whether questions work alike in both languages was "
    "not tested.",
)
TRIAL = Text(
    "Mabwysiadwyd ffit %s y treial %s ar %s, gan wneud y fersiwn %s; mae’r penderfyniadau yn adroddiad y treial (mesur "
    "trial report).",
    "Fit %s of the trial %s was adopted on %s, making the version %s; the decisions are in the report of the trial "
    "(mesur trial report).",
)

DIF = Text("Gwahaniaethau rhwng grwpiau (DIF)", "Differences between groups (DIF)")
DIF_LEAD = Text(
    "Eitemau ffit y treial %s yn ôl dosbarth ETS: a ydynt yn anos i un grŵp nag i un arall o’r un gallu.",
    "Items of the fit of the trial %s by their ETS class: whether they are harder for one group than for another of "
    "equal ability.",
)
NO_FIT_GIVEN = Text(
    "Nid yw DIF y treial %s yma: ni roddwyd dogfen raddnodi’r ffit %s (--fit).",
    "DIF of the trial %s is not here: the calibration document of fit %s was not given (--fit).",
)
NOT_COMPARED = Text(
    "Ni chymharodd y ffit yr ieithoedd (mesur calibrate --dif language).",
    "The fit did not compare the languages (mesur calibrate --dif language).",
)
DIF_HEADS = (
    Text("Dosbarth", "Class"),
    Text("Eitemau, rhwng yr ieithoedd", "Items, between the languages"),
    Text("Eitemau, y dosbarth gwaethaf o’r holl gymariaethau", "Items, the gravest of all comparisons"),
)
DIF_CLASSES = {
    "A": Text("A: dim, neu ddibwys", "A: none, or negligible"),
    "B": Text("B: cymedrol", "B: moderate"),
    "C": Text("C: mawr", "C: large"),
    "": Text("heb ei brofi", "not tested"),
}

NORMS = Text("Normau", "Norms")
NORMS_LEAD = Text(
    "Daw sgôr safonedig yn ôl oedran o’r normau a oedd mewn defnydd ar ddiwrnod y canlyniad, neu o’r rhai cyntaf "
    "a ddaeth wedyn. Rhoddir niferoedd i’r pump agosaf.",
    "An age-standardised score comes from the norms in use on the day of the result, or from the first that came "
    "later. Numbers are given to five.",
)
NO_NORMS = Text(
    "Ni fabwysiadwyd normau: nid oes sgorau safonedig yn ôl oedran.",
    "No norms were adopted: there are no age-standardised scores.",
)
NORM_HEADS = (
    Text("Mewn defnydd ers", "In use since"),
    Text("Normau", "Norms"),
    Text("Dysgwyr y sampl", "Learners of the sample"),
    Text("Ysgolion y sampl", "Schools of the sample"),
    Text("Y sampl", "The sample"),
)
MADE_UP = {False: Text("go iawn", "real"), True: Text("ffug, ar gyfer arddangosiad", "made up, for a demonstration")}

VERSIONS = Text("Fersiynau", "Versions")
THING, VERSION = Text("Beth", "What"), Text("Fersiwn", "Version")
SCALE, ENGINE = Text("Graddfa adrodd", "Reporting scale"), Text("Meddalwedd", "Engine")
BANK, DESIGN = Text("Fersiwn o’r banc mewn defnydd", "Bank version in use"), Text("Cynllun prawf", "Design")
RESTED_ON = Text("Fersiwn banc y canlyniadau", "Bank version of results")

LIMITS = Text("Yr hyn nad yw’n hysbys", "What is not known")
LIMITS_TOLD = Text(
    "Nid yw’r adroddiad hwn yn dangos beth mae’r sgorau’n ei ragfynegi, na pha mor sefydlog ydynt dros ddyddiau: ni"
    " safodd neb yr un asesiad ddwywaith i brofi hynny.",
    "This report does not show what scores predict, or how stable they are over days: nobody sat the assessment twice "
    "to test it.",
)
WRITTEN = Text("Ysgrifennwyd: %s", "Written: %s")
