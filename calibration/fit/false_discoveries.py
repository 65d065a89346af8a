"""p-values of many tests, adjusted so that the share of false discoveries is held."""

import numpy as np

from calibration.array_types import Floats


def adjusted_p(p: Floats) -> Floats:
    """p-values adjusted by Benjamini and Hochberg's step-up procedure; NaN stays NaN and counts as no test.

    Parameters
    ----------
    p : any shape, 0 to 1 or NaN

    References
    ----------
    Benjamini & Hochberg (1995), *Journal of the Royal Statistical Society B* 57, 289–300.
    """
    values = np.asarray(p, dtype=np.float64)
    flat = values.ravel()
    known = np.flatnonzero(np.isfinite(flat))
    order = known[np.argsort(flat[known])]
    rank = np.arange(1, order.size + 1)
    raw = flat[order] * order.size / rank
    found = np.full(flat.shape, np.nan)
    found[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return found.reshape(values.shape)
