"""Evenly spaced ability grids and normal priors on them.

On an even grid that the density leaves at both ends, the plain sum is the trapezium rule, whose error for a normal
density of standard deviation s and step h is 2 exp(−2π²s²/h²): below 1e-13 while h ≤ .8 s.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import InvalidGrid, InvalidLearner, InvalidTest
from engine.numerics.array_types import Floats, are_numbers, frozen


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution of ability, in logits."""

    mean: float = 0.0
    sd: float = 1.0

    def __post_init__(self) -> None:
        numbers = are_numbers(self.mean, self.sd)
        if not (numbers and math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd > 0):
            message = f"a normal prior needs a finite mean and a finite sd above 0; received {self.mean!r}, {self.sd!r}"
            raise InvalidLearner(message)

    def log_density(self, theta: ArrayLike) -> Floats:
        """The log of the density at each θ, shape of ``theta``."""
        return normal_log_density(np.asarray(theta, dtype=float), self.mean, self.sd)

    def log_weights(self, grid: Floats) -> Floats:
        """The prior as log-weights on a grid, shape (Q,), whose exponentials sum to 1."""
        density = self.log_density(grid)
        return density - log_sum_exp(density)


def require_normal(owner: str, prior: object) -> None:
    """Refuse a prior that is none.

    Raises
    ------
    InvalidTest
        naming whose it was to be
    """
    if not isinstance(prior, Normal):
        message = f"{owner} needs a Normal as its prior; received {prior!r:.80}"
        raise InvalidTest(message)


def normal_log_density(theta: Floats, mean: Floats | float, sd: Floats | float) -> Floats:
    """The log-density of N(mean, sd) at θ, broadcast."""
    standard = (theta - mean) / sd
    density: Floats = -0.5 * standard * standard - np.log(sd) - 0.5 * math.log(2 * math.pi)
    return density


def log_sum_exp(values: Floats) -> Floats:
    """The log of the sum of exponentials over the last axis, without overflow or underflow."""
    top = values.max(axis=-1, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=-1)) + top[..., 0]
    return total


def even_grid(low: float, high: float, step: float) -> Floats:
    """The evenly spaced grid from ``low`` to ``high`` whose step is the widest not above ``step``."""
    nodes = max(3, math.ceil((high - low) / step - 1e-9) + 1)
    return frozen(np.linspace(low, high, nodes))


def checked_grid(grid: ArrayLike) -> Floats:
    """The grid as a read-only array, shape (Q,), Q ≥ 3.

    Raises
    ------
    InvalidGrid
    """
    nodes = np.array(grid, dtype=float)
    if nodes.ndim != 1 or nodes.size < 3 or not np.isfinite(nodes).all():
        message = f"the grid must be at least 3 finite abilities in one dimension; received shape {nodes.shape}"
        raise InvalidGrid(message)
    steps = np.diff(nodes)
    if steps.min() <= 0 or np.ptp(steps) > 1e-9 * steps.mean() * nodes.size:
        message = f"the grid must increase in even steps; received steps from {steps.min()} to {steps.max()}"
        raise InvalidGrid(message)
    return frozen(nodes)
