"""The day on which a programme or a school year of the audit goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from delivery_api.dates.school_calendar import LONDON, london_date, months_after, months_before, school_year_end
from delivery_api.sittings.values import Programme
from delivery_api.storage.data_declaration import Term


@dataclass(frozen=True)
class Moment:
    """When a run acts, or what day a rehearsal takes for today.

    Parameters
    ----------
    now : the time
    live_years : years for which a school year's responses and its audit are kept
    """

    now: datetime
    live_years: int

    @property
    def today(self) -> date:
        """The day in Wales."""
        return london_date(self.now)

    def ended_by(self, term: Term) -> date:
        """Return the latest day from which a term is over today."""
        return months_before(self.today, term.months) - timedelta(days=term.days)

    @property
    def audit_ends(self) -> datetime:
        """The time before which the audit is no longer kept: the end of a school year."""
        year = self.today.year - self.live_years
        if months_after(date(year, 8, 31), 12 * self.live_years) > self.today:
            year -= 1
        return midnight_after(date(year, 8, 31))


def rehearsed(day: date, now: datetime, live_years: int) -> Moment:
    """Return a day as a rehearsal takes it: at the present time of day."""
    return Moment(datetime.combine(day, now.astimezone(LONDON).time(), LONDON), live_years)


def destruction_date(programme: Programme, live_years: int) -> date | None:
    """Return the day on which a programme's responses are destroyed; None while a trial is not completed."""
    if programme.kind == "year":
        return months_after(school_year_end(programme.id), 12 * live_years)
    return programme.trial_due_on


def latest_destruction(programme: Programme, live_years: int) -> date:
    """Return the day by which a programme's responses are destroyed, also of a trial that is still open."""
    return destruction_date(programme, live_years) or programme.trial_due_by


def midnight_after(day: date) -> datetime:
    """Return the midnight in Wales at which a day ends."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
