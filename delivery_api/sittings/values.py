from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


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
class Pins:
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
    """

    programme: str
    id: UUID
    learner: UUID | None
    pseudonym: str | None
    subject: str
    year_group: int | None
    state: str = "assigned"
    pins: Pins | None = None

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
