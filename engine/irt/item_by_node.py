"""How a function of items and ability pairs its arguments: every item with every node, unless told otherwise."""

from collections.abc import Callable
from functools import wraps

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import InvalidTheta
from engine.irt.item_parameters import ItemParameters
from engine.numerics.array_types import Floats


def item_by_node(parameters: ItemParameters, theta: ArrayLike) -> Floats:
    """Abilities with the item axis first, shape (1, …) or (n, …), of two or more dimensions.

    A scalar is one node, and shape (Q,) are Q nodes for every item. With two or more dimensions the first is the item
    axis: 1 for all items, or n for each item's own abilities. An array (n,) is never matched up with n items.

    Raises
    ------
    InvalidTheta
    """
    places = np.asarray(theta)
    if places.dtype.kind not in "iuf":
        raise InvalidTheta(len(parameters), f"{places.dtype.name} {theta!r:.80}")
    if places.ndim < 2:
        return np.asarray(places.reshape(1, -1), dtype=float)
    if places.shape[0] not in (1, len(parameters)):
        raise InvalidTheta(len(parameters), f"shape {places.shape}")
    return np.asarray(places, dtype=float)


def by_item_and_node(
    function: Callable[[ItemParameters, Floats], Floats],
) -> Callable[[ItemParameters, ArrayLike], Floats]:
    """Let a function of (items, `item_by_node` abilities) take any θ; a scalar leaves no axis of nodes behind."""

    @wraps(function)
    def checked(parameters: ItemParameters, theta: ArrayLike) -> Floats:
        values = function(parameters, item_by_node(parameters, theta))
        return values[..., 0] if np.ndim(theta) == 0 else values

    return checked
