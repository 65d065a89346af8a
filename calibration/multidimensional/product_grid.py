"""A product grid of several dimensions without the corners that no one is at."""

import numpy as np

from calibration.array_types import Floats

NODES = {1: 61, 2: 31, 3: 21, 4: 15}
"""Nodes to a dimension that a fit begins with, by the number of dimensions."""
LIMIT = 6.0
CORNER = 1.25
"""Nodes further from the middle than this many limits are left out: 4e−13 of a standard normal population in two
dimensions lie there, 6e−12 in four."""


def product_grid(dimensions: int, count: int | None = None, limit: float = LIMIT) -> Floats:
    """(Q, D) equally spaced nodes from −limit to limit in each dimension, in standard deviations.

    Parameters
    ----------
    dimensions : 1 to 4
    count : nodes to a dimension, unless those of ``NODES``
    """
    line = np.linspace(-limit, limit, count or NODES[dimensions])
    nodes = np.stack([side.ravel() for side in np.meshgrid(*[line] * dimensions, indexing="ij")], axis=1)
    near = (nodes**2).sum(axis=1) <= (CORNER * limit) ** 2 + 1e-9
    return np.asarray(nodes[near], dtype=np.float64)
