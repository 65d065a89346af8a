"""The yearly roll-over: learners move up a year group, Year 9 leaves, and last year's classes end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.identity.roster_import import store
from delivery_api.identity.roster_import.values import LAST_YEAR


class SchoolYearNotBegun(Declined):
    """The school year that a roll-over is for has not begun."""


@dataclass(frozen=True)
class RollOver:
    """The effect of a roll-over.

    Attributes
    ----------
    by_year : year group before → number of learners
    places : number of class memberships that end
    """

    on: date
    by_year: dict[int, int]
    places: int

    @property
    def leaving(self) -> int:
        """The number of learners who leave the assessed years."""
        return self.by_year.get(LAST_YEAR, 0)

    @property
    def going_up(self) -> int:
        """The number of learners who move up a year group."""
        return sum(self.by_year.values()) - self.leaving


def school_year_start(now: datetime) -> date:
    """1 September of the current school year."""
    return date(int(school_year(london_date(now))[:4]), 9, 1)


def preview(connection: Connection, on: date) -> RollOver:
    """What a roll-over on a day would do; nothing is written."""
    return RollOver(on, store.learners_by_year_before(connection, on), store.memberships_before(connection, on))


def roll_over(connection: Connection, on: date, now: datetime) -> RollOver:
    """Begin a school year. Safe to repeat: rows that began on the day or later stay unchanged.

    Raises
    ------
    SchoolYearNotBegun
    """
    if on > london_date(now):
        raise SchoolYearNotBegun(Reason.NOT_SEPTEMBER, on=on.isoformat())
    store.lock_roster(connection)
    done = preview(connection, on)
    store.roll_over_rows(connection, on, LAST_YEAR)
    audit_log.record(connection, now, "rolled the roster over", thing=on.isoformat())
    return done
