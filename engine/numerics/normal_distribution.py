"""A normal distribution of ability, used as a prior or to describe a population."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import InvalidLearner, InvalidTest
from engine.numerics.array_types import Floats
from engine.numerics.number_checks import are_numbers
from engine.numerics.summation import log_sum_exp


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution of ability.

    Parameters
    ----------
    mean : finite, in logits
    sd : finite and above 0, in logits

    Raises
    ------
    InvalidLearner
    """

    mean: float = 0.0
    sd: float = 1.0

    def __post_init__(self) -> None:
        numbers = are_numbers(self.mean, self.sd)
        if not (numbers and math.isfinite(self.mean) and math.isfinite(self.sd) and self.sd > 0):
            message = f"a normal prior needs a finite mean and a finite sd above 0; received {self.mean!r}, {self.sd!r}"
            raise InvalidLearner(message)

    def log_density(self, theta: ArrayLike) -> Floats:
        """The log of the density at each θ, in the shape of ``theta``."""
        return normal_log_density(np.asarray(theta, dtype=float), self.mean, self.sd)

    def log_weights(self, grid: Floats) -> Floats:
        """The prior as log-weights on a grid, shape (Q,). Their exponentials sum to 1."""
        density = self.log_density(grid)
        return density - log_sum_exp(density)


def require_normal(owner: str, prior: object) -> None:
    """Refuse a prior that is not a `Normal`.

    Parameters
    ----------
    owner : the strategy that the prior was given to, named in the message

    Raises
    ------
    InvalidTest
    """
    if not isinstance(prior, Normal):
        message = f"{owner} needs a Normal as its prior; received {prior!r:.80}"
        raise InvalidTest(message)


def normal_log_density(theta: Floats, mean: Floats | float, sd: Floats | float) -> Floats:
    """The log-density of N(mean, sd²) at θ. The arguments are broadcast against each other."""
    standard = (theta - mean) / sd
    density: Floats = -0.5 * standard * standard - np.log(sd) - 0.5 * math.log(2 * math.pi)
    return density
