"""Ability distributions of groups, normal or as masses on the nodes, and their M-step."""

from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Bools, Floats
from calibration.marginal.latent_regression import ConditionalPrior, LatentRegression
from calibration.marginal.quadrature_grid import HISTOGRAM_LIMIT, HISTOGRAM_MIN_REACH, LIMIT, MIN_REACH

MIN_SD = 1e-6
"""Smallest standard deviation of a group, far below the step of any grid."""
MIN_STEP_SHARE = 1e-6
"""Share of the step below which a group keeps its parameters."""


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """G groups of abilities on the scale of the fit.

    Parameters
    ----------
    mean, sd : (G,) of each group
    free_mean, free_sd : (G,) whether they are estimated
    masses : (G, Q) probability of each node in each group, or None where the groups are normal. The masses of a group
        whose mean and standard deviation are fixed keep these, which identifies the scale.
    regression : of the mean on regressors; there is then one group, whose ``mean`` is 0 and ``sd`` the residual one
    """

    mean: Floats
    sd: Floats
    free_mean: Bools
    free_sd: Bools
    masses: Floats | None = None
    regression: LatentRegression | None = None

    @property
    def conditional(self) -> ConditionalPrior | None:
        """The priors of persons, where they depend on regressors."""
        if self.regression is None:
            return None
        held = self.regression
        return ConditionalPrior(held.coefficients, held.free, float(self.sd[0]), bool(self.free_sd[0]))

    @property
    def limits(self) -> tuple[float, float]:
        """Standard deviations that a grid must reach from every mean, and those that it should reach."""
        return (MIN_REACH, LIMIT) if self.masses is None else (HISTOGRAM_MIN_REACH, HISTOGRAM_LIMIT)

    def log_weights(self, nodes: Floats) -> Floats:
        """(G, Q) logarithms of weights that sum to 1 in each group."""
        if self.masses is not None:
            with np.errstate(divide="ignore"):  # a mass may be 0
                logs: Floats = np.log(self.masses)
            return logs
        density: Floats = -0.5 * ((nodes - self.mean[:, None]) / self.sd[:, None]) ** 2
        density -= density.max(axis=1, keepdims=True)
        density -= np.log(np.exp(density).sum(axis=1, keepdims=True))
        return density

    @property
    def vector(self) -> Floats:
        """Free coefficients or means, and log standard deviations of normal groups; empty for histograms."""
        if self.masses is not None:
            return np.zeros(0)
        means = self.mean[self.free_mean] if self.regression is None else self.regression.vector
        return np.concatenate((means, np.log(self.sd[self.free_sd])))

    def at_vector(self, vector: Floats) -> "Population":
        """The population with this `vector`."""
        if self.masses is not None:
            return self
        mean, sd = self.mean.copy(), self.sd.copy()
        means = vector.size - int(self.free_sd.sum())
        with np.errstate(over="ignore"):
            sd[self.free_sd] = np.exp(vector[means:])
        if self.regression is not None:
            return replace(self, sd=sd, regression=self.regression.at_vector(vector[:means]))
        mean[self.free_mean] = vector[:means]
        return replace(self, mean=mean, sd=sd)

    def sd_unresolved(self, step: float) -> bool:
        """Whether an estimated standard deviation is below half a step of the grid."""
        return bool((self.sd[self.free_sd] < step / 2).any())

    @property
    def state(self) -> Floats:
        """The vector that is extrapolated: free parameters, or square roots of the masses, which are bounded."""
        return self.vector if self.masses is None else np.sqrt(self.masses).ravel()

    def at_state(self, state: Floats, nodes: Floats) -> "Population":
        """The population with this `state`; masses are brought back to their sum and fixed moments."""
        if self.masses is None:
            return self.at_vector(state)
        masses = state.reshape(self.masses.shape) ** 2
        return maximise_population(self, masses / masses.sum(axis=1, keepdims=True), nodes)

    def regressed(self, regression: LatentRegression) -> "Population":
        """The one group with its mean replaced by a regression, whose intercept is free where the mean is."""
        free = regression.free.copy()
        free[0] = self.free_mean[0]
        held = np.zeros(1, dtype=bool)
        return replace(self, mean=np.zeros(1), free_mean=held, regression=replace(regression, free=free))

    def as_histogram(self, nodes: Floats) -> "Population":
        """The same groups as masses on the nodes."""
        return replace(self, masses=np.exp(replace(self, masses=None).log_weights(nodes)))


def maximise_regression(population: Population, expected: Floats, nodes: Floats, products: Floats) -> Population:
    """The M-step of a latent regression; ``products`` (k,) is Σ w x E(θ), ``expected`` (1, Q) persons at each node."""
    if population.regression is None:
        return population
    regression = population.regression.maximised(products)
    variance = regression.residual_variance(products, float((expected @ nodes**2).sum()))
    sd = np.where(population.free_sd, np.sqrt(max(variance, MIN_SD**2)), population.sd)
    return replace(population, sd=sd, regression=regression)


def maximise_population(population: Population, expected: Floats, nodes: Floats) -> Population:
    """The M-step for the groups: maximise Σ expected · log weights, ``expected`` (G, Q) persons at each node.

    The expected log-likelihood may fall by rounding of the moments, by a standard deviation below the grid's step, or
    for masses that cannot have the fixed moments. A normal group then moves part of the way or stays, independently of
    the other groups; histograms stay.
    """
    if population.masses is not None:
        with np.errstate(all="ignore"):  # masses without a solution are rejected
            histogram = _maximise_masses(population, expected, nodes)
            rises = (
                _expected_log_weights(histogram, expected, nodes)
                >= _expected_log_weights(population, expected, nodes) - 1e-9
            )
        return histogram if rises.all() and _keeps_fixed_moments(histogram, nodes) else population
    count = np.maximum(expected.sum(axis=1), np.finfo(float).tiny)
    mean = np.where(population.free_mean, expected @ nodes / count, population.mean)
    variance = (expected * (nodes - mean[:, None]) ** 2).sum(axis=1) / count
    sd = np.where(population.free_sd, np.maximum(np.sqrt(variance), MIN_SD), population.sd)
    target = replace(population, mean=mean, sd=sd)
    before, share = _expected_log_weights(population, expected, nodes), np.ones(mean.size)
    while (fell := ~(_expected_log_weights(target, expected, nodes) >= before - 1e-13 * np.abs(before))).any():
        share[fell] = np.where(share[fell] > MIN_STEP_SHARE, share[fell] / 2, 0.0)
        target = _interpolated(population, mean, sd, share)
    return target


def _interpolated(population: Population, mean: Floats, sd: Floats, share: Floats) -> Population:
    """Each group moved its ``share`` (G,) of the step, from 0 to 1."""
    ends = (share == 0, share == 1)
    means = np.select(ends, (population.mean, mean), (1 - share) * population.mean + share * mean)
    logs = (1 - share) * np.log(population.sd) + share * np.log(sd)
    return replace(population, mean=means, sd=np.select(ends, (population.sd, sd), np.exp(logs)))


def _expected_log_weights(population: Population, expected: Floats, nodes: Floats) -> Floats:
    logs = population.log_weights(nodes)
    total: Floats = np.where(expected > 0, expected * np.where(expected > 0, logs, 0.0), 0.0).sum(axis=1)
    return total


def _keeps_fixed_moments(histogram: Population, nodes: Floats) -> bool:
    """Whether masses have the fixed means and standard deviations."""
    if histogram.masses is None:
        return True
    mean = histogram.masses @ nodes
    square = (histogram.masses * (nodes - histogram.mean[:, None]) ** 2).sum(axis=1)
    off = np.where(histogram.free_mean, 0.0, np.abs(mean - histogram.mean))
    wide = np.where(histogram.free_sd, 0.0, np.abs(square - histogram.sd**2))
    return bool((off < 1e-9).all() and (wide < 1e-9).all())


def _maximise_masses(population: Population, expected: Floats, nodes: Floats) -> Population:
    share = expected / np.maximum(expected.sum(axis=1, keepdims=True), np.finfo(float).tiny)
    for group in np.flatnonzero(~population.free_mean | ~population.free_sd):
        constraints = [nodes - population.mean[group]] if not population.free_mean[group] else []
        if not population.free_sd[group]:
            constraints.append((nodes - population.mean[group]) ** 2 - population.sd[group] ** 2)
        share[group] = _constrained_masses(share[group], np.array(constraints))
    mean = share @ nodes
    sd = np.sqrt((share * (nodes - mean[:, None]) ** 2).sum(axis=1))
    return replace(
        population,
        mean=np.where(population.free_mean, mean, population.mean),
        sd=np.where(population.free_sd, sd, population.sd),
        masses=share,
    )


def _constrained_masses(share: Floats, constraints: Floats) -> Floats:
    """The masses w that maximise Σ share·log w under Σ w = 1 and Σ w·wanted = 0 (Owen, 1988: empirical likelihood).

    They are share/(1 + λ·wanted); λ minimises the convex −Σ share·log(1 + λ·wanted), by Newton's method.
    """
    multiplier = np.zeros(len(constraints))
    value = 0.0
    for _ in range(50):
        ratio = 1 / (1 + multiplier @ constraints)
        slope = constraints @ (share * ratio)
        if np.abs(slope).max() < 1e-14:
            break
        step = np.linalg.lstsq((constraints * share * ratio**2) @ constraints.T, slope, rcond=None)[0]
        for _ in range(60):
            spread = (1 + (multiplier + step) @ constraints)[share > 0]
            moved = -(share[share > 0] * np.log(np.maximum(spread, 1e-300))).sum()
            if (spread > 0).all() and moved <= value + 1e-15:
                break
            step = step / 2
        else:
            break
        multiplier, value = multiplier + step, moved
    constrained = np.where(share > 0, share / (1 + multiplier @ constraints), 0.0)
    total: Floats = constrained / constrained.sum()
    return total
