"""Words of the page of a planned trial, in both languages."""

from __future__ import annotations

from itembank.language import Text

TITLE = Text("Cynllun treial: %s", "Trial plan: %s")
PURPOSE = Text("Diben: %s", "Purpose: %s")
WHOM = Text(
    "Pwnc: %s. Grwpiau blwyddyn: %s. Ieithoedd: %s.",
    "Subject: %s. Year groups: %s. Languages: %s.",
)
SUBJECTS = {
    "numeracy-procedural": Text("Rhifedd (gweithdrefnol)", "Numeracy (procedural)"),
    "numeracy-reasoning": Text("Rhifedd (rhesymu)", "Numeracy (reasoning)"),
    "reading-en": Text("Darllen (Saesneg)", "Reading (English)"),
    "reading-cy": Text("Darllen (Cymraeg)", "Reading (Welsh)"),
}
LANGUAGES = {"cy": Text("Cymraeg", "Welsh"), "en": Text("Saesneg", "English")}
STRATA = {
    "medium": Text("cyfrwng iaith", "language medium"),
    "authority": Text("awdurdod", "authority"),
    "size": Text("maint", "size"),
}
MEDIA = {
    "welsh": Text("cyfrwng Cymraeg", "Welsh-medium"),
    "dual": Text("dwy iaith", "dual-language"),
    "english": Text("cyfrwng Saesneg", "English-medium"),
}
MADE_OF = Text(
    "Banc %s · banc y treial %s · hedyn %s · treialon efelychedig: %s",
    "Bank %s · the trial’s bank %s · seed %s · %s simulated trials",
)
WHAT = Text("Beth fydd y treial yn ei ddarganfod", "What the trial will find out")
AIMS = Text("Nodau a’r hyn a ddisgwylir", "Aims, and what is expected")
AIM_HEADS = (Text("Nod", "Aim"), Text("Gofynnol", "Wanted"), Text("Disgwyliedig", "Expected"))
SE = Text(
    "Cyfeiliornad safonol cymedrig anhawster, o fewn logit i gymedr y flwyddyn, ar y mwyaf",
    "Mean standard error of difficulty within a logit of the year’s mean, at most",
)
LINKING = Text("Cyfeiliornad cysylltu blynyddoedd cyfagos, ar y mwyaf", "Linking error of adjacent years, at most")
POWER = Text(
    "Cyfran y gwahaniaethau o %s logit rhwng ieithoedd a ganfyddir (B neu C), o leiaf",
    "Share of differences of %s logits between languages that are found (B or C), at least",
)
FALSE_FLAGS = Text(
    "Eitemau a nodir er nad oes gwahaniaeth: %s.", "Items without a difference that are flagged all the same: %s."
)
POWER_TOLD = Text(
    "Cyfrifir cyfran y gwahaniaethau a ganfyddir o gyfeiliornadau safonol yr eitemau yn y treialon efelychedig; ei"
    " chyfeiliornad safonol Monte Carlo yw %s.",
    "The share of differences that are found is computed from the items’ standard errors in the simulated trials; its"
    " Monte Carlo standard error is %s.",
)
HONEST = Text(
    "Yn y treialon efelychedig, roedd gwir gyfeiliornad yr anawsterau %s gwaith yr hyn y mae eu cyfeiliornadau safonol"
    " yn ei ddweud.",
    "In the simulated trials the true error of the difficulties was %s times what their standard errors say.",
)
DAYS = Text(
    "Mae’r treial yn agor ar %s. Caiff ei gwblhau ar %s fan bellaf: ar y diwrnod hwnnw mae’r system yn ei gwblhau ei"
    " hun. Caiff yr ymatebion eu dinistrio erbyn %s.",
    "It opens on %s. It is completed on %s at the latest: on that day the system completes it itself. The responses are"
    " destroyed by %s.",
)
WHO = Text(
    "Mae angen %s o eisteddiadau ym mhob grŵp blwyddyn ac iaith, %s i gyd: %s o lyfrynnau, a’r un nifer o ddysgwyr i"
    " bob un. Nifer yr ymatebion i bob eitem ym mhob iaith, o leiaf: %s.",
    "%s sittings are needed in each year group and language, %s in all: %s booklets, each sat by as many learners."
    " Every item gets at least %s responses in each language.",
)
ANCHORED = Text(
    "Angorau y mabwysiadwyd eu paramedrau sy’n dal graddfa’r banc (nifer: %s).",
    "%s anchors, whose parameters are adopted, hold the bank’s scale.",
)
FIRST = Text(
    "Nid oes gan y treial angorau y mabwysiadwyd eu paramedrau, felly mae’n gosod tarddbwynt ac uned y"
    " raddfa: caiff graddfa’r ffit ei gosod fel bod cymedr goleddau a chymedr anawsterau’r eitemau a dreialir yr un"
    " fath â’r rhai dros dro (cymedr/cymedr). Felly mae uned y banc yn aros a’r cynlluniau prawf yn cadw eu hystyr.",
    "The trial has no anchors whose parameters are adopted, so it sets origin and unit of the scale: the scale of"
    " the fit is set so that the mean slope and the mean difficulty of the candidates equal the provisional ones"
    " (mean/mean). So the bank’s unit stays, and the test designs keep their meaning.",
)
SAMPLE = Text(
    "Nifer yr ysgolion a ddewisir: %s, yn haenau yn ôl %s (hedyn %s). Nifer yr ysgolion a gedwir wrth gefn i bob un,"
    " ar y mwyaf: %s.",
    "%s schools are drawn, stratified by %s (seed %s), with up to %s replacements for each.",
)
FEWER_ANCHORS = Text(
    "Mae gan rai grwpiau blwyddyn lai o angorau nag y mae cyswllt yn gofyn amdanynt (pumed ran o’r eitemau, a deg o"
    " leiaf). Mae’r treial yn mynd yn ei flaen serch hynny: %s",
    "Some year groups have fewer anchors than a link needs (a fifth of the items, and ten at least). The trial goes on"
    " all the same: %s",
)
YEARS = Text("Grwpiau blwyddyn", "Year groups")
YEAR_HEADS = (
    Text("Blwyddyn", "Year"),
    Text("Eitemau", "Items"),
    Text("I’w treialu", "Candidates"),
    Text("Angorau", "Anchors"),
    Text("Hyd y llyfryn", "Booklet length"),
    Text("SE cymedrig", "Mean SE"),
)
LINKS = Text("Cysylltau rhwng blynyddoedd cyfagos", "Links between adjacent years")
LINK_HEADS = (Text("Blynyddoedd", "Years"), Text("Eitemau cyffredin", "Common items"), Text("SE", "SE"))
CHART = Text("Cyfeiliornad safonol disgwyliedig yn ôl anhawster", "Expected standard error by difficulty")
CHART_TOLD = Text(
    "Mae pob dot yn eitem a dreialir. O %s i %s logit; y nod, ar gyfer eitemau o fewn logit i gymedr eu blwyddyn, yw"
    " %s.",
    "Each dot is a candidate. From %s to %s logits; the aim, for items within a logit of their year’s mean, is %s.",
)
POWER_CHART = Text("Pŵer i ganfod gwahaniaeth rhwng ieithoedd", "Power to find a difference between languages")
POWER_CHART_TOLD = Text(
    "Mae pob dot yn eitem a dreialir: pa mor debygol yw hi y caiff gwahaniaeth o %s logit ei nodi (B neu C). O %s i"
    " %s; y nod, ar gyfartaledd dros eitemau o fewn logit i gymedr eu blwyddyn, yw %s.",
    "Each dot is a candidate: how likely a difference of %s logits is flagged (B or C). From %s to %s; the aim, on"
    " average over items within a logit of their year’s mean, is %s.",
)
LINK_CHART = Text("Cyfeiliornad cysylltu’r blynyddoedd", "Linking error between the years")
EXPECTED = Text("disgwyliedig", "expected")
REACHED = Text("cyrhaeddwyd", "reached")
LINK_CHART_TOLD = Text(
    "Cyfeiliornad safonol y pellter rhwng anawsterau pob dwy flwyddyn gyfagos. Y mwyaf a ddisgwylir yw %s logit; y nod"
    " yw %s.",
    "The standard error of the distance between the difficulties of each two adjacent years. The greatest that is"
    " expected is %s logits; the aim is %s.",
)
LINKS_REACHED_TOLD = Text("Y mwyaf a gyrhaeddwyd yw %s.", "The greatest that was reached is %s.")
DIFFICULTY = Text("Anhawster dros dro (logit)", "Provisional difficulty (logits)")
STANDARD_ERROR = Text("SE (logit)", "SE (logits)")
POWER_AXIS = Text("Pŵer", "Power")
YEAR_GROUP = Text("Grŵp blwyddyn", "Year group")
AIM = Text("nod", "aim")
ITEMS = Text("Yr hyn a ddisgwylir, eitem wrth eitem", "What is expected, item by item")
ITEM_HEADS = (
    Text("Eitem", "Item"),
    Text("Topig", "Topic"),
    Text("Dynodwr", "Id"),
    Text("Blwyddyn", "Year"),
    Text("Anhawster", "Difficulty"),
    Text("Ymatebion ym mhob iaith", "Responses in each language"),
    Text("SE", "SE"),
    Text("Pŵer", "Power"),
)
ANCHORS_MARKED = Text("Mae * yn nodi angor.", "An anchor is marked *.")
BOOKLETS = Text("Llyfrynnau", "Booklets")
BOOKLETS_TOLD = Text(
    "Mae pob eitem o flwyddyn mewn tri llyfryn, unwaith yn gynnar, unwaith yn y canol ac unwaith yn hwyr.",
    "Each item of a year stands in three booklets: once early, once in the middle and once late.",
)
BOOKLET_HEADS = (Text("Llyfryn", "Booklet"), Text("Blwyddyn", "Year"), Text("Eitemau yn eu trefn", "Items in order"))
WRITTEN = Text("Ysgrifennwyd y cynllun yn %s, a’r tudalennau yn %s.", "The plan is written to %s, its pages to %s.")
NEXT = Text(
    'I greu’r treial: mesur trial create %s --by "Eich enw" --reason "Pam", ac yna mesur trial sample, sy’n dewis yr'
    " ysgolion. Mae --all-classes yn gwahodd pawb yn lle hynny; ni ellir dewis sampl wedyn.",
    'To create the trial: mesur trial create %s --by "Your name" --reason "Why", and then mesur trial sample, which'
    " draws the schools. --all-classes invites everybody instead; no sample can be drawn after that.",
)
NEXT_WITHOUT_SAMPLE = Text(
    'I greu’r treial: mesur trial create %s --by "Eich enw" --reason "Pam", ac yna mesur trial sample TREIAL'
    " --schools NIFER, sy’n dewis yr ysgolion: nid oes [sample] yn y cynllun. Mae --all-classes yn gwahodd pawb yn lle"
    " hynny; ni ellir dewis sampl wedyn.",
    'To create the trial: mesur trial create %s --by "Your name" --reason "Why", and then mesur trial sample TRIAL'
    " --schools NUMBER, which draws the schools: the plan has no [sample]. --all-classes invites everybody instead; no"
    " sample can be drawn after that.",
)
SIMULATING = Text("Wrthi’n efelychu treialon", "Simulating trials")
