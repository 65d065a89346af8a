"""Repeating E- and M-steps until nothing moves, faster by Anderson's extrapolation, never downhill."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import expit

from calibration.array_types import Bools, Floats
from calibration.marginal.e_step import EStep, ExpectedStatistics, e_step_tables
from calibration.marginal.m_step import MStepTarget, clip_asymptotes, maximise_items
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.population_distribution import Population, maximise_population
from calibration.marginal.prior_penalty import penalty
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid

MAX_SLOPE = 30.0
"""Logits per unit of ability: a slope beyond it is a step that the data do not bound."""
ANDERSON_DEPTH = 6
"""Earlier steps from which the next one is extrapolated."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One E-step as a progress bar sees it.

    Parameters
    ----------
    number : from 1
    log_likelihood : of the data, at the parameters of this cycle, priors' log-density included
    change : largest move of a parameter by the last M-step; infinite before the first
    """

    number: int
    log_likelihood: float
    change: float


OnCycle = Callable[[Cycle], None]


@dataclass(frozen=True, slots=True, eq=False)
class ParameterPoint:
    """All that is estimated: the items' own (n, M) and common (S,) parameters, and the population."""

    structure: ParameterStructure
    own: Floats
    common: Floats
    population: Population

    @property
    def vector(self) -> Floats:
        """The free parameters: the items' own, item by item, the common ones, the population's."""
        return np.concatenate((self.own[self.structure.free], self.common, self.population.vector))

    @property
    def state(self) -> Floats:
        """What an extrapolation moves: the items' parameters and the population's state."""
        return np.concatenate((self.own[self.structure.free], self.common, self.population.state))

    def at_state(self, state: Floats, nodes: Floats) -> "ParameterPoint":
        """The point at a state."""
        own = np.zeros_like(self.own)
        mine, common = int(self.structure.free.sum()), self.common.size
        own[self.structure.free] = state[:mine]
        population = self.population.at_state(state[mine + common :], nodes)
        return replace(self, own=clip_asymptotes(own), common=state[mine : mine + common], population=population)

    @property
    def natural(self) -> Floats:
        """(n, M) the items' natural parameters."""
        return self.structure.natural(self.own, self.common)

    @property
    def unbounded_slopes(self) -> Bools:
        """(n,) whether an item's slope is one that the data do not bound."""
        unbounded: Bools = ~self.structure.fixed & ~(np.abs(self.natural[:, 0]) <= MAX_SLOPE)
        return unbounded


@dataclass(frozen=True, slots=True, eq=False)
class EMResult:
    """Where the ascent ended, with the objective at each point on the way, the last that of ``point``.

    ``cycles`` counts E-steps, those at points that were tried and not taken too.

    It ended without converging where a slope passed ``MAX_SLOPE``, where a group's spread fell below half a step of the
    grid, which then cannot tell it from 0, or where the cycles ran out.
    """

    point: ParameterPoint
    expected: ExpectedStatistics
    objective: tuple[float, ...]
    log_prior: float
    converged: bool
    sd_unresolved: bool
    cycles: int


@dataclass(frozen=True, slots=True)
class EMOptions:
    """When an ascent ends and how it goes.

    Parameters
    ----------
    tol : it ends when an M-step moves no parameter by more (of an asymptote: no probability)
    max_iter : limit of E-steps
    accelerate : extrapolate by Anderson's method (Walker & Ni, 2011, SIAM J. Numer. Anal. 49, 1715–1735). A leap that
        lowers the objective is not taken; the plain EM step, which cannot lower it, is.
    """

    tol: float
    max_iter: int
    accelerate: bool = True


def run_em(
    e_step: EStep,
    start: ParameterPoint,
    grid: QuadratureGrid,
    priors: Priors,
    options: EMOptions,
    on_cycle: OnCycle | None = None,
) -> EMResult:
    """Maximise the marginal likelihood, or with priors the posterior density, from a point."""
    trace, memory = _ObjectiveTrace(e_step, grid, priors, on_cycle), _AndersonAcceleration()
    point, at, value = start, *trace.evaluate(start)
    trace.accept(value)
    while True:
        em_point = _em_step(point, at, grid, priors)
        trace.change = _largest_change(point, em_point)
        unbounded, sd_unresolved = bool(point.unbounded_slopes.any()), point.population.sd_unresolved(grid.step)
        converged = trace.change < options.tol and not unbounded and not sd_unresolved
        if converged or unbounded or sd_unresolved or trace.cycles >= options.max_iter:
            return EMResult(
                point, at, tuple(trace.values), trace.log_prior(point), converged, sd_unresolved, trace.cycles
            )
        extrapolated = memory.extrapolate(point, em_point, grid.nodes) if options.accelerate else em_point
        candidate = trace.evaluate(extrapolated)
        if extrapolated is not em_point and not candidate[1] >= value:  # also where the leap left the numbers
            memory.restart()
            extrapolated, candidate = em_point, trace.evaluate(em_point)
        point, (at, value) = extrapolated, candidate
        trace.accept(value)


def _em_step(point: ParameterPoint, at: ExpectedStatistics, grid: QuadratureGrid, priors: Priors) -> ParameterPoint:
    own, common = maximise_items(MStepTarget(point.structure, at, grid.nodes, priors), point.own, point.common)
    return ParameterPoint(point.structure, own, common, maximise_population(point.population, at.masses, grid.nodes))


def _largest_change(one: ParameterPoint, other: ParameterPoint) -> float:
    """The largest move of a slope, an intercept, an asymptote, a mean or the logarithm of a standard deviation."""
    before, after = one.natural, other.natural
    candidate = np.isfinite(before[:, :-2])
    lines = np.abs(np.where(candidate, after[:, :-2], 0.0) - np.where(candidate, before[:, :-2], 0.0))
    asymptotes = np.abs(expit(after[:, -2:]) - expit(before[:, -2:]))
    population = np.abs(other.population.vector - one.population.vector)
    return float(max(lines.max(), asymptotes.max(), population.max(initial=0.0)))


class _ObjectiveTrace:
    """Counts cycles and keeps the objective at the points the ascent went through."""

    def __init__(self, e_step: EStep, grid: QuadratureGrid, priors: Priors, on_cycle: OnCycle | None) -> None:
        self.e_step, self.grid, self.priors, self.on_cycle = e_step, grid, priors, on_cycle
        self.cycles, self.change = 0, np.inf
        self.values: list[float] = []

    def evaluate(self, point: ParameterPoint) -> tuple[ExpectedStatistics, float]:
        self.cycles += 1
        with np.errstate(all="ignore"):  # a leap may leave the numbers, and is then not taken
            at = self.e_step(e_step_tables(point.structure, point.natural, point.population, self.grid.nodes))
            return at, at.log_likelihood + self.log_prior(point)

    def log_prior(self, point: ParameterPoint) -> float:
        prior = penalty(point.structure, point.natural, self.priors)
        return 0.0 if prior is None else float(prior.value.sum())

    def accept(self, value: float) -> None:
        self.values.append(value)
        if self.on_cycle:
            self.on_cycle(Cycle(self.cycles, value, self.change))


@dataclass
class _AndersonAcceleration:
    """The last points and where an EM step leads from each."""

    points: list[Floats] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)

    def restart(self) -> None:
        self.points, self.images = self.points[-1:], self.images[-1:]

    def extrapolate(self, point: ParameterPoint, em_point: ParameterPoint, nodes: Floats) -> ParameterPoint:
        """The mixture of images whose steps would cancel best, or the plain step where there is none to mix with."""
        self.points, self.images = (
            [*self.points[-ANDERSON_DEPTH:], point.state],
            [*self.images[-ANDERSON_DEPTH:], em_point.state],
        )
        if len(self.points) < 2:
            return em_point
        images = np.array(self.images)
        steps = images - np.array(self.points)
        weights = np.linalg.lstsq(np.diff(steps, axis=0).T, steps[-1], rcond=1e-10)[0]
        target = self.images[-1] - weights @ np.diff(images, axis=0)
        if not np.isfinite(target).all():
            return em_point
        extrapolated = em_point.at_state(target, nodes)
        return em_point if extrapolated.unbounded_slopes.any() else extrapolated
