"""A school's aggregated results, with disclosure control for readers who may not see a learner's own results.

A head may open each learner's result, so for heads nothing is kept back, rounded or dropped. For everybody else:

- **Threshold.** A year group's cell is suppressed below ten results (the threshold of the ONS Longitudinal Study).
- **Batches of ten.** Results enter ten at a time, in order of completion. Two releases of the same cell therefore
  differ by no learner or by at least ten, and the difference between them describes at least ten.
- **No total.** A mean over year groups means nothing on a scale that grows with them, and nothing can be subtracted
  from a total that is not given.

No minimum, maximum or median is given, since each is one learner's score.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.disclosure.smallest_group import FEWEST
from reports.scales.reporting_scale import Z90, ReportingScale

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
    count : number of learners, a multiple of `FEWEST` except for heads
    mean : scale score, rounded to `ROUNDING` points except for heads
    mean_low, mean_high : 90 % band of the mean, rounded alike: ± 1.645 standard deviations over the root of the count,
        as for a sample of learners like these. None for one learner
    low, high : mean ± 1 standard deviation, rounded alike; about two thirds of scores lie between them. None for fewer
        than `FEWEST`, whose two thirds are a handful
    """

    count: int
    mean: int
    mean_low: int | None = None
    mean_high: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolYearSummary:
    """One school year's row; ``summary`` is None if suppressed."""

    year: int
    summary: GroupSummary | None


@dataclass(frozen=True, slots=True)
class SchoolFeedback:
    """A school's results: a row for each year group with a result.

    Parameters
    ----------
    provisional : whether any of the results is
    whole : whether every result is counted, for a reader who may open each
    """

    years: tuple[SchoolYearSummary, ...]
    provisional: bool = False
    whole: bool = False


def school_feedback(results: Iterable[CountedResult], scale: ReportingScale, *, whole: bool = False) -> SchoolFeedback:
    """Aggregate a school's results by year group.

    Parameters
    ----------
    results : one for each learner, in any order
    scale : of their subject
    whole : whether the reader may open each of these learners' results, so that none is kept back
    """
    by_year: dict[int, list[CountedResult]] = defaultdict(list)
    for result in sorted(results, key=lambda each: (each.at, each.key)):
        by_year[result.year].append(result)
    years = tuple(SchoolYearSummary(year, _released(by_year[year], scale, whole=whole)) for year in sorted(by_year))
    provisional = any(each.provisional for of_year in by_year.values() for each in of_year)
    return SchoolFeedback(years, provisional, whole)


def _released(in_order: Sequence[CountedResult], scale: ReportingScale, *, whole: bool) -> GroupSummary | None:
    if whole:
        return _summary([result.theta for result in in_order], scale, 1)
    tens = in_order[: len(in_order) // FEWEST * FEWEST]
    return _summary([result.theta for result in tens], scale, ROUNDING) if tens else None


def _summary(thetas: Sequence[float], scale: ReportingScale, rounding: int) -> GroupSummary:
    count, mean = len(thetas), math.fsum(thetas) / len(thetas)
    if count == 1:
        return GroupSummary(1, scale.points(mean, rounding))
    deviation = math.sqrt(math.fsum((theta - mean) ** 2 for theta in thetas) / (count - 1))

    def around(logits: float) -> tuple[int, int]:
        return scale.points(mean - logits, rounding), scale.points(mean + logits, rounding)

    spread = around(deviation) if count >= FEWEST else (None, None)
    return GroupSummary(count, scale.points(mean, rounding), *around(Z90 * deviation / math.sqrt(count)), *spread)
