"""The simulation study of one year group."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Dependence, ItemParameters, ItemSets, Normal, Simulation
from engine import simulate as simulate_sittings
from engine.numerics.counter_based_draws import Purpose, draw_bits
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import (
    above_ceiling,
    attainable_standard_errors,
    effective_pool_size,
    eligible_items,
    shadow_blueprint,
)
from itembank.compilation.item_pool import item_parameters
from itembank.design.adaptive_test_design import TestDesign
from itembank.errors import NOTHING, InvalidBank, UnknownItem
from itembank.simulation_study.bank_gaps import BankGaps, bank_gaps
from itembank.simulation_study.conditional_results import ConditionalResults, conditional_results, coverage
from itembank.simulation_study.constraint_checks import ConstraintCheck, check_constraints
from itembank.simulation_study.exposure_and_content import (
    ContentCounts,
    ItemExposure,
    content_counts,
    item_exposure,
    overlap_rate,
    presented_items,
)
from itembank.simulation_study.requirements import Requirement, YearFigures, year_requirements
from itembank.simulation_study.stopping_reasons import StoppingSummary, stopping_summary
from itembank.versions.bank_version import BankVersion

Floats = NDArray[np.float64]

ABILITIES = 9
DEFAULT_DEPENDENCE = 0.7
"""SD, in logits, of what a person's answers to one passage or scenario share, where a design has item sets.

A guess, until trial data estimate it."""


@dataclass(frozen=True)
class YearStudy:
    """Results for one year group: simulees at nine abilities from −2 to 2 SD, and simulees drawn from its distribution.

    Parameters
    ----------
    eligible : number of eligible items
    pool_size : the same, of each item set as many as a sitting may have
    points : results at each of the nine abilities
    sittings : number of sittings simulated in all
    bias, rmse : mean, and root mean square, of reported − true ability over the distribution, logits
    mean_se : mean reported SE over the distribution, logits
    reliability : squared correlation of reported and true ability over the distribution
    coverage : share of the distribution's sittings whose 90 % band contains the true ability
    length : mean number of items presented over the distribution
    overlap : mean share of items that two sittings have in common, over the distribution
    counts_met : share of all sittings that satisfy every constraint of the design
    above_ceiling : number of presentations, in all sittings, of an item introduced after the year
    bounds : checks of each constraint, over all sittings
    items : exposure of each eligible item
    content : counts by strand, topic and year of introduction, over the distribution
    endings, point_endings : how sittings ended over the distribution, and at each of the nine abilities
    gaps : what the bank lacks for the target SE
    requirements : each requirement with its value, limit and verdict
    dependence : SD of the effect that answers within an item set share, logits; 0 for none
    """

    year: int
    population: Normal
    eligible: int
    pool_size: int
    points: tuple[ConditionalResults, ...]
    sittings: int
    bias: float
    rmse: float
    mean_se: float
    reliability: float
    coverage: float
    length: float
    overlap: float
    counts_met: float
    above_ceiling: int
    bounds: tuple[ConstraintCheck, ...]
    items: tuple[ItemExposure, ...]
    content: tuple[ContentCounts, ...]
    endings: StoppingSummary
    point_endings: tuple[StoppingSummary, ...]
    gaps: BankGaps
    requirements: tuple[Requirement, ...] = ()
    dependence: float = 0.0

    @property
    def reached(self) -> int:
        return sum(conditional_results.in_reach for conditional_results in self.points)

    @property
    def holds(self) -> bool:
        """Whether every requirement is met."""
        return all(requirement.holds for requirement in self.requirements)

    @property
    def never_used(self) -> int:
        """Number of eligible items in no sitting of the distribution."""
        return sum(item.rate == 0 for item in self.items)

    @property
    def highest_rate(self) -> float:
        """Exposure rate of the most used item over the distribution."""
        return max((item.rate for item in self.items), default=0.0)

    def used_above(self, rate: float) -> int:
        """Number of items with an exposure rate above ``rate`` over the distribution."""
        return sum(item.rate > rate for item in self.items)


def study_year(
    bank: BankVersion,
    design: TestDesign,
    year: int,
    *,
    simulees: int = 1000,
    seed: int = 1,
    on_point: Callable[[], None] = lambda: None,
    dependence: float | Dependence | None = None,
    truth: BankVersion | None = None,
    target_se: float | None = None,
    highest_rate: float = 1.0,
) -> YearStudy:
    """Simulate one year group and summarise the results.

    Parameters
    ----------
    simulees : number at each of the nine abilities, and again over the distribution; 2 or more
    on_point : called after each of the ten simulations
    dependence : local dependence within item sets, see `engine.simulate`; None for `DEFAULT_DEPENDENCE` where the
        design's blueprint has item sets, 0 for none
    truth : a bank with the same items from whose parameters answers are drawn, this bank unless given
    target_se, highest_rate : target SE (logits) and exposure limit that the bank is checked against, see `bank_gaps`

    Raises
    ------
    UnknownYear : the design has no such year group
    InvalidBank : the design cannot be compiled, ``truth`` lacks an item, or ``dependence`` names unknown item sets
    """
    test = compile_test(bank, design, year)
    if dependence is None and _has_item_sets(test):
        dependence = design.dependence or DEFAULT_DEPENDENCE
    _require_item_sets(test, design, dependence)
    population = design.population(year)
    abilities = population.mean + population.sd * np.linspace(-2, 2, ABILITIES)
    groups = [np.full(simulees, theta) for theta in abilities]
    groups.append(np.random.default_rng([seed, year]).normal(population.mean, population.sd, simulees))
    answering = None if truth is None else _parameters_of(truth, test)
    simulations = []
    for one in _simulations(test, groups, group_seeds(seed, year), answering, dependence):
        simulations.append(one)
        on_point()
    found = _year_results(test, design, year, abilities, simulations, target_se, highest_rate)
    judged = year_requirements(_figures(found, simulees, design.for_year(year), highest_rate))
    sd = dependence.sd if isinstance(dependence, Dependence) else dependence or 0.0
    return replace(found, requirements=judged, dependence=sd)


def _figures(found: YearStudy, simulees: int, plan: TestDesign, highest_rate: float) -> YearFigures:
    """What the requirements judge; ``highest_rate`` limits exposure unless it is 1."""
    return YearFigures(
        points=found.points,
        sittings=simulees,
        length=plan.length,
        pool_size=found.pool_size,
        mean_se=found.mean_se,
        coverage=found.coverage,
        highest_rate=found.highest_rate,
        overlap=found.overlap,
        counts_met=found.counts_met,
        above_ceiling=found.above_ceiling,
        se_limit=plan.max_se,
        exposure_limit=highest_rate if highest_rate < 1 else None,
    )


def group_seeds(seed: int, year: int) -> list[int]:
    """Seeds of a year's ten simulations, hashed so that studies with different seeds share no draws."""
    seeds: list[int] = draw_bits(seed, year, Purpose.STUDY, np.arange(ABILITIES + 1)).tolist()
    return seeds


def _require_item_sets(test: AdaptiveTest, design: TestDesign, dependence: float | Dependence | None) -> None:
    """Refuse a dependence whose item sets do not exist, before anything is simulated; an SD of 0 needs none."""
    sets = _has_item_sets(test) or dependence == 0
    named = dependence.attribute if isinstance(dependence, Dependence) else None
    if dependence is None or (named is None and sets) or named in test.pool.content:
        return
    known = ", ".join(test.pool.content)
    raise InvalidBank(design.name, "dependence", f"item sets in its blueprint, or --within {known}", named or NOTHING)


def _has_item_sets(test: AdaptiveTest) -> bool:
    blueprint = shadow_blueprint(test)
    return any(isinstance(each, ItemSets) for each in (blueprint.constraints if blueprint is not None else ()))


def _parameters_of(truth: BankVersion, test: AdaptiveTest) -> ItemParameters:
    try:
        return item_parameters([truth.item(item_id) for item_id in test.pool.ids])
    except UnknownItem as missing:
        raise InvalidBank(missing.item_id, "truth", "parameters of each item of the bank", NOTHING) from missing


def _simulations(
    test: AdaptiveTest,
    groups: Iterable[Floats],
    seeds: Iterable[int],
    truth: ItemParameters | None,
    dependence: float | Dependence | None,
) -> Iterator[Simulation]:
    dependence = None if dependence == 0 else dependence
    for abilities, seed in zip(groups, seeds, strict=True):
        yield simulate_sittings(test, abilities, seed, truth=truth, dependence=dependence)


def _year_results(
    test: AdaptiveTest,
    design: TestDesign,
    year: int,
    abilities: Floats,
    simulations: list[Simulation],
    target_se: float | None,
    highest_rate: float,
) -> YearStudy:
    population, size, length = design.population(year), len(test.pool), design.for_year(year).length
    eligible, best = eligible_items(test), attainable_standard_errors(test, abilities, length)
    spread, together = simulations[-1], _concatenated(simulations)
    error, presented = spread.theta - spread.truth, presented_items(spread, size)
    kept = check_constraints(test, together, length)
    content = tuple(content_counts(test, eligible, presented_items(spread, size, scored=True)))
    return YearStudy(
        year=year,
        population=population,
        eligible=int(eligible.sum()),
        pool_size=effective_pool_size(test),
        points=tuple(conditional_results(one, se, size) for one, se in zip(simulations[:-1], best, strict=True)),
        sittings=together.truth.size,
        bias=float(error.mean()),
        rmse=float(np.sqrt(np.mean(error**2))),
        mean_se=float(spread.se.mean()),
        reliability=_reliability(spread),
        coverage=coverage(spread),
        length=float(spread.lengths.mean()),
        overlap=overlap_rate(presented),
        counts_met=float(kept.all.mean()),
        above_ceiling=int(above_ceiling(test)[together.items[together.items >= 0]].sum()),
        bounds=kept.bounds,
        items=item_exposure(
            test.pool.ids, eligible, presented, [presented_items(one, size) for one in simulations[:-1]]
        ),
        content=content,
        endings=stopping_summary(spread),
        point_endings=tuple(stopping_summary(one) for one in simulations[:-1]),
        gaps=bank_gaps(test, eligible, population, content, length, target_se=target_se, highest_rate=highest_rate),
    )


def _reliability(simulation: Simulation) -> float:
    """Squared correlation of reported and true ability; 0 if either does not vary."""
    if simulation.theta.std() == 0 or simulation.truth.std() == 0:
        return 0.0
    return float(np.corrcoef(simulation.theta, simulation.truth)[0, 1] ** 2)


def _concatenated(simulations: list[Simulation]) -> Simulation:
    """The sittings of several simulations, concatenated into one."""
    longest = max(one.items.shape[1] for one in simulations)

    def padded(columns: list[NDArray[np.intp]], empty: int) -> NDArray[np.intp]:
        return np.concatenate(
            [np.pad(column, ((0, 0), (0, longest - column.shape[1])), constant_values=empty) for column in columns]
        )

    return Simulation(
        truth=np.concatenate([one.truth for one in simulations]),
        items=padded([one.items for one in simulations], -1),
        scores=padded([one.scores for one in simulations], -1),
        scored=padded([one.scored.astype(np.intp) for one in simulations], 0) > 0,
        theta=np.concatenate([one.theta for one in simulations]),
        se=np.concatenate([one.se for one in simulations]),
        statuses=tuple(status for one in simulations for status in one.statuses),
        reasons=tuple(reason for one in simulations for reason in one.reasons),
        relaxed=tuple(names for one in simulations for names in one.relaxed),
        exposure_lifted=np.concatenate([one.exposure_lifted for one in simulations]),
    )
