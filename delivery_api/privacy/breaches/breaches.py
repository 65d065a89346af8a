"""Values of the room of breaches: what happened to which data, how grave it is, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from delivery_api.storage.data_declaration import Purpose


class BreachKind(StrEnum):
    """What happened to the data."""

    SEEN = "seen by others"
    SENT = "sent to others"
    TAKEN = "taken"
    CHANGED = "changed"
    LOST = "lost"
    AWAY = "out of reach"


class Risk(StrEnum):
    """How grave it is for the people affected."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH = "high"


class StepKind(StrEnum):
    """What somebody did about a breach."""

    RECORDED = "recorded"
    CONTAINED = "contained"
    ASSESSED = "assessed"
    REPORTED = "reported"
    SCHOOLS_TOLD = "schools told"
    PEOPLE_TOLD = "people told"
    CLOSED = "closed"


@dataclass(frozen=True)
class BreachScope:
    """Which data a breach reached.

    Parameters
    ----------
    purposes : what the data are held for, by which the declarations name the tables
    programme, school : only of this trial or school year, only of people at this school; None for all
    actor : only what this account looked at in the time of the breach, by the audit; None for all
    """

    purposes: tuple[Purpose, ...]
    programme: str | None = None
    school: UUID | None = None
    actor: UUID | None = None


@dataclass(frozen=True)
class Breach:
    """A breach.

    Parameters
    ----------
    reference : of the officer's own case system, where the words about it are
    began_at, ended_at : when it happened
    known_at : when the controller became aware of it: the clock starts
    risk : as assessed last
    """

    id: UUID
    reference: str
    kind: BreachKind
    began_at: datetime
    ended_at: datetime
    known_at: datetime
    risk: Risk
    scope: BreachScope
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """Something that was done about a breach.

    Parameters
    ----------
    detail : a `Risk`, for an assessment; "" otherwise
    """

    kind: StepKind
    at: datetime
    actor: UUID
    detail: str = ""


def taken(steps: Sequence[Step]) -> frozenset[StepKind]:
    """Return the kinds of the steps that were taken."""
    return frozenset(step.kind for step in steps)
