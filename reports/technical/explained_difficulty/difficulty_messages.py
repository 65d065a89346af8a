"""Sentences of the report on explained difficulty in both languages."""

from itembank.language import Text

TITLE = Text("Esbonio anhawster: %s", "Explained difficulty: %s")
HOLDS = Text(
    "Mae’r amcangyfrif wedi cydgyfeirio: gellir ystyried defnyddio’r anawsterau a ragfynegwyd, gyda’u bandiau.",
    "The estimation has converged: predicted difficulties may be considered for use, with their bands.",
)
NOT_CONVERGED = Text(
    "Ni ddylid defnyddio hyn: roedd amrywiannau’r anhawster yn dal i newid pan ddaeth y camau i ben.",
    "This may not be used: the variances of difficulty were still changing at the limit of steps.",
)
ROUNDS_NOT_CONVERGED = Text(
    "Ni ddylid defnyddio hyn: roedd yr anawsterau’n dal i newid pan ddaeth y rowndiau i ben.",
    "This may not be used: difficulties were still changing at the limit of rounds.",
)
RESTS_ON = Text(
    "Eitemau ag ymatebion: %s. Eitemau heb ymatebion: %s. Eitemau’r ffit heb nodweddion: %s.",
    "Items with responses: %s. Items without responses: %s. Items of the fit without features: %s.",
)
JOINT = Text(
    "Graddnodwyd yr ymatebion eto gyda’r nodweddion yn rhagddosbarthiad (rowndiau: %s).",
    "The responses were calibrated again with the features as prior (rounds: %s).",
)
EXPLAINED = Text(
    "Mae’r nodweddion yn esbonio %s o amrywiant yr anhawster. Gwyriad safonol yr hyn nad esbonnir: %s logit mewn"
    " eitem.",
    "Features explain %s of the variance of difficulty. What they leave has an SD of %s logits in an item.",
)
ITEM_SD_UNKNOWN = Text(
    "Gyda chyn lleied o eitemau (%s) ni ellir gwahaniaethu rhwng gwyriad safonol yr eitemau y tu hwnt i’w nodweddion a"
    " 0: ni roddir cyfrannau o’r amrywiant.",
    "The item SD, of what features leave in an item, cannot be told from 0 with so few items (%s): shares of the"
    " variance are not given.",
)
FAMILY_SD = Text(
    "Gwyriad safonol teuluoedd y tu hwnt i’w nodweddion: %s logit.",
    "Families differ beyond their features with an SD of %s logits.",
)
FAMILY_SHARES = Text(
    "Mae %s o’r amrywiant rhwng teuluoedd; mae’r nodweddion yn esbonio %s ohono. O fewn teuluoedd, maent yn esbonio %s"
    " o’r amrywiant.",
    "Of the variance, %s lies between families; features explain %s of it, and %s of the variance within families.",
)
FAMILY_SD_UNKNOWN = Text(
    "Gyda chyn lleied o deuluoedd (%s) ni ellir gwahaniaethu rhwng gwyriad safonol y teuluoedd y tu hwnt i’w nodweddion"
    " a 0.",
    "The SD of families beyond their features cannot be told from 0 with so few families (%s).",
)
WORTH = Text(
    "Mae rhagfynegi anhawster eitem na ofynnwyd yn werth tua %s o ymatebion iddi.",
    "Predicting the difficulty of an item that nobody was asked is worth about %s responses to it.",
)
WORTH_NEW_FAMILY = Text(
    "Mae rhagfynegi anhawster eitem o deulu newydd yn werth tua %s o ymatebion iddi.",
    "Predicting the difficulty of an item of a new family is worth about %s responses to it.",
)
WORTH_KNOWN_FAMILY = Text(
    "Mae rhagfynegi anhawster eitem newydd o deulu hysbys yn werth tua %s o ymatebion iddi.",
    "Predicting the difficulty of a new item of a known family is worth about %s responses to it.",
)
VALIDATION = Text("Rhagfynegi teuluoedd a adawyd allan", "Predicting families that were left out")
VALIDATED_FAMILIES = Text(
    "Rhagfynegwyd pob teulu ar sail y teuluoedd eraill (nifer y plygion: %s).",
    "Each family was predicted from the other families (%s folds).",
)
VALIDATED_ITEMS = Text(
    "Nid oes teuluoedd: rhagfynegwyd pob degfed ran o’r eitemau ar sail y gweddill (nifer y plygion: %s).",
    "There are no families: each tenth of the items was predicted from the others (%s folds).",
)
VALIDATION_FIGURES = Text(
    "Gwreiddyn cymedr sgwâr y cyfeiliornad (RMSE): %s logit; %s heb gyfeiliornadau’r anawsterau a ffitiwyd; r = %s; mae"
    " %s o’r anawsterau a ffitiwyd o fewn eu bandiau 90%%.",
    "Root mean square error %s logits; %s without the errors of the fitted difficulties; r = %s; %s of the fitted"
    " difficulties are inside their 90%% bands.",
)
NOT_PREDICTABLE = Text(
    "Nid oes modd rhagfynegi’r rhain fel hyn, am nad yw eu nodweddion gan yr un o’r lleill: %s.",
    "These cannot be predicted so, since none of the others has their features: %s.",
)
BANDS_TOO_NARROW = Text(
    "Mae’r bandiau’n rhy gul i deuluoedd newydd: gofynnwch yr eitemau cyn dibynnu ar eu hanhawster.",
    "Bands are too narrow for new families: ask their items before relying on their difficulties.",
)
COEFFICIENTS = Text("Beth sy’n gwneud eitem yn anodd", "What makes an item hard")
COEFFICIENT_HEADS = (
    Text("Nodwedd", "Feature"),
    Text("Hynny yw", "That is"),
    Text("Logit", "Logits"),
    Text("SE", "SE"),
    Text("p", "p"),
)
CONSTANT_TERM = Text("(cysonyn)", "(constant)")
CONSTANT_TOLD = Text(
    "Anhawster eitem â phob nodwedd yn 0, neu â’r label cyntaf.",
    "The difficulty of an item with every feature at 0, or at its first label.",
)
MORE_HARDER = Text(
    "Mae un yn rhagor o %s yn gwneud eitem %s logit yn anoddach (SE %s).",
    "One more of %s makes an item %s logits harder (SE %s).",
)
MORE_EASIER = Text(
    "Mae un yn rhagor o %s yn gwneud eitem %s logit yn haws (SE %s).",
    "One more of %s makes an item %s logits easier (SE %s).",
)
LABEL_HARDER = Text(
    "Lle mae %s yn %s, mae eitem %s logit yn anoddach na lle mae’n %s (SE %s).",
    "Where %s is %s, an item is %s logits harder than where it is %s (SE %s).",
)
LABEL_EASIER = Text(
    "Lle mae %s yn %s, mae eitem %s logit yn haws na lle mae’n %s (SE %s).",
    "Where %s is %s, an item is %s logits easier than where it is %s (SE %s).",
)
NOT_TOLD = Text(
    "Ni ellir dweud a yw %s yn gwneud eitem yn anoddach ynteu’n haws (%s logit, SE %s).",
    "Whether %s makes an item harder or easier cannot be told (%s logits, SE %s).",
)
NOT_TOLD_LIST = Text(
    "Ni ellir dweud a yw’r rhain yn gwneud eitem yn anoddach ynteu’n haws: %s.",
    "Whether these make an item harder or easier cannot be told: %s.",
)
CONSTANT_FEATURES = Text(
    "Yr un yw’r rhain ym mhob eitem, ac ni ddywedant ddim: %s.",
    "These are the same in all items and say nothing: %s.",
)
SHRUNK = Text(
    "Mae rhai colofnau’n gyfuniadau o’r lleill (%s): ni ellir eu gwahanu. Cafodd pob cyfernod ei grebachu (atchweliad"
    " crib, a’i gosb o REML), ac nid oes p.",
    "Some columns are combinations of the others (%s): they cannot be told apart. All coefficients were shrunk (ridge"
    " regression, its penalty by REML), and there is no p.",
)
COLLINEAR = Text(
    "Mae’r rhain bron yn gyfuniadau o’r lleill, a’u cyfernodau’n ansicr o’r herwydd (VIF): %s.",
    "These are nearly combinations of the others, and their coefficients unsure for it (VIF): %s.",
)
CHART = Text("Anhawster wedi’i ragfynegi a’i ffitio", "Predicted and fitted difficulty")
CHART_TOLD = Text(
    "Pob dot: eitem, yn ôl yr anhawster a ragfynegir ar sail yr eitemau eraill ac yn ôl yr un a ffitiwyd o’i"
    " hymatebion, gyda band 90 %% ei gwir anhawster. Ar y llinell mae’r ddau yr un fath. Dotiau gwag, y pellaf ag enw:"
    " ymhell o’r hyn a ddywed eu nodweddion (nifer: %s).",
    "Each dot: an item, by the difficulty predicted from the other items and that fitted to its responses, with the 90"
    " %% band of its true difficulty. On the line both are the same. Open dots, the farthest named: far off what their"
    " features say (%s of them).",
)
PREDICTED = Text("Wedi’i ragfynegi (logit)", "Predicted (logits)")
FAR_OFF = Text("Eitemau ymhell o’r hyn a ddywed eu nodweddion", "Items far off what their features say")
FAR_OFF_TOLD = Text(
    "Edrychwch ar y rhain: efallai fod yr allwedd, y geiriad neu’r nodweddion yn anghywir, neu fod rhywbeth heb ei"
    " gyfrif yn eu gwneud yn anodd neu’n hawdd. (Disgwylir i un ym mhob ugain a enwir fod yma ar hap.)",
    "Look at these: the key, the wording or the features may be wrong, or something that is not counted makes them hard"
    " or easy. (One in twenty of those named is expected to be here by chance.)",
)
NONE_FAR_OFF = Text(
    "Nid oes yr un eitem ymhell o’r hyn a ddywed ei nodweddion.", "No item is far off what its features say."
)
FAR_OFF_HEADS = (
    Text("Eitem", "Item"),
    Text("Teulu", "Family"),
    Text("Wedi’i ffitio", "Fitted"),
    Text("Wedi’i ragfynegi", "Predicted"),
    Text("Gwahaniaeth", "Difference"),
    Text("SE", "SE"),
)
NEW_ITEMS = Text("Eitemau na ofynnwyd", "Items that nobody was asked")
NEW_ITEMS_TOLD = Text(
    "Bandiau 90%%: dylai naw o bob deg gynnwys y gwir anhawster. Dangosir %s o %s; mae’r tabl CSV yn cynnwys pob un.",
    "Bands of 90%%: nine in ten should hold the true difficulty. %s of %s are shown; the CSV table has all.",
)
NEW_ITEM_HEADS = (
    Text("Eitem", "Item"),
    Text("Yn seiliedig ar", "Rests on"),
    Text("b", "b"),
    Text("SE", "SE"),
    Text("O", "From"),
    Text("Hyd at", "To"),
)
BASES = {
    "asked": Text("ymatebion, nodweddion a theulu", "responses, features and family"),
    "known_family": Text("nodweddion, ac eitemau eraill o’i theulu", "features, and other items of its family"),
    "new_family": Text("nodweddion yn unig", "features alone"),
    "strange": Text(
        "dim: mae ganddi nodwedd nad oes gan yr un eitem a ofynnwyd",
        "nothing: it has a feature that no asked item has",
    ),
}
SHRINKING = Text("Graddnodi gyda’r nodweddion: rownd %s", "Calibrating with features: round %s")
