"""Messages on DIF by all methods, in Welsh and English."""

from itembank.language import Text

BLIND = Text(
    "Mae Mantel–Haenszel yn gweld DIF sydd o blaid un grŵp ar bob lefel gallu. Nid yw’n gweld DIF sy’n newid cyfeiriad"
    " (goleddau gwahanol): ar gyfer hynny defnyddiwch --method logistic, lr, wald neu sibtest.",
    "Mantel–Haenszel sees DIF that favours one group at all abilities. It does not see DIF that changes direction"
    " (different slopes): for that use --method logistic, lr, wald or sibtest.",
)
ALL_ITEMS = Text("Pob eitem", "All items")
METHODS = {
    "logistic": Text(
        "Atchweliad logistaidd ar y sgôr paru, y grŵp a’u lluoswm. Maint: cynnydd yn R² Nagelkerke (B o 0.035, C o"
        " 0.07: Jodoin a Gierl, 2001).",
        "Logistic regression on the matching score, the group and their product. Size: gain in Nagelkerke’s R² (B from"
        " 0.035, C from 0.07: Jodoin & Gierl, 2001).",
    ),
    "lr": Text(
        "Profion cymhareb tebygoliaeth: paramedrau’r eitem yn rhydd yn y grŵp ffocws, yr angorau’n gyfartal. Maint:"
        " gwahaniaeth absoliwt cymedrig rhwng y cromliniau, fel cyfran o’r sgôr (B o 0.059, C o 0.088).",
        "Likelihood-ratio tests: the item’s parameters free in the focal group, the anchors’ equal. Size: mean absolute"
        " difference of the curves, as a share of the score (B from 0.059, C from 0.088).",
    ),
    "wald": Text(
        "Profion Wald ar baramedrau’r eitem yn y ddau grŵp, yr angorau’n gyfartal. Maint: gwahaniaeth absoliwt"
        " cymedrig rhwng y cromliniau, fel cyfran o’r sgôr (B o 0.059, C o 0.088).",
        "Wald tests of the item’s parameters in both groups, the anchors’ equal. Size: mean absolute difference of the"
        " curves, as a share of the score (B from 0.059, C from 0.088).",
    ),
    "sibtest": Text(
        "SIBTEST a SIBTEST croes: sgorau cymedrig ar sgorau gwir cyfartal. Maint: β, fel cyfran o’r sgôr (B o 0.059, C"
        " o 0.088: Roussos a Stout, 1996).",
        "SIBTEST and crossing SIBTEST: mean scores at equal true scores. Size: β, as a share of the score (B from"
        " 0.059, C from 0.088: Roussos & Stout, 1996).",
    ),
    "rmsd": Text(
        "RMSD: pellter pob grŵp oddi wrth y cromliniau cyffredin, fel cyfran o’r sgôr (B o 0.05, C o 0.10), gyda phrawf"
        " sgôr.",
        "RMSD: distance of each group from the common curves, as a share of the score (B from 0.05, C from 0.10), with"
        " a score test.",
    ),
}
ADJUSTED = Text(
    "Mae dosbarth B neu C yn gofyn am p wedi’i addasu (Benjamini a Hochberg) islaw 0.05: cyfran y darganfyddiadau ffug"
    " ymhlith yr eitemau a enwir yw 5% ar y mwyaf.",
    "Class B or C needs an adjusted p (Benjamini & Hochberg) below 0.05: of the items named at most 5% are false"
    " discoveries.",
)
POWER_TOLD = Text(
    "Pŵer: y siawns leiaf o ganfod, ar y lefel 5%, wahaniaeth unffurf o 0.059 o’r sgôr (lle mae dosbarth B yn"
    " dechrau) gyda’r bobl hyn. Lle mae’n isel, nid yw p mawr yn dangos nad oes DIF: ni allai’r sampl hon fod wedi’i"
    " ganfod.",
    "Power: the chance, at least, to find a uniform difference of 0.059 of the score (where class B begins) at the 5%"
    " level with these persons. Where it is low, a large p does not show that there is no DIF: this sample could not"
    " have found it.",
)
D_DIF_POWER_TOLD = Text(
    "Pŵer: y siawns o ganfod D-DIF o 1 (lle mae dosbarth B yn dechrau) ar y lefel 5%. Lle mae’n isel, ni allai’r sampl"
    " hon fod wedi’i ganfod.",
    "Power: the chance to find a D-DIF of 1 (where class B begins) at the 5% level. Where it is low, this sample could"
    " not have found it.",
)
WITHOUT_GUESSING = Text(
    "Lle gellir ateb cwestiwn drwy ddyfalu, mae gwahaniaeth mewn anhawster yn ymddangos yn llai yn yr atebion cywir."
    " Mae D-DIF heb ddyfalu wedi’i rannu â’r gyfran sy’n ymddangos, ac arno ef y seilir y dosbarth a’r pŵer.",
    "Where a question can be answered by guessing, a difference of difficulty shows less in the right answers. D-DIF"
    " without guessing has been divided by the share that shows; the class and the power go by it.",
)
FLAGGED = Text("B: %s, C: %s, o %s; heb eu profi: %s.", "B: %s, C: %s, of %s; not tested: %s.")
HEADS = {
    "item": Text("Eitem", "Item"),
    "group": Text("Grŵp", "Group"),
    "remark": Text("Yr hyn a awgrymir", "What it suggests"),
    "class": Text("Dosbarth", "Class"),
    "n_reference": Text("Cyfeirio", "Reference"),
    "n_focal": Text("Ffocws", "Focal"),
    "n": Text("Ymatebion", "Responses"),
    "chi2": Text("χ²", "χ²"),
    "df": Text("df", "df"),
    "p": Text("p", "p"),
    "p_adjusted": Text("p wedi’i addasu", "Adjusted p"),
    "p_uniform": Text("p, unffurf", "p, uniform"),
    "p_nonuniform": Text("p, anunffurf", "p, non-uniform"),
    "r2": Text("Cynnydd R²", "Gain of R²"),
    "signed": Text("Maint ag arwydd", "Signed size"),
    "unsigned": Text("Maint", "Size"),
    "beta": Text("β", "β"),
    "se": Text("SE", "SE"),
    "beta_crossing": Text("β croes", "Crossing β"),
    "crossing_at": Text("Croesi ar", "Crosses at"),
    "rmsd": Text("RMSD", "RMSD"),
    "deviation": Text("Gwyriad ag arwydd", "Signed deviation"),
    "power": Text("Pŵer", "Power"),
    "anchor": Text("Angor", "Anchor"),
}
GROUPS = Text("RMSD yn ôl grŵp: %s", "RMSD by group: %s")
GROUP_MOMENTS = Text("%s: cymedr %s, gwyriad safonol %s", "%s: mean %s, standard deviation %s")
YES, NO = Text("ie", "yes"), Text("na", "no")
