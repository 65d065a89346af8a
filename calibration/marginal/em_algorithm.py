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

    of: ParameterStructure
    own: Floats
    common: Floats
    population: Population

    @property
    def vector(self) -> Floats:
        """The free parameters: the items' own, item by item, the common ones, the population's."""
        return np.concatenate((self.own[self.of.used], self.common, self.population.vector))

    @property
    def state(self) -> Floats:
        """What an extrapolation moves: the items' parameters and the population's state."""
        return np.concatenate((self.own[self.of.used], self.common, self.population.state))

    def moved(self, state: Floats, nodes: Floats) -> "ParameterPoint":
        """The point at a state."""
        own = np.zeros_like(self.own)
        mine, common = int(self.of.used.sum()), self.common.size
        own[self.of.used] = state[:mine]
        population = self.population.moved(state[mine + common :], nodes)
        return replace(self, own=clip_asymptotes(own), common=state[mine : mine + common], population=population)

    @property
    def natural(self) -> Floats:
        """(n, M) the items' natural parameters."""
        return self.of.natural(self.own, self.common)

    @property
    def steep(self) -> Bools:
        """(n,) whether an item's slope is one that the data do not bound."""
        steep: Bools = ~self.of.fixed & ~(np.abs(self.natural[:, 0]) <= MAX_SLOPE)
        return steep


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
    shrunk: bool
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
    rules: EMOptions,
    on_cycle: OnCycle | None = None,
) -> EMResult:
    """Maximise the marginal likelihood, or with priors the posterior density, from a point."""
    path, memory = _ObjectiveTrace(e_step, grid, priors, on_cycle), _AndersonAcceleration()
    here, at, value = start, *path.tried(start)
    path.taken(value)
    while True:
        plain = _em_step(here, at, grid, priors)
        path.change = _largest_change(here, plain)
        steep, shrunk = bool(here.steep.any()), here.population.shrunk(grid.step)
        converged = path.change < rules.tol and not steep and not shrunk
        if converged or steep or shrunk or path.cycles >= rules.max_iter:
            return EMResult(here, at, tuple(path.values), path.log_prior(here), converged, shrunk, path.cycles)
        leap = memory.leap(here, plain, grid.nodes) if rules.accelerate else plain
        there = path.tried(leap)
        if leap is not plain and not there[1] >= value:  # also where the leap left the numbers
            memory.forget()
            leap, there = plain, path.tried(plain)
        here, (at, value) = leap, there
        path.taken(value)


def _em_step(point: ParameterPoint, at: ExpectedStatistics, grid: QuadratureGrid, priors: Priors) -> ParameterPoint:
    own, common = maximise_items(MStepTarget(point.of, at, grid.nodes, priors), point.own, point.common)
    return ParameterPoint(point.of, own, common, maximise_population(point.population, at.masses, grid.nodes))


def _largest_change(one: ParameterPoint, other: ParameterPoint) -> float:
    """The largest move of a slope, an intercept, an asymptote, a mean or the logarithm of a standard deviation."""
    before, after = one.natural, other.natural
    there = np.isfinite(before[:, :-2])
    lines = np.abs(np.where(there, after[:, :-2], 0.0) - np.where(there, before[:, :-2], 0.0))
    asymptotes = np.abs(expit(after[:, -2:]) - expit(before[:, -2:]))
    population = np.abs(other.population.vector - one.population.vector)
    return float(max(lines.max(), asymptotes.max(), population.max(initial=0.0)))


class _ObjectiveTrace:
    """Counts cycles and keeps the objective at the points the ascent went through."""

    def __init__(self, e_step: EStep, grid: QuadratureGrid, priors: Priors, on_cycle: OnCycle | None) -> None:
        self.e_step, self.grid, self.priors, self.on_cycle = e_step, grid, priors, on_cycle
        self.cycles, self.change = 0, np.inf
        self.values: list[float] = []

    def tried(self, point: ParameterPoint) -> tuple[ExpectedStatistics, float]:
        self.cycles += 1
        with np.errstate(all="ignore"):  # a leap may leave the numbers, and is then not taken
            at = self.e_step(e_step_tables(point.of, point.natural, point.population, self.grid.nodes))
            return at, at.log_likelihood + self.log_prior(point)

    def log_prior(self, point: ParameterPoint) -> float:
        prior = penalty(point.of, point.natural, self.priors)
        return 0.0 if prior is None else float(prior.value.sum())

    def taken(self, value: float) -> None:
        self.values.append(value)
        if self.on_cycle:
            self.on_cycle(Cycle(self.cycles, value, self.change))


@dataclass
class _AndersonAcceleration:
    """The last points and where an EM step leads from each."""

    points: list[Floats] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)

    def forget(self) -> None:
        self.points, self.images = self.points[-1:], self.images[-1:]

    def leap(self, here: ParameterPoint, plain: ParameterPoint, nodes: Floats) -> ParameterPoint:
        """The mixture of images whose steps would cancel best, or the plain step where there is none to mix with."""
        self.points, self.images = (
            [*self.points[-ANDERSON_DEPTH:], here.state],
            [*self.images[-ANDERSON_DEPTH:], plain.state],
        )
        if len(self.points) < 2:
            return plain
        images = np.array(self.images)
        steps = images - np.array(self.points)
        weights = np.linalg.lstsq(np.diff(steps, axis=0).T, steps[-1], rcond=1e-10)[0]
        target = self.images[-1] - weights @ np.diff(images, axis=0)
        if not np.isfinite(target).all():
            return plain
        leap = plain.moved(target, nodes)
        return plain if leap.steep.any() else leap
