"""Populations of known norms: what learners score by learning time and age, in four shapes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import gamma

from reports.norms.learning_time import MONTHS_TAUGHT, WEEKS, relative_age
from reports.norms.norm_sample import NormSample, norm_sample

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEFT_SKEW, HEAVY, GAMMA_SHAPE = -0.25, 0.85, 16.0


def _gamma(z: Floats) -> Floats:
    there: Floats = gamma.ppf(np.clip(ndtr(z), 1e-15, 1 - 1e-15), GAMMA_SHAPE)
    return np.asarray((there - GAMMA_SHAPE) / np.sqrt(GAMMA_SHAPE), dtype=float)


SHAPES: dict[str, Callable[[Floats], Floats]] = {
    "normal": lambda z: z,
    "skewed": lambda z: np.sinh(np.arcsinh(z) + LEFT_SKEW),
    "heavy tails": lambda z: np.sinh(np.arcsinh(z) / HEAVY),
    "gamma": _gamma,  # not of the family that norms are fitted from
}
"""From a standard normal deviate to a score of the population, in its own unit."""


@dataclass(frozen=True)
class NormPopulation:
    """Learners of Years 2 to 9 whose growth slows, whose spread grows, and of whom the older score higher."""

    shape: str

    def score(self, z: Floats, level: Floats, age: Floats) -> Floats:
        """The score that stands at z among learners of a learning time and relative age."""
        mean = -3.4 + 3.6 * np.log(level / 2) + (0.045 - 0.003 * level) * age
        return mean + (1.1 + 0.04 * level) * SHAPES[self.shape](z)

    def standardised(self, score: Floats, level: Floats, age: Floats) -> Floats:
        """The true age-standardised score of a score."""
        z = np.linspace(-6, 6, 4001)
        own = SHAPES[self.shape](z)
        mean, spread = self.score(np.zeros(1), level, age), 1.1 + 0.04 * level
        return 100 + 15 * np.interp((score - mean) / spread + SHAPES[self.shape](np.zeros(1)), own, z)

    def learners(self, persons: int, seed: int) -> tuple[NormSample, Floats]:
        """A sample of learners, and the z at which each stands."""
        rng = np.random.default_rng(seed)
        year, weeks = rng.integers(2, 10, persons), rng.uniform(0, WEEKS, persons)
        age_months = np.floor(12 * (year + 4) + rng.uniform(0, 12, persons) + weeks / WEEKS * MONTHS_TAUGHT)
        z = ndtri(rng.uniform(size=persons))
        score = self.score(z, year + weeks / WEEKS, relative_age(year, weeks, age_months))
        return norm_sample(score, year, weeks, age_months), z
