"""The step up in September: every learner a year group higher, Year 9 out, last year's classes over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.identity.roster_import import store
from delivery_api.identity.roster_import.values import LAST_YEAR


class NotYet(Declined):
    """The school year that a roll-over is for has not begun."""


@dataclass(frozen=True)
class RollOver:
    """What a roll-over does: how many learners go up from each year group, and how many class places end."""

    on: date
    by_year: dict[int, int]
    places: int

    @property
    def leaving(self) -> int:
        """How many learners go beyond the years that are assessed."""
        return self.by_year.get(LAST_YEAR, 0)

    @property
    def going_up(self) -> int:
        """How many go up a year group."""
        return sum(self.by_year.values()) - self.leaving


def first_day(now: datetime) -> date:
    """1 September of the school year under way."""
    return date(int(school_year(london_date(now))[:4]), 9, 1)


def preview(connection: Connection, on: date) -> RollOver:
    """What rolling over to the school year that begins on a day would do; nothing is written."""
    return RollOver(on, store.learners_before(connection, on), store.places_before(connection, on))


def roll_over(connection: Connection, on: date, now: datetime) -> RollOver:
    """Begin a school year; safe to repeat, since who joined on or after the day is let be.

    Raises
    ------
    NotYet
    """
    if on > london_date(now):
        raise NotYet(Reason.NOT_SEPTEMBER, on=on.isoformat())
    store.alone(connection)
    done = preview(connection, on)
    store.step_up(connection, on, LAST_YEAR)
    audit_log.record(connection, now, "rolled the roster over", thing=on.isoformat())
    return done
