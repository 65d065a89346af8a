"""A school's aggregated results, with disclosure control for readers who may not see a learner's own results.

- **Threshold.** A year group's cell is suppressed below ten results (the threshold of the ONS Longitudinal Study).
- **Batches of ten.** Results enter ten at a time, in order of completion. Two releases of the same cell therefore
  differ by no learner or by at least ten, and the difference between them describes at least ten.
- **Total of shown cells.** The school's total covers the shown year groups only. Subtracting them leaves nothing, so no
  second cell has to be suppressed to protect the first.

No minimum, maximum or median is given, since each is one learner's score.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.feedback.reporting_scale import HIGHEST, LOWEST, ORIGIN, UNIT

MINIMUM_GROUP = 10
"""Smallest number of learners that a figure may describe, and the size of the batches in which results enter."""

ROUNDING = 5
"""Figures are rounded to this many points, which is finer than the precision of a mean of so few."""


@dataclass(frozen=True, slots=True)
class CountedResult:
    """A learner's first finished sitting of the year.

    Parameters
    ----------
    year : school year, 2 to 9
    theta : reported ability, logits, finite
    at : time of completion; results enter in this order
    key : tie-breaker that makes the order reproducible
    provisional : as of the sitting's result
    """

    year: int
    theta: float
    at: datetime
    key: str
    provisional: bool = False

    def __post_init__(self) -> None:
        if not math.isfinite(self.theta):
            msg = f"theta: expected a finite number, got {self.theta}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """Aggregated results of some learners.

    Parameters
    ----------
    count : number of learners, a multiple of `MINIMUM_GROUP`
    mean : scale score, rounded to `ROUNDING` points
    low, high : mean ± 1 standard deviation, rounded to `ROUNDING` points; about two thirds of scores lie between them
    """

    count: int
    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class SchoolYearSummary:
    """One school year's row; ``summary`` is None if suppressed."""

    year: int
    summary: GroupSummary | None


@dataclass(frozen=True, slots=True)
class SchoolFeedback:
    """A school's results: a row for each year group with a result, and the total of those shown.

    Parameters
    ----------
    provisional : whether any of the results is
    """

    years: tuple[SchoolYearSummary, ...]
    all_years: GroupSummary | None
    provisional: bool = False


def school_feedback(results: Iterable[CountedResult]) -> SchoolFeedback:
    """Aggregate a school's results, with small cells suppressed.

    Parameters
    ----------
    results : one for each learner, in any order
    """
    by_year: dict[int, list[CountedResult]] = defaultdict(list)
    for result in sorted(results, key=lambda each: (each.at, each.key)):
        by_year[result.year].append(result)
    released = {year: _whole_tens(by_year[year]) for year in sorted(by_year)}
    years = tuple(SchoolYearSummary(year, _summary(thetas)) for year, thetas in released.items())
    total = _summary([theta for thetas in released.values() for theta in thetas])
    return SchoolFeedback(years, total, any(each.provisional for of_year in by_year.values() for each in of_year))


def _whole_tens(in_order: Sequence[CountedResult]) -> list[float]:
    return [result.theta for result in in_order[: len(in_order) // MINIMUM_GROUP * MINIMUM_GROUP]]


def _summary(thetas: Sequence[float]) -> GroupSummary | None:
    if len(thetas) < MINIMUM_GROUP:
        return None
    mean = math.fsum(thetas) / len(thetas)
    deviation = math.sqrt(math.fsum((theta - mean) ** 2 for theta in thetas) / (len(thetas) - 1))
    return GroupSummary(len(thetas), _points(mean), _points(mean - deviation), _points(mean + deviation))


def _points(theta: float) -> int:
    points = round((ORIGIN + UNIT * theta) / ROUNDING) * ROUNDING
    return min(max(points, LOWEST), HIGHEST)
