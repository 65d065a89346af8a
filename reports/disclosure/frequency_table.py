"""How many learners are in each cell of a family of tables, and in which releases they are counted.

The smallest groups are microcells: learners who are alike in all dimensions and are counted in the same releases. A
cell of a table is a union of microcells. Two releases of the same learners are thereby one table with a further
dimension: counted in the first alone, in both, in the second alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from engine.numerics.array_types import Floats

Cell = tuple[tuple[str, str], ...]
"""The dimensions of a cell with their values, in the table's order; () for all learners."""


@dataclass(frozen=True, slots=True)
class Microcell:
    """Learners who are alike.

    Parameters
    ----------
    values : of each dimension
    releases : the releases in which they are counted, at least one
    """

    values: tuple[str, ...]
    releases: frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class PlacedCell:
    """A cell in a release."""

    release: str
    cell: Cell


@dataclass(frozen=True)
class FrequencyTable:
    """The learners of some releases.

    Parameters
    ----------
    dimensions : their names, such as "year" and "language"
    counts : learners of each microcell, 0 or more

    Raises
    ------
    ValueError
        for a microcell with another number of values, without a release, or with a negative count
    """

    dimensions: tuple[str, ...]
    counts: Mapping[Microcell, int] = field(repr=False)

    def __post_init__(self) -> None:
        for micro, count in self.counts.items():
            if len(micro.values) != len(self.dimensions) or not micro.releases or count < 0:
                msg = f"microcell: expected {len(self.dimensions)} values, a release and 0 or more; got {micro} {count}"
                raise ValueError(msg)

    @cached_property
    def values(self) -> tuple[tuple[str, ...], ...]:
        """The values of each dimension, sorted."""
        return tuple(
            tuple(sorted({micro.values[place] for micro in self.counts})) for place in range(len(self.dimensions))
        )

    @cached_property
    def microcells(self) -> tuple[Microcell, ...]:
        """Every microcell that an attacker must think possible, also empty ones.

        In which combinations of releases somebody is counted at all, an attacker is supposed to know: for instance that
        nobody has left since the first.
        """
        kinds = sorted({micro.releases for micro, count in self.counts.items() if count}, key=sorted)
        return tuple(Microcell(values, kind) for values in product(*self.values) for kind in kinds)

    @cached_property
    def truth(self) -> Floats:
        """Learners of each microcell, shape (microcells,)."""
        return np.array([self.counts.get(micro, 0) for micro in self.microcells], dtype=float)

    def cells(self, family: Iterable[Collection[str]]) -> tuple[Cell, ...]:
        """The cells of a family of tables, each once.

        Parameters
        ----------
        family : the dimensions of each table
        """
        found: dict[Cell, None] = {}
        for table in family:
            names = [name for name in self.dimensions if name in table]
            there = [self.values[self.dimensions.index(name)] for name in names]
            found |= {tuple(zip(names, values, strict=True)): None for values in product(*there)}
        return tuple(found)

    def membership(self, placed: PlacedCell) -> Floats:
        """Which microcells a cell holds: 1 or 0 for each, shape (microcells,)."""
        wanted = [(self.dimensions.index(name), value) for name, value in placed.cell]
        return np.array(
            [
                placed.release in micro.releases and all(micro.values[place] == value for place, value in wanted)
                for micro in self.microcells
            ],
            dtype=float,
        )

    def count(self, placed: PlacedCell) -> int:
        """How many learners a cell holds."""
        return int(self.membership(placed) @ self.truth)
