"""Values of the permissions room: grants and emergency accesses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class BreakGlassReason(StrEnum):
    """Why an operator needs to see a learner's results; details are in the operator's own case system."""

    SUPPORT = "support"  # the school asks for help
    RIGHTS = "rights"  # the learner, or a parent, asks for what is theirs
    INCIDENT = "incident"  # something went wrong with the service
    LAW = "law"  # a court or an authority orders it


@dataclass(frozen=True)
class Grant:
    """A right that a head grants to a member of staff in the whole school.

    Attributes
    ----------
    right : reports or assessments, a `roles.Right`
    from_on : the first day
    until_on : the first day after the grant; None for no end
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
        """The last day of the grant; None for no end."""
        return self.until_on - timedelta(days=1) if self.until_on else None


@dataclass(frozen=True)
class BreakGlassAccess:
    """An operator's emergency access to one learner's results.

    Attributes
    ----------
    ground : the reason, a `BreakGlassReason`
    reference : the case in the operator's own system
    at, until : the first instant and the end
    """

    id: UUID
    actor: UUID
    learner: UUID
    ground: str
    reference: str
    at: datetime
    until: datetime
