"""What adaptive data are drawn from: a fit whose slopes spread as the true ones do, not as the fitted ones.

Slopes that are fitted to few answers of similar persons, as adaptive sittings give, spread more than the true ones.
Data drawn from them have more residual structure than data drawn from the truth: beside it what is in the data looks
small.
"""

from dataclasses import replace

import numpy as np
from scipy.special import logsumexp

from calibration.array_types import Bools, Floats
from calibration.fit.refitted_simulations import Refit, simulations
from calibration.persons.posterior_abilities import TabulatedFit
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.calibration_result import Calibration
from calibration.slope_intercept_curves import ModelFamily
from engine import log_probabilities

ROUNDS, DATA_SETS = 2, 10
"""How often the share is found anew at the one so far, and from how many simulated data sets."""
FEWEST_SLOPES = 5
"""Items with slopes of their own from whom a spread can be told."""


def with_true_spread(
    data: ResponseMatrix, fit: Calibration, on: TabulatedFit, refit: Refit | None, rng: np.random.Generator
) -> TabulatedFit:
    """A fit of adaptive data with the logarithms of its slopes drawn towards their mean.

    They are drawn so far that slopes which are fitted to data drawn from them spread as those of the fit. The variance
    of fitted log-slopes is the true one and the sampling variance, which is taken from simulated data.

    Parameters
    ----------
    data : adaptive responses
    fit, on : a calibration, and the same on a grid
    refit : how simulated answers are fitted; with None the fit is returned as it is
    rng : the source of randomness

    References
    ----------
    Gouriéroux, Monfort & Renault (1993), *Journal of Applied Econometrics* 8, S85–S118: indirect inference.
    """
    own = _own_slopes(fit)
    if refit is None or own.sum() < FEWEST_SLOPES:
        return on
    fitted, share, drawn_from = float(np.log(fit.a[own]).var()), 1.0, on
    for _ in range(ROUNDS):
        drawn = simulations(data, drawn_from, refit, rng, DATA_SETS, routed=True)
        again = np.mean([np.log(_slopes(each, fit)[own]).var() for _, each in drawn])
        share = float(np.clip(1 - (again - share * fitted) / fitted, 0.0, 1.0))
        drawn_from = replace(on, log_prob=_log_prob(fit, own, share, on.nodes))
    return drawn_from


def _own_slopes(fit: Calibration) -> Bools:
    """(n,) items whose slope is estimated and no other's."""
    rows = fit.rows["a"]
    return np.asarray((rows >= 0) & (np.bincount(rows[rows >= 0], minlength=1)[rows] == 1))


def _slopes(on: TabulatedFit, fit: Calibration) -> Floats:
    """(n,) slopes of tabulated curves without asymptotes: of the log-odds of the second category, or of all above."""
    at = on.nodes.size // 2 + np.arange(2)
    first, log_prob = on.log_prob[:, 0, at], on.log_prob[:, :, at]
    above = np.where(
        (fit.family == ModelFamily.CUMULATIVE)[:, None], logsumexp(log_prob[:, 1:], axis=1), log_prob[:, 1]
    )
    odds = above - first
    return np.asarray((odds[:, 1] - odds[:, 0]) / (on.nodes[1] - on.nodes[0]))


def _log_prob(fit: Calibration, own: Bools, share: float, nodes: Floats) -> Floats:
    """(n, K, Q) curves with this share of the variance of log-slopes."""
    a = fit.a.copy()
    logs = np.log(a[own])
    a[own] = np.exp(logs.mean() + np.sqrt(share) * (logs - logs.mean()))
    return log_probabilities(replace(fit, a=a).parameters, nodes[None, :])
