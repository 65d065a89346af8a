"""Nodes in several dimensions: a product grid without the corners, and only where persons are.

A product of equally spaced nodes errs by an amount that falls exponentially with the square of the step (Trefethen &
Weideman, 2014), so that in up to four dimensions it is more accurate in the same time than adaptive Gauss–Hermite or
quasi-Monte-Carlo nodes; `benchmarks/study_quadrature.py` measures all three.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from calibration.array_types import Floats

NODES = {1: 61, 2: 31, 3: 21, 4: 15}
"""Nodes from −6 to 6 of a dimension that a fit begins with, by the number of dimensions."""
LIMIT = 6.0
CORNER = 1.25
"""Nodes further from the middle than this many times half the width are left out: 4e−13 of a standard normal population
in two dimensions lie there, 6e−12 in four."""
MOST_NODES = 400_000
"""A grid has no more nodes, most of which nobody is near."""
EMPTY = 1e-5
"""Persons, in all, who may be expected at the nodes that are left out because hardly anybody is there."""


@dataclass(frozen=True, slots=True, eq=False)
class ProductGrid:
    """An equally spaced grid.

    Parameters
    ----------
    low, high : (D,) ends of each dimension
    step : between nodes, of every dimension
    """

    low: Floats
    high: Floats
    step: float

    @classmethod
    def standard(cls, dimensions: int, count: int | None = None) -> "ProductGrid":
        """From −6 to 6 in every dimension, with ``count`` nodes each, or those of ``NODES``."""
        ends = np.full(dimensions, LIMIT)
        return cls(-ends, ends, 2 * LIMIT / ((count or NODES[dimensions]) - 1))

    @property
    def nodes(self) -> Floats:
        """(Q, D) coordinates."""
        return self._nodes(0.0)

    @property
    def between(self) -> Floats:
        """(Q, D) coordinates of the grid moved by half a step in every dimension: its error has the other sign."""
        return self._nodes(self.step / 2)

    def finer(self) -> "ProductGrid | None":
        """The same with three steps for two, or None where it would have too many nodes."""
        found = ProductGrid(self.low, self.high, self.step / 1.5)
        return found if found.size <= MOST_NODES else None

    def wider(self, low: Floats, high: Floats) -> "ProductGrid | None":
        """The same from ``low`` to ``high`` at least, or None where it would have too many nodes."""
        found = ProductGrid(np.minimum(self.low, low), np.maximum(self.high, high), self.step)
        return found if found.size <= MOST_NODES else None

    @property
    def size(self) -> int:
        """The number of nodes, roughly: corners are counted by their share of the volume."""
        share = {1: 1.0, 2: 0.98, 3: 0.82, 4: 0.55}[self.low.size]
        return int(share * np.prod((self.high - self.low) / self.step + 1))

    def _nodes(self, shift: float) -> Floats:
        lines = [
            np.arange(round((high - low) / self.step) + 1) * self.step + low + shift
            for low, high in zip(self.low, self.high, strict=True)
        ]
        nodes = np.stack([side.ravel() for side in np.meshgrid(*lines, indexing="ij")], axis=1)
        away = (nodes - (self.low + self.high) / 2) / ((self.high - self.low) / 2)
        return np.asarray(nodes[(away**2).sum(axis=1) <= CORNER**2 + 1e-9], dtype=np.float64)


def near(nodes: Floats, others: Floats, step: float) -> Floats:
    """The nodes (Q′, D) within a step, in every dimension, of a node where persons were.

    Parameters
    ----------
    nodes : (Q, D) of a grid
    others : (R, D) occupied nodes of a coarser one
    step : of the coarser one
    """
    away, _ = cKDTree(others).query(nodes, p=np.inf, distance_upper_bound=step * (1 + 1e-9))
    return np.asarray(nodes[np.isfinite(away)], dtype=np.float64)


def occupied(nodes: Floats, masses: Floats) -> Floats:
    """The nodes (Q′, D) where all persons are expected but ``EMPTY``.

    Parameters
    ----------
    nodes : (Q, D)
    masses : (G, Q) persons expected at each node
    """
    here = masses.sum(axis=0)
    order = np.argsort(here)
    kept = np.ones(here.size, dtype=bool)
    kept[order[here[order].cumsum() <= EMPTY]] = False
    return nodes[kept]
