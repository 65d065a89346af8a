"""Messages of a bank's preview in both languages."""

from itembank.language import Text

ITEMS = Text("eitemau: %d; ar gyfer ymarfer: %d", "%d items and %d for practice")
PRACTICE = Text("AR GYFER YMARFER YN UNIG", "FOR PRACTICE ALONE")
NOT_FOR_LEARNERS = Text(
    "Mae’r allweddi i’w gweld yma: i adolygwyr, nid i ddysgwyr.",
    "The keys are shown here: for reviewers, not for learners.",
)
YEAR = Text("Blwyddyn %d", "Year %d")
SCORES = Text("%s, sgôr 0 i %d", "%s, scores 0 to %d")
KEY = Text("Allwedd: %s", "Key: %s")
RIGHT_OPTION = Text("allwedd", "key")
IN_THIS_FORM = Text("yn y ffurf hon yn unig", "in this form only")
OTHER_ANSWER = Text("%s: sgôr %d, %s", "%s: score %d, %s")
AT_A_PLACE = Text("lle %d, %s: %s", "place %d, %s: %s")
CREDITS = {
    "whole": Text("dim marciau heb y cwbl", "no marks without all of it"),
    "parts": Text("marciau am rannau", "marks for parts"),
}
DIFFICULTY = Text("anhawster %+.2f", "difficulty %+.2f")
NO_FEATURES = Text("dim nodweddion", "no features")
