"""What a test design must satisfy in a simulated year group: each requirement with its value, its limit and verdict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from itembank.design.adaptive_test_design import USUAL_MAX_SE
from itembank.simulation_study.conditional_results import BAND, MONTE_CARLO_ERRORS, ConditionalResults

ABILITIES_IN_REACH_NEEDED = 7
COVERAGE_TOLERANCE = 0.02
EXPOSURE_FLOOR, EXPOSURE_FACTOR = 0.25, 1.5
OVERLAP_FLOOR, OVERLAP_FACTOR = 0.15, 1.3


class RequirementName(StrEnum):
    """The requirements, in the order in which they are shown."""

    REACH = "abilities in reach"
    BIAS = "bias"
    SE = "mean SE"
    COVERAGE = "coverage"
    EXPOSURE = "highest exposure"
    OVERLAP = "overlap"
    COUNTS = "counts kept"
    CEILING = "above the ceiling"


AT_LEAST = (RequirementName.REACH, RequirementName.COVERAGE, RequirementName.COUNTS)


@dataclass(frozen=True)
class Requirement:
    """One requirement of a year group.

    Parameters
    ----------
    name : what is required
    value, limit : what was found, and what it must be at least (`AT_LEAST`) or at most
    """

    name: RequirementName
    value: float
    limit: float

    @property
    def at_least(self) -> bool:
        """Whether the limit is a minimum."""
        return self.name in AT_LEAST

    @property
    def holds(self) -> bool:
        """Whether the value is within the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(frozen=True)
class YearFigures:
    """The figures of a year group that requirements judge.

    Parameters
    ----------
    points : results at each simulated ability
    sittings : number of sittings drawn from the year's distribution
    length, pool_size : length of a sitting and effective number of items that the year may be asked
    mean_se, coverage, highest_rate, overlap : over the year's distribution
    counts_met, above_ceiling : over all sittings
    se_limit : largest mean SE, logits
    exposure_limit : largest exposure rate; None for max(0.25, min(1, 1.5 L/N))
    """

    points: Sequence[ConditionalResults]
    sittings: int
    length: int
    pool_size: int
    mean_se: float
    coverage: float
    highest_rate: float
    overlap: float
    counts_met: float
    above_ceiling: int
    se_limit: float = USUAL_MAX_SE
    exposure_limit: float | None = None


def year_requirements(found: YearFigures) -> tuple[Requirement, ...]:
    """Judge a year group; limits on shares allow for `MONTE_CARLO_ERRORS` of the simulation."""
    return tuple(_requirements(found))


def _requirements(found: YearFigures) -> Iterator[Requirement]:
    share = min(1.0, found.length / found.pool_size) if found.pool_size else 1.0
    reached = [point for point in found.points if point.in_reach]
    yield Requirement(RequirementName.REACH, len(reached), ABILITIES_IN_REACH_NEEDED)
    if reached:
        worst = max(reached, key=lambda point: abs(point.bias) - point.limit)
        yield Requirement(RequirementName.BIAS, abs(worst.bias), worst.limit)
    yield Requirement(RequirementName.SE, found.mean_se, found.se_limit)
    least = BAND - COVERAGE_TOLERANCE - _chance(BAND, found.sittings)
    yield Requirement(RequirementName.COVERAGE, found.coverage, least)
    rate = found.exposure_limit
    if rate is None:
        rate = max(EXPOSURE_FLOOR, min(1.0, EXPOSURE_FACTOR * share))
    yield Requirement(RequirementName.EXPOSURE, found.highest_rate, rate + _chance(rate, found.sittings))
    overlap = max(OVERLAP_FLOOR, min(1.0, OVERLAP_FACTOR * share))
    yield Requirement(RequirementName.OVERLAP, found.overlap, overlap)
    yield Requirement(RequirementName.COUNTS, found.counts_met, 1.0)
    yield Requirement(RequirementName.CEILING, found.above_ceiling, 0)


def _chance(share: float, sittings: int) -> float:
    return float(MONTE_CARLO_ERRORS * (share * (1 - share) / sittings) ** 0.5)
