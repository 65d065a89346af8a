"""The reporting scale: a straight line through θ, with a band.

The scale is 500 + 50·θ. One straight line keeps differences meaningful in every year (Kolen & Brennan, 2014, ch. 9).
Its unit is small against any standard error a sitting can reach (0.3 logits are 15 points), so that rounding adds
nothing to the error, yet not so small that a digit looks exact. Over the vertical scale's range, θ from −7 to +6,
scores run from 150 to 800: always positive, always three digits, and never to be taken for an age-standardised score
(70–140) or a percentage.
"""

import math
from dataclasses import dataclass

ORIGIN = 500
UNIT = 50
Z90 = 1.6448536269514722
"""Standard normal quantile at 0.95: a two-sided 90 % band."""


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """A score on the reporting scale with the ends of its 90 % band, whole points."""

    score: int
    low: int
    high: int


def scale_score(theta: float, se: float) -> ScaleScore:
    """The scale score of an ability estimate.

    Parameters
    ----------
    theta : ability, logits, finite
    se : its standard error, logits, finite and above 0

    Raises
    ------
    ValueError
        for a theta that is not finite, or an se that is not finite or not above 0
    """
    if not math.isfinite(theta):
        msg = f"theta: expected a finite number, got {theta}"
        raise ValueError(msg)
    if not (math.isfinite(se) and se > 0):
        msg = f"se: expected a finite number above 0, got {se}"
        raise ValueError(msg)
    return ScaleScore(_points(theta), _points(theta - Z90 * se), _points(theta + Z90 * se))


def _points(theta: float) -> int:
    return round(ORIGIN + UNIT * theta)
