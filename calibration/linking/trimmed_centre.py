"""Where the greater part of some values lies, and which values lie apart from it."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from calibration.array_types import Bools, Floats

FALSE_ALARMS = 0.05
"""Probability that any of several values that differ by their standard errors alone is called apart."""
APART_ALONE = 4.0
"""Robust standard deviations from which a value is apart where standard errors are not known."""
FOUR_OF_FIVE = float(norm.ppf(0.8))
_MAD = 1.4826  # from a median absolute deviation to the standard deviation of a normal distribution


@dataclass(frozen=True, slots=True, eq=False)
class TrimmedCentre:
    """The centre of the values that lie together.

    Parameters
    ----------
    value : their mean, weighted by their precision
    excess : (m,) distance from it in standard errors of the values that are apart, 0 of the others
    detectable : the distance at which a value of median standard error would be apart in four of five cases
    """

    value: float
    excess: Floats
    detectable: float


def trimmed_centre(values: Floats, errors: Floats, size: float) -> TrimmedCentre:
    """The reweighted least trimmed squares estimate of location, and the values apart from it.

    It starts from the half of the values, and one more, that lie closest together, so that values which moved
    together cannot widen the spread that they are judged by while they are fewer than half. Values beyond the limit
    are left out, and the others' centre is taken anew, until these are the same.

    Parameters
    ----------
    values : (m,)
    errors : (m,) standard errors; where any is 0 they count as not known, and the values' own spread replaces them
    size : a value is apart from this distance on

    Notes
    -----
    The limit is that of a two-sided test at ``FALSE_ALARMS`` by Bonferroni over the m values. Without standard errors
    the spread is the median absolute deviation of those that are not apart, and the limit ``APART_ALONE``.

    References
    ----------
    Rousseeuw & Leroy (1987), *Robust regression and outlier detection*, chapter 4: least trimmed squares, reweighted.
    Wang, Liu & Liu (2022), Journal of Educational and Behavioral Statistics 47, 666–692, and Halpin (2024),
    Psychometrika 89, 796–821: differences of item parameters so judged, without anchors known to be sound.
    """
    known = bool((errors > 0).all())
    limit = float(norm.isf(FALSE_ALARMS / 2 / values.size)) if known else APART_ALONE
    apart = np.zeros(values.size, dtype=bool)
    spread = errors if known else _spread(values, apart)
    centre = _closest_half(values, spread)
    for _ in values:
        away = np.abs(values - centre)
        found: Bools = (away >= size) & (away > limit * spread)
        if found.all():
            break
        centre, before, apart = float(np.average(values[~found], weights=spread[~found] ** -2.0)), apart, found
        if (before == apart).all():
            break
        spread = errors if known else _spread(values, apart)
    detectable = float(np.median(np.maximum(size, limit * spread) + FOUR_OF_FIVE * spread))
    return TrimmedCentre(centre, np.where(apart, np.abs(values - centre) / spread, 0.0), detectable)


def _spread(values: Floats, apart: Bools) -> Floats:
    """(m,) the median absolute deviation of those not apart from their closest half, above rounding."""
    kept = values[~apart]
    away = np.abs(kept - _closest_half(kept, np.ones(kept.size)))
    least = 1e-9 * max(float(np.abs(values).max()), 1.0)
    return np.full(values.size, max(_MAD * float(np.median(away)), least))


def _closest_half(values: Floats, spread: Floats) -> float:
    """The weighted mean of those ⌊m/2⌋ + 1 neighbouring values whose weighted squares about it are least."""
    order = np.argsort(values, kind="stable")
    half = values.size // 2 + 1
    parts = np.lib.stride_tricks.sliding_window_view(values[order], half)
    weights = np.lib.stride_tricks.sliding_window_view(spread[order] ** -2.0, half)
    centres = (parts * weights).sum(axis=1) / weights.sum(axis=1)
    squares = (weights * (parts - centres[:, np.newaxis]) ** 2).sum(axis=1)
    return float(centres[np.argmin(squares)])
