"""Messages on comments and approvals in both languages."""

from itembank.language import Text

APPROVED = Text("Cymeradwywyd gan %s, %s", "Approved by %s, %s")
LAPSED = Text(
    "Mae cymeradwyaeth %s, %s, wedi dod i ben: mae’r eitem wedi newid ers hynny.",
    "The approval of %s, %s, has lapsed: the item has changed since.",
)
NOT_APPROVED = Text("Heb ei chymeradwyo", "Not approved")
COMMENT = Text("%s, %s:", "%s, %s:")
OF_BEFORE = Text("Am fersiwn gynharach.", "About an earlier version.")
NAME = Text("Eich enw", "Your name")
TEXT = Text("Sylw", "Comment")
SAY = Text("Ychwanegu’r sylw", "Add the comment")
APPROVE = Text("Cymeradwyo’r eitem fel y mae", "Approve the item as it is")
DONE = Text("Wedi’i ddatrys", "Done")
REVIEW = Text("Adolygu", "Review")
DONE_COMMENTS = Text("Sylwadau wedi’u datrys: %d", "Comments that are done: %d")
CHANGED_WHILE_WRITING = Text(
    "Mae’r ffolder wedi newid. Bydd y dudalen yn llwytho eto ar ôl i chi anfon neu glirio eich sylw.",
    "The folder has changed. The page loads anew once you have sent or cleared your comment.",
)
ITEM_CHANGED = Text(
    "Mae’r eitem wedi newid ers i chi ei darllen. Ewch yn ôl, darllenwch hi eto a’i chymeradwyo wedyn.",
    "The item has changed since you read it. Go back, read it again and approve it then.",
)
FORM_GONE = Text(
    "Nid yw’r eitem neu’r sylw hwnnw yn y ffolder. Ewch yn ôl a llwythwch y dudalen eto.",
    "That item or comment is not in the folder. Go back and load the page again.",
)
ELSEWHERE = Text(
    "Dim ond o dudalen y gorchymyn hwn y mae modd adolygu.", "Reviews are taken from this command’s own page alone."
)
FAULTY = Text(
    "Mae gwall yn ffeil yr adolygiadau, felly ni chadwyd dim: %s",
    "The file of reviews has a fault, so nothing was kept: %s",
)
OPEN = Text("Sylwadau heb eu datrys: %d", "Open comments: %d")
OPEN_COMMENT = Text("%s: %s (%s, %s): %s", "%s: %s (%s, %s): %s")
ITEM_GONE = Text("%s: %s, nad yw yno mwyach (%s, %s): %s", "%s: %s, which is no longer there (%s, %s): %s")
UNAPPROVED = Text("Eitemau heb eu cymeradwyo: %d o %d", "Items not approved: %d of %d")
UNAPPROVED_ITEM = Text("%s: %s", "%s: %s")
UNAPPROVED_LAPSED = Text("%s: %s, a newidiodd ar ôl cymeradwyaeth %s", "%s: %s, which changed after the approval of %s")
AND_MORE = Text("… %d arall", "… and %d more")
REFUSED = Text(
    "Yn ôl %s, nifer y bobl sydd i gymeradwyo pob eitem yw %d, felly ni wneir fersiwn o’r banc.",
    "%s asks for approvals of %d people for each item, so no bank version is made.",
)
