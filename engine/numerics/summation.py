"""Sums whose order of addition is fixed, and the log of a sum of exponentials."""

import numpy as np

from engine.numerics.array_types import Floats


def sequential_sum(values: Floats) -> Floats:
    """Sum over the second axis, adding one term after another.

    A term of 0, such as that of an unscored answer, then changes no bit of the sum. NumPy's own sum adds in blocks, so
    that an extra 0 moves later terms into other partial sums.

    Parameters
    ----------
    values : shape (P, k, …)

    Returns
    -------
    shape (P, …), 0 where k is 0
    """
    if not values.shape[1]:
        return np.zeros((values.shape[0], *values.shape[2:]))
    total: Floats = values.cumsum(axis=1)[:, -1]
    return total


def log_sum_exp(values: Floats) -> Floats:
    """The log of the sum of exponentials over the last axis, without overflow or underflow.

    Parameters
    ----------
    values : shape (…, Q), finite

    Returns
    -------
    shape (…)
    """
    top = values.max(axis=-1, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=-1)) + top[..., 0]
    return total
