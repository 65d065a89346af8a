"""Messages of a bank's preview in both languages."""

from itembank.language import Text

ITEMS = Text("%d o eitemau; ar gyfer ymarfer: %d", "%d items and %d for practice")
PRACTICE = Text("AR GYFER YMARFER YN UNIG", "FOR PRACTICE ALONE")
NOT_FOR_LEARNERS = Text(
    "Mae’r allweddi i’w gweld yma: i adolygwyr, nid i ddysgwyr.",
    "The keys are shown here: for reviewers, not for learners.",
)
YEAR = Text("Blwyddyn %d", "Year %d")
SCORES = Text("%s, sgôr 0 i %d", "%s, scores 0 to %d")
NO_FEATURES = Text("dim nodweddion", "no features")
