"""Messages of `mesur design` in both languages, other than faults."""

from itembank.language import Text

VALID = Text("Cynllun dilys: %s, %s", "Valid design: %s, %s")
FAULTS = Text("Gwallau yn %s: %d.", "Faults in %s: %d.")
HEADS = (
    Text("blwyddyn", "year"),
    Text("hyd", "length"),
    Text("gallu: cymedr, SD", "ability: mean, SD"),
    Text("terfyn blwyddyn", "ceiling"),
)
WITH_BANK = Text("gyda’r banc", "with the bank")
BOUNDS = Text("Glasbrint, Blwyddyn %s:", "Blueprint, Year %s:")
NO_BOUNDS = Text("dim terfynau", "no bounds")
ACCESSIBLE = Text(
    "Gellir ei gadw hefyd gyda’r eitemau hynny’n unig y gall darllenydd sgrin eu darllen, a heb luniau.",
    "It can also be kept with only the items that a screen reader can read out, and without drawings.",
)
NO_BANK = Text(
    "Dim ond ffurf y ffeil a wiriwyd: rhowch --bank i weld a yw’r eitemau’n ddigon. Y banciau sydd ym Mesur: %s.",
    "Only the form of the file was checked: give --bank to see whether items suffice. The banks in Mesur: %s.",
)
AGAINST = Text("Gwiriwyd yn erbyn y banc %s, %s", "Checked against the bank %s, %s")
UNSOLVED = Text(
    "Nid yw’r defnydd o eitemau yn y cynllun hwn wedi’i ddatrys ar gyfer y banc eto: `mesur bank solve %s --design"
    " %s --out …` sy’n gwneud hynny. Hebddo y gwiriwyd.",
    "The exposure of this design is not solved for the bank yet: `mesur bank solve %s --design %s --out …` does that."
    " It was left out of the check.",
)
NO_CEILING = Text(
    "Sylw: nid oes terfyn blwyddyn i Flwyddyn %s, a gellir gofyn i’w dysgwyr yr hyn nas dysgwyd iddynt."
    ' Ysgrifennwch `ceiling = { attribute = "introduced_year", limit = "@year" }` o dan [blueprint].',
    "Remark: there is no ceiling for Year %s, so its learners may be asked what they have not been taught. Write"
    ' `ceiling = { attribute = "introduced_year", limit = "@year" }` under [blueprint].',
)
OK = Text("Iawn.", "OK.")
