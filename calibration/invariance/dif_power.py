"""Power of tests of DIF: what these persons could have shown."""

import numpy as np
from scipy.stats import chi2, ncx2

from calibration.array_types import Floats, Ints

EFFECT = 0.059
"""Difference of scores at equal abilities, as a share of the highest, for which power is told: class B begins there
(Roussos & Stout, 1996)."""
D_DIF_EFFECT = 1.0
"""MH D-DIF for which power is told: class B begins there (Zieky, 1993)."""
LARGEST_VARIANCE = 0.25
"""Of a score as a share of the highest."""


def least_power(reference: Ints, focal: Ints, df: Floats) -> Floats:
    """Chance, at least, that a uniform difference of ``EFFECT`` is found at the 5 % level; NaN where nothing is tested.

    Parameters
    ----------
    reference, focal : responses of the groups, of any one shape
    df : degrees of freedom of the test, NaN where there is none

    Notes
    -----
    Noncentral chi-squared with EFFECT² / (v (1/n_reference + 1/n_focal)). v, the variance of a score at a known
    ability, is taken at its largest, so that the power is rather larger.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = EFFECT**2 / (LARGEST_VARIANCE * (1 / np.asarray(reference) + 1 / np.asarray(focal)))
        return np.asarray(ncx2.sf(chi2.isf(0.05, df), df, np.maximum(shift, 1e-12)))


def d_dif_power(se: Floats) -> Floats:
    """Chance that an MH D-DIF of ``D_DIF_EFFECT`` is found at the 5 % level, from its standard error.

    Parameters
    ----------
    se : of MH D-DIF, any shape; NaN where there is none
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(ncx2.sf(chi2.isf(0.05, 1), 1, (D_DIF_EFFECT / se) ** 2))
