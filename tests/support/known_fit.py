"""A fit whose parameters are given, for tests of what rests on a fit."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import ItemParameters, Normal


@dataclass(frozen=True)
class Known:
    """Item ids, parameters and populations, as a calibration has them."""

    items: tuple[str, ...]
    parameters: ItemParameters
    population: dict[str, Normal] = field(default_factory=lambda: {"all": Normal(0.0, 1.0)})
    histogram: dict[str, NDArray[np.float64]] | None = None
    grid: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


def logistic(a: ArrayLike, b: ArrayLike, **population: Normal) -> Known:
    """Items "1", "2", … of the 2PL, and populations by name; one standard normal unless given."""
    parameters = ItemParameters.logistic(a, np.asarray(b, dtype=float))
    items = tuple(str(place + 1) for place in range(len(parameters)))
    return Known(items, parameters, population or {"all": Normal(0.0, 1.0)})
