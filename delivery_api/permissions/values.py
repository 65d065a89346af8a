from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Ground(StrEnum):
    """Why an operator may have to see a learner's results; the words stand in the operator's own case system."""

    SUPPORT = "support"  # the school asks for help
    RIGHTS = "rights"  # the learner, or a parent, asks for what is theirs
    INCIDENT = "incident"  # something went wrong with the service
    LAW = "law"  # a court or an authority orders it


@dataclass(frozen=True)
class Grant:
    """A head lets a member of staff do something in the whole school.

    Attributes
    ----------
    right : reports or assessments, as `roles.Right`
    from_on : the first day
    until_on : the first day that it holds no more; None while no end is set
    actor : the head
    """

    id: UUID
    person: UUID
    school: UUID
    right: str
    from_on: date
    until_on: date | None
    actor: UUID

    @property
    def last_day(self) -> date | None:
        """The last day that it holds, as people say it."""
        return self.until_on - timedelta(days=1) if self.until_on else None


@dataclass(frozen=True)
class Glass:
    """An operator opens one learner's results for a while: why (ground), under which case (reference), from `at`."""

    id: UUID
    actor: UUID
    learner: UUID
    ground: str
    reference: str
    at: datetime
    until: datetime
