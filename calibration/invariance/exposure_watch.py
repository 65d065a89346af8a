"""Items that became easier than chance explains, as items do that are known: from the windows of `item_drift`."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from calibration.array_types import Floats, Ints
from calibration.invariance.dif_tests import benjamini_hochberg
from calibration.invariance.drift import ItemDrift


@dataclass(frozen=True, slots=True, eq=False)
class ExposureWatch:
    """Whether each of n items became easier from some window on.

    Parameters
    ----------
    since : (n,) int, index of the window from which the item is easiest to tell from before; −1 where none is compared
    change : (n,) how much easier it is since then than before, in logits by a score step; NaN where none is compared
    p : (n,) one-sided; 1 where the item became harder, NaN where none is compared
    adjusted : (n,) p adjusted for the number of items
    """

    since: Ints
    change: Floats
    p: Floats
    adjusted: Floats

    def named(self, rate: float) -> list[int]:
        """The items to be named, the surest first; of them at most this share is expected to be named wrongly."""
        found = np.flatnonzero(self.adjusted <= rate)
        return [int(at) for at in found[np.argsort(self.p[found], kind="stable")]]


def watch_exposure(found: ItemDrift) -> ExposureWatch:
    """Test each item, one-sided, for becoming easier at an unknown window.

    The z of windows are independent, so that Σz/√k of the last k windows is standard normal for an item without drift.
    The largest over k is tested with p · W (Bonferroni) for the W windows that are compared, and the items together
    with the false discovery rate held.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300.
    """
    each = [_since(*rows) for rows in zip(found.z, found.shift, found.se, strict=True)]
    since, change, p = (np.array(values) for values in zip(*each, strict=True))
    return ExposureWatch(since.astype(int), change.astype(float), p.astype(float), benjamini_hochberg(p.astype(float)))


def _since(z: Floats, shift: Floats, se: Floats) -> tuple[int, float, float]:
    known = np.flatnonzero(np.isfinite(z))
    if not known.size:
        return -1, np.nan, np.nan
    sums = np.cumsum(z[known][::-1]) / np.sqrt(np.arange(1, known.size + 1))
    at = int(sums.argmax())
    later = known[known.size - 1 - at :]
    weight = 1 / se[later] ** 2
    p = min(1.0, known.size * float(ndtr(-sums[at])))
    return int(later[0]), float((weight * shift[later]).sum() / weight.sum()), p
