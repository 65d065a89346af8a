"""A legal hold, and what is held on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

LONGEST_MONTHS = 12
"""Calendar months for which a hold lasts at most."""


@dataclass(frozen=True)
class HoldSubject:
    """What a hold is on: a programme or a person, never both."""

    programme: str | None = None
    person: UUID | None = None


@dataclass(frozen=True)
class LegalHold:
    """A hold.

    Parameters
    ----------
    ends_on : the last day on which it holds
    released_on : the day on which somebody ended it before that; None if nobody has
    entry : number of the ledger's entry that says who ordered it, and why
    """

    id: UUID
    subject: HoldSubject
    made_on: date
    ends_on: date
    released_on: date | None
    entry: int

    @property
    def held_until(self) -> date:
        """The last day on which it held, or will."""
        return min(self.ends_on, self.released_on or self.ends_on)

    def is_in_force(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.released_on is None and day <= self.ends_on


@dataclass(frozen=True)
class HeldOnDay:
    """What is held on a day, each with the last day of its hold.

    Parameters
    ----------
    programmes : those under a hold, and those with rows of a person under one: one key opens all rows of a programme
    people : those under a hold
    """

    programmes: Mapping[str, date] = field(default_factory=dict)
    people: Mapping[UUID, date] = field(default_factory=dict)
