"""Checks of whether a value received is a real or a whole number."""

import operator

import numpy as np


def as_integer(value: object) -> int | None:
    """The value as an int if it is a whole number, else None. Text, floats and booleans are not whole numbers."""
    if isinstance(value, bool | np.bool_):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def are_numbers(*values: object) -> bool:
    """Whether every value is a real number. Infinity and NaN count as numbers; text and booleans do not."""
    return all(isinstance(one, int | float | np.integer | np.floating) and not isinstance(one, bool) for one in values)


def is_integer(value: object, minimum: int) -> bool:
    """Whether the value is a whole number of at least ``minimum``."""
    number = as_integer(value)
    return number is not None and number >= minimum
