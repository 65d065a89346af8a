"""Names for the arrays that pass through the engine."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Words = NDArray[np.uint64]

_A = TypeVar("_A", bound=NDArray[Any])


def frozen(array: _A) -> _A:
    """The array itself, made read-only: tables are shared by every sitting."""
    array.flags.writeable = False
    return array
