"""What becomes of an item version: who wrote it hands it on, and each move has a person, a reason and a time."""

from collections.abc import Mapping
from enum import StrEnum

from itembank.errors import IllegalMove


class Status(StrEnum):
    """How far an item version has come. One that nobody has moved yet is a draft."""

    DRAFT = "draft"
    REVIEW = "review"
    PRETEST = "pretest"  # asked, and not scored
    OPERATIONAL = "operational"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


FORWARD = (Status.DRAFT, Status.REVIEW, Status.PRETEST, Status.OPERATIONAL)
"""The way of an item with which all is well."""

MASKED = (Status.QUARANTINED, Status.RETIRED)
"""What is asked of nobody any more, in running sittings neither."""

_GIVEN_UP = (Status.QUARANTINED, Status.RETIRED)
MOVES: Mapping[Status, tuple[Status, ...]] = {
    Status.DRAFT: (Status.REVIEW, Status.RETIRED),
    Status.REVIEW: (Status.PRETEST, Status.RETIRED),
    Status.PRETEST: (Status.OPERATIONAL, *_GIVEN_UP),
    Status.OPERATIONAL: _GIVEN_UP,
    Status.QUARANTINED: (Status.OPERATIONAL, Status.RETIRED),
    Status.RETIRED: (),
}
"""Which status may follow which. From quarantine an item comes back by a review that says so."""


def steps(item: str, before: Status, after: Status) -> tuple[Status, ...]:
    """The moves that lead an item version from one status to another, each of them to be recorded.

    One move where that is allowed, else each on the way forward; none where it is there already.

    Raises
    ------
    IllegalMove
    """
    if after == before:
        return ()
    if after in MOVES[before]:
        return (after,)
    if before in FORWARD and after in FORWARD and FORWARD.index(before) < FORWARD.index(after):
        return FORWARD[FORWARD.index(before) + 1 : FORWARD.index(after) + 1]
    raise IllegalMove(item, before, after, tuple(MOVES[before]))
