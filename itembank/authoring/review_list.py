"""What is open and what is not approved in a folder, as lines to print."""

from collections.abc import Iterator

from itembank.authoring import review_messages as messages
from itembank.authoring.author_folder import AuthorFolder
from itembank.authoring.reviews import Comment, ItemReview
from itembank.language import Language, Text

MOST_TOLD = 20
"""Most items that a list names."""


def review_lines(folder: AuthorFolder, language: Language) -> Iterator[str]:
    """Every open comment, and the items that are not approved, each with its file.

    Of a folder in which nobody has reviewed and nobody must, nothing.
    """
    known = {(file.name, item.item) for file, item, _ in folder.reviewed}
    gone = folder.reviews.without_items(known)
    left = [comment for *_, review in folder.reviewed for comment in review.open]
    if left or gone:
        yield messages.OPEN[language] % (len(left) + len(gone))
        yield from (f"  {_comment(each, messages.OPEN_COMMENT, language)}" for each in left)
        yield from (f"  {_comment(each, messages.ITEM_GONE, language)}" for each in gone)
    if folder.unapproved and (folder.reviews.needed or folder.reviews.approvals):
        yield messages.UNAPPROVED[language] % (len(folder.unapproved), len(folder.reviewed))
        for file, item, review in folder.unapproved[:MOST_TOLD]:
            yield f"  {_unapproved(file.name, item.item, review, language)}"
        if (more := len(folder.unapproved) - MOST_TOLD) > 0:
            yield f"  {messages.AND_MORE[language] % more}"


def _comment(comment: Comment, sentence: Text, language: Language) -> str:
    said = " ".join(comment.text.split())
    return sentence[language] % (comment.file, comment.item, comment.by, comment.on, said)


def _unapproved(file: str, item: str, review: ItemReview, language: Language) -> str:
    if review.lapsed:
        names = ", ".join(each.by for each in review.lapsed)
        return messages.UNAPPROVED_LAPSED[language] % (file, item, names)
    return messages.UNAPPROVED_ITEM[language] % (file, item)
