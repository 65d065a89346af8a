"""Messages on the drift of items, in Welsh and English."""

from itembank.language import Text

TITLE = Text("Drifft eitemau: %s", "Drift of items: %s")
FOUND = Text(
    "Drifftiodd: %s, o %s eitem dros %s ffenestr; llai nag sydd o bwys: %s; rhy ychydig i ddweud: %s.",
    "Drifted: %s, of %s items over %s windows; by less than matters: %s; too few to say: %s.",
)
RULE = Text(
    "Cymherir pob ffenestr â phob un o’i blaen, ymhlith pobl o’r un gallu, o niferoedd yn unig: nid oes yma ddata am"
    " bobl unigol. Larwm: CUSUM o %s neu fwy; o eitemau heb ddrifft, disgwylir i %s %% godi larwm (drwy efelychu).",
    "Each window is compared with all before it, among persons of equal ability, from counts alone: nothing here is of"
    " a person. Alarm: a CUSUM of %s or more; of items without drift %s %% are expected to raise one (by simulation).",
)
DIRECTION = Text(
    "Uwch na 0: daeth yr eitem yn haws, fel pan fydd wedi’i datgelu. Islaw 0: daeth yn anoddach.",
    "Above 0: the item became easier, as when it is known. Below 0: it became harder.",
)
NONE = Text("Ni chododd yr un eitem larwm.", "No item raised an alarm.")
ALARMS = Text("Eitemau a gododd larwm", "Items that raised an alarm")
EVERY = Text("Pob eitem", "All items")
HEADS = (
    Text("Eitem", "Item"),
    Text("Yr hyn a awgrymir", "What it suggests"),
    Text("Larwm yn", "Alarm in"),
    Text("Newid (logit)", "Change (logits)"),
    Text("z y ffenestr olaf", "z, last window"),
    Text("CUSUM, haws", "CUSUM, easier"),
    Text("CUSUM, anoddach", "CUSUM, harder"),
)
