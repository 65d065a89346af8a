"""The sinh-arcsinh distribution, with gradients.

Of a score y, r = (y − μ)/σ and w = δ·arcsinh r − ε; then z = sinh w is standard normal (Jones & Pewsey, 2009, with
location and scale). ε = 0 and δ = 1 is the normal distribution; ε > 0 has its longer tail at the right, δ < 1 has
heavier tails. z rises with y whatever the parameters, so percentiles never cross.

References
----------
Jones, M. C., & Pewsey, A. (2009). Sinh-arcsinh distributions. *Biometrika, 96*, 761–780.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.numerics.array_types import Floats

_LOG_ROOT_TWO_PI = 0.5 * math.log(2 * math.pi)
_FARTHEST = 12.0  # of w, where z is 81,000: nobody is there, and the exponential stays finite on the way to a maximum


@dataclass(frozen=True, slots=True)
class SinhArcsinh:
    """Sinh-arcsinh distributions, one for each person or one for all.

    Parameters
    ----------
    location, log_scale, skewness, log_tail : μ, log σ, ε and log δ, all (n,)
    """

    location: Floats
    log_scale: Floats
    skewness: Floats
    log_tail: Floats

    def standardised(self, scores: Floats) -> Floats:
        """Return z of each score, standard normal if the distribution holds."""
        z: Floats = np.sinh(self._w(self._r(scores)))
        return z

    def quantile(self, z: Floats) -> Floats:
        """Return the score that has z; the inverse of `standardised`."""
        raised = (np.arcsinh(z) + self.skewness) * np.exp(-self.log_tail)
        scores: Floats = self.location + np.exp(self.log_scale) * np.sinh(raised)
        return scores

    def log_density(self, scores: Floats) -> Floats:
        """Return the log of the density at each score."""
        r = self._r(scores)
        w = self._w(r)
        steepness = self.log_tail - self.log_scale + np.log(np.cosh(w)) - 0.5 * np.log1p(r * r)
        return steepness - 0.5 * np.sinh(w) ** 2 - _LOG_ROOT_TWO_PI

    def log_density_gradient(self, scores: Floats) -> Floats:
        """Return the derivatives of the log density by the four parameters, (4, n)."""
        r = self._r(scores)
        w = self._w(r)
        by_w = np.tanh(w) - np.sinh(w) * np.cosh(w)
        tail = np.exp(self.log_tail)
        by_r = by_w * tail / np.sqrt(1 + r * r) - r / (1 + r * r)
        by_tail = 1 + by_w * tail * np.arcsinh(r)
        return np.stack([-by_r * np.exp(-self.log_scale), -1 - r * by_r, -by_w, by_tail])

    def slope(self, scores: Floats) -> Floats:
        """Return dz/dy at each score."""
        r = self._r(scores)
        return np.cosh(self._w(r)) * np.exp(self.log_tail - self.log_scale) / np.sqrt(1 + r * r)

    def standardised_gradient(self, scores: Floats) -> Floats:
        """Return the derivatives of z by the four parameters, (4, n)."""
        r, slope = self._r(scores), self.slope(scores)
        raised = np.cosh(self._w(r))
        along = slope * np.exp(self.log_scale)
        return np.stack([-slope, -r * along, -raised, raised * np.exp(self.log_tail) * np.arcsinh(r)])

    def _r(self, scores: Floats) -> Floats:
        return (scores - self.location) * np.exp(-self.log_scale)

    def _w(self, r: Floats) -> Floats:
        bent: Floats = np.exp(self.log_tail) * np.arcsinh(r) - self.skewness
        return np.clip(bent, -_FARTHEST, _FARTHEST)
