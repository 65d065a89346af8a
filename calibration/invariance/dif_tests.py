"""Tests of many items at once: statistics with p values, and the p values adjusted for false discoveries."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from calibration.array_types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class DifTests:
    """A χ² test of each of n items; NaN where an item could not be tested.

    Parameters
    ----------
    statistic, df, p : (n,)
    adjusted : (n,) p adjusted over the items: those at or below α have a false discovery rate of at most α
    """

    statistic: Floats
    df: Floats
    p: Floats
    adjusted: Floats


def chi_square_tests(statistic: Floats, df: Floats | float) -> DifTests:
    """Tests from χ² statistics (n,) with their degrees of freedom; NaN stays NaN."""
    freedom = np.where(np.isfinite(statistic), df, np.nan)
    with np.errstate(invalid="ignore"):
        p = np.where(freedom > 0, chdtrc(np.maximum(freedom, 1), np.maximum(statistic, 0.0)), np.nan)
    return DifTests(np.asarray(statistic, dtype=float), freedom, p, benjamini_hochberg(p))


def benjamini_hochberg(p: Floats) -> Floats:
    """Adjusted p values, of the same shape; NaN is left out of the count.

    References
    ----------
    Benjamini & Hochberg (1995), JRSS B 57, 289–300: the largest p_(k) with p_(k) ≤ k α / m and all smaller ones.
    """
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(np.isfinite(p))
    order = known[np.argsort(p[known], kind="stable")]
    scaled = p[order] * order.size / np.arange(1, order.size + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
