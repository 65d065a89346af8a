"""A school's results taken together, so that nobody's own can be read out of them.

Disclosure control, for whoever may see no learner's results:

- **A limit.** A year group is spoken of from ten results on (the threshold of the ONS Longitudinal Study); below it,
  its cell is suppressed.
- **Whole tens.** Results enter ten at a time, in the order in which they came. Two releases of the same cell therefore
  differ by nobody or by ten learners or more, and taking one from the other tells of no fewer.
- **A total of what is shown.** The school's line is made of the shown year groups alone, so that taking them from it
  leaves nothing: no second cell has to be suppressed to protect the first.

No lowest, highest or middle score is given: each of them is somebody's.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.feedback.reporting_scale import HIGHEST, LOWEST, ORIGIN, UNIT

LIMIT = 10
"""The fewest learners that a figure may speak of, and the step in which results enter."""

ROUNDING = 5
"""Figures are given to five points: finer than any mean of so few can be known."""


@dataclass(frozen=True, slots=True)
class CountedResult:
    """A learner's first finished sitting of the year.

    Parameters
    ----------
    year : school year, 2 to 9
    theta : reported ability, logits, finite
    at : when it ended; results enter in this order
    key : breaks ties, so that the order is the same each time
    """

    year: int
    theta: float
    at: datetime
    key: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.theta):
            msg = f"theta: expected a finite number, got {self.theta}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Together:
    """What some learners' results come to: how many (whole tens), and mean and spread in points, to five.

    ``low`` and ``high`` are one standard deviation either side of the mean: about two in three scores lie between.
    """

    count: int
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class YearGroup:
    """A school year's line; ``together`` is None where it is suppressed."""

    year: int
    together: Together | None


@dataclass(frozen=True, slots=True)
class SchoolFeedback:
    """A school's results: a line for each year group that anybody has a result in, and one for those shown together."""

    years: tuple[YearGroup, ...]
    all_shown: Together | None


def school_feedback(results: Iterable[CountedResult]) -> SchoolFeedback:
    """A school's results with small cells suppressed.

    Parameters
    ----------
    results : one for each learner, in any order
    """
    by_year: dict[int, list[CountedResult]] = defaultdict(list)
    for result in sorted(results, key=lambda each: (each.at, each.key)):
        by_year[result.year].append(result)
    released = {year: _whole_tens(by_year[year]) for year in sorted(by_year)}
    years = tuple(YearGroup(year, _together(thetas)) for year, thetas in released.items())
    return SchoolFeedback(years, _together([theta for thetas in released.values() for theta in thetas]))


def _whole_tens(in_order: Sequence[CountedResult]) -> list[float]:
    return [result.theta for result in in_order[: len(in_order) // LIMIT * LIMIT]]


def _together(thetas: Sequence[float]) -> Together | None:
    if len(thetas) < LIMIT:
        return None
    mean = math.fsum(thetas) / len(thetas)
    deviation = math.sqrt(math.fsum((theta - mean) ** 2 for theta in thetas) / (len(thetas) - 1))
    return Together(len(thetas), _points(mean), _points(mean - deviation), _points(mean + deviation))


def _points(theta: float) -> int:
    points = round((ORIGIN + UNIT * theta) / ROUNDING) * ROUNDING
    return min(max(points, LOWEST), HIGHEST)
