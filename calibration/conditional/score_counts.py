"""Sufficient statistics for conditional maximum likelihood: counts by set of items, score and total."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.response_matrix import ResponseMatrix

MAX_SETS = 1000
"""Most different sets of items. More occur in adaptive tests, where hardly two persons share one."""
IDS_SHOWN = 12
"""Most ids of an island in an error message."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemSet:
    """Counts of the persons who met the same m items, without those whose total is 0 or the highest.

    Parameters
    ----------
    items : (m,) indices of the items
    counts : (m, K) persons by item and score
    totals : (S + 1,) persons by total score, S the highest
    """

    items: Ints
    counts: Floats
    totals: Floats


def item_sets(
    data: ResponseMatrix, categories: Ints, routing: str | None, weight: Floats | None = None
) -> tuple[ItemSet, ...]:
    """Counts for each set of items that persons met.

    Parameters
    ----------
    categories : (n,) number of categories of each item
    routing : assignment of items, None where not given
    weight : (persons,) number of persons each one stands for, None for 1

    Raises
    ------
    CalibrationError
        ``routing_unsaid``, ``too_many_designs``, ``constant_among_others``, ``not_connected``
    """
    sets = tuple(_informative(data, categories, routing, np.ones(data.persons) if weight is None else weight))
    _require_spread(data, categories, sets)
    _require_connected(data, sets)
    return sets


def _informative(data: ResponseMatrix, categories: Ints, routing: str | None, weight: Floats) -> Iterator[ItemSet]:
    for items, people, score in _tables(data, routing):
        highest = int((categories[items] - 1).sum())
        total = score.sum(axis=1, dtype=np.int64)
        weigh = weight[people]
        totals = np.bincount(total, weigh, highest + 1).astype(float)
        counts = np.stack([_column_sums(score == step, weigh) for step in range(categories.max())], axis=1)
        counts[:, 0] -= totals[0]
        counts[np.arange(items.size), categories[items] - 1] -= totals[highest]
        totals[[0, highest]] = 0
        if items.size > 1 and totals.any():
            yield ItemSet(items, counts, totals)


def _column_sums(holds: Bools, weight: Floats) -> Floats:
    if (weight == 1).all():
        return np.asarray(holds.sum(axis=0), dtype=float)
    return np.asarray(weight @ holds)


def _tables(data: ResponseMatrix, routing: str | None) -> Iterator[tuple[Ints, Ints, NDArray[np.signedinteger]]]:
    """For each set of items: the items, the persons, and their scores (persons, items)."""
    met = data.responses_per_person()
    people = np.flatnonzero(met)
    if len(data) == people.size * len(data.items):
        yield np.arange(len(data.items)), people, data.score.reshape(people.size, -1)
        return
    starts = np.concatenate(([0], np.cumsum(met[people])[:-1]))
    groups = _item_set_numbers(data.item, starts)
    count = int(groups.max()) + 1
    if routing is None and count > 1:
        raise CalibrationError(ErrorCode.ROUTING_UNSAID, got=count)
    if count > MAX_SETS:
        raise CalibrationError(ErrorCode.TOO_MANY_DESIGNS, expected=MAX_SETS, got=count, persons=people.size)
    order = np.argsort(groups, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        places = starts[rows, None] + np.arange(met[people[rows[0]]])
        yield data.item[places[0]].astype(np.int64), people[rows], data.score[places]


def _item_set_numbers(item: NDArray[np.signedinteger], starts: Ints) -> Ints:
    """A number for each person's set of items, identified by two sums of random 64-bit words over its items."""
    words = np.random.default_rng(0).integers(0, 2**64, (2, int(item.max()) + 1), dtype=np.uint64)
    sums = np.stack([np.add.reduceat(each[item], starts) for each in words], axis=1)
    numbers: Ints = np.unique(sums, axis=0, return_inverse=True)[1].ravel()
    return numbers


def _require_spread(data: ResponseMatrix, categories: Ints, sets: tuple[ItemSet, ...]) -> None:
    """Raise where a score of an item does not occur among persons with an informative total."""
    seen = np.zeros((len(data.items), categories.max()), dtype=bool)
    for each in sets:
        seen[each.items] |= each.counts > 0
    lacking = (~seen & (np.arange(categories.max()) < categories[:, None])).any(axis=1)
    if lacking.any():
        names = ", ".join(data.items[at] for at in np.flatnonzero(lacking))
        raise CalibrationError(ErrorCode.CONSTANT_AMONG_OTHERS, items=names)


def _require_connected(data: ResponseMatrix, sets: tuple[ItemSet, ...]) -> None:
    """Raise where the items form more than one island."""
    items = np.concatenate([each.items for each in sets])
    owner = np.repeat(np.arange(len(sets)), [each.items.size for each in sets])
    size = len(data.items)
    graph = coo_array((np.ones(items.size), (items, size + owner)), shape=(size + len(sets),) * 2)
    count, island = connected_components(graph, directed=False)
    if count > 1:
        members = [np.flatnonzero(island[:size] == number) for number in range(count)]
        named = " | ".join(", ".join(data.items[at] for at in each[:IDS_SHOWN]) for each in members)
        raise CalibrationError(ErrorCode.NOT_CONNECTED, count=count, items=named)
