"""The joint normal distribution of several latent dimensions, by group, on the nodes of a product grid."""

from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Bools, Floats, Indices

DIFFERENCE = 1e-4
"""Step of the central differences by which second derivatives of the log-weights are taken; they are smooth in few
parameters, and the error is of the order of the step's square."""


@dataclass(frozen=True, slots=True, eq=False)
class LatentNormal:
    """G groups of abilities in D dimensions.

    Parameters
    ----------
    mean : (G, D)
    covariance : (G, D, D); of the first group correlations, unless its scale is free
    free_mean : (G,) whether a group's means are estimated
    free_scale : (G,) whether a group's variances are estimated; covariances are, with them
    correlated : whether the first group's correlations are estimated
    """

    mean: Floats
    covariance: Floats
    free_mean: Bools
    free_scale: Bools
    correlated: bool

    @property
    def dimensions(self) -> int:
        """The number D of dimensions."""
        return int(self.mean.shape[1])

    def _free_entries(self, group: int) -> tuple[Indices, Indices]:
        """Row and column of a group's free covariances, from the lower triangle."""
        if self.free_scale[group]:
            return np.tril_indices(self.dimensions)
        if self.correlated:
            return np.tril_indices(self.dimensions, -1)
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)

    @property
    def vector(self) -> Floats:
        """The free parameters: means group by group, then covariances group by group."""
        means = self.mean[self.free_mean].ravel()
        covariances = [self.covariance[group][self._free_entries(group)] for group in range(len(self.mean))]
        return np.concatenate((means, *covariances))

    def at_vector(self, vector: Floats) -> "LatentNormal":
        """The population with these free parameters."""
        mean, covariance = self.mean.copy(), self.covariance.copy()
        first = int(self.free_mean.sum()) * self.dimensions
        mean[self.free_mean] = vector[:first].reshape(-1, self.dimensions)
        for group in range(len(mean)):
            row, column = self._free_entries(group)
            covariance[group][row, column] = covariance[group][column, row] = vector[first : first + row.size]
            first += row.size
        return replace(self, mean=mean, covariance=covariance)

    def log_weights(self, nodes: Floats) -> Floats:
        """(G, Q) logarithms of weights that sum to 1 in each group, NaN where a covariance is not positive definite.

        Parameters
        ----------
        nodes : (Q, D)
        """
        logs = np.full((len(self.mean), len(nodes)), np.nan)
        for group, (mean, covariance) in enumerate(zip(self.mean, self.covariance, strict=True)):
            try:
                root = np.linalg.cholesky(covariance)
            except np.linalg.LinAlgError:
                continue
            density = -0.5 * (np.linalg.solve(root, (nodes - mean).T) ** 2).sum(axis=0)
            density -= density.max()
            logs[group] = density - np.log(np.exp(density).sum())
        return logs

    def scores(self, nodes: Floats) -> Floats:
        """(G, S, Q) derivatives of the log-weights by the free parameters, in the order of ``vector``."""
        total = np.zeros((len(self.mean), self.vector.size, len(nodes)))
        weight = np.exp(self.log_weights(nodes))
        row = 0
        inverse = np.linalg.inv(self.covariance)
        away = [(nodes - mean) @ inverse[group] for group, mean in enumerate(self.mean)]
        for group in np.flatnonzero(self.free_mean).tolist():
            total[group, row : row + self.dimensions] = away[group].T
            row += self.dimensions
        for group in range(len(self.mean)):
            first, second = self._free_entries(group)
            both = np.where(first == second, 0.5, 1.0)[:, None]
            total[group, row : row + first.size] = both * away[group].T[first] * away[group].T[second]
            row += first.size
        return np.asarray(total - (total * weight[:, None]).sum(axis=2, keepdims=True))

    def information(self, masses: Floats, nodes: Floats) -> Floats:
        """(S, S) minus the second derivative of Σ masses · log-weights, (G, Q) each."""
        here = self.vector
        found = np.zeros((here.size, here.size))
        for place in range(here.size):
            step = np.zeros(here.size)
            step[place] = DIFFERENCE
            ahead, behind = (self.at_vector(here + side * step).scores(nodes) for side in (1, -1))
            found[place] = -((ahead - behind) * masses[:, None]).sum(axis=(0, 2)) / (2 * DIFFERENCE)
        return np.asarray((found + found.T) / 2)


def moments(population: LatentNormal, masses: Floats, nodes: Floats) -> tuple[LatentNormal, Floats]:
    """The M-step: the population that makes the masses (G, Q) likeliest, and the factor (D,) for every slope.

    The first group's variances are held at 1. They are freed for a step, and the slopes take up the change of unit
    (parameter expansion; Liu, Rubin & Wu, 1998), which leaves the likelihood as it is and converges faster.
    """
    mean, covariance = population.mean.copy(), population.covariance.copy()
    for group, mass in enumerate(masses):
        count = max(float(mass.sum()), np.finfo(float).tiny)
        if population.free_mean[group]:
            mean[group] = mass @ nodes / count
        away = nodes - mean[group]
        if population.free_scale[group] or population.correlated:
            covariance[group] = (away * mass[:, None]).T @ away / count
    factor = np.ones(population.dimensions)
    if population.correlated and not population.free_scale[0]:
        factor = np.sqrt(np.diag(covariance[0]))
        mean = mean / factor
        covariance = covariance / np.outer(factor, factor)
    return replace(population, mean=mean, covariance=covariance), factor
