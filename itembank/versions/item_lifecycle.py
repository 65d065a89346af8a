"""Life cycle of item versions: statuses and the transitions allowed between them."""

from collections.abc import Mapping
from enum import StrEnum

from itembank.errors import IllegalTransition


class ItemStatus(StrEnum):
    """Status of an item version; it begins as a draft."""

    DRAFT = "draft"
    REVIEW = "review"
    PRETEST = "pretest"  # asked, and not scored
    OPERATIONAL = "operational"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


LIFECYCLE = (ItemStatus.DRAFT, ItemStatus.REVIEW, ItemStatus.PRETEST, ItemStatus.OPERATIONAL)
"""Statuses that an item passes through if no fault is found."""

WITHDRAWN = (ItemStatus.QUARANTINED, ItemStatus.RETIRED)
"""Statuses of items that are no longer administered, even in sittings in progress."""

TRANSITIONS: Mapping[ItemStatus, tuple[ItemStatus, ...]] = {
    ItemStatus.DRAFT: (ItemStatus.REVIEW, ItemStatus.RETIRED),
    ItemStatus.REVIEW: (ItemStatus.PRETEST, ItemStatus.RETIRED),
    ItemStatus.PRETEST: (ItemStatus.OPERATIONAL, *WITHDRAWN),
    ItemStatus.OPERATIONAL: WITHDRAWN,
    ItemStatus.QUARANTINED: (ItemStatus.OPERATIONAL, ItemStatus.RETIRED),
    ItemStatus.RETIRED: (),
}
"""Statuses that may follow each status; a review can return an item from quarantine."""


def transitions(item: str, before: ItemStatus, after: ItemStatus) -> tuple[ItemStatus, ...]:
    """The transitions that take an item version from one status to another; each has to be recorded.

    Returns
    -------
    the statuses in turn: one if the transition is allowed directly, else all on the way through `LIFECYCLE`; none if
    the item already has the status

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
