"""Is there more than one dimension? Residual correlations by parallel analysis, and DETECT."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats
from calibration.fit.pair_residuals import PairResiduals, mean_of_known, residual_eigenvectors
from calibration.persons.posterior_abilities import TabulatedFit

NAMED = 6
"""Items named at each end of the residual dimension."""


@dataclass(frozen=True, slots=True, eq=False)
class Dimensionality:
    """Residual dimensions of n items.

    Parameters
    ----------
    eigenvalues : (n,) of the residual correlation matrix, largest first
    reference : (S,) largest eigenvalue of each data set simulated under one dimension
    p : share of simulated largest eigenvalues that reach the observed one, at least 1/(S + 1)
    loadings : (n,) of the items on the first residual dimension, −1 to 1; two signs are two clusters
    detect : 100 times the mean residual covariance within less between the two clusters (after Zhang & Stout, 1999):
        below .2 little, above .4 some, above 1 strong multidimensionality
    """

    eigenvalues: Floats
    reference: Floats
    p: float
    loadings: Floats
    detect: float

    @property
    def size(self) -> float:
        """Residual variance on the first residual dimension beyond what chance gives, in items."""
        return float(max(self.eigenvalues[0] - np.median(self.reference), 0.0)) if self.reference.size else 0.0


def dimensionality(found: PairResiduals, on: TabulatedFit) -> Dimensionality:
    """The first residual dimension against data sets of one dimension.

    Parameters
    ----------
    found : residual correlations with their simulation
    on : the fit on a grid

    References
    ----------
    Horn (1965), *Psychometrika* 30, 179–185; Drasgow & Lissak (1983), *Journal of Applied Psychology* 68, 363–373:
    parallel analysis, here of residuals and with data sets drawn from the fit.
    Zhang & Stout (1999), *Psychometrika* 64, 213–249: DETECT.
    """
    values, vectors = residual_eigenvectors(found.q3)
    reference = np.zeros(0) if found.largest_eigenvalues is None else found.largest_eigenvalues
    p = float((1 + (reference >= values[0]).sum()) / (1 + reference.size))
    first = vectors[:, 0]
    return Dimensionality(values, reference, p, first * np.sqrt(max(values[0], 0.0)), _detect(found, on, first))


def _detect(found: PairResiduals, on: TabulatedFit, first: Floats) -> float:
    prob = np.exp(on.log_prob)
    score = np.arange(prob.shape[1])[:, None]
    variance = (prob * score**2).sum(axis=1) - (prob * score).sum(axis=1) ** 2
    spread = np.sqrt(variance @ np.exp(on.log_prior).mean(axis=0))
    covariance = found.adjusted_q3 * np.outer(spread, spread)
    same = np.where(np.outer(first, first) > 0, 1.0, -1.0)
    return 100 * mean_of_known((covariance * same)[np.triu_indices(len(spread), 1)])
