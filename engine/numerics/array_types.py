"""Names for the array types that pass through the engine."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]
Uint64s = NDArray[np.uint64]

_A = TypeVar("_A", bound=NDArray[Any])


def frozen(array: _A) -> _A:
    """Make the array read-only and return it: every sitting shares the same tables."""
    array.flags.writeable = False
    return array
