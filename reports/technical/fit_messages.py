"""What the report says of the fit of a model, in both languages."""

from calibration import FitIssue, FitVerdict
from itembank.language import Text

FIT = Text("Ffit y model", "Fit of the model")
VERDICTS = {
    FitVerdict.ADEQUATE: Text(
        "Mae’r ffit wedi cydgyfeirio, ac nid oes dim yn erbyn defnyddio’r paramedrau hyn.",
        "The fit has converged, and nothing speaks against using these parameters.",
    ),
    FitVerdict.ITEMS: Text(
        "Mae’r model yn ffitio heblaw am rai eitemau: edrychwch ar y rhain cyn defnyddio eu paramedrau.",
        "The model fits but for some items: look at these before you use their parameters.",
    ),
    FitVerdict.NO: Text(
        "Nid yw’r model yn ffitio: peidiwch â defnyddio’r paramedrau hyn. Mae’r rhesymau isod, a beth i’w wneud.",
        "The model does not fit: do not use these parameters. The reasons follow, with what to do.",
    ),
    FitVerdict.UNTESTED: Text(
        "Mae’r ffit wedi cydgyfeirio, ond nid yw’r data’n caniatáu profi a yw’r eitemau’n dilyn eu cromliniau: rhy"
        " ychydig o atebion, neu atebion a benderfynodd pa eitemau a ddaeth, heb eu trefn (--column position=ENW).",
        "The fit has converged, but the data do not allow a test of whether the items follow their curves: too few"
        " answers, or answers that decided which items came, without their order (--column position=NAME).",
    ),
}
ISSUES = {
    FitIssue.REVERSED_ITEMS: Text(
        "Mae goledd yr eitemau hyn islaw 0 (cyfran: %s): %s. Mae’r rhai mwy galluog yn gwneud yn waeth arnynt: cywirwch"
        " yr allwedd a sgoriwch eto, neu gadewch hwy allan (--ignore). Barnwyd y lleill hebddynt.",
        "The slopes of these items are below 0 (share: %s): %s. The abler do worse on them: mend the key and score"
        " again, or leave them out (--ignore). The others are judged without them.",
    ),
    FitIssue.FLAT_ITEMS: Text(
        "Mae goledd yr eitemau hyn yn agos at sero (cyfran: %s): %s. Nid yw eu hatebion yn cyd-fynd â’r lleill:"
        " edrychwch ar yr eitemau, a gadewch hwy allan (--ignore). Barnwyd y lleill hebddynt.",
        "The slopes of these items are near zero (share: %s): %s. Their answers do not go with those to the others:"
        " look at the items, and leave them out (--ignore). The others are judged without them.",
    ),
    FitIssue.UNDETERMINED_ITEMS: Text(
        "Nid yw’r data’n pennu paramedrau’r eitemau hyn (cyfran: %s): %s. Gadewch hwy allan (--ignore), neu"
        " rhowch ragddosbarthiadau (--priors default). Barnwyd y lleill hebddynt.",
        "The data do not determine the parameters of these items (share: %s): %s. Leave them out (--ignore), or give"
        " priors (--priors default). The others are judged without them.",
    ),
    FitIssue.ITEMS_OFF_CURVE: Text(
        "Nid yw’r eitemau hyn yn dilyn eu cromliniau (cyfran o’r eitemau: %s): %s. Edrychwch ar eu siartiau, eu"
        " hallweddi a’u"
        " hopsiynau.",
        "These items do not follow their curves (share of the items: %s): %s. Look at their charts, keys and options.",
    ),
    FitIssue.MANY_ITEMS_OFF_CURVE: Text(
        "Nid yw llawer o’r eitemau’n dilyn eu cromliniau (cyfran: %s): %s. Rhowch gynnig ar fodel â goleddau"
        " gwahanol, neu â"
        " llawr dyfalu.",
        "Many items do not follow their curves (share: %s): %s. Try a model with slopes of their own, or with a"
        " floor of"
        " guessing.",
    ),
    FitIssue.DEPENDENT_PAIRS: Text(
        "Mae parau o eitemau’n dibynnu ar ei gilydd (y Q3 mwyaf, wedi’i addasu: %s): %s. Ffitiwch hwy’n setiau"
        " (--testlets),"
        " neu gadewch un o bob pâr allan.",
        "Pairs of items depend on each other (largest adjusted Q3: %s): %s. Fit them as testlets (--testlets),"
        " or leave one"
        " of each pair out.",
    ),
    FitIssue.SECOND_DIMENSION: Text(
        "Mae dau beth yn cael eu mesur (amrywiant gweddilliol yr ail ddimensiwn, mewn eitemau: %s). Mae’r eitemau’n"
        " ymrannu’n ddwy set, yr eitemau cryfaf yn gyntaf: %s / %s. Graddnodwch bob set ar wahân, neu ffitiwch ddau"
        " ddimensiwn (calibrate_multidimensional yn Python; nid oes gorchymyn ar ei gyfer).",
        "Two things are measured (residual variance of the second dimension, in items: %s). The items part into two"
        " sets, strongest first: %s / %s. Calibrate each set by itself, or fit two dimensions"
        " (calibrate_multidimensional in Python; there is no command for it).",
    ),
    FitIssue.MOMENTS: Text(
        "Nid yw’r model yn atgynhyrchu sut mae parau o eitemau’n cyd-fynd â’i gilydd (RMSEA: %s)%s. Chwiliwch am"
        " ddibyniaeth, am"
        " ail ddimensiwn neu am fodel rhy syml.",
        "The model does not reproduce how pairs of items go together (RMSEA: %s)%s. Look for dependence, for a"
        " second"
        " dimension or for too simple a model.",
    ),
    FitIssue.ASSOCIATIONS: Text(
        "Mae atebion i barau o eitemau’n cyd-fynd â’i gilydd yn wahanol i’r hyn y mae’r model yn ei ragfynegi"
        " (cydberthyniad gweddilliol nodweddiadol: %s): %s. Chwiliwch am ddibyniaeth (--testlets) neu am ail"
        " ddimensiwn.",
        "Answers to pairs of items go together otherwise than the model predicts (typical residual correlation:"
        " %s): %s."
        " Look for dependence (--testlets) or for a second dimension.",
    ),
}
DIMENSION_FIRST = Text(
    "Ond edrychwch ar yr ail ddimensiwn yn gyntaf: gall fod y parau’n dibynnu ar ei gilydd o’i herwydd.",
    "But look at the second dimension first: it may be why the pairs depend on each other.",
)
STATISTIC = Text("Ystadegyn", "Statistic")
VALUE = Text("Gwerth", "Value")
DF = Text("Graddau rhyddid", "Degrees of freedom")
P = Text("p", "p")
M2_TOLD = Text(
    "Pa mor dda y mae’r model yn atgynhyrchu eitemau a pharau; p bach: nid yw’n gwneud hynny’n dda",
    "How well the model reproduces items and pairs; a small p: it does not",
)
RMSEA_TOLD = Text(
    "Maint y camffit (band 90%%: %s–%s); hyd at .05: agos", "Size of the misfit (90%% band: %s–%s); up to .05: close"
)
SRMSR_TOLD = Text(
    "Gwahaniaeth nodweddiadol rhwng cydberthyniadau: hyd at .05", "Typical difference between correlations: up to .05"
)
DETECT_TOLD = Text(
    "Uwch na .4: mwy nag un dimensiwn i ryw raddau; uwch nag 1: yn gryf",
    "Above .4: some multidimensionality; above 1: strong",
)
EIGENVALUE = Text("Gwerth eigen gweddilliol cyntaf", "First residual eigenvalue")
EIGENVALUE_TOLD = Text(
    "Dadansoddiad paralel: o’i gymharu â setiau data efelychedig o un dimensiwn (canolrif: %s); dimensiynau"
    " gweddilliol a gedwir: %s",
    "Parallel analysis: against simulated data of one dimension (median: %s); residual dimensions retained: %s",
)
ITEMS_TESTED = Text("Eitemau a brofwyd", "Items tested")
ITEMS_TESTED_TOLD = Text(
    "Ag S-X² lle mae gan bobl sgorau crai cyffredin, fel arall â gweddillion rhagfynegol; darganfyddiadau ffug:"
    " 5% ar y mwyaf",
    "By S-X² where persons have sum scores in common, else by predictive residuals; false discoveries: 5% at most",
)
NOT_TESTED = Text(
    "Nid yw parau na dimensiynau wedi’u profi: mae gan y ffit setiau, neu ychydig yn unig o bobl a gafodd yr un"
    " eitemau.",
    "Pairs and dimensions are not tested: the fit has testlets, or few persons met the same items.",
)
POWER = Text("Pŵer", "Power")
POWER_TOLD = Text(
    "Pŵer yw’r siawns y byddai’r prawf, ar y lefel 5%, yn canfod camffit o’r maint a nodir mewn data fel y"
    " rhain. Os yw’n"
    " isel, nid yw p mawr yn dangos bod y model yn ffitio: ni allai’r sampl hon fod wedi canfod y camffit.",
    "Power is the chance that the test, at the 5% level, would find a misfit of the stated size in data like"
    " these. Where"
    " it is low, a large p does not show that the model fits: this sample could not have found the misfit.",
)
POWER_AT_RMSEA = Text("ar RMSEA .05", "at RMSEA .05")
POWER_AT_ASSOCIATION = Text("ar .02", "at .02")
POWER_AT_EIGENVALUE = Text("ar hanner eitem", "at half an item")
POWER_AT_Q3 = Text("ar .2; canolrif y parau", "at .2; median of the pairs")
POWER_AT_V = Text("ar V .1; canolrif y parau", "at V .1; median of the pairs")
POWER_AT_RMSD = Text("ar RMSD .05; canolrif yr eitemau", "at RMSD .05; median of the items")
ASSOCIATIONS = Text("Gwiriad rhagfynegol ôl-ddosbarthol", "Posterior-predictive check")
ASSOCIATIONS_TOLD = Text(
    "Cydberthyniad gweddilliol nodweddiadol parau, y tu hwnt i hap, o’i gymharu ag atebion a dynnwyd o’r model;"
    " mae ei p"
    " yn ofalus",
    "Typical residual correlation of pairs beyond chance, beside answers drawn from the model; its p is cautious",
)
Q3_TOLD = Text(
    "Y Q3 mwyaf, wedi’i addasu; parau uwchlaw eu gwerth critigol efelychedig: %s",
    "Largest adjusted Q3; pairs above their simulated critical value: %s",
)
LD_TOLD = Text(
    "Y V Cramér mwyaf o dablau parau; p y pâr cryfaf, wedi’i addasu",
    "Largest Cramér’s V of tables of pairs; p of the strongest pair, adjusted",
)
PERSONS = Text("Pobl ag atebion annhebygol", "Persons with unlikely answers")
PERSONS_TOLD = Text(
    "Cyfran islaw’r pwynt 5%; tua 5% lle mae pawb yn ateb fel y dywed y model",
    "Share below the 5% point; about 5% where everybody answers as the model says",
)
PERSONS_IN_ORDER = Text(
    "Cyfran islaw’r pwynt 5%, yn ôl rhagfynegiadau ar sail atebion cynharach; tua 5% lle mae pawb yn ateb fel y"
    " dywed y model",
    "Share below the 5% point, from predictions by earlier answers; about 5% where everybody answers as the model says",
)
