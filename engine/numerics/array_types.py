"""Names for the arrays that pass through the engine, and what is a number."""

import operator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Uint64s = NDArray[np.uint64]

_A = TypeVar("_A", bound=NDArray[Any])


def frozen(array: _A) -> _A:
    """The array itself, made read-only: tables are shared by every sitting."""
    array.flags.writeable = False
    return array


def sequential_sum(values: Floats) -> Floats:
    """The sums over the second axis, shape (P, k, …) → (P, …), added up term after term.

    So a 0 between the terms, such as an unscored answer's, changes no bit of a sum; in numpy's own it moves the terms
    behind it to other partial sums.
    """
    if not values.shape[1]:
        return np.zeros((values.shape[0], *values.shape[2:]))
    total: Floats = values.cumsum(axis=1)[:, -1]
    return total


def as_integer(value: object) -> int | None:
    """The value if it is a whole number, else None: text, floats and truth values are not."""
    if isinstance(value, bool | np.bool_):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def are_numbers(*values: object) -> bool:
    """Whether each value is a real number, infinite ones and NaN too: text and truth values are not."""
    return all(isinstance(one, int | float | np.integer | np.floating) and not isinstance(one, bool) for one in values)


def is_integer(value: object, least: int) -> bool:
    """Whether the value is a whole number of ``least`` or more."""
    number = as_integer(value)
    return number is not None and number >= least
