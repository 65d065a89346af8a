"""Words of the report of a trial, in both languages."""

from __future__ import annotations

from itembank.language import Text

TITLE = Text("Adroddiad ar y treial: %s", "Report of the trial: %s")
MADE = Text("%s · %s · gwnaed ar %s", "%s · %s · made on %s")
NO_PERSON = Text(
    "Nid oes dim am unrhyw berson yn yr adroddiad hwn. Caiff niferoedd dysgwyr ac eisteddiadau eu talgrynnu i lawr i’r"
    " deg agosaf; ni ddangosir yr un nifer o dan ddeg, a chaiff grwpiau llai eu cyfuno.",
    "Nothing in this report is about a person. Numbers of learners and sittings are rounded down to tens; no number"
    " under ten is shown, and smaller groups are taken together.",
)
FEW = Text("llai na deg", "fewer than ten")

PLAN = Text("Y cynllun", "The plan")
NO_PLAN = Text(
    "Nid oedd cynllun i’r treial hwn: cafwyd y prawf addasol a oedd mewn defnydd.",
    "This trial had no plan: it asked the adaptive test that was in use.",
)
ITEM_TOPIC_ID = Text("Eitem · topig · dynodwr", "Item · topic · id")
PLANNED_DAYS = Text(
    "Yn ôl y cynllun: o %s hyd at %s fan bellaf.",
    "By the plan: from %s to %s at the latest.",
)
OPEN = Text(
    "Mae’r treial ar agor. Caiff ei gwblhau ar %s fan bellaf, a chaiff yr ymatebion eu dinistrio erbyn %s.",
    "The trial is open. It is completed on %s at the latest, and the responses are destroyed by %s.",
)
COMPLETED = Text(
    "Cwblhawyd y treial ar %s. Caiff yr ymatebion eu dinistrio erbyn %s.",
    "The trial was completed on %s. The responses are destroyed by %s.",
)
DESTROYED = Text(
    "Cwblhawyd y treial ar %s. Dinistriwyd yr ymatebion ar %s.",
    "The trial was completed on %s. The responses were destroyed on %s.",
)

WHO = Text("Pwy gymerodd ran", "Who took part")
NO_SAMPLE = Text(
    "Ni thynnwyd sampl o ysgolion ar gyfer y treial hwn.", "No sample of schools was drawn for this trial."
)
SAMPLE_GONE = Text(
    "Ar ôl i’r ymatebion gael eu dinistrio, ni chedwir cofnod o’r ysgolion a gymerodd ran.",
    "The schools that took part are not kept once the responses are destroyed.",
)
SCHOOLS = Text("Ysgolion yn ôl haen", "Schools by stratum")
SCHOOL_HEADS = (
    Text("Haen", "Stratum"),
    Text("Yn y sampl", "In the sample"),
    Text("Wedi derbyn", "Accepted"),
    Text("Heb ateb", "Not answered"),
    Text("Wedi’u disodli heb ateb", "Replaced, not answered"),
    Text("Wedi gwrthod", "Declined"),
    Text("Wedi tynnu’n ôl", "Withdrawn"),
    Text("Dysgwyr", "Learners"),
    Text("Wedi cymryd rhan", "Took part"),
)
ATTENDED = Text("Dysgwyr a gymerodd ran: %s.", "Learners who took part: %s.")
ATTENDED_OF = Text(
    "Dysgwyr a gymerodd ran: %s. Eisteddiadau yn y cynllun: %s.",
    "Learners who took part: %s. Sittings in the plan: %s.",
)
NOT_READ = Text(
    "Ni ddarllenwyd yr eisteddiadau ar gyfer yr adroddiad hwn: mae angen enw a rheswm ar gyfer hynny (--by, --reason).",
    "The sittings were not read for this report: that takes a name and a reason (--by, --reason).",
)
NOT_THERE = Text(
    "Daeth y diwrnod dinistrio, felly ni ddarllenir dim o’r eisteddiadau mwyach.",
    "The day of destruction has come, so nothing is read of the sittings any more.",
)
SITTINGS = Text("Eisteddiadau yn ôl band blwyddyn ac iaith", "Sittings by year band and language")
SITTING_HEADS = (
    Text("Band blwyddyn", "Year band"),
    Text("Iaith", "Language"),
    Text("Wedi dechrau", "Begun"),
    Text("Wedi gorffen", "Finished"),
)
ALL = Text("i gyd", "all")
OTHERS = Text("y gweddill", "others")
LANGUAGES = {
    "cy": Text("Cymraeg", "Welsh"),
    "en": Text("Saesneg", "English"),
    "cy en": Text("y ddwy", "both"),
    "": Text("y gweddill", "others"),
}
WITHDRAWN = Text(
    "Eisteddiadau a adawyd allan oherwydd gwrthwynebiad neu gyfyngiad: %s.",
    "Sittings that were left out because of an objection or a restriction: %s.",
)
UNVERIFIED = Text(
    "Eisteddiadau a adawyd allan am na ellir dilysu eu cofnodion: %s.",
    "Sittings that were left out because their records do not verify: %s.",
)
TOO_FEW_OF_YEAR = Text(
    "Eisteddiadau a adawyd allan am fod llai na deg o’u grŵp blwyddyn wedi sefyll: %s.",
    "Sittings that were left out because fewer than ten of their year group sat: %s.",
)
SWITCHED = Text(
    "Eisteddiadau yn y ddwy iaith a adawyd allan am fod llai na deg o’r fath yn y grŵp blwyddyn: %s.",
    "Sittings in both languages that were left out because fewer than ten of the year group were such: %s.",
)

QUALITY = Text("Ansawdd y data", "Quality of the data")
ANSWERS = Text("Yr atebion", "The answers")
ANSWER_HEADS = (Text("Beth", "What"), Text("Nifer", "Number"), Text("Cyfran", "Share"))
REACHED = Text("Eitemau a gyrhaeddwyd", "Items reached")
OMITTED = Text("Heb eu hateb, o’r rhai a gyrhaeddwyd", "Omitted, of those reached")
NOT_REACHED = Text("Heb eu cyrraedd, o’r holl eitemau", "Not reached, of all")
RAPID = Text("Atebion cyflym iawn, o’r rhai a gyrhaeddwyd", "Rapid answers, of those reached")
IDLE = Text("Atebion ar ôl segura, o’r rhai a gyrhaeddwyd", "Answers after idling, of those reached")
OF_FEW = Text("gan lai na deg o ddysgwyr", "by fewer than ten learners")
ANSWERS_OF_FEW = Text(
    "Atebodd llai na deg o ddysgwyr, felly ni ddywedir dim yma am yr atebion.",
    "Fewer than ten learners answered, so nothing is said of the answers here.",
)

SURVEYS = Text("Yr arolygon cloi", "The closing surveys")
NO_SURVEYS = Text("Nid oes ateb a ddewiswyd gan ddeg neu ragor.", "There is no answer that ten or more chose.")
LEARNERS_SAID = Text("Yr hyn a ddewisodd dysgwyr", "What learners chose")
STATEMENTS = {
    1: Text("Roeddwn i’n hoffi gwneud hwn.", "I liked doing this."),
    2: Text("Roeddwn i’n gwybod beth i’w wneud.", "I knew what I had to do."),
    3: Text(
        "Doedd y cwestiynau ddim yn rhy hawdd nac yn rhy anodd i mi.",
        "The questions were not too easy and not too hard for me.",
    ),
}
FACES = {
    "happy": Text("Hapus", "Happy"),
    "so-so": Text("Gweddol", "So-so"),
    "not happy": Text("Ddim yn hapus", "Not happy"),
}
LEARNER_HEADS = (Text("Gosodiad", "Statement"), *FACES.values())
TEACHERS_SAID = Text("Yr hyn a ddewisodd athrawon", "What teachers chose")
TEACHER_HEADS = (Text("Cwestiwn", "Question"), Text("Dewis", "Choice"), Text("Athrawon", "Teachers"))
QUESTIONS = {
    "instructions": Text("Roedd y cyfarwyddiadau", "The instructions were"),
    "length": Text("Roedd yr hyd", "The length was"),
    "level": Text("I’r rhan fwyaf o’r dosbarth, roedd y cwestiynau", "For most of the class the questions were"),
    "language": Text("Roedd iaith y cwestiynau", "The language of the questions was"),
    "devices": Text(
        "Faint o drafferth a gafwyd gyda dyfeisiau a mewngofnodi?", "With devices and signing in there was"
    ),
}
CHOSEN = {
    "clear": Text("yn glir", "clear"),
    "partly clear": Text("yn rhannol glir", "partly clear"),
    "unclear": Text("yn aneglur", "unclear"),
    "too short": Text("yn rhy fyr", "too short"),
    "right": Text("yn iawn", "about right"),
    "too long": Text("yn rhy hir", "too long"),
    "too easy": Text("yn rhy hawdd", "too easy"),
    "too hard": Text("yn rhy anodd", "too hard"),
    "good": Text("yn dda", "good"),
    "partly good": Text("yn rhannol dda", "good in part"),
    "poor": Text("yn wael", "poor"),
    "no trouble": Text("dim trafferth", "no trouble"),
    "some trouble": Text("peth trafferth", "some trouble"),
    "much trouble": Text("llawer o drafferth", "much trouble"),
}

FIT = Text("Y ffit", "The fit")
NO_FIT = Text(
    "Ni roddwyd dogfen raddnodi (--fit), felly ni ddywedir dim yma am y ffit.",
    "No calibration document was given (--fit), so nothing is said of the fit here.",
)
FIT_SIZE = Text("Model: %s. Pobl: %s. Eitemau: %s. Ymatebion: %s.", "Model: %s. Persons: %s. Items: %s. Responses: %s.")
FIT_OF_FEW = Text(
    "Mae’r ffit yn seiliedig ar atebion llai na deg o bobl, felly ni ddywedir dim yma amdano.",
    "The fit is on the answers of fewer than ten persons, so nothing is said of it here.",
)
FLAWS = Text("Y dystiolaeth yn erbyn eitemau", "What speaks against items")
FLAW_HEADS = (Text("Beth", "What"), Text("Eitemau", "Items"))
NO_FLAWS = Text("Nid oes tystiolaeth yn erbyn yr un eitem.", "Nothing speaks against any item.")

DIF = Text("Cymraeg a Saesneg", "Welsh and English")
NOT_COMPARED = Text(
    "Ni chymharodd y ffit yr ieithoedd (mesur calibrate --dif language).",
    "The fit did not compare the languages (mesur calibrate --dif language).",
)
DIF_TABLE = Text("Eitemau yn ôl dosbarth DIF rhwng yr ieithoedd", "Items by class of DIF between the languages")
DIF_HEADS = (Text("Dosbarth", "Class"), Text("Eitemau", "Items"), Text("Cyfran", "Share"))
DIF_CLASSES = {
    "A": Text("A: dim, neu ddibwys", "A: none, or negligible"),
    "B": Text("B: cymedrol", "B: moderate"),
    "C": Text("C: mawr", "C: large"),
    "": Text("heb ei brofi", "not tested"),
}
DIF_LARGE = Text("Eitemau o ddosbarth C: %s.", "Items of class C: %s.")

LINK = Text("Y cyswllt â’r banc", "The link to the bank")
LINKS = Text("Cysylltau rhwng blynyddoedd cyfagos", "Links between adjacent years")
LINK_HEADS = (
    Text("Blynyddoedd", "Years"),
    Text("Eitemau cyffredin", "Common items"),
    Text("SE yn ôl y cynllun", "SE as planned"),
    Text("SE a gyrhaeddwyd", "SE reached"),
)
AIMS_REACHED = Text("Nodau’r cynllun, a’r hyn a gyrhaeddwyd", "The plan’s aims, and what was reached")
AIM_BY_AIM = Text("Nod wrth nod", "Aim by aim")
AIM_HEADS = (
    Text("Nod", "Aim"),
    Text("Gofynnol", "Wanted"),
    Text("Disgwyliedig", "Expected"),
    Text("Cyrhaeddwyd", "Reached"),
)
MEAN_RESPONSES = Text(
    "Nifer cymedrig yr ymatebion i bob eitem a dreialir", "Mean number of responses to each candidate"
)
POWER_UNSEEN = Text(
    "Ni all un treial ddangos pa gyfran o’r gwahaniaethau a ganfyddir; yr efelychu’n unig sy’n ei dweud.",
    "No single trial can show what share of the differences is found; the simulation alone tells it.",
)
ANCHOR_FLAWS = Text("Angorau y mae tystiolaeth yn eu herbyn: %s.", "Anchors that something speaks against: %s.")
ANCHORS_SOUND = Text("Nid oes tystiolaeth yn erbyn yr un angor.", "Nothing speaks against any of the anchors.")

DECISIONS = Text("Y penderfyniadau", "The decisions")
NOT_ADOPTED = Text("Ni fabwysiadwyd dim o’r treial hwn hyd yma.", "Nothing has been adopted from this trial so far.")
DECIDED = Text("Penderfynwyd gan %s ar %s: fersiwn %s o’r banc.", "Decided by %s on %s: bank version %s.")
DECIDED_BY_UNKNOWN = Text("rywun nad yw’r llyfr cofnodion yn ei enwi mwyach", "somebody whom the ledger names no more")
CHOICES = Text("Cadwyd: %s. Daliwyd yn ôl: %s. Gollyngwyd: %s.", "Kept: %s. Held back: %s. Dropped: %s.")
KEPT_ONLY = Text("Cadwyd: %s.", "Kept: %s.")
NOT_KEPT = Text("Eitemau na chadwyd", "Items that were not kept")
NOT_KEPT_HEADS = (
    Text("Eitem", "Item"),
    Text("Penderfyniad", "Decision"),
    Text("Y dystiolaeth yn ei herbyn", "What speaks against it"),
    Text("Ymatebion", "Responses"),
    Text("DIF", "DIF"),
)
CHANGES = Text("Newid anhawster yr eitemau a gadwyd", "Change of difficulty of the items that were kept")
CHANGES_TOLD = Text(
    "Mae pob dot yn eitem: ei hanhawster newydd llai’r un dros dro. Cymedr %s logit, o %s i %s.",
    "Each dot is an item: its new less its provisional difficulty. Mean %s logits, from %s to %s.",
)
PROVISIONAL = Text("Anhawster dros dro (logit)", "Provisional difficulty (logits)")
CHANGE = Text("Newid (logit)", "Change (logits)")

GAIN = Text("Yr hyn a enillodd y banc", "What the bank gained")
NO_GAIN = Text(
    "Mae o leiaf un o’r ddwy fersiwn o’r banc ar goll o’r gronfa ddata, felly ni ellir eu cymharu.",
    "The two bank versions are not both in the database, so they cannot be compared.",
)
KNOWN = Text("Y banc cyn y mabwysiadu ac ar ei ôl", "The bank before the adoption and after it")
KNOWN_HEADS = (Text("Beth", "What"), Text("Cyn", "Before"), Text("Ar ôl", "After"))
ITEMS = Text("Eitemau", "Items")
MEASURED = Text("Eitemau a fesurwyd", "Items measured")
MEAN_SE = Text("SE cymedrig eu hanhawster (logit)", "Mean SE of their difficulty (logits)")
SHARES = Text("Gwybodaeth o eitemau a fesurwyd", "Information from measured items")
SHARE_HEADS = (Text("Blwyddyn", "Year"), Text("Cyn", "Before"), Text("Ar ôl", "After"))
SHARE_TOLD = Text(
    "Mae canlyniad dros dro nes bod o leiaf %s o’i wybodaeth yn dod o eitemau a fesurwyd. Dyma’r gyfran o wybodaeth"
    " eitemau pob blwyddyn, wrth ei chymedr.",
    "A result is provisional while less than %s of its information comes from measured items. This is the share of the"
    " information of each year’s items at its mean.",
)
WRITTEN = Text("Ysgrifennwyd yr adroddiad: %s", "The report is written: %s")
