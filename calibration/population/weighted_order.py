"""Values at which a sum of weights is reached, for many sets of weights in one pass."""

import numba
import numpy as np

from calibration.array_types import Floats, Indices


@numba.njit(nogil=True, cache=True)
def values_at_weights(values: Floats, order: Indices, weights: Floats, targets: Floats) -> Floats:
    """(W, K) the values below which a sum of weights lies, half of each value's own weight counted.

    Linear between values of positive weight; the least and the greatest of these beyond them.

    Parameters
    ----------
    values : (n,)
    order : (n,) that sorts them
    weights : (n, W), 0 or more
    targets : (W, K) sums of weights, ascending in each row
    """
    sets, count = targets.shape
    found = np.empty((sets, count))
    reached, middle, last = np.zeros(sets), np.zeros(sets), np.full(sets, np.nan)
    passed = np.zeros(sets, dtype=np.int64)
    for at in order:
        value = values[at]
        for column in range(sets):
            weight = weights[at, column]
            if weight <= 0:
                continue
            here = reached[column] + weight / 2
            while passed[column] < count and here >= targets[column, passed[column]]:
                target, before = targets[column, passed[column]], last[column]
                if np.isnan(before) or here <= middle[column]:
                    found[column, passed[column]] = value
                else:
                    part = (target - middle[column]) / (here - middle[column])
                    found[column, passed[column]] = before + part * (value - before)
                passed[column] += 1
            reached[column] += weight
            middle[column], last[column] = here, value
    for column in range(sets):
        for place in range(passed[column], count):
            found[column, place] = last[column]
    return found
