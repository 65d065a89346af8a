"""What one file of an author holds."""

from dataclasses import dataclass

from itembank.authoring.author_faults import AuthorFault
from itembank.authoring.author_remarks import AuthorRemark
from itembank.content.item_versions import ItemVersion
from itembank.content.stimulus import Stimulus
from itembank.language import LANGUAGES, Language


@dataclass(frozen=True)
class AuthoredItem:
    """An item and the line at which its author wrote it."""

    item: ItemVersion
    line: int


@dataclass(frozen=True)
class AuthorFile:
    """A file of an author's folder.

    Parameters
    ----------
    subject : the subject of its items, "" if its faults leave that open
    languages : languages in which it has words; a draft may be in one, whose words then stand for both
    items : those without a fault of their own
    remarks : what its author is asked to look at once more
    """

    name: str
    subject: str
    faults: tuple[AuthorFault, ...]
    stimulus: Stimulus | None = None
    items: tuple[AuthoredItem, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES
    practice: bool = False
    remarks: tuple[AuthorRemark, ...] = ()
