"""What a test design does on a bank, found out on simulees of known ability."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Counts, Normal, Simulation, YearCeiling, information
from engine import simulate as simulate_sittings
from itembank.bank import BankVersion
from itembank.compilation import compile_test
from itembank.design import TestDesign

Floats = NDArray[np.float64]

REACH = 0.6
BIAS_ALLOWED = 0.05
MONTE_CARLO_ERRORS = 3
POINTS = 9
POINTS_NEEDED = 7


@dataclass(frozen=True)
class Point:
    """Simulees of one ability.

    Parameters
    ----------
    theta : their ability, logits
    best_se : 1/√Σ information of the L most informative items they may be asked, logits
    bias, monte_carlo_se : mean of reported − true ability, and the standard error of that mean
    mean_se : mean reported SE
    """

    theta: float
    best_se: float
    bias: float
    monte_carlo_se: float
    mean_se: float

    @property
    def in_reach(self) -> bool:
        return self.best_se <= REACH

    @property
    def limit(self) -> float:
        return BIAS_ALLOWED + MONTE_CARLO_ERRORS * self.monte_carlo_se

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong: the bias is within its limit, or the point is out of the bank's reach."""
        return not self.in_reach or abs(self.bias) <= self.limit


@dataclass(frozen=True)
class YearStudy:
    """One year group's simulees: at nine abilities from −2 to 2 SD, and drawn from its distribution.

    Parameters
    ----------
    eligible : items the year group may be asked
    sittings : how many were simulated in all
    rmse : root mean square of reported − true ability over the distribution, logits
    mean_se : mean reported SE over the distribution
    counts_met : share of all sittings that kept every bound of the design's counts
    above_ceiling : presentations of an item introduced after the year, in all sittings
    """

    year: int
    population: Normal
    eligible: int
    points: tuple[Point, ...]
    sittings: int
    rmse: float
    mean_se: float
    counts_met: float
    above_ceiling: int

    @property
    def reached(self) -> int:
        return sum(point.in_reach for point in self.points)

    @property
    def holds(self) -> bool:
        """Whether every requirement is kept."""
        points = self.reached >= POINTS_NEEDED and all(point.holds for point in self.points)
        return points and self.counts_met == 1.0 and self.above_ceiling == 0


def study_year(
    bank: BankVersion,
    design: TestDesign,
    year: int,
    *,
    simulees: int = 1000,
    seed: int = 1,
    on_point: Callable[[], None] = lambda: None,
) -> YearStudy:
    """Simulate one year group.

    Parameters
    ----------
    simulees : at each of the nine abilities, and again over the distribution
    on_point : called after each of the ten simulations

    Raises
    ------
    UnknownYear, InvalidBank
    """
    test = compile_test(bank, design, year)
    population = design.population(year)
    abilities = population.mean + population.sd * np.linspace(-2, 2, POINTS)
    groups = [np.full(simulees, theta) for theta in abilities]
    groups.append(np.random.default_rng([seed, year]).normal(population.mean, population.sd, simulees))
    done = list(_simulated(test, groups, seed + 100 * year, on_point))
    best = best_standard_errors(test, abilities, design.length)
    spread = done[-1]
    return YearStudy(
        year=year,
        population=population,
        eligible=int(_eligible(test).sum()),
        points=tuple(_point(one, se) for one, se in zip(done[:-1], best, strict=True)),
        sittings=simulees * len(groups),
        rmse=float(np.sqrt(np.mean((spread.theta - spread.truth) ** 2))),
        mean_se=float(spread.se.mean()),
        counts_met=float(np.mean([counts_met(test, one, design.length) for one in done])),
        above_ceiling=sum(presented_above_ceiling(test, one) for one in done),
    )


def _simulated(
    test: AdaptiveTest, groups: Iterable[Floats], seed: int, on_point: Callable[[], None]
) -> Iterator[Simulation]:
    for place, abilities in enumerate(groups):
        yield simulate_sittings(test, abilities, seed + place)
        on_point()


def _point(done: Simulation, best_se: float) -> Point:
    error = done.theta - done.truth
    return Point(
        theta=float(done.truth[0]),
        best_se=float(best_se),
        bias=float(error.mean()),
        monte_carlo_se=float(error.std(ddof=1) / np.sqrt(error.size)),
        mean_se=float(done.se.mean()),
    )


def best_standard_errors(test: AdaptiveTest, abilities: Floats, length: int) -> Floats:
    """1/√Σ information of the ``length`` most informative eligible items at each ability, logits."""
    curves = information(test.pool.parameters.take(np.flatnonzero(_eligible(test))), abilities[np.newaxis])
    best: Floats = 1 / np.sqrt(np.sort(curves, axis=0)[-length:].sum(axis=0))
    return best


def _eligible(test: AdaptiveTest) -> NDArray[np.bool_]:
    allowed = np.ones(len(test.pool), dtype=bool)
    for ceiling in _ceilings(test):
        allowed &= test.pool.attribute(ceiling.attribute) <= ceiling.year
    return allowed


def _ceilings(test: AdaptiveTest) -> list[YearCeiling]:
    return [mask for mask in test.masks if isinstance(mask, YearCeiling)]


def counts_met(test: AdaptiveTest, done: Simulation, length: int) -> float:
    """Share of sittings that are of full length and keep every bound, counted from what was presented."""
    kept = done.lengths == length
    for counts in (mask for mask in test.masks if isinstance(mask, Counts)):
        values = np.append(test.pool.attribute(counts.attribute), "")[done.items]
        for bound in counts.bounds:
            taken = (values == bound.value).sum(axis=1)
            kept &= (bound.minimum <= taken) & (taken <= bound.maximum)
    return float(kept.mean())


def presented_above_ceiling(test: AdaptiveTest, done: Simulation) -> int:
    """How many presentations were of an item introduced after the year."""
    presented = done.items[done.items >= 0]
    return sum(int((test.pool.attribute(mask.attribute)[presented] > mask.year).sum()) for mask in _ceilings(test))
