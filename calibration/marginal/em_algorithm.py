"""The EM algorithm with Anderson acceleration, monotone in the log-likelihood."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import expit

from calibration.array_types import Bools, Floats
from calibration.marginal.e_step import EStep, ExpectedStatistics, e_step_tables
from calibration.marginal.m_step import MStepTarget, clip_asymptotes, maximise_items
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.population_distribution import Population, maximise_population, maximise_regression
from calibration.marginal.prior_penalty import penalty
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid

MAX_SLOPE = 30.0
"""Logits per unit of ability. The data do not bound a slope beyond it."""
ANDERSON_DEPTH = 6
"""Earlier steps used in an extrapolation."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One EM cycle, for progress displays.

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
    """All estimated parameters: items' own (n, M), common (S,), and the population."""

    structure: ParameterStructure
    own: Floats
    common: Floats
    population: Population

    @property
    def vector(self) -> Floats:
        """(P,) the free parameters: own by item, then common, then the population's."""
        return np.concatenate((self.own[self.structure.free], self.common, self.population.vector))

    @property
    def state(self) -> Floats:
        """The vector that is extrapolated: item parameters and the population's state."""
        return np.concatenate((self.own[self.structure.free], self.common, self.population.state))

    def at_state(self, state: Floats, nodes: Floats) -> "ParameterPoint":
        """The point with this `state`."""
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
        """(n,) whether an item's slope passed ``MAX_SLOPE``."""
        unbounded: Bools = ~self.structure.fixed & ~(np.abs(self.natural[:, 0]) <= MAX_SLOPE)
        return unbounded


@dataclass(frozen=True, slots=True, eq=False)
class EMResult:
    """The result of the EM algorithm.

    Parameters
    ----------
    point, expected : the last parameters, with their expected statistics
    objective : log-likelihood plus log-prior after each accepted step; the last is that of ``point``
    log_prior : of ``point``
    converged : False where a slope passed ``MAX_SLOPE``, a standard deviation fell below half a step of the grid, or
        the cycles ran out
    sd_unresolved : whether a group's standard deviation fell below half a step of the grid
    cycles : E-steps, those of rejected extrapolations included
    """

    point: ParameterPoint
    expected: ExpectedStatistics
    objective: tuple[float, ...]
    log_prior: float
    converged: bool
    sd_unresolved: bool
    cycles: int

    @property
    def means(self) -> Floats:
        """Means of the groups, or the lowest and the highest of the persons' where these depend on regressors."""
        population = self.point.population
        return population.mean if population.regression is None else np.array(self.expected.mean_range)


@dataclass(frozen=True, slots=True)
class EMOptions:
    """Options of the EM algorithm.

    Parameters
    ----------
    tol : converged when an M-step changes no parameter by more; asymptotes as probabilities
    max_iter : largest number of E-steps
    accelerate : Anderson acceleration (Walker & Ni, 2011, SIAM J. Numer. Anal. 49, 1715–1735). An extrapolation that
        lowers the objective is rejected for the EM step, which cannot lower it.
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
    """Maximise the marginal likelihood, or with priors the posterior density.

    Parameters
    ----------
    e_step : computes the expected statistics of all responses
    start : start values
    grid : quadrature nodes
    priors, options : what is maximised, and how
    on_cycle : called after each accepted step

    References
    ----------
    Bock & Aitkin (1981), Psychometrika 46, 443–459. Dempster, Laird & Rubin (1977), JRSS B 39, 1–38.
    """
    trace, acceleration = _ObjectiveTrace(e_step, grid, priors, on_cycle), _AndersonAcceleration()
    point, expected, value = start, *trace.evaluate(start)
    trace.accept(value)
    while True:
        em_point = _em_step(point, expected, grid, priors)
        trace.change = _largest_change(point, em_point)
        unbounded, sd_unresolved = bool(point.unbounded_slopes.any()), point.population.sd_unresolved(grid.step)
        converged = trace.change < options.tol and not unbounded and not sd_unresolved
        if converged or unbounded or sd_unresolved or trace.cycles >= options.max_iter:
            return EMResult(
                point, expected, tuple(trace.values), trace.log_prior(point), converged, sd_unresolved, trace.cycles
            )
        extrapolated = acceleration.extrapolate(point, em_point, grid.nodes) if options.accelerate else em_point
        candidate = trace.evaluate(extrapolated)
        if extrapolated is not em_point and not candidate[1] >= value:  # also where it is NaN
            acceleration.restart()
            extrapolated, candidate = em_point, trace.evaluate(em_point)
        point, (expected, value) = extrapolated, candidate
        trace.accept(value)


def _em_step(
    point: ParameterPoint, expected: ExpectedStatistics, grid: QuadratureGrid, priors: Priors
) -> ParameterPoint:
    own, common = maximise_items(MStepTarget(point.structure, expected, grid.nodes, priors), point.own, point.common)
    population, masses = point.population, expected.masses
    if population.regression is not None:
        moved = maximise_regression(population, masses, grid.nodes, expected.products)
    else:
        moved = maximise_population(population, masses, grid.nodes)
    return ParameterPoint(point.structure, own, common, moved)


def _largest_change(one: ParameterPoint, other: ParameterPoint) -> float:
    """The largest change of a slope, intercept, asymptote, mean or log standard deviation."""
    before, after = one.natural, other.natural
    finite = np.isfinite(before[:, :-2])
    lines = np.abs(np.where(finite, after[:, :-2], 0.0) - np.where(finite, before[:, :-2], 0.0))
    asymptotes = np.abs(expit(after[:, -2:]) - expit(before[:, -2:]))
    population = np.abs(other.population.vector - one.population.vector)
    return float(max(lines.max(), asymptotes.max(), population.max(initial=0.0)))


class _ObjectiveTrace:
    """Evaluates points, counts the evaluations and records the objective of accepted points."""

    def __init__(self, e_step: EStep, grid: QuadratureGrid, priors: Priors, on_cycle: OnCycle | None) -> None:
        self.e_step, self.grid, self.priors, self.on_cycle = e_step, grid, priors, on_cycle
        self.cycles, self.change = 0, np.inf
        self.values: list[float] = []

    def evaluate(self, point: ParameterPoint) -> tuple[ExpectedStatistics, float]:
        self.cycles += 1
        with np.errstate(all="ignore"):  # an extrapolation may overflow; it is then rejected
            expected = self.e_step(e_step_tables(point.structure, point.natural, point.population, self.grid.nodes))
            return expected, expected.log_likelihood + self.log_prior(point)

    def log_prior(self, point: ParameterPoint) -> float:
        prior = penalty(point.structure, point.natural, self.priors)
        return 0.0 if prior is None else float(prior.value.sum())

    def accept(self, value: float) -> None:
        self.values.append(value)
        if self.on_cycle:
            self.on_cycle(Cycle(self.cycles, value, self.change))


@dataclass
class _AndersonAcceleration:
    """Anderson acceleration from the last points and their EM images."""

    points: list[Floats] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)

    def restart(self) -> None:
        self.points, self.images = self.points[-1:], self.images[-1:]

    def extrapolate(self, point: ParameterPoint, em_point: ParameterPoint, nodes: Floats) -> ParameterPoint:
        """The extrapolated point, or the EM step where there is no earlier step or the result is invalid."""
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
