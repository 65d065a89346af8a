"""Information about the coefficients and the residual standard deviation of a latent regression.

A person's complete-data score is x(θ − xᵀβ)/σ² for β and (θ − xᵀβ)²/σ² − 1 for log σ. Their posterior covariances with
each other and with the scores of the items are the missing information (Louis, 1982).
"""

from collections.abc import Callable

import numpy as np

from calibration.array_types import Floats
from calibration.marginal.latent_regression import ConditionalPrior, LatentRegression

MeanScores = Callable[[Floats], Floats]
"""Sums (B, R) of the R item scores over the nodes under weights (B, Q)."""


def regression_information(
    regression: LatentRegression, sd: float, products: Floats, square: float, *, free_sd: bool
) -> Floats:
    """(k′ + 1, k′ + 1) minus the second derivative of the expected log-density by free coefficients and log σ.

    Parameters
    ----------
    products, square : Σ w x E(θ), (k,), and Σ w E(θ²)
    free_sd : whether σ is estimated; else there is no last row
    """
    free = regression.free
    size = int(free.sum())
    total = np.zeros((size + free_sd,) * 2)
    total[:size, :size] = regression.cross_products[np.ix_(free, free)] / sd**2
    if free_sd:
        residual = products - regression.cross_products @ regression.coefficients
        total[size, :size] = total[:size, size] = 2 * residual[free] / sd**2
        weights = regression.cross_products[0, 0]
        total[size, size] = 2 * weights * regression.residual_variance(products, square) / sd**2
    return total


def add_regression_information(
    prior: ConditionalPrior,
    persons: tuple[Floats, Floats, Floats, Floats],
    nodes: Floats,
    item_scores: MeanScores,
    totals: tuple[Floats, Floats],
) -> None:
    """Add some persons' posterior covariances, and products of their mean scores, to the last rows of the totals.

    Parameters
    ----------
    prior : coefficients and standard deviation
    persons : posteriors (B, Q), regressors (B, k), weights (B,) and their squares (B,)
    item_scores : of these persons, for all P parameters, 0 for those of the regression
    totals : (P, P) missing information, and products of scores or (0, 0); only their lower triangles count
    """
    share, regressors, weight, squared = persons
    mean = np.vecdot(share, nodes)
    away = (nodes - (regressors @ prior.coefficients)[:, None]) / prior.sd
    x = regressors[:, prior.free] / prior.sd
    square = np.vecdot(share, away**2)
    centred = (nodes - mean[:, None]) / prior.sd, away**2 - square[:, None]
    linear = np.vecdot(share, centred[0] ** 2)
    rows = _rows(x, item_scores(share * centred[0]), item_scores(share * centred[1]), weight, free_sd=prior.free_sd)
    size, first = totals[0].shape[0], totals[0].shape[0] - rows.shape[0]
    rows[:, first:] = _own(x, linear, np.vecdot(share * centred[0], centred[1]), share, centred[1], weight, prior)
    totals[0][first:] += rows
    if totals[1].size:
        scores = item_scores(share)
        scores[:, first : first + x.shape[1]] = x * np.vecdot(share, away)[:, None]
        if prior.free_sd:
            scores[:, size - 1] = square - 1
        totals[1][first:] += (scores[:, first:] * squared[:, None]).T @ scores


def _rows(x: Floats, by_linear: Floats, by_square: Floats, weight: Floats, *, free_sd: bool) -> Floats:
    """(k′ + 1, P) covariances with the items' scores."""
    rows = (x * weight[:, None]).T @ by_linear
    return np.concatenate((rows, (weight @ by_square)[None])) if free_sd else rows


def _own(
    x: Floats, linear: Floats, cross: Floats, share: Floats, square: Floats, weight: Floats, prior: ConditionalPrior
) -> Floats:
    """(k′ + 1, k′ + 1) covariances of the regression's own scores."""
    own = x.T @ (x * (weight * linear)[:, None])
    if not prior.free_sd:
        return own
    side = x.T @ (weight * cross)
    corner = weight @ np.vecdot(share, square**2)
    return np.block([[own, side[:, None]], [side[None], np.full((1, 1), corner)]])
