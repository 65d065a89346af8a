"""What becomes of an item version: who wrote it hands it on, and each move has a person, a reason and a time."""

from collections.abc import Mapping
from enum import StrEnum

from itembank.errors import IllegalTransition


class ItemStatus(StrEnum):
    """How far an item version has come. One that nobody has moved yet is a draft."""

    DRAFT = "draft"
    REVIEW = "review"
    PRETEST = "pretest"  # asked, and not scored
    OPERATIONAL = "operational"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


LIFECYCLE = (ItemStatus.DRAFT, ItemStatus.REVIEW, ItemStatus.PRETEST, ItemStatus.OPERATIONAL)
"""The way of an item with which all is well."""

WITHDRAWN = (ItemStatus.QUARANTINED, ItemStatus.RETIRED)
"""What is asked of nobody any more, in running sittings neither."""

_GIVEN_UP = (ItemStatus.QUARANTINED, ItemStatus.RETIRED)
TRANSITIONS: Mapping[ItemStatus, tuple[ItemStatus, ...]] = {
    ItemStatus.DRAFT: (ItemStatus.REVIEW, ItemStatus.RETIRED),
    ItemStatus.REVIEW: (ItemStatus.PRETEST, ItemStatus.RETIRED),
    ItemStatus.PRETEST: (ItemStatus.OPERATIONAL, *_GIVEN_UP),
    ItemStatus.OPERATIONAL: _GIVEN_UP,
    ItemStatus.QUARANTINED: (ItemStatus.OPERATIONAL, ItemStatus.RETIRED),
    ItemStatus.RETIRED: (),
}
"""Which status may follow which. From quarantine an item comes back by a review that says so."""


def transitions(item: str, before: ItemStatus, after: ItemStatus) -> tuple[ItemStatus, ...]:
    """The moves that lead an item version from one status to another, each of them to be recorded.

    One move where that is allowed, else each on the way forward; none where it is there already.

    Raises
    ------
    IllegalMove
    """
    if after == before:
        return ()
    if after in TRANSITIONS[before]:
        return (after,)
    if before in LIFECYCLE and after in LIFECYCLE and LIFECYCLE.index(before) < LIFECYCLE.index(after):
        return LIFECYCLE[LIFECYCLE.index(before) + 1 : LIFECYCLE.index(after) + 1]
    raise IllegalTransition(item, before, after, tuple(TRANSITIONS[before]))
