"""Messages on an author's folder in both languages."""

from itembank.language import Text

FAULT = "%s: expected %s, received %s"
"""The English alone: the verbs of the Welsh depend on what stands between them, as `welsh_clauses` says."""
PLACES = {"row": "rhes", "file": "ffeil"}
"""Welsh for the words of a place that are no names of fields."""

UNKNOWN_KIND = Text("disgwylid un o’r rhain: %s; cafwyd %s", "expected one of %s; received %s")
UNKNOWN_LANGUAGE = Text(
    "--in: disgwylid `cy`, `en` neu `both`; cafwyd %s", "--in: expected `cy`, `en` or `both`; received %s"
)
NOT_EMPTY = Text(
    "Nid yw’r ffolder %s yn wag. Rhowch enw un newydd, neu un sy’n wag.",
    "The folder %s is not empty. Give the name of a new one, or of one that is empty.",
)
NEXT = Text(
    "Nesaf: `mesur bank serve %s` i weld y ffeil wrth i chi ei newid, yna `mesur bank check %s`.",
    "Next: `mesur bank serve %s` to see the file as you change it, then `mesur bank check %s`.",
)
NO_ITEMS = Text(
    "Nid oes eitemau yn y ffolder %s: disgwylid ffeiliau .toml neu .csv.",
    "There are no items in the folder %s: expected files .toml or .csv.",
)
SEVERAL_SUBJECTS = Text(
    "Mae eitemau sawl pwnc yn y ffolder %s: %s. Rhowch ffolder i bob pwnc.",
    "The folder %s holds items of several subjects: %s. Give each subject a folder of its own.",
)
OTHER_SUBJECT = Text(
    "Pwnc eitemau’r ffolder %s yw %s: disgwylid %s, fel yn y banc.",
    "The items of the folder %s are of %s: expected %s, as in the bank.",
)
FAULTS = Text("Nifer y gwallau: %d", "Faults: %d")
HOLDS = Text("%s: eitemau heb wall: %d.", "%s: %d items, without a fault.")
DRAFT = Text(
    "Drafft mewn un iaith, %s: cyn ei gyhoeddi mae angen y llall.",
    "A draft in one language, %s: before it is published it needs the other.",
)
REMARK = Text("%s:%d: sylw: %s", "%s:%d: remark: %s")
NO_WORD_MEANING = Text(
    "nid yw’r un cwestiwn yn gofyn am ystyr gair neu ymadrodd; dylai o leiaf un wneud hynny, gyda `word_meaning` o dan"
    " `features`",
    "no question asks what a word or phrase means; at least one should, with `word_meaning` in `features`",
)
UNTOLD_NUMBER = Text(
    "nid yw %s = %s yn y stori, mewn ffigur nac mewn cwestiwn; edrychwch a yw’r rhif hwn a’r stori’n cytuno",
    "%s = %s stands in no story, figure or question; see whether these agree",
)
OTHER_ORDER = Text(
    "mae’r rhifau mewn trefn wahanol yn y ddwy iaith: %s yn Gymraeg, %s yn Saesneg; edrychwch a yw’r ddau gwestiwn yn"
    " gofyn yr un peth",
    "the numbers stand in another order in the two languages: %s in Welsh, %s in English; see whether both ask the"
    " same",
)
SUMMARY = Text("Eitemau heb wall: %d. Gwallau: %d.", "Items without a fault: %d. Faults: %d.")
SHOW_KEYS = Text("Dangos yr allweddi a’r camsyniadau", "Show keys and misconceptions")
EMPTY = Text(
    "Nid oes ffeiliau .toml na .csv yn y ffolder hon eto.", "There are no files .toml or .csv in this folder yet."
)
FOLDERS_WITHIN = Text(
    "Mae ffolderi ynddi nad yw eu ffeiliau’n cael eu darllen: %s. Rhowch enw un o’r rhain yn y gorchymyn.",
    "It holds folders, whose files are not read: %s. Give the name of one of these in the command.",
)
LINE = Text("Llinell %d:", "Line %d:")
SERVING = Text(
    "Mae’r eitemau i’w gweld ar %s, ar y peiriant hwn yn unig. Gwasgwch `Ctrl+C` i orffen.",
    "The items are shown at %s, on this machine alone. Press `Ctrl+C` to end.",
)
PORT_TAKEN = Text(
    "Mae rhaglen arall yn defnyddio porth %d. Rhowch un arall gyda --port.",
    "Another program uses port %d. Give another one with --port.",
)
NO_FOLDER = Text("Nid oes ffolder o’r enw %s.", "There is no folder %s.")
