"""The generalized partial credit and the graded response model: log P, s = (log P)′ and s′ of each category.

All n items have K categories. ``a`` has shape (n,), ``b`` shape (n, K − 1), and the first axis of ``theta`` runs along
the items (length n, or 1 for all).
"""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.numerics.array_types import Floats
from engine.numerics.log_sigmoid import log_sigmoids

_Number = TypeVar("_Number", bound=np.generic)


class PolytomousCurves(NamedTuple):
    """Log-probabilities and their first two derivatives by θ.

    Parameters
    ----------
    log_prob, log_derivative, log_second_derivative : shape (n, K, …)
    """

    log_prob: Floats
    log_derivative: Floats
    log_second_derivative: Floats

    @property
    def information(self) -> Floats:
        """Fisher's information Σ P s², shape (n, …)."""
        curve: Floats = (np.exp(self.log_prob) * self.log_derivative**2).sum(axis=1)
        return curve

    @property
    def warm(self) -> Floats:
        """Warm's J = Σ P′ P″ / P = Σ P s (s² + s′), shape (n, …)."""
        s = self.log_derivative
        term: Floats = (np.exp(self.log_prob) * s * (s**2 + self.log_second_derivative)).sum(axis=1)
        return term


def partial_credit_curves(a: Floats, b: Floats, theta: Floats) -> PolytomousCurves:
    """The generalized partial credit model: log P(k) = Σ_{j ≤ k} a(θ − b_j) − log of the sum over categories.

    With E the expected category, s = a(k − E) and s′ = −a² Var(k).

    References
    ----------
    Masters (1982), Psychometrika 47, 149–174; Muraki (1992), Applied Psychological Measurement 16, 159–176.
    """
    slope, logit = _logits(a, b, theta)
    height = np.concatenate([np.zeros_like(logit[:, :1]), _cumulative_sums(logit)], axis=1)
    height -= height.max(axis=1, keepdims=True)
    is_top = _expand(np.arange(height.shape[1])[np.newaxis], theta) == height.argmax(axis=1)[:, np.newaxis]
    # the most probable category contributes exactly 1: log1p of the others keeps its small complement
    log_prob = height - np.log1p(np.where(is_top, 0.0, np.exp(height)).sum(axis=1, keepdims=True))
    prob = np.exp(log_prob)
    s = slope * _deviations_from_expected(prob)
    variance = (prob * s * s).sum(axis=1, keepdims=True)
    return PolytomousCurves(log_prob, s, np.broadcast_to(-variance, s.shape))


def graded_curves(a: Floats, b: Floats, theta: Floats) -> PolytomousCurves:
    """The graded response model: P(k) = σ(u) − σ(v) with u = a(θ − b_k), v = a(θ − b_{k+1}).

    It is computed as σ(u) σ(−v) (1 − exp(v − u)), which has no cancellation. Then s = a(σ(−u) − σ(v)) and
    s′ = −a² (σ(u)σ(−u) + σ(v)σ(−v)). For the lowest category u = ∞, for the highest v = −∞.

    References
    ----------
    Samejima (1969), Psychometrika Monograph 17.
    """
    slope, logit = _logits(a, b, theta)
    log_up, log_down = log_sigmoids(logit)
    up, down = np.exp(log_up), np.exp(log_down)
    log_prob = _sum_of_adjacent_steps(log_up, log_down)
    log_prob[:, 1:-1] += np.log(-np.expm1(-slope * np.diff(_expand(b, theta), axis=1)))
    spread = -slope * slope * up * down
    return PolytomousCurves(log_prob, slope * _sum_of_adjacent_steps(down, -up), _sum_of_adjacent_steps(spread, spread))


def _logits(a: Floats, b: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """The slopes, shape (n, 1, …), and a(θ − b) for each step, shape (n, K − 1, …)."""
    slope = _expand(a[:, np.newaxis], theta)
    return slope, slope * (theta[:, np.newaxis] - _expand(b, theta))


def _expand(columns: NDArray[_Number], theta: Floats) -> NDArray[_Number]:
    """Columns (n, m) with trailing axes, so that they broadcast against (n, m, …)."""
    return columns.reshape(*columns.shape, *(1,) * (theta.ndim - 1))


def _sum_of_adjacent_steps(below: Floats, above: Floats) -> Floats:
    """For each category the sum of the terms of the steps below and above it, from (n, K − 1, …) to (n, K, …)."""
    total = np.empty((below.shape[0], below.shape[1] + 1, *below.shape[2:]))
    total[:, 0] = above[:, 0]
    total[:, 1:] = below
    total[:, 1:-1] += above[:, 1:]
    return total


def _deviations_from_expected(prob: Floats) -> Floats:
    """Each category k minus the expected category E, shape (n, K, …).

    It is computed as k − E = Σ_{j < k} P(at most j) − Σ_{j ≥ k} P(above j), which has no cancellation where one
    category is nearly certain.
    """
    distance = np.zeros_like(prob)
    distance[:, 1:] = _cumulative_sums(_cumulative_sums(prob[:, :-1]))
    distance[:, -2::-1] -= _cumulative_sums(_cumulative_sums(prob[:, :0:-1]))
    return distance


def _cumulative_sums(values: Floats) -> Floats:
    """Cumulative sums over the categories; eight times as fast as NumPy's cumsum along a middle axis."""
    sums = np.array(values)
    for category in range(1, sums.shape[1]):
        sums[:, category] += sums[:, category - 1]
    return sums
