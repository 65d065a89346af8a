"""Item exposure, test overlap, and content counts of simulated sittings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Simulation

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ATTRIBUTES = ("strand", "topic", "introduced_year")


@dataclass(frozen=True)
class ItemExposure:
    """Exposure of one item.

    Parameters
    ----------
    item : id of the item version
    rate : exposure rate in the year group: share of sittings that present it
    rates : exposure rate at each of the simulated abilities
    """

    item: str
    rate: float
    rates: tuple[float, ...]


@dataclass(frozen=True)
class ContentCounts:
    """Number of scored items with one content value in a sitting of the year group.

    Parameters
    ----------
    eligible : number of eligible items with the value
    least, mean, most : over the sittings
    """

    attribute: str
    value: str | int
    eligible: int
    least: int
    mean: float
    most: int


def presented_items(simulation: Simulation, pool_size: int, *, scored: bool = False) -> Bools:
    """Mask of the items presented in each sitting, shape (P, n); with ``scored`` only the scored ones."""
    there = simulation.scored if scored else simulation.items >= 0
    marked = np.zeros((simulation.items.shape[0], pool_size + 1), dtype=bool)
    np.put_along_axis(marked, np.where(there, simulation.items, pool_size), True, axis=1)
    return marked[:, :pool_size]


def overlap_rate(presented: Bools) -> float:
    """Test overlap rate: mean share of items that two sittings have in common, over all pairs.

    Σ mᵢ(mᵢ − 1) / (P(P − 1) L) for P sittings of mean length L, of which mᵢ present item i.

    Parameters
    ----------
    presented : shape (P, n)

    References
    ----------
    Chen, Ankenmann & Spray (2003), Journal of Educational Measurement 40, 129–145.
    """
    sittings, times = presented.shape[0], presented.sum(axis=0, dtype=np.int64)
    shared = (times * (times - 1)).sum() / (sittings * (sittings - 1))
    length = times.sum() / sittings
    return float(shared / length) if length else 0.0


def highest_exposure_rate(presented: Bools) -> float:
    """Exposure rate of the most used item."""
    return float(presented.mean(axis=0).max())


def item_exposure(
    ids: Sequence[str], eligible: Bools, year_group: Bools, points: Sequence[Bools]
) -> tuple[ItemExposure, ...]:
    """Exposure of each item that is eligible or was presented.

    Parameters
    ----------
    ids : item version ids of the pool
    eligible : shape (n,)
    year_group : shape (P, n), items presented to the year group's simulees
    points : for each simulated ability, items presented, shape (P, n)
    """
    rate = year_group.mean(axis=0)
    rates = np.stack([presented.mean(axis=0) for presented in points], axis=1)
    listed = eligible | (rate > 0) | (rates > 0).any(axis=1)
    return tuple(
        ItemExposure(ids[int(item)], float(rate[item]), tuple(rates[item].tolist())) for item in np.flatnonzero(listed)
    )


def content_counts(test: AdaptiveTest, eligible: Bools, scored: Bools) -> Iterator[ContentCounts]:
    """Counts of scored items by strand, topic and year of introduction.

    Parameters
    ----------
    eligible : shape (n,)
    scored : shape (P, n), scored items of each sitting
    """
    for attribute in ATTRIBUTES:
        column = test.pool.attribute(attribute)
        for value in dict.fromkeys(column[eligible].tolist()):
            taken = scored[:, column == value].sum(axis=1)
            held = int((eligible & (column == value)).sum())
            yield ContentCounts(attribute, value, held, int(taken.min()), float(taken.mean()), int(taken.max()))
