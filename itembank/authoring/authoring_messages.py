"""Messages on an author's folder in both languages."""

from itembank.language import Text

FAULT = Text("%s: disgwylid %s, cafwyd %s", "%s: expected %s, received %s")
NOTHING = Text("dim", "nothing")
UNKNOWN_KIND = Text("disgwylid un o’r rhain: %s; cafwyd %s", "expected one of %s; received %s")
UNKNOWN_LANGUAGE = Text(
    "--in: disgwylid `cy`, `en` neu `both`; cafwyd %s", "--in: expected `cy`, `en` or `both`; received %s"
)
NOT_EMPTY = Text(
    "Nid yw’r ffolder %s yn wag. Rhowch enw un newydd, neu un sy’n wag.",
    "The folder %s is not empty. Give the name of a new one, or of one that is empty.",
)
NEXT = Text(
    "Nesaf: newidiwch y ffeil, yna `mesur bank check %s`, ac i’w gweld, `mesur bank preview %s --out preview.html`.",
    "Next: change the file, then `mesur bank check %s`, and to see it, `mesur bank preview %s --out preview.html`.",
)
NO_ITEMS = Text(
    "Nid oes eitemau yn y ffolder %s: disgwylid ffeiliau .toml neu .csv.",
    "There are no items in the folder %s: expected files .toml or .csv.",
)
SEVERAL_SUBJECTS = Text(
    "Mae eitemau sawl pwnc yn y ffolder %s: %s. Rhowch ffolder i bob pwnc.",
    "The folder %s holds items of several subjects: %s. Give each subject a folder of its own.",
)
FAULTS = Text("Nifer y gwallau: %d", "Faults: %d")
HOLDS = Text("%s: %d o eitemau, heb wall.", "%s: %d items, without a fault.")
DRAFT = Text(
    "Drafft mewn un iaith, %s: cyn ei gyhoeddi mae angen y llall.",
    "A draft in one language, %s: before it is published it needs the other.",
)
