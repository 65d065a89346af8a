"""The values of the audit: rows, segments, what verification finds, and learners whose data were accessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from uuid import UUID

AUDIT_KEY_PURPOSE = "audit"
"""The purpose of the key that signs heads and rows."""


@dataclass(frozen=True)
class AuditRow:
    """One recorded act.

    Parameters
    ----------
    sequence : its number, increasing
    at : when it was done
    actor : id of the person who did it; None for the service itself
    action : what was done
    learner : id of the learner whose data were seen or changed, if any
    thing : another object that was acted on, never a learner
    previous : the number of the row that the same database connection wrote before; below 0 for its first
    mac : its code; None for a row of an earlier build
    """

    sequence: int
    at: datetime
    actor: UUID | None
    action: str
    learner: UUID | None
    thing: str | None
    previous: int | None = None
    mac: bytes | None = None


@dataclass(frozen=True)
class Segment:
    """A sealed run of rows.

    Parameters
    ----------
    number : from 1, without a gap
    first, last : sequence numbers of its first and last row
    rows : number of rows
    ends_at : the latest time in it
    previous, head : SHA-256 of the chain before and after its rows, 32 bytes each
    key_id, seal : the key, and the head, bounds and end signed under it
    expired_at : when its rows were removed; None while they exist
    next_key_id : the key that takes the place of this one after the segment; None if none does
    """

    number: int
    first: int
    last: int
    rows: int
    ends_at: datetime
    previous: bytes
    head: bytes
    key_id: str
    seal: bytes
    expired_at: datetime | None = None
    next_key_id: str | None = None

    @property
    def key_after_it(self) -> str:
        """The id of the key under which what follows has to stand."""
        return self.next_key_id or self.key_id


class Seal(Enum):
    """What the seal of a segment says."""

    LINKED = "every row was linked"
    PLAIN = "not every row was linked"
    UNBOUNDED = "of a release before: it covers number and head alone"
    FALSE = "it is false"
    UNREADABLE = "its key is gone"


class AuditFaultKind(StrEnum):
    """What can be wrong with the chain."""

    MISSING_SEGMENT = "a segment is missing"
    CHAIN = "does not follow from the segment before"
    ROWS = "a row was changed, added or removed"
    SEAL = "its seal is false"
    OTHER_KEY = "its seal is under another key than the one that was in use"
    KEY_GONE = "its seal cannot be checked: the key is gone"
    NOT_EXPIRED = "has rows, though they expired"
    OUTSIDE = "a row lies between the sealed ones and belongs to none"
    CUT_SHORT = "the chain is shorter than it was"
    UNLINKED = "has rows that this service has not written, or rows of it were deleted before it was sealed"
    ROW = "a row that is not sealed yet was changed or made up, or the one before it deleted"
    ROW_GONE = "a row that was written is no more"


@dataclass(frozen=True)
class AuditFault:
    """A fault in the chain and the number of the segment where it was found; of a row that is not sealed, its own."""

    segment: int
    kind: AuditFaultKind


@dataclass(frozen=True)
class AffectedLearner:
    """A learner whose data were accessed: how often, and when first and last."""

    learner: UUID
    rows: int
    first: datetime
    last: datetime
