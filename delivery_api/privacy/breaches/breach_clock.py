"""The clock of a breach: by when whom to tell.

UK GDPR, Article 33(1): the Information Commissioner, within 72 hours after having become aware, unless a risk is
unlikely; the hours go on at nights, weekends and holidays. Article 34(1): the people themselves without undue delay
where the risk is high. The law has no number for that; here it is overdue when the 72 hours are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery_api.privacy.breaches.breaches import Breach, Risk, Step, StepKind, taken

REPORT_HOURS = 72


@dataclass(frozen=True)
class BreachClock:
    """Where a breach stands.

    Parameters
    ----------
    report_by : by when the Commissioner is to be told; None once that is done, or if a risk is unlikely
    people_by : by when people are to be told at the latest; None once that is done, or if the risk is not high
    """

    report_by: datetime | None = None
    people_by: datetime | None = None

    @property
    def next_time(self) -> datetime | None:
        """The earliest time by which something is due."""
        return min((at for at in (self.report_by, self.people_by) if at is not None), default=None)

    def is_overdue(self, now: datetime) -> bool:
        """Return whether something should have been done by now."""
        return self.next_time is not None and self.next_time < now

    def hours_left(self, now: datetime) -> int | None:
        """Return the whole hours that are left until the next time; less than 0 when it is past."""
        return None if self.next_time is None else (self.next_time - now) // timedelta(hours=1)


def breach_clock(breach: Breach, steps: Sequence[Step]) -> BreachClock:
    """Return where a breach stands; a closed one waits for nothing."""
    if breach.closed_at is not None:
        return BreachClock()
    latest, done = breach.known_at + timedelta(hours=REPORT_HOURS), taken(steps)
    waits_for_report = breach.risk is not Risk.UNLIKELY and StepKind.REPORTED not in done
    waits_for_people = breach.risk is Risk.HIGH and StepKind.PEOPLE_TOLD not in done
    return BreachClock(latest if waits_for_report else None, latest if waits_for_people else None)
