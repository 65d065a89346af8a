"""The values of sittings: states, programmes, sittings, bookings and what a player reports of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from delivery_api.dates.school_calendar import months_after

TRIAL_MONTHS = 18
"""Calendar months after its completion for which a trial's responses are kept."""

MOST_MONTHS_OPEN = 12
"""The longest that a trial takes responses, in calendar months after its creation."""


class SittingState(StrEnum):
    """The state of a sitting; `scheduling/state_transitions.py` says which may follow which."""

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
"""The states of a sitting that still has to be done: the learner needs no other of the subject in that school year."""

ENDED_STATES = (SittingState.COMPLETED, SittingState.DISCARDED, SittingState.EXPIRED)
"""The states of a sitting in which nothing is answered any more."""


@dataclass(frozen=True)
class Programme:
    """What responses belong to: a school year ("2026-27") or a trial.

    Attributes
    ----------
    kind : "year" or "trial"
    key_id : of the key that seals its events
    complete_by : the latest day of a trial's completion, as it was created; see `latest_completion`
    cancelled_on : the day on which a trial was cancelled, so that its responses are destroyed at once
    plan_sha256 : of the plan that a trial was created with; None without one
    """

    id: str
    kind: str
    key_id: str
    subject: str | None
    name: str | None
    created_on: date
    completed_on: date | None = None
    destroyed_on: date | None = None
    complete_by: date | None = None
    cancelled_on: date | None = None
    plan_sha256: str | None = None

    @property
    def latest_completion(self) -> date:
        """The day on which a trial is completed unless it was before; trials of early releases have a year."""
        return self.complete_by or months_after(self.created_on, MOST_MONTHS_OPEN)

    @property
    def trial_due_on(self) -> date | None:
        """The day on which a trial's responses are destroyed, never later by a cancellation; None while it is open."""
        if self.completed_on is None:
            return self.cancelled_on
        due_on = months_after(self.completed_on, TRIAL_MONTHS)
        return min(due_on, self.cancelled_on or due_on)

    @property
    def trial_due_by(self) -> date:
        """The latest day on which a trial's responses are destroyed, however long it stays open."""
        return self.trial_due_on or months_after(self.latest_completion, TRIAL_MONTHS)

    def takes_sign_ins(self, today: date) -> bool:
        """Whether a trial is offered at sign-in on a day."""
        over = (self.completed_on, self.destroyed_on)
        return over == (None, None) and today <= self.latest_completion


def key_purpose(programme: str) -> str:
    """The purpose that a programme's key is filed under."""
    return f"programme:{programme}"


class YearSealed(Exception):
    """The year group of a trial's sitting was read from the table, which does not hold it."""


@dataclass(frozen=True)
class PinnedVersions:
    """What a sitting is chosen and scored with, fixed when it starts; later changes to the bank do not reach it.

    Attributes
    ----------
    bank_version, design : SHA-256 of the bank version and of the test design
    """

    bank_version: str
    design: str
    design_name: str
    seed: int
    engine_version: str


@dataclass(frozen=True)
class Sitting:
    """One learner's attempt at one assessment.

    Attributes
    ----------
    programme : id of its programme
    learner : whose it is, in a school year
    pseudonym : whose it is, in a trial
    year_group : None for a trial's sitting read from the table: it is sealed in the log, and known to the session
    pinned : None until the sitting starts
    booking : the class booking in whose window it may start; None if it may start on any day of its school year
    practised_on : the day of a practice sitting, which counts for nothing; None for every other
    """

    programme: str
    id: UUID
    learner: UUID | None
    pseudonym: str | None
    subject: str
    year_group: int | None
    state: str = "assigned"
    pinned: PinnedVersions | None = None
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
    """A sitting whose row is locked until the transaction ends, with what taking an answer needs.

    Attributes
    ----------
    programme_record : its programme; None for a trial's sitting that has not started, which is stored nowhere yet
    withdrawn_items : ids of the item versions of its subject that nobody is asked any more, sorted
    """

    sitting: Sitting
    programme_record: Programme | None = None
    withdrawn_items: tuple[str, ...] = ()

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
    """What the database must still hold for an answer to be appended without reading the log.

    Attributes
    ----------
    last_nonce : of the last event in the log, as `logbook.store.append` returns it
    withdrawn_items : as in `LockedSitting`
    token_hash : the token of the session that the sitting was answered in, as the database stores it
    """

    last_nonce: bytes
    withdrawn_items: tuple[str, ...]
    token_hash: bytes


@dataclass(frozen=True)
class Booking:
    """The window in which a class may start its sittings of a subject.

    Attributes
    ----------
    opens_on, closes_on : the first and the last day
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


class HeldActState(StrEnum):
    """What became of an act on a finished result."""

    ASKED = "asked"  # waits for a second person
    DONE = "done"  # a second person confirmed it
    ALONE = "alone"  # done by one person, and can be taken back
    DECLINED = "declined"
    UNDONE = "undone"


DISCARD, MOVE = "discard", "move"

HELD_ACTS_TOLD: Mapping[tuple[HeldActState, str], str] = {
    (state, act): f"{state.value}: {act} of a finished sitting" for state in HeldActState for act in (DISCARD, MOVE)
}
"""What the audit calls each act when it comes to a state."""


@dataclass(frozen=True)
class HeldAct:
    """What a member of staff wants to do, or did alone, with a finished result.

    Attributes
    ----------
    school : of the member of staff
    learner : whose result it was when they asked
    receiver : who gets it, if it is moved
    act : "discard" or "move"
    actor : who asked
    second_actor : who confirmed, declined, or took it back
    """

    id: UUID
    programme: str
    sitting: UUID
    school: UUID
    learner: UUID
    receiver: UUID | None
    act: str
    state: HeldActState
    actor: UUID
    asked_at: datetime
    reason: str
    second_actor: UUID | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Presence:
    """What a learner's player last reported of itself.

    Attributes
    ----------
    seen_at : when it reported
    still_for : seconds since the learner touched anything, according to the browser; advisory
    unsent : number of answers that it has not been able to send
    hidden : whether its page was out of sight
    """

    seen_at: datetime
    still_for: int
    unsent: int
    hidden: bool
