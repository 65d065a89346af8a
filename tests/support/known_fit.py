"""A calibration with given parameters, for tests of statistics that need a fit."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import ItemParameters, Normal


@dataclass(frozen=True)
class KnownFit:
    """Item ids, parameters and populations, with the names that `Calibration` gives them."""

    items: tuple[str, ...]
    parameters: ItemParameters
    population: dict[str, Normal] = field(default_factory=lambda: {"all": Normal(0.0, 1.0)})
    histogram: dict[str, NDArray[np.float64]] | None = None
    grid: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


def known_logistic_fit(a: ArrayLike, b: ArrayLike, **population: Normal) -> KnownFit:
    """A 2PL fit of items "1", "2", …, with populations by name; one standard normal by default."""
    parameters = ItemParameters.logistic(a, np.asarray(b, dtype=float))
    items = tuple(str(index + 1) for index in range(len(parameters)))
    return KnownFit(items, parameters, population or {"all": Normal(0.0, 1.0)})
