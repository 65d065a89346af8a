"""Prior distributions of item parameters, whose log-densities are added to the log-likelihood.

A density depends on the variable it is a density of:
``LogNormal`` is one of a, ``LogitNormal`` one of logit c (so its mode is at logit c = mean, as in R's mirt), ``Beta``
one of c.
"""

from dataclasses import dataclass
from math import inf, isfinite, lgamma, log, pi, sqrt

import numpy as np
from scipy.special import expit

from calibration.array_types import Floats
from engine import Normal

Terms = tuple[Floats, Floats, Floats]
"""Log-density, its first and its second derivative."""


@dataclass(frozen=True, slots=True)
class LogNormal:
    """log a is normal; a density of a.

    Parameters
    ----------
    mean, sd : of log a; sd above 0
    """

    mean: float = 0.0
    sd: float = 0.5

    def __post_init__(self) -> None:
        _require_normal(self.mean, self.sd)

    def terms(self, a: Floats) -> Terms:
        """The log-density and its derivatives by a; −∞ where a is not above 0."""
        with np.errstate(invalid="ignore", divide="ignore"):
            away = (np.log(a) - self.mean) / self.sd**2
            value = -np.log(a * self.sd * sqrt(2 * pi)) - 0.5 * away**2 * self.sd**2
            slope, curve = -(1 + away) / a, (1 + away - 1 / self.sd**2) / a**2
        return np.where(a > 0, value, -np.inf), np.where(a > 0, slope, 0.0), np.where(a > 0, curve, 0.0)


@dataclass(frozen=True, slots=True)
class LogitNormal:
    """The logit of an asymptote is normal; a density of the logit.

    Parameters
    ----------
    mean, sd : of the logit; sd above 0
    """

    mean: float = -1.39
    sd: float = 0.5

    def __post_init__(self) -> None:
        _require_normal(self.mean, self.sd)

    def terms(self, logit: Floats) -> Terms:
        """The log-density and its derivatives by the logit."""
        return normal_terms(Normal(self.mean, self.sd), logit)

    @property
    def start(self) -> float:
        return self.mean


@dataclass(frozen=True, slots=True)
class Beta:
    """An asymptote has a beta distribution; a density of the asymptote.

    Parameters
    ----------
    alpha, beta : both above 1, so that the density has its mode inside (0, 1)
    """

    alpha: float
    beta: float

    def __post_init__(self) -> None:
        if not (1 < self.alpha < inf and 1 < self.beta < inf):
            message = f"Beta: expected alpha and beta above 1, got {self.alpha} and {self.beta}"
            raise ValueError(message)

    def terms(self, logit: Floats) -> Terms:
        """The log-density and its derivatives by the logit."""
        share, rest = self.alpha - 1, self.beta - 1
        scale = lgamma(self.alpha + self.beta) - lgamma(self.alpha) - lgamma(self.beta)
        p, q = expit(logit), expit(-logit)
        return scale + share * np.log(p) + rest * np.log(q), share * q - rest * p, -(share + rest) * p * q

    @property
    def start(self) -> float:
        return log((self.alpha - 1) / (self.beta - 1))


@dataclass(frozen=True, slots=True, eq=False)
class ItemNormals:
    """A normal distribution of each item's difficulty, the mean of its steps where it has several.

    Parameters
    ----------
    mean : (n,) logits
    sd : (n,) above 0
    """

    mean: Floats
    sd: Floats

    def __post_init__(self) -> None:
        if self.mean.shape != self.sd.shape or not (np.isfinite(self.mean).all() and (self.sd > 0).all()):
            message = "ItemNormals: expected a finite mean and a standard deviation above 0 for each item"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Priors:
    """Priors on the items' parameters; None for no prior.

    Parameters
    ----------
    a : on each free slope that belongs to one item
    b : on each free location; or one for each item, on the mean of its locations
    c, d : on each free lower and upper asymptote
    """

    a: LogNormal | None = None
    b: Normal | ItemNormals | None = None
    c: LogitNormal | Beta | None = None
    d: LogitNormal | Beta | None = None


def normal_terms(normal: Normal | ItemNormals, value: Floats) -> Terms:
    """The log-density of a normal distribution, or of one for each value, and its derivatives."""
    away = (value - normal.mean) / normal.sd**2
    log_density = -0.5 * away**2 * normal.sd**2 - np.log(normal.sd * sqrt(2 * pi))
    return log_density, -away, np.broadcast_to(-1 / np.square(normal.sd), value.shape)


def _require_normal(mean: float, sd: float) -> None:
    if not (isfinite(mean) and isfinite(sd) and sd > 0):
        message = f"prior: expected a finite mean and a standard deviation above 0, got {mean} and {sd}"
        raise ValueError(message)


WEAK = Priors(a=LogNormal(0.0, 0.5), c=LogitNormal(-1.39, 0.5), d=LogitNormal(5.0, 1.5))
"""The priors of ``priors="default"``: slopes about 1, lower asymptotes about 0.2, upper ones mostly between 0.89 and
1, so that a 4PL fits hardly worse than the 3PL that it contains."""
