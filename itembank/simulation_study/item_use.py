"""How a design uses a bank: exposure of items, overlap of sittings, content of sittings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Simulation

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ATTRIBUTES = ("strand", "topic", "introduced_year")


@dataclass(frozen=True)
class ItemUse:
    """How often an item is asked.

    Parameters
    ----------
    item : id of the item version
    rate : share of the sittings of the year group that it is in
    rates : the same among simulees of each of the simulated abilities
    """

    item: str
    rate: float
    rates: tuple[float, ...]


@dataclass(frozen=True)
class ContentUse:
    """How many scored items of one content value a sitting of the year group has.

    Parameters
    ----------
    eligible : items of the value that the year group may be asked
    least, mean, most : over the sittings
    """

    attribute: str
    value: str | int
    eligible: int
    least: int
    mean: float
    most: int


def presentations(done: Simulation, pool_size: int, *, scored: bool = False) -> Bools:
    """Which item was in which sitting, shape (P, n); with ``scored`` only those that counted."""
    there = done.scored if scored else done.items >= 0
    marked = np.zeros((done.items.shape[0], pool_size + 1), dtype=bool)
    np.put_along_axis(marked, np.where(there, done.items, pool_size), True, axis=1)
    return marked[:, :pool_size]


def overlap(presented: Bools) -> float:
    """The share of its items that a sitting has in common with another, on average over all pairs.

    Of P sittings that ask item i in mᵢ and are of mean length L: Σ mᵢ(mᵢ − 1) / (P(P − 1) L).

    References
    ----------
    Chen, Ankenmann & Spray (2003), Journal of Educational Measurement 40, 129–145.
    """
    sittings, times = presented.shape[0], presented.sum(axis=0, dtype=np.int64)
    shared = (times * (times - 1)).sum() / (sittings * (sittings - 1))
    length = times.sum() / sittings
    return float(shared / length) if length else 0.0


def highest_rate(presented: Bools) -> float:
    """The share of sittings that the most used item is in."""
    return float(presented.mean(axis=0).max())


def item_use(ids: Sequence[str], eligible: Bools, year_group: Bools, points: Sequence[Bools]) -> tuple[ItemUse, ...]:
    """The use of each eligible item, and of any other that was presented all the same."""
    rate = year_group.mean(axis=0)
    rates = np.stack([presented.mean(axis=0) for presented in points], axis=1)
    listed = eligible | (rate > 0) | (rates > 0).any(axis=1)
    return tuple(
        ItemUse(ids[int(item)], float(rate[item]), tuple(rates[item].tolist())) for item in np.flatnonzero(listed)
    )


def content_use(test: AdaptiveTest, eligible: Bools, scored: Bools) -> Iterator[ContentUse]:
    """How many items of each strand, topic and year of introduction the sittings have."""
    for attribute in ATTRIBUTES:
        column = test.pool.attribute(attribute)
        for value in dict.fromkeys(column[eligible].tolist()):
            taken = scored[:, column == value].sum(axis=1)
            held = int((eligible & (column == value)).sum())
            yield ContentUse(attribute, value, held, int(taken.min()), float(taken.mean()), int(taken.max()))
