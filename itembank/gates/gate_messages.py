"""Messages of the publishing gates in both languages."""

from collections.abc import Mapping

from itembank.gates.gate_finding import Gate
from itembank.language import Text

GATES: Mapping[Gate, Text] = {
    Gate.APPROVED: Text("Cymeradwyaeth", "Approval"),
    Gate.STATUSES: Text("Statws yr eitemau", "Statuses of the items"),
    Gate.LANGUAGES: Text("Ieithoedd yn gyflawn", "Languages complete"),
    Gate.KEYS: Text("Allweddi", "Keys"),
    Gate.MISCONCEPTIONS: Text("Camsyniadau", "Misconceptions"),
    Gate.CHANCE: Text("Siawns", "Chance"),
    Gate.PRACTICE: Text("Eitemau ymarfer", "Practice items"),
    Gate.FEASIBLE: Text("Glasbrint", "Blueprint"),
    Gate.SCREEN_READER: Text("Glasbrint gyda darllenydd sgrin", "Blueprint with a screen reader"),
    Gate.NO_DRAWINGS: Text("Glasbrint heb luniau", "Blueprint without drawings"),
    Gate.ENEMIES: Text("Eitemau na ddylent gyd-ddigwydd", "Enemies"),
    Gate.CONTENT: Text("Cynnwys yr eisteddiadau", "Content of sittings"),
    Gate.PRECISION: Text("Manwl gywirdeb", "Precision"),
    Gate.EXPOSURE: Text("Defnydd o eitemau", "Exposure"),
}
HEADS = (Text("gât", "gate"), Text("blwyddyn", "year"), Text("canlyniad", "result"), Text("beth a gafwyd", "found"))
EVERY_YEAR = Text("pob un", "all")
HOLDS = Text("wedi’i bodloni", "holds")
FAILS = Text("YN METHU", "FAILS")
REMARK = Text("sylw", "remark")

COMPLETE = Text("geiriau (%s) ym mhob un o’r %d o eitemau", "words in %s in each of %d items")
INCOMPLETE = Text("geiriau ar goll mewn %d o eitemau, er enghraifft %s", "words missing in %d items, such as %s")
RESOLVED = Text(
    "mae’r allwedd yn ennill marciau llawn ym mhob un o’r %d o eitemau", "the key earns full marks in each of %d items"
)
UNRESOLVED = Text(
    "allweddi nad ydynt yn ennill marciau llawn: %d, er enghraifft %s",
    "keys that do not earn full marks: %d, such as %s",
)
NO_MISCONCEPTION_PAID = Text(
    "nid yw’r un ateb sy’n gamsyniad yn ennill marciau", "no reply that is a misconception earns marks"
)
MISCONCEPTIONS_PAID = Text(
    "eitemau sy’n rhoi marciau am gamsyniad: %d, er enghraifft %s",
    "items that give marks for a misconception: %d, such as %s",
)
NO_CHANCE_PAID = Text(
    "mae dewis sawl ateb ar hap yn ennill hyd at %.2f o’r marciau (terfyn %.2f)",
    "selecting several options at random earns at most %.2f of the marks (limit %.2f)",
)
CHANCE_PAID = Text(
    "mae dewis sawl ateb ar hap yn ennill hyd at %.2f o’r marciau (terfyn %.2f): %d o eitemau, er enghraifft %s;"
    " rhowch un dewis anghywir arall i bob un o’r rhain",
    "selecting several options at random earns up to %.2f of the marks (limit %.2f): %d items, such as %s; give each of"
    " these one more wrong option",
)
NO_PRACTICE = Text(
    "nid oes eitemau ymarfer: ni all dysgwyr ymarfer y pwnc hwn",
    "there are no practice items: learners cannot practise this subject",
)
PRACTICE_APART = Text(
    "%d o eitemau ymarfer: nid yw’r un wedi cyfrif erioed, ac nid oes yr un â geiriad eitem sy’n cyfrif",
    "%d practice items: none has ever counted, and none has the wording of an item that counts",
)
PRACTICE_LACKS = Text("; ni all y blynyddoedd hyn ymarfer: %s", "; these year groups cannot practise: %s")
PRACTICE_COUNTS = Text(
    "eitemau ymarfer sydd hefyd yn cyfrif: %d, er enghraifft %s (yr un enw neu destun â %s); tynnwch y label"
    " ymarfer oddi arnynt, neu ysgrifennwch rai newydd ar gyfer ymarfer",
    "practice items that count as well: %d, such as %s (the name or the text of %s); take away the mark for practice,"
    " or write new ones for practice",
)
PRACTICE_REPEATS = Text(
    "eitemau ymarfer â geiriad eitem sy’n cyfrif: %d, er enghraifft %s, fel %s; newidiwch rifau neu eiriau’r"
    " eitemau ymarfer",
    "practice items with the wording of an item that counts: %d, such as %s, as %s; change the numbers or words of the"
    " one for practice",
)
PRACTICE_COUNTED = Text(
    "eitemau ymarfer a oedd yn cyfrif mewn fersiwn gynharach: %d, er enghraifft %s (fersiwn %s); byddai ymarfer yn"
    " dangos eitemau sydd wedi’u sgorio: ysgrifennwch rai newydd ar gyfer ymarfer",
    "practice items that counted in an earlier version: %d, such as %s (version %s); practice would show items that"
    " were scored: write new ones for practice",
)
COUNTING_PRACTISED = Text(
    "eitemau sy’n cyfrif a oedd ar gyfer ymarfer mewn fersiwn gynharach: %d, er enghraifft %s (fersiwn %s); mae dysgwyr"
    " eisoes wedi gweld y rhain: ysgrifennwch rai newydd yn eu lle",
    "items that count and were for practice in an earlier version: %d, such as %s (version %s); learners have seen"
    " them: write new ones instead",
)
POSSIBLE = Text("gellir ei gadw: %d o eitemau", "can be kept with %d items")
GIVES_UP = Text("mae’r cynllun ei hun yn llacio %s; %d o eitemau", "the design itself relaxes %s; %d items")
IMPOSSIBLE = Text("ni ellir ei gadw: %s", "cannot be kept: %s")
NO_ENEMIES = Text("nid oes rhai wedi’u henwi", "none are named")
ENEMIES_KEPT = Text(
    "%d o setiau wedi’u henwi: ni ddaeth eitemau’r un ohonynt at ei gilydd mewn %d o eisteddiadau",
    "%d sets named, none together in %d sittings",
)
ENEMIES_MET = Text("daethant at ei gilydd mewn %d o’r %d o eisteddiadau", "came together in %d of %d sittings")
CONTENT = Text(
    "hyd a niferoedd wedi’u cadw mewn %.1f%% o’r %d o eisteddiadau (rhaid: 100%%); eitemau uwchlaw’r terfyn"
    " blwyddyn: %d"
    " (rhaid: 0)",
    "length and counts kept in %.1f%% of %d sittings (needed: 100%%); items above the ceiling: %d (needed: 0)",
)
PRECISION = Text(
    "SE cymedrig %.3f (terfyn %.3f), gogwydd %+.3f, RMSE %.3f, %d o eisteddiadau",
    "mean SE %.3f (limit %.3f), bias %+.3f, RMSE %.3f, %d sittings",
)
ABOVE_USUAL = Text(
    "; y cynllun ei hun sy’n gosod y terfyn hwn, sy’n uwch na’r %.1f arferol",
    "; the design itself sets this limit, which is above the usual %.1f",
)
EXPOSURE = Text(
    "eitem fwyaf ei defnydd: %.3f o’r eisteddiadau (terfyn %.3f, a %.3f at siawns); hyd / eitemau = %d / %d",
    "most used item: %.3f of sittings (limit %.3f, and %.3f for chance); length / items = %d / %d",
)
ALL_OPERATIONAL = Text("%d yn weithredol, %d heb eu sgorio", "%d operational, %d unscored")
NOT_OPERATIONAL = Text(
    "%d o eitemau heb y statws gofynnol, er enghraifft %s (%s)",
    "%d items without the status they need, such as %s (%s)",
)
APPROVED_BY = Text("gan %s, %s: %s", "by %s, %s: %s")
NOT_APPROVED = Text(
    "neb: `mesur bank approve` sy’n cofnodi pwy sy’n cymeradwyo’r fersiwn hon",
    "nobody: `mesur bank approve` records who approves this version",
)
ADOPTION_DISCARDED = Text(
    "dilëwyd ar %s y mabwysiad y mae paramedrau’r fersiwn hon yn dibynnu arno: mabwysiadwch y graddnodiad o’r"
    " newydd â `mesur bank adopt`, a chymeradwywch y fersiwn a wneir felly",
    "the adoption that its parameters rest on was discarded on %s: adopt the calibration anew with `mesur bank adopt`,"
    " and approve the version that this makes",
)
PASSED = Text("Mae pob gât wedi’i bodloni.", "Every gate holds.")
REFUSED = Text(
    "Gatiau sy’n methu: %d. Nid oes dim wedi’i gyhoeddi.", "Gates that fail: %d. Nothing has been published."
)
FAILED = Text("Gatiau sy’n methu: %d.", "Gates that fail: %d.")
PROGRESS = Text("Gatiau", "Gates")
