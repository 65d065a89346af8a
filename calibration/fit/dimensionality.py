"""Is there more than one dimension? Parallel analysis of residual correlations, and DETECT."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma, norm
from scipy.stats import t as student

from calibration.array_types import Floats
from calibration.fit.pair_residuals import PairResiduals
from calibration.fit.residual_eigenvalues import mean_of_known
from calibration.persons.posterior_abilities import TabulatedFit

SHAPE = 46.446
"""Shape of the shifted gamma distribution that has the skewness of the largest eigenvalue of a noise matrix, .293
(Tracy & Widom, 1996; Chiani, 2014)."""
EFFECT = 0.5
"""Residual variance, in items, from which a second dimension is of practical matter, and for which power is told."""
RETAINED = 0.95
"""Percentile of the simulated eigenvalues of the same rank that a retained one exceeds (Glorfeld, 1995)."""


@dataclass(frozen=True, slots=True, eq=False)
class Dimensionality:
    """Residual dimensions of n items.

    Parameters
    ----------
    eigenvalues : (n,) of the residual correlation matrix, largest first; see `ResidualUnit` for adaptive data
    simulated : (S, n) eigenvalues of each data set simulated under one dimension
    p : chance of a first eigenvalue as large under one dimension
    power : chance that a second dimension of the size ``EFFECT`` is found at the 5 % level
    loadings : (n,) of the items on the first residual dimension, −1 to 1; two signs are two clusters
    detect : 100 times the mean residual covariance within less between the two clusters (after Zhang & Stout, 1999):
        below .2 little, above .4 some, above 1 strong multidimensionality
    """

    eigenvalues: Floats
    simulated: Floats
    p: float
    power: float
    loadings: Floats
    detect: float

    @property
    def typical(self) -> float:
        """Median of the simulated first eigenvalues, NaN where there are none."""
        return float(np.median(self.simulated[:, 0])) if self.simulated.size else float("nan")

    @property
    def size(self) -> float:
        """Residual variance on the first residual dimension beyond what chance gives, in items."""
        return float(max(self.eigenvalues[0] - self.typical, 0.0)) if self.simulated.size else 0.0

    @property
    def retained(self) -> int:
        """Residual dimensions by parallel analysis: leading eigenvalues above those of simulated data."""
        if not self.simulated.size:
            return 0
        above = self.eigenvalues > np.quantile(self.simulated, RETAINED, axis=0)
        return int(np.argmin(above)) if not above.all() else above.size


def dimensionality(found: PairResiduals, on: TabulatedFit) -> Dimensionality:
    """Parallel analysis of residuals: their eigenvalues against data sets of one dimension; and DETECT.

    Parameters
    ----------
    found : residual correlations with their simulation
    on : the fit on a grid

    Notes
    -----
    p is the tail of a shifted gamma distribution with the mean and standard deviation of the simulated first
    eigenvalues; that these are estimates is allowed for as for a Student's t. It can be smaller than 1/(S + 1).

    References
    ----------
    Horn (1965), *Psychometrika* 30, 179–185; Drasgow & Lissak (1983), *Journal of Applied Psychology* 68, 363–373:
    parallel analysis, here of residuals and with data sets drawn from the fit.
    Glorfeld (1995), *Educational and Psychological Measurement* 55, 377–393: the 95th percentile.
    Chiani (2014), *Journal of Multivariate Analysis* 129, 69–81: the shifted gamma distribution.
    Zhang & Stout (1999), *Psychometrika* 64, 213–249: DETECT.
    """
    values, vectors = found.unit.eigenvectors(found.q3)
    simulated = np.zeros((0, values.size)) if found.simulated_eigenvalues is None else found.simulated_eigenvalues
    p = largest_eigenvalue_p(float(values[0]), simulated[:, 0])
    power = largest_eigenvalue_power(simulated[:, 0])
    first = vectors[:, 0]
    loadings = first * np.sqrt(max(values[0], 0.0))
    return Dimensionality(values, simulated, p, power, loadings, _detect(found, on, first))


def largest_eigenvalue_p(value: float, simulated: Floats) -> float:
    """Chance of a largest eigenvalue of at least ``value``, from some simulated (S,) ones; NaN for fewer than three."""
    if simulated.size < 3:
        return float("nan")
    z = (value - simulated.mean()) / (simulated.std(ddof=1) * np.sqrt(1 + 1 / simulated.size))
    normal = norm.isf(student.sf(z, simulated.size - 1))  # as far out as t is, were mean and deviation known
    return float(gamma.sf(SHAPE + normal * np.sqrt(SHAPE), SHAPE))


def largest_eigenvalue_power(simulated: Floats) -> float:
    """Chance that an eigenvalue larger by ``EFFECT`` is found at the 5 % level; NaN for fewer than three simulated."""
    if simulated.size < 3:
        return float("nan")
    critical = (gamma.isf(0.05, SHAPE) - SHAPE) / np.sqrt(SHAPE)
    return float(norm.sf(critical - EFFECT / simulated.std(ddof=1)))


def _detect(found: PairResiduals, on: TabulatedFit, first: Floats) -> float:
    prob = np.exp(on.log_prob)
    score = np.arange(prob.shape[1])[:, None]
    variance = (prob * score**2).sum(axis=1) - (prob * score).sum(axis=1) ** 2
    spread = np.sqrt(variance @ np.exp(on.log_prior).mean(axis=0))
    covariance = found.adjusted_q3 * np.outer(spread, spread)
    same = np.where(np.outer(first, first) > 0, 1.0, -1.0)
    return 100 * mean_of_known((covariance * same)[np.triu_indices(len(spread), 1)])
