"""Gates on simulated sittings of a year group: enemies, content, precision and exposure."""

from dataclasses import dataclass

import numpy as np

from engine import AdaptiveTest, Enemies, Simulation, simulate
from engine.numerics.counter_based_draws import Purpose, draw_bits
from itembank.compilation.eligible_items import above_ceiling, effective_pool_size, shadow_blueprint
from itembank.design.adaptive_test_design import USUAL_MAX_SE, TestDesign
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.language import Text
from itembank.simulation_study.constraint_checks import check_constraints
from itembank.simulation_study.exposure_and_content import highest_exposure_rate, presented_items

MONTE_CARLO_ERRORS = 3  # Monte Carlo standard errors by which a rate may exceed its limit


@dataclass(frozen=True)
class SimulationLimits:
    """Limits for simulated sittings.

    Parameters
    ----------
    se : maximum of the mean reported SE, logits; None for that of the design
    exposure : maximum exposure rate of an item; None for max(0.25, min(1, 1.5 L/N)) with L the length of a sitting and
        N the `effective_pool_size`
    sittings : number simulated for each year group, with abilities drawn from its distribution
    """

    se: float | None = None
    exposure: float | None = None
    sittings: int = 200
    seed: int = 1

    def exposure_of(self, length: int, items: int) -> float:
        """Maximum exposure rate for sittings of ``length`` from a pool of the effective size ``items``."""
        return self.exposure if self.exposure is not None else max(0.25, min(1.0, 1.5 * length / items))


def simulation_findings(
    test: AdaptiveTest, design: TestDesign, year: int, limits: SimulationLimits
) -> tuple[GateFinding, ...]:
    """Simulate sittings of a year group and check enemies, content, precision and exposure."""
    population = design.population(year)
    theta = np.random.default_rng([limits.seed, year]).normal(population.mean, population.sd, limits.sittings)
    done = simulate(test, theta, int(draw_bits(limits.seed, year, Purpose.STUDY, np.array([0]))[0]))
    return (
        _enemies(test, done, year),
        _content(test, design, done, year),
        _precision(done, year, design.for_year(year).max_se if limits.se is None else limits.se),
        _exposure(test, design, done, year, limits),
    )


def _enemies(test: AdaptiveTest, done: Simulation, year: int) -> GateFinding:
    blueprint = shadow_blueprint(test)
    named = [each for each in (blueprint.constraints if blueprint else ()) if isinstance(each, Enemies)]
    presented = presented_items(done, len(test.pool))
    met = np.zeros(len(done.truth), dtype=bool)
    for enemies in named:
        met |= presented[:, [test.pool.index(item) for item in enemies.items]].sum(axis=1) > 1
    times, sittings = int(met.sum()), len(done.truth)
    kept = messages.ENEMIES_KEPT.filled(len(named), sittings) if named else messages.NO_ENEMIES
    return GateFinding(Gate.ENEMIES, year, not times, messages.ENEMIES_MET.filled(times, sittings) if times else kept)


def _content(test: AdaptiveTest, design: TestDesign, done: Simulation, year: int) -> GateFinding:
    kept = float(check_constraints(test, done, design.for_year(year).length).all.mean())
    above = int(above_ceiling(test)[done.items[done.items >= 0]].sum())
    found = messages.CONTENT.filled(100 * kept, len(done.truth), above)
    return GateFinding(Gate.CONTENT, year, kept == 1 and not above, found)


def _precision(done: Simulation, year: int, limit: float) -> GateFinding:
    error, se = done.theta - done.truth, float(done.se.mean())
    figures = (se, limit, float(error.mean()), float(np.sqrt(np.mean(error**2))), len(done.truth))
    told = messages.PRECISION.filled(*figures)
    if limit > USUAL_MAX_SE:
        told = Text.each(lambda language: told[language] + messages.ABOVE_USUAL[language] % USUAL_MAX_SE)
    return GateFinding(Gate.PRECISION, year, se <= limit, told)


def _exposure(
    test: AdaptiveTest, design: TestDesign, done: Simulation, year: int, limits: SimulationLimits
) -> GateFinding:
    items, length = effective_pool_size(test), design.for_year(year).length
    rate, limit = highest_exposure_rate(presented_items(done, len(test.pool))), limits.exposure_of(length, items)
    chance = MONTE_CARLO_ERRORS * float(np.sqrt(limit * (1 - limit) / len(done.truth)))
    found = messages.EXPOSURE.filled(rate, limit, chance, length, items)
    return GateFinding(Gate.EXPOSURE, year, rate <= limit + chance, found)
