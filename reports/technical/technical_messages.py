"""Sentences of the technical reports in both languages."""

from itembank.language import Text

TITLE = Text("Graddnodiad: %s", "Calibration: %s")
MADE_OF = (
    Text("Model", "Model"),
    Text("Data (SHA-256)", "Data (SHA-256)"),
    Text("Fersiwn Mesur", "Mesur version"),
    Text("Hedyn", "Seed"),
)
MIXED = Text("cymysg (%s)", "mixed (%s)")
IN_SHORT = Text("Yn gryno", "In short")
NOT_TESTED = Text(
    "Mae’r ffit wedi cydgyfeirio. Ni phrofwyd a yw’r model yn ffitio’r atebion.",
    "The fit has converged. Whether the model fits the answers was not tested.",
)
NOT_USABLE = Text(
    "Ni ddylid defnyddio’r ffit hwn fel y mae: %s.",
    "This fit may not be used as it stands: %s.",
)
RESTS_ON = Text(
    "Nifer y bobl: %s. Nifer yr eitemau: %s. Nifer yr ymatebion: %s.",
    "Persons: %s. Items: %s. Responses: %s.",
)
LIKELIHOOD = Text(
    "Log-tebygoliaeth %s, AIC %s, BIC %s, ar ôl %s o gylchoedd.", "Log-likelihood %s, AIC %s, BIC %s, after %s cycles."
)
PENALISED = Text(
    "Mae rhagddosbarthiadau (priors) yn y ffit: nid ar uchafbwynt y debygoliaeth y mae’r log-tebygoliaeth,"
    " yr AIC a’r BIC, ac ni ddylid dewis model yn ôl yr AIC na’r BIC hyn.",
    "Priors are in the fit: log-likelihood, AIC and BIC are not at the maximum of the likelihood, and a model should"
    " not be chosen by this AIC or BIC.",
)
NO_PERSON = Text(
    "Nid oes dim am unrhyw berson yn yr adroddiad hwn, ac nid argreffir niferoedd o dan %d.",
    "Nothing about any person is in this report, and counts below %d are not printed.",
)
LOOK_FIRST = Text("Eitemau i edrych arnynt yn gyntaf", "Items to look at first")
LOOK_FIRST_TOLD = Text(
    "Nifer yr eitemau y mae rhywbeth o bwys i’w weld ynddynt: %s. Nifer y rhai â sylw o ryw fath: %s.",
    "Items with something that matters: %s. Items with a remark of any kind: %s.",
)
MORE = Text("… ac eraill: gweler y tabl o eitemau.", "… and others: see the table of items.")
NONE_TO_LOOK_AT = Text(
    "Nid yw’r rhifau’n awgrymu edrych ar yr un eitem.", "The numbers suggest looking at no item in particular."
)
CONTENTS = Text("Cynnwys", "Contents")
DATA = Text("Y data", "The data")
NOTHING_FOUND = Text(
    "Ni welwyd dim o’i le ar y data cyn ffitio.", "Looking over the data before the fit found nothing amiss."
)
FOUND_OF_ITEMS = Text(
    "Wrth fwrw golwg dros y data cyn ffitio, gwelwyd rhywbeth yn yr eitemau hyn (ceir y manylion yn adran pob un"
    " isod): %s.",
    "Looking over the data before the fit found something in these items, told at each of them below: %s.",
)
WEIGHTED = Text(
    "Mae pwysoliadau’r bobl yn cyfrif yn y ffit. Mae’r ystadegau ar yr eitemau, y dotiau wrth y cromliniau a’r DIF"
    " yn cyfrif pob person unwaith.",
    "The persons’ weights count in the fit. The statistics on the items, the dots beside the curves and DIF count each"
    " person once.",
)
GRAVITY = {"fault": Text("Nam", "Fault"), "warning": Text("Rhybudd", "Warning"), "remark": Text("Sylw", "Remark")}

POPULATION = Text("Y bobl", "The persons")
POPULATION_TABLE = Text("Gallu a dibynadwyedd fesul grŵp", "Ability and reliability by group")
POPULATION_HEADS = (
    Text("Grŵp", "Group"),
    Text("Pobl", "Persons"),
    Text("Cymedr", "Mean"),
    Text("SE", "SE"),
    Text("SD", "SD"),
    Text("SE", "SE"),
    Text("Dibynadwyedd ymylol", "Marginal reliability"),
    Text("Dibynadwyedd empirig", "Empirical reliability"),
    Text("Alffa", "Alpha"),
)
MASSES_KNOWN = Text(
    "Histogram yw’r boblogaeth: mae’r cyfeiliornadau safonol yn cymryd ei bod yn hysbys. Maent yn rhy fach,"
    " yn enwedig i eitemau na chafodd y grŵp cyntaf mohonynt.",
    "The population is a histogram: standard errors take it as known. They are too small, most of all for items that"
    " the first group did not meet.",
)
GROUP_HIDDEN = Text("%s: %s.", "%s: %s.")
EVERYONE = Text("pawb", "everyone")
WITHIN = Text(
    "Mae dibynadwyedd dros sawl grŵp blwyddyn yn uwch nag o fewn yr un ohonynt: mae’n cynnwys y gwasgariad rhwng"
    " blynyddoedd hefyd. Ffigur y grŵp sy’n dweud beth a olyga sgôr ymhlith pobl o’r un grŵp.",
    "Reliability over several year groups is higher than within any of them: it counts the spread between years. What"
    " a score says of a person among their own group is told by the group’s figure.",
)
NOMINAL = Text("Yr opsiynau yn ôl y model enwol", "The options by the nominal model")
NOMINAL_HEADS = (
    Text("Eitem", "Item"),
    Text("Opsiwn", "Option"),
    Text("Cywir", "Right"),
    Text("Dewiswyd", "Chosen"),
    Text("Goledd", "Slope"),
    Text("SE", "SE"),
)
NOMINAL_TOLD = Text(
    "Po uchaf goledd opsiwn, mwyaf galluog y rhai sy’n ei ddewis (swm goleddau eitem yw 0). Dylai’r uchaf fod gan yr"
    " opsiwn cywir. Nid yw opsiynau a ddewiswyd gan lai na 10 yn cyfrif.",
    "The higher an option’s slope, the abler those who choose it (the slopes of an item sum to 0). The correct option"
    " should have the highest. Options that fewer than 10 chose do not count.",
)
NOMINAL_SHORT = Text("Model enwol (nifer yr eitemau: %s): %s.", "Nominal model of %s items: %s.")
NOMINAL_ABLER = Text(
    "%s: mae’r rhai sy’n dewis %s yn fwy galluog na’r rhai sy’n dewis yr opsiwn cywir: gwiriwch yr allwedd.",
    "%s: those who choose %s are abler than those who choose the correct option: check the key.",
)
TESTLETS = Text("Setiau o eitemau (testlets)", "Sets of items (testlets)")
TESTLET_HEADS = (
    Text("Set", "Testlet"),
    Text("Eitemau", "Items"),
    Text("SD ei dimensiwn (logit)", "SD of its dimension (logits)"),
    Text("SE", "SE"),
)
TESTLET_SHORT = Text("Set %s: SD %s (SE %s), nifer yr eitemau: %s.", "Testlet %s: SD %s (SE %s), %s items.")
TESTLET_EXPLAINED = Text(
    "Mae eitemau un set, fel rhai un darn darllen, yn rhannu dimensiwn wrth ymyl y gallu cyffredinol. Po fwyaf ei SD,"
    " mwyaf y mae’r atebion yn dibynnu ar ei gilydd a lleiaf y mae ateb arall yn ei ychwanegu: o dan 0.3 ychydig, tua 1"
    " llawer. Mae dibynadwyedd a galluoedd yr adroddiad hwn yn cyfrif hynny. Paramedrau’r gallu cyffredinol yw’r"
    " rhai a roddir.",
    "Items of one testlet, such as those of a passage, share a dimension beside the general ability. The larger its SD,"
    " the more the answers depend on each other and the less another answer adds: below 0.3 little, near 1 much. The"
    " reliability and the abilities of this report count that. The parameters are those of the general ability.",
)
TEST = Text("Yr eitemau gyda’i gilydd", "The items together")
ABILITY = Text("Gallu (logit)", "Ability (logits)")
INFORMATION = Text("Gwybodaeth yr holl eitemau", "Information of all items")
INFORMATION_TOLD = Text(
    "Po uchaf y llinell, mwyaf sicr y mesuriad o’r gallu hwnnw pe câi rhywun bob eitem. Mae ar ei huchaf (%s) pan fo’r"
    " gallu’n %s.",
    "The higher the line, the surer a measure of that ability, were someone to take every item. It is highest (%s) at"
    " an ability of %s.",
)
ERROR = Text("Cyfeiliornad safonol yn ôl gallu", "Standard error by ability")
ERROR_TOLD = Text(
    "1 dros ail isradd y wybodaeth: ar ei leiaf %s pan fo’r gallu’n %s, ac o dan %s o %s hyd at %s.",
    "1 over the root of information: least, %s, at an ability of %s, and below %s between %s and %s.",
)
WRIGHT = Text("Pobl ac eitemau ar un raddfa (map Wright)", "Persons and items on one scale (Wright map)")
WRIGHT_TOLD = Text(
    "Ar y chwith, pa mor gyffredin yw pob gallu; ar y dde, anhawster yr eitemau a’u camau. Mae hanner canol y bobl o %s"
    " hyd at %s, a hanner canol yr anawsterau o %s hyd at %s.",
    "To the left, how frequent each ability is; to the right, the difficulties of the items and their steps. The middle"
    " half of the persons lies between %s and %s, the middle half of the difficulties between %s and %s.",
)
WRIGHT_TABLE = Text("Yr eitemau yn ôl anhawster", "The items by difficulty")
WRIGHT_HEADS = (Text("Anhawster (logit)", "Difficulty (logits)"), Text("Nifer", "Number"), Text("Eitemau", "Items"))
PERSONS, ITEMS = Text("Pobl", "Persons"), Text("Eitemau", "Items")
AT_EDGE = Text(
    "Dangosir eitemau sydd ymhellach nag %s logit o 0 wrth yr ymyl.",
    "Items farther than %s logits from 0 are drawn at the edge.",
)
GROUPS_DRAWN = Text("Llinellau’r grwpiau, yn eu trefn: %s.", "The groups’ lines, in order: %s.")

ITEM_TABLE = Text(
    "Pob eitem, gyda’r rhai i edrych arnynt yn gyntaf ar y brig", "Every item, those to look at first at the top"
)
SORTING = Text(
    "Mae botwm ym mhen pob colofn yn trefnu’r tabl yn ôl y golofn honno.",
    "The button at the head of each column sorts the table by that column.",
)
ITEM_HEADS = (
    Text("Eitem", "Item"),
    Text("Sylwadau", "Remarks"),
    Text("Model", "Model"),
    Text("Ymatebion", "Responses"),
    Text("Cyfran", "Share"),
    Text("Goledd a", "Slope a"),
    Text("SE", "SE"),
    Text("Anhawster b", "Difficulty b"),
    Text("SE", "SE"),
    Text("c", "c"),
    Text("Infit", "Infit"),
    Text("Outfit", "Outfit"),
    Text("Eitem–gweddill", "Item–rest"),
    Text("DIF", "DIF"),
)
ITEM_BY_ITEM = Text("Eitem wrth eitem", "Item by item")
GRAVE = {3: Text("edrychwch yn gyntaf", "look first"), 2: Text("edrychwch", "look"), 1: Text("nodyn", "note")}
NO_REMARK = Text("dim sylw", "no remark")
NO_REMARK_TOLD = Text(
    "Nid yw’r rhifau’n awgrymu dim byd arbennig am yr eitem hon.", "The numbers suggest nothing particular here."
)
SLOPE_UNSURE = Text(
    "Nid yw’r goledd ddau gyfeiliornad safonol uwchlaw 0: prin y mae’n gwahaniaethu rhwng neb, neu mae’r ymatebion yn"
    " rhy brin i ddweud.",
    "The slope is not two standard errors above 0: the item hardly tells anyone apart, or its responses are too few to"
    " say.",
)
PLACE_UNSURE = Text(
    "Mae’r anhawster yn ansicr o fwy na hanner logit (SE %s): casglwch ragor o ymatebion gan bobl â gallu tebyg iddo.",
    "The difficulty is unsure by more than half a logit (SE %s): collect more responses of persons near it.",
)
CURVE = Text("Y gromlin, a’r hyn a wnaeth pobl", "The curve, and what persons did")
CURVE_TOLD = Text(
    "Y llinell: y sgôr cymedrig a ddisgwylir, fel cyfran o’r uchaf. Pob dot: pobl debyg eu gallu (yn ôl eu hatebion"
    " eraill); mae %s o’r %s dot dros ddau gyfeiliornad safonol o’r llinell (dotiau gwag).",
    "The line: the mean score expected, as a share of the highest. Each dot: persons of like ability (by their other"
    " answers); %s of %s dots lie over two standard errors from the line (open dots).",
)
CURVE_ALONE = Text(
    "Y llinell: y sgôr cymedrig a ddisgwylir, fel cyfran o’r uchaf. Nid oes dotiau: rhy ychydig o ymatebion, neu oledd"
    " sy’n agos at sero neu’n is na hynny.",
    "The line: the mean score expected, as a share of the highest. There are no dots: too few responses, or a slope"
    " near zero or below it.",
)
CATEGORIES = Text("Pa mor debygol yw pob sgôr", "How likely each score is")
CATEGORIES_TOLD = Text(
    "Pob llinell: tebygolrwydd un sgôr, %s yn ôl y label.", "Each line: the probability of one score, %s by the label."
)
ITEM_INFORMATION = Text("Gwybodaeth", "Information")
ITEM_INFORMATION_BEYOND = Text(
    "Mae’r eitem yn dweud fwyaf am bobl â gallu y tu hwnt i’r hyn a ddangosir: mae’r wybodaeth yn dal i godi wrth"
    " %s (anhawster b: %s).",
    "The item tells most about persons of an ability beyond what is drawn: its information still rises at %s"
    " (difficulty b: %s).",
)
ITEM_INFORMATION_TOLD = Text(
    "Mae’r eitem yn dweud fwyaf am bobl â gallu o tua %s (gwybodaeth: %s).",
    "The item tells most about persons of an ability near %s (information: %s).",
)
PARAMETERS = Text("Paramedrau", "Parameters")
EVEN_CHANCE = Text(
    "Byddai hanner y bobl â gallu o %s yn ei hateb yn gywir.",
    "Of persons with an ability of %s, half would get it right.",
)
PARAMETER_HEADS = (Text("Paramedr", "Parameter"), Text("Gwerth", "Value"), Text("SE", "SE"))
SCORES = Text("Y sgorau", "The scores")
SCORE_HEADS = (
    Text("Sgôr", "Score"),
    Text("Ymatebion", "Responses"),
    Text("Cyfran", "Share"),
    Text("Cymedr y rhain", "Their mean"),
)
COMPARED = Text("Cymedr y rhain: eu cymedr ar y canlynol: %s.", "Their mean: the mean of %s.")
OPTIONS = Text("Yr opsiynau", "The options")
OPTION_HEADS = (
    Text("Opsiwn", "Option"),
    Text("Cywir", "Right"),
    Text("Dewiswyd", "Chosen"),
    Text("Cyfran", "Share"),
    Text("Cymedr y rhain", "Their mean"),
    Text("Cydberthyniad", "Correlation"),
)
RIGHT = Text("ie", "yes")
OTHER_OPTIONS = Text("Opsiynau eraill, pob un yn brinnach: %s.", "Other options, each rarer: %s.")
BACK = Text("Yn ôl i’r tabl", "Back to the table")

DIF = Text("Tegwch rhwng grwpiau (DIF): %s yn erbyn %s", "Fairness between groups (DIF): %s against %s")
DIF_CHART = Text("MH D-DIF yn ôl anhawster", "MH D-DIF by difficulty")
DIF_CHART_BY_ITEM = Text("MH D-DIF, yn nhrefn yr eitemau", "MH D-DIF, in the order of the items")
DIF_TOLD = Text(
    "Mae eitem islaw 0 yn anoddach i %s nag y mae ei allu’n ei esbonio. Dotiau gwag, y pellaf ag enw: dosbarth B"
    " neu C (B: %s, C: %s, o %s eitem a gymharwyd). Llinellau: 0, ±1 a ±1.5.",
    "An item below 0 is harder for %s than its ability explains. Open dots, the farthest named: class B or C"
    " (B: %s, C: %s, of %s items compared). Lines: 0, ±1 and ±1.5.",
)
DIF_MATCHING = Text("Yr hyn sy’n gwneud pobl yn debyg: %s; %s.", "What makes persons alike: %s; %s.")
DIF_TABLE = Text("Eitemau dosbarth B ac C", "Items of classes B and C")
DIF_NOT_COMPARED = Text(
    "Ni ellid cymharu’r un eitem: nid yw hyn yn dweud nad oes DIF.",
    "No item could be compared: this does not say that there is no DIF.",
)
DIF_NONE = Text("Nid oes yr un eitem yn nosbarth B nac C.", "No item is of class B or C.")
DIF_HEADS = (
    Text("Eitem", "Item"),
    Text("Dosbarth", "Class"),
    Text("MH D-DIF", "MH D-DIF"),
    Text("SE", "SE"),
    Text("p", "p"),
    Text("Pŵer", "Power"),
    Text("D-DIF heb ddyfalu", "D-DIF without guessing"),
    Text("SMD", "SMD"),
    Text("Cyfeirio", "Reference"),
    Text("Ffocws", "Focal"),
)
DIF_TITLE = Text("DIF: %s", "DIF: %s")
DIF_SHORT = Text(
    "%s yn erbyn %s: B %s, C %s, o %s eitem; rhy ychydig o ymatebion neu ni ellir amcangyfrif: %s.",
    "%s against %s: B %s, C %s, of %s items; too few responses, or not estimable: %s.",
)

REPLICATION = Text("Ail raglen: %s", "A second program: %s")
REPLICATED = Text(
    "Ffitiodd %s yr un data ar wahân. Wedi rhoi’r ddau ar un raddfa, mae’r cromliniau’n cytuno o fewn %s yn achos pob"
    " eitem a gymharwyd (nifer: %s; y gwahaniaeth mwyaf: %s).",
    "%s fitted the same data independently. Once both are on one scale, the curves agree within %s for every item"
    " compared (%s of them; largest difference: %s).",
)
REPLICATION_DIFFERS = Text(
    "Ffitiodd %s yr un data ar wahân. Wedi rhoi’r ddau ar un raddfa, mae’r cromliniau’n gwahaniaethu o fwy na %s yn"
    " achos yr eitemau isod (nifer: %s, o %s). Edrychwch ar eu data cyn ymddiried yn y naill ffit neu’r llall.",
    "%s fitted the same data independently. Once both are on one scale, the curves differ by more than %s for the"
    " items below (%s of %s). Look at their data before trusting either fit.",
)
NOT_REPLICATED = Text("Nid oes cymhariaeth â %s: %s.", "There is no comparison with %s: %s.")
REPLICATION_LEFT_OUT = Text("Heb eu cymharu: %s (%s).", "Not compared: %s (%s).")
REPLICATION_TURNED = Text(
    "Rhoddwyd sgorau’r eitemau hyn iddi o chwith, am mai goleddau uwch na 0 yn unig y mae’n chwilio amdanynt: %s.",
    "The scores of these items were given to it turned round, since it looks for slopes above 0 only: %s.",
)
REPLICATION_TABLE = Text("Y ddwy raglen, eitem wrth eitem", "The two programs, item by item")
REPLICATION_HEADS = (
    Text("Eitem", "Item"),
    Text("a", "a"),
    Text("a, yr ail", "a, second"),
    Text("b", "b"),
    Text("b, yr ail", "b, second"),
    Text("Gwahaniaeth mwyaf", "Largest difference"),
)

LINK_TITLE = Text("Cysylltu %s â graddfa %s", "Linking %s to the scale of %s")
LINK_FOUND = Text(
    "gallu ar yr hen raddfa = A × gallu ar y newydd + B", "ability on the old scale = A × ability on the new + B"
)
LINK_TABLE = Text("Cysonion y cyswllt", "Constants of the link")
LINK_HEADS = (Text("Cysonyn", "Constant"), Text("Gwerth", "Value"), Text("SE", "SE"))
LINK_METHOD = Text(
    "Dull: %s. Angorau: %s. Gwahaniaeth (RMSD) dros yr holl angorau: %s.",
    "Method: %s. Anchors: %s. Difference (RMSD) over all anchors: %s.",
)
LINK_USABLE = Text(
    "Cafwyd y cysonion: gellir ystyried defnyddio’r cyswllt, wedi edrych ar yr angorau.",
    "The constants were found: the link may be considered for use, once the anchors have been looked at.",
)
LINK_MANY_LEFT_OUT = Text(
    "Cafwyd y cysonion ac mae’r angorau a gadwyd yn cytuno, ond cafodd mwy nag un rhan o bump o’r eitemau cyffredin eu"
    " hepgor: peidiwch â defnyddio’r cyswllt cyn canfod pam.",
    "The constants were found and the anchors that were kept agree, but more than a fifth of the common items were left"
    " out: do not use the link before you have found out why.",
)
LINK_NOT_USABLE = Text("Ni ddylid defnyddio’r cyswllt hwn: %s.", "This link may not be used: %s.")
LINK_MOVED = Text(
    "Angorau a symudodd o’u cymharu â’r lleill: %s. Gwiriwch hwy (geiriad, allwedd, lle yn y prawf, datgelu), yna"
    " cysylltwch eto hebddynt.",
    "Anchors that moved against the others: %s. Look at them (wording, key, place in the test, exposure), then link"
    " again without them.",
)
LINK_WITHOUT_MOVED = Text("Hebddynt: A = %s, B = %s.", "Without them: A = %s, B = %s.")
LINK_INFLUENTIAL = Text(
    "Yr angor sy’n dylanwadu fwyaf: %s. Hebddo, y newid yn B fyddai %s.",
    "The most influential anchor: %s. Without it B would change by %s.",
)
LINK_NO_ERRORS = Text(
    "Nid oes cyfeiliornadau safonol gan A a B: mae o leiaf un o’r ddwy ddogfen heb gydamrywiant y paramedrau."
    " Barnwyd yn ôl maint yn unig, heb brawf, pa angorau a symudodd.",
    "A and B have no standard errors: the parameters’ covariance is not in both documents. Which anchors moved was"
    " judged by size alone, without a test.",
)
LINK_CHART = Text("Anhawster yr angorau ar y ddwy ochr", "The anchors’ difficulties on both sides")
LINK_CHART_TOLD = Text(
    "Pob dot: angor, yn ôl ei anhawster ar yr hen raddfa, a’r hyn y mae’r ochr newydd yn ei ychwanegu ato wedi’r"
    " cysylltu. Dotiau gwag, y pellaf ag enw: dros 0.3 logit i ffwrdd (nifer: %s).",
    "Each dot: an anchor, by its difficulty on the old scale, and by how much the new side’s is above it after linking."
    " Open dots, the farthest named: over 0.3 logits apart (%s of them).",
)
DIFFERENCE = Text("Gwahaniaeth (logit)", "Difference (logits)")
ANCHORS = Text("Yr angorau, y rhai pellaf yn gyntaf", "The anchors, the farthest apart first")
ANCHOR_HEADS = (
    Text("Eitem", "Item"),
    Text("Cymhareb goleddau", "Ratio of slopes"),
    Text("Gwahaniaeth anhawster", "Difference of difficulty"),
    Text("RMSD", "RMSD"),
    Text("A hebddi", "A without it"),
    Text("B hebddi", "B without it"),
)
LEFT_OUT = Text("Eitemau cyffredin nad ydynt yn angorau", "Common items that are no anchors")
LEFT_OUT_HEADS = (Text("Eitem", "Item"), Text("Pam", "Why"), Text("z", "z"))

HOW_TO_READ = Text("Sut i ddarllen hyn", "How to read this")
READING = (
    (
        Text("gallu, logit", "ability, logits"),
        Text(
            "Yr hyn a fesurir. Mae 0 yng nghanol y grŵp cyntaf (oni bai bod paramedrau wedi’u dal yn sefydlog); mae un"
            " logit yn newid yr ods o 1 : 1 i 2.7 : 1 pan fo’r goledd yn 1.",
            "What is measured. 0 is the middle of the first group (unless parameters were held fixed); one logit"
            " changes odds of 1 : 1 to 2.7 : 1 where the slope is 1.",
        ),
    ),
    (
        Text("anhawster b", "difficulty b"),
        Text(
            "Y gallu lle mae’r eitem hanner ffordd rhwng ei sgorau isaf ac uchaf; i eitem â sawl sgôr, un i bob cam.",
            "The ability at which the item is half-way up; one for each step where it has several scores.",
        ),
    ),
    (
        Text("goledd a", "slope a"),
        Text(
            "Pa mor bendant y mae’r eitem yn gwahanu’r rhai uwchlaw ei hanhawster oddi wrth y rhai islaw. Mae 0.5 yn"
            " wan, 1 i 2 yn gryf; mae un islaw 0 yn awgrymu bod yr allwedd o chwith.",
            "How sharply the item parts those above its difficulty from those below. 0.5 is weak, 1 to 2 strong; one"
            " below 0 suggests that the key is reversed.",
        ),
    ),
    (
        Text("c", "c"),
        Text(
            "Y siawns y bydd rhywun isel iawn ei allu’n ateb yr eitem yn gywir drwy ddyfalu.",
            "The chance that someone of very low ability gets it right by guessing.",
        ),
    ),
    (
        Text("SE, cyfeiliornad safonol", "SE, standard error"),
        Text(
            "Pa mor ansicr yw rhif: byddai’r gwir werth o fewn dau SE mewn tua 95 o bob 100 achos.",
            "How unsure a number is: in about 95 of 100 cases the true value lies within two SE.",
        ),
    ),
    (
        Text("infit, outfit", "infit, outfit"),
        Text(
            "A yw’r atebion mor wasgarog ag y dywed y model: mae 1 yn iawn; dros 1.2 maent yn fwy annisgwyl nag y"
            " dylent fod, o dan 0.8 yn llai.",
            "Whether answers scatter as much as the model says: 1 is right; above 1.2 they are more surprising than"
            " they should be, below 0.8 less.",
        ),
    ),
    (
        Text("eitem–gweddill", "item–rest"),
        Text(
            "Cydberthyniad rhwng sgôr yr eitem a’r gweddill. Mewn prawf addasol mae’n isel beth bynnag fo’r eitem.",
            "Correlation of the item’s score with the rest. In an adaptive test it is low whatever the item.",
        ),
    ),
    (
        Text("DIF", "DIF"),
        Text(
            "A yw eitem yn anoddach i un grŵp nag i un arall ymhlith pobl o’r un gallu. A: dim byd o bwys; B: dewiswch"
            " eitem arall lle gellir; C: rhaid i adolygwyr ei chymeradwyo.",
            "Whether an item is harder for one group than for another among persons of equal ability. A: nothing to"
            " speak of; B: prefer another where there is one; C: reviewers must clear it.",
        ),
    ),
    (
        Text("dibynadwyedd", "reliability"),
        Text(
            "Pa gyfran o’r gwahaniaethau rhwng sgorau pobl sy’n wahaniaethau gallu, 0 i 1.",
            "What share of the differences between persons’ scores is differences in ability, 0 to 1.",
        ),
    ),
)
