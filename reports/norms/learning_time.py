"""Learning time, and how old a learner is within their year group."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from engine.numerics.array_types import Floats, Ints

WEEKS = 39.0
"""Teaching weeks of a school year."""

DAYS_TAUGHT = 322
"""Days from 1 September to 20 July. Holidays are spread evenly over them: each authority has its own."""

MONTHS_TAUGHT = DAYS_TAUGHT / (365.25 / 12)
"""The same in months."""

Number = TypeVar("Number", float, Floats)


@dataclass(frozen=True, slots=True)
class LearningTime:
    """How long a learner has been taught.

    Parameters
    ----------
    year : year group, 2 to 9
    weeks : teaching weeks of this school year so far, 0 to 39
    """

    year: int
    weeks: float

    @property
    def level(self) -> float:
        """The year group and the share of it that has been taught: 5.5 is the middle of Year 5."""
        return self.year + self.weeks / WEEKS


def learning_time(day: date, year: int) -> LearningTime:
    """The learning time of a year group on a day; in the summer holidays the whole year has been taught."""
    first = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    return LearningTime(year, WEEKS * min((day - first).days / DAYS_TAUGHT, 1.0))


def completed_months(born: date, day: date) -> int:
    """Age in completed months."""
    return (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)


def relative_age(year: int | Ints, weeks: Number, age_months: Number) -> Number:
    """Completed months more than in the middle of the year group; learners turn `year` + 5 in their school year."""
    middle: Number = 12.0 * (year + 4) + 5.5 + weeks / WEEKS * MONTHS_TAUGHT  # type: ignore[assignment]  # as weeks
    return age_months - middle
