"""Partial credit and graded response: for each category log P, s = (log P)′ and s′, shape (n, K, …) each.

The n items have all K categories. ``a`` has shape (n,), ``b`` shape (n, K − 1), and ``theta`` its first axis along the
items (length n, or 1 for all).
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
    log_prob, slope, bend : shape (n, K, …)
    """

    log_prob: Floats
    slope: Floats
    bend: Floats

    @property
    def information(self) -> Floats:
        """Fisher's information Σ P s², shape (n, …)."""
        curve: Floats = (np.exp(self.log_prob) * self.slope**2).sum(axis=1)
        return curve

    @property
    def warm(self) -> Floats:
        """Warm's J = Σ P′ P″ / P = Σ P s (s² + s′), shape (n, …)."""
        term: Floats = (np.exp(self.log_prob) * self.slope * (self.slope**2 + self.bend)).sum(axis=1)
        return term


def partial_credit_curves(a: Floats, b: Floats, theta: Floats) -> PolytomousCurves:
    """The generalized partial credit model: log P(k) = Σ_{j ≤ k} a(θ − b_j) − log of the sum over categories.

    With E the expected category, s = a(k − E) and s′ = −a² Var(k).

    References
    ----------
    Masters (1982), Psychometrika 47, 149–174; Muraki (1992), Applied Psychological Measurement 16, 159–176.
    """
    slope, rises = _logits(a, b, theta)
    height = np.concatenate([np.zeros_like(rises[:, :1]), _running_sums(rises)], axis=1)
    height -= height.max(axis=1, keepdims=True)
    is_top = _beside(np.arange(height.shape[1])[np.newaxis], theta) == height.argmax(axis=1)[:, np.newaxis]
    # the highest category adds exactly 1: log1p of the others keeps its small complement
    log_prob = height - np.log1p(np.where(is_top, 0.0, np.exp(height)).sum(axis=1, keepdims=True))
    prob = np.exp(log_prob)
    s = slope * _distances(prob)
    variance = (prob * s * s).sum(axis=1, keepdims=True)
    return PolytomousCurves(log_prob, s, np.broadcast_to(-variance, s.shape))


def graded_curves(a: Floats, b: Floats, theta: Floats) -> PolytomousCurves:
    """The graded response model: P(k) = σ(u) − σ(v) with u = a(θ − b_k), v = a(θ − b_{k+1}).

    It is computed as σ(u) σ(−v) (1 − exp(v − u)), in which nothing cancels; then s = a(σ(−u) − σ(v)) and
    s′ = −a² (σ(u)σ(−u) + σ(v)σ(−v)). Below the first category u = ∞, above the last v = −∞.

    References
    ----------
    Samejima (1969), Psychometrika Monograph 17.
    """
    slope, logit = _logits(a, b, theta)
    log_up, log_down = log_sigmoids(logit)
    up, down = np.exp(log_up), np.exp(log_down)
    log_prob = _from_steps(log_up, log_down)
    log_prob[:, 1:-1] += np.log(-np.expm1(-slope * np.diff(_beside(b, theta), axis=1)))
    spread = -slope * slope * up * down
    return PolytomousCurves(log_prob, slope * _from_steps(down, -up), _from_steps(spread, spread))


def _logits(a: Floats, b: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """The slopes, shape (n, 1, …), and a(θ − b) for each step, shape (n, K − 1, …)."""
    slope = _beside(a[:, np.newaxis], theta)
    return slope, slope * (theta[:, np.newaxis] - _beside(b, theta))


def _beside(columns: NDArray[_Number], theta: Floats) -> NDArray[_Number]:
    """Columns (n, m), shaped to meet (n, m, …)."""
    return columns.reshape(*columns.shape, *(1,) * (theta.ndim - 1))


def _from_steps(below: Floats, above: Floats) -> Floats:
    """Category by category the sum of what its step below and its step above give, from (n, K − 1, …) to (n, K, …)."""
    total = np.empty((below.shape[0], below.shape[1] + 1, *below.shape[2:]))
    total[:, 0] = above[:, 0]
    total[:, 1:] = below
    total[:, 1:-1] += above[:, 1:]
    return total


def _distances(prob: Floats) -> Floats:
    """Each category k less the expected one E, shape (n, K, …).

    k − E = Σ_{j < k} P(at most j) − Σ_{j ≥ k} P(above j): where one category is nearly certain nothing cancels.
    """
    distance = np.zeros_like(prob)
    distance[:, 1:] = _running_sums(_running_sums(prob[:, :-1]))
    distance[:, -2::-1] -= _running_sums(_running_sums(prob[:, :0:-1]))
    return distance


def _running_sums(values: Floats) -> Floats:
    """Sums over the categories so far, shape of ``values``; along a middle axis cumsum takes eight times as long."""
    sums = np.array(values)
    for category in range(1, sums.shape[1]):
        sums[:, category] += sums[:, category - 1]
    return sums
