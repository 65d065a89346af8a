"""Sentences of the report of a population in English and Welsh."""

from itembank.language import Text

TITLE = Text("Poblogaeth: %s", "Population: %s")
RESTS_ON = Text(
    "Nifer y bobl: %s. Nifer y gwerthoedd credadwy i bob un: %s. Nifer y pwysoliadau atgynhyrchu: %s. Paramedrau’r"
    " eitemau: %s.",
    "Persons: %s. Plausible values for each: %s. Replicate weights: %s. Item parameters: %s.",
)
USABLE = Text("Mae’r atchweliad wedi cydgyfeirio.", "The regression has converged.")
NOT_USABLE = Text(
    "Ni ddylid defnyddio’r canlyniadau hyn fel y maent: %s.", "These results may not be used as they stand: %s."
)
NO_REPLICATES = Text(
    "Ni roddwyd pwysoliadau atgynhyrchu: mae’r cyfeiliornadau’n cymryd bod y bobl yn hapsampl syml, ac maent yn rhy"
    " fach lle dewiswyd ysgolion neu ddosbarthiadau cyfan.",
    "No replicate weights were given: the errors take the persons as a simple random sample, and are too small where"
    " whole schools or classes were sampled.",
)
NOT_CONDITIONED = Text(
    "Nid yw’r newidynnau hyn yn yr atchweliad, felly mae’r gwahaniaethau rhwng eu grwpiau’n rhy fach: %s. Ychwanegwch"
    " hwy at --regress.",
    "These variables are not in the regression, so that differences between their groups are too small: %s. Add them to"
    " --regress.",
)
ITEMS_KNOWN = Text(
    "Cymerir bod paramedrau’r eitemau a’r cyfernodau’n hysbys.", "Item parameters and coefficients are taken as known."
)
FEW = Text(
    "Nid argreffir dim am grwpiau o lai na %d o bobl.", "Nothing is printed about groups of fewer than %d persons."
)
REGRESSION = Text("Atchweliad gallu", "Regression of ability")
REGRESSION_HEADS = (Text("Newidyn", "Variable"), Text("Cyfernod", "Coefficient"), Text("SE", "SE"))
INTERCEPT = Text("cysonyn", "intercept")
RESIDUAL = Text("SD gweddilliol", "residual SD")
EXPLAINED = Text(
    "Mae’r newidynnau’n esbonio %s o amrywiant gallu.", "The variables explain %s of the variance of ability."
)
GROUPS = Text("Gallu fesul grŵp", "Ability by group")
BY = Text("Gallu fesul %s", "Ability by %s")
EVERYONE = Text("pawb", "everyone")
HEADS = (
    Text("Grŵp", "Group"),
    Text("Pobl", "Persons"),
    Text("Cyfran", "Share"),
    Text("Cymedr", "Mean"),
    Text("SE", "SE"),
    Text("SD", "SD"),
    Text("SE", "SE"),
    Text("P10", "P10"),
    Text("P25", "P25"),
    Text("Canolrif", "Median"),
    Text("P75", "P75"),
    Text("P90", "P90"),
    Text("O fesur", "From measuring"),
)
READING = (
    (
        Text("gallu, logit", "ability, logits"),
        Text("Ar raddfa’r ffit a roddwyd.", "On the scale of the fit that was given."),
    ),
    (
        Text("SE", "SE"),
        Text(
            "Cyfeiliornad safonol: amrywiad y sampl ac amrywiad mesur gyda’i gilydd (rheolau Rubin).",
            "Standard error: sampling and measurement together (Rubin’s rules).",
        ),
    ),
    (
        Text("SD", "SD"),
        Text(
            "Gwyriad safonol gallu yn y grŵp, nid gwyriad amcangyfrifon pobl.",
            "Standard deviation of ability in the group, not of persons’ estimates.",
        ),
    ),
    (
        Text("P10 … P90", "P10 … P90"),
        Text(
            "Canraddau: mae un person o bob deg islaw P10, a naw o bob deg islaw P90.",
            "Percentiles: one person in ten is below P10, nine in ten are below P90.",
        ),
    ),
    (
        Text("o fesur", "from measuring"),
        Text(
            "Y gyfran o amrywiant y cymedr sy’n dod o fesur pob person â nifer cyfyngedig o eitemau.",
            "The share of the mean’s error variance that comes from measuring each person with a limited number of"
            " items.",
        ),
    ),
    (
        Text("cyfernod", "coefficient"),
        Text(
            "Y newid mewn gallu gydag un uned o rif, neu o’i gymharu â grŵp cyntaf y newidyn.",
            "The change in ability with one unit of a number, or from the first group of the variable.",
        ),
    ),
)
HOW_TO_READ = Text("Sut i’w ddarllen", "How to read it")
