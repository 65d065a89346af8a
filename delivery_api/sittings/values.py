from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class SittingState(StrEnum):
    """Where a sitting stands; `moves.py` says which may follow which."""

    ASSIGNED = "assigned"
    ABSENT = "absent"
    DISAPPLIED = "disapplied"
    STARTED = "started"
    PAUSED = "paused"
    COMPLETED = "completed"
    DISCARDED = "discarded"
    EXPIRED = "expired"


OPEN_STATES = (
    SittingState.ASSIGNED,
    SittingState.ABSENT,
    SittingState.DISAPPLIED,
    SittingState.STARTED,
    SittingState.PAUSED,
)
"""The states in which a learner needs no other sitting of the subject in that school year."""


@dataclass(frozen=True)
class Programme:
    """What responses belong to: a school year ("2026-27") or a trial; `key_id` seals its events."""

    id: str
    kind: str
    key_id: str
    subject: str | None
    name: str | None
    created_on: date
    completed_on: date | None = None
    destroyed_on: date | None = None


class YearSealed(Exception):
    """A trial's year group was asked of the table, which does not hold it."""


@dataclass(frozen=True)
class PinnedVersions:
    """What a sitting is chosen and scored with, fixed when it starts; later changes to the bank do not reach it."""

    bank_version: str
    design: str
    design_name: str
    seed: int
    engine_version: str


@dataclass(frozen=True)
class Sitting:
    """One learner's going through one assessment; `pins` is None until it starts.

    A trial's `year_group` is sealed in its log: None in what is read from the table, known through the session.

    Attributes
    ----------
    booking : the class's booking whose window it may start in; None where it may start on any day of its year
    practised_on : the day of a practice sitting, which counts for nothing; None of every other
    """

    programme: str
    id: UUID
    learner: UUID | None
    pseudonym: str | None
    subject: str
    year_group: int | None
    state: str = "assigned"
    pins: PinnedVersions | None = None
    booking: UUID | None = None
    practised_on: date | None = None

    @property
    def year(self) -> int:
        """The year group, where it is known.

        Raises
        ------
        YearSealed
        """
        if self.year_group is None:
            raise YearSealed(self.id)
        return self.year_group


@dataclass(frozen=True)
class LockedSitting:
    """A sitting that nobody else can change until the transaction ends, and what an answer to it has to know.

    Attributes
    ----------
    of : the programme it belongs to; None where it is a trial's that has not begun, and so is nowhere yet
    masked : the item versions of its subject that are asked of nobody any more, one a line
    """

    sitting: Sitting
    of: Programme | None = None
    masked: str = ""

    @property
    def programme(self) -> str:
        """The programme's id."""
        return self.sitting.programme

    @property
    def learner(self) -> UUID | None:
        """Whose it is, in a school year."""
        return self.sitting.learner

    @property
    def pseudonym(self) -> str | None:
        """Whose it is, in a trial."""
        return self.sitting.pseudonym

    @property
    def practised_on(self) -> date | None:
        """The day of a practice sitting."""
        return self.sitting.practised_on


@dataclass(frozen=True)
class ExpectedState:
    """How things stood when a sitting was answered in last, to be compared with how they stand.

    Attributes
    ----------
    mark : of the last event in its log, as `logbook.store.append` gives it
    masked : as of `LockedSitting`
    token : how the token of the session that it was answered in is stored
    """

    mark: bytes
    masked: str
    token: bytes


@dataclass(frozen=True)
class Booking:
    """A class's window for a subject: the days, both included, in which its sittings may start.

    Attributes
    ----------
    starting_year : the year level that the first questions are chosen for, None for each learner's own
    minutes : time limit of each sitting, None for none
    actor : who booked it
    """

    id: UUID
    programme: str
    class_id: UUID
    subject: str
    opens_on: date
    closes_on: date
    starting_year: int | None
    minutes: int | None
    actor: UUID


@dataclass(frozen=True)
class Presence:
    """What was last heard from a learner's player.

    Attributes
    ----------
    seen_at : when
    still_for : seconds since anything was touched there, as the browser says; advisory
    unsent : answers that it has not been able to send
    hidden : whether its page was out of sight
    """

    seen_at: datetime
    still_for: int
    unsent: int
    hidden: bool
