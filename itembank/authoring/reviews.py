"""Comments and approvals of reviewers on the items of an author's folder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from itembank.canonical_json import canonical_json, sha256
from itembank.content.item_versions import ItemVersion, LogisticParameters

VERSION_LENGTH = 12
"""Hexadecimal digits of a version."""


@dataclass(frozen=True)
class Comment:
    """What a reviewer says about an item.

    Parameters
    ----------
    file : name of the item's file
    id : what `Done` names the comment by
    item : name of the item
    version : the version that it is about, by `item_version`
    """

    file: str
    id: str
    item: str
    version: str
    by: str
    on: date
    text: str


@dataclass(frozen=True)
class Approval:
    """A reviewer's word that a version of an item is right."""

    file: str
    item: str
    version: str
    by: str
    on: date


@dataclass(frozen=True)
class Done:
    """A word that nothing is left to do about a comment."""

    file: str
    comment: str
    by: str
    on: date


@dataclass(frozen=True)
class ItemReview:
    """What reviewers said of an item, as it stands.

    Parameters
    ----------
    open, done : comments on it, of whatever version
    approvals : of the version that stands, each reviewer once
    lapsed : of versions before it, by reviewers who have not approved the one that stands
    """

    open: tuple[Comment, ...]
    done: tuple[Comment, ...]
    approvals: tuple[Approval, ...]
    lapsed: tuple[Approval, ...]


@dataclass(frozen=True)
class Reviews:
    """What reviewers said of the items of a folder, in the order of their files.

    Parameters
    ----------
    needed : how many reviewers must have approved an item before it goes into a bank version; 0 for none
    """

    comments: tuple[Comment, ...] = ()
    approvals: tuple[Approval, ...] = ()
    done: tuple[Done, ...] = ()
    needed: int = 0

    def of(self, file: str, item: ItemVersion) -> ItemReview:
        """What was said of an item."""
        ended = {(each.file, each.comment) for each in self.done}
        said = [each for each in self.comments if (each.file, each.item) == (file, item.item)]
        given = [each for each in self.approvals if (each.file, each.item) == (file, item.item)]
        stands = item_version(item)
        current = _latest(each for each in given if each.version == stands)
        names = {each.by for each in current}
        lapsed = _latest(each for each in given if each.version != stands and each.by not in names)
        return ItemReview(
            tuple(each for each in said if (each.file, each.id) not in ended),
            tuple(each for each in said if (each.file, each.id) in ended),
            current,
            lapsed,
        )

    def without_items(self, known: Iterable[tuple[str, str]]) -> tuple[Comment, ...]:
        """The open comments on items that are not, or no longer, there.

        Parameters
        ----------
        known : file and name of each item
        """
        there = set(known)
        ended = {(each.file, each.comment) for each in self.done}
        left = (each for each in self.comments if (each.file, each.id) not in ended)
        return tuple(each for each in left if (each.file, each.item) not in there)


def item_version(item: ItemVersion) -> str:
    """A version of an item by its content: what learners see with passage or story, key, misconceptions and features.

    Its parameters do not matter: they come from a model, and from responses later.
    """
    blank = LogisticParameters(1.0, 0.0, 0.0, 1.0, provisional=True)
    return sha256(canonical_json(replace(item, parameters=blank)))[:VERSION_LENGTH]


def comment_id(comment: Comment) -> str:
    """An id that two reviewers who write at the same time in two copies of a folder do not share."""
    said = (comment.item, comment.version, comment.by, comment.on.isoformat(), comment.text)
    return sha256(canonical_json(said))[:8]


def _latest(approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    return tuple({each.by: each for each in approvals}.values())
