"""Partial credit and graded response: for each category log P, s = (log P)′ and s′, shape (n, K, …) each.

Fisher's information is Σ P s² and Warm's J is Σ P′ P″ / P = Σ P s (s² + s′), whatever the model.
"""

from typing import NamedTuple

import numpy as np

from engine.arrays import Bools, Floats
from engine.parameters import ItemParameters


class Curves(NamedTuple):
    """Log-probabilities and their first two derivatives by θ; −inf, 0 and 0 for a category that an item does not have.

    Parameters
    ----------
    log_prob, slope, bend : shape (n, K, …)
    """

    log_prob: Floats
    slope: Floats
    bend: Floats


def partial_credit_curves(parameters: ItemParameters, theta: Floats) -> Curves:
    """The generalized partial credit model: log P(k) = Σ_{j ≤ k} a(θ − b_j) − log of the sum over categories.

    With E the expected category, s = a(k − E) and s′ = −a² Var(k).

    References
    ----------
    Masters (1982), Psychometrika 47, 149–174; Muraki (1992), Applied Psychological Measurement 16, 159–176.
    """
    a, missing = _broadcast(parameters.a, theta), _missing(parameters, theta)
    height = _heights(parameters, theta)
    top = height.max(axis=1, keepdims=True)
    is_top = np.arange(height.shape[1]).reshape(1, -1, *(1,) * (theta.ndim - 1)) == height.argmax(axis=1)[:, np.newaxis]
    # the highest category adds exactly 1: log1p of the others keeps its small complement
    log_prob = height - top - np.log1p(np.where(is_top, 0.0, np.exp(height - top)).sum(axis=1, keepdims=True))
    prob = np.exp(log_prob)
    # k − E as a sum of differences: where one category is nearly certain nothing cancels
    away = np.stack([_distance(prob, category) for category in range(prob.shape[1])], axis=1)
    slope = np.where(missing, 0.0, a * away)
    variance = (prob * slope * slope).sum(axis=1, keepdims=True)
    return Curves(log_prob, slope, np.where(missing, 0.0, -variance))


def graded_curves(parameters: ItemParameters, theta: Floats) -> Curves:
    """The graded response model: P(k) = σ(u) − σ(v) with u = a(θ − b_k), v = a(θ − b_{k+1}).

    It is computed as σ(u) σ(−v) (1 − exp(v − u)), in which nothing cancels; then s = a(σ(−u) − σ(v)) and
    s′ = −a² (σ(u)σ(−u) + σ(v)σ(−v)). Below the first category u = ∞, above the last v = −∞.

    References
    ----------
    Samejima (1969), Psychometrika Monograph 17.
    """
    a, missing = _broadcast(parameters.a, theta), _missing(parameters, theta)
    steps = parameters.b.reshape(*parameters.b.shape, *(1,) * (theta.ndim - 1))
    logit = a * (theta[:, np.newaxis] - np.where(np.isnan(steps), np.inf, steps))
    ends = np.full_like(logit[:, :1], np.inf)
    up, down = np.concatenate([ends, logit], axis=1), np.concatenate([logit, -ends], axis=1)
    gap = np.concatenate([ends, np.broadcast_to(a * np.diff(steps, axis=1), logit[:, 1:].shape), ends], axis=1)
    gap = np.where(np.isnan(gap), np.inf, gap)
    log_prob = _log_sigma(up) + _log_sigma(-down) + np.log(-np.expm1(-gap))
    below, above = np.exp(_log_sigma(-up)), np.exp(_log_sigma(down))
    bend = -a * a * (below * np.exp(_log_sigma(up)) + above * np.exp(_log_sigma(-down)))
    return Curves(
        np.where(missing, -np.inf, log_prob),
        np.where(missing, 0.0, a * (below - above)),
        np.where(missing, 0.0, bend),
    )


def _heights(parameters: ItemParameters, theta: Floats) -> Floats:
    """Σ_{j ≤ k} a(θ − b_j), shape (n, K, …), −inf behind the last category."""
    places = parameters.b.reshape(*parameters.b.shape, *(1,) * (theta.ndim - 1))
    rises = _broadcast(parameters.a, theta) * (theta[:, np.newaxis] - np.where(np.isnan(places), np.inf, places))
    return np.concatenate([np.zeros_like(rises[:, :1]), rises.cumsum(axis=1)], axis=1)


def _distance(prob: Floats, category: int) -> Floats:
    """Σⱼ (k − j) Pⱼ, shape (n, …)."""
    weights = (category - np.arange(prob.shape[1])).reshape(1, -1, *(1,) * (prob.ndim - 2))
    distance: Floats = (weights * prob).sum(axis=1)
    return distance


def _broadcast(column: Floats, theta: Floats) -> Floats:
    """A column of n values, shaped to meet (n, K, …)."""
    return column.reshape(-1, 1, *(1,) * (theta.ndim - 1))


def _missing(parameters: ItemParameters, theta: Floats) -> Bools:
    """Where an item has no such category, shape (n, K, 1, …)."""
    missing: Bools = np.arange(parameters.b.shape[1] + 1) >= parameters.categories[:, np.newaxis]
    return missing.reshape(*missing.shape, *(1,) * (theta.ndim - 1))


def _log_sigma(z: Floats) -> Floats:
    """Log σ(z), precise in both tails."""
    log_sigma: Floats = np.minimum(z, 0) - np.log1p(np.exp(-np.abs(z)))
    return log_sigma
