"""Connectedness of items through persons: parameters are comparable within one connected set only."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from calibration.array_types import Ints
from calibration.responses.response_matrix import ResponseMatrix

EDGES = 1 << 22
"""Responses processed at a time, to bound memory."""


def islands(data: ResponseMatrix) -> tuple[tuple[str, ...], ...]:
    """The items of each island (connected component), the smallest first; one island if the design is connected.

    Two items are in one island if a person answered both, or if a chain of such pairs connects them. Items without
    responses are in none.
    """
    return tuple(tuple(data.items[item] for item in island) for island in island_members(island_of_items(data)))


def island_of_items(data: ResponseMatrix, connected_items: NDArray[np.signedinteger] | None = None) -> Ints:
    """(items,) number of each item's island, −1 for an item without responses.

    Parameters
    ----------
    connected_items : indices of items that count as connected whoever answered, such as fixed items
    """
    label = np.arange(len(data.items))
    if connected_items is not None and connected_items.size:
        label = _merged_labels(label, connected_items[:-1], connected_items[1:])
    for first, second in _adjacent_item_pairs(data):
        label = _merged_labels(label, first, second)
    met = data.responses_per_item() > 0
    island = np.full(label.size, -1)
    island[met] = np.unique(label[met], return_inverse=True)[1]
    return island


def island_members(island: Ints) -> list[Ints]:
    """Indices of the items of each island, sorted by size and then by first item."""
    groups = [np.flatnonzero(island == number) for number in range(island.max(initial=-1) + 1)]
    return sorted(groups, key=lambda items: (items.size, items[0]))


def connected_by_groups(data: ResponseMatrix, island: Ints, group: NDArray[np.signedinteger]) -> Ints:
    """(islands,) number of the component that each island belongs to when groups connect islands too.

    A group connects islands if it has one ability distribution.

    Parameters
    ----------
    group : (persons,) index of each person's group, −1 for none
    """
    count, groups = int(island.max(initial=-1)) + 1, int(group.max(initial=-1)) + 1
    seen = np.zeros((count, groups + 1), dtype=bool)
    seen[island[data.item], group[data.person]] = True  # −1 is the last column
    place, which = np.nonzero(seen[:, :groups])
    return _merged_labels(np.arange(count + groups), place, which + count)[:count]


def _adjacent_item_pairs(data: ResponseMatrix) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of successive items of one person, which connect all items that the person met."""
    for start in range(0, len(data), EDGES):
        rows = slice(start, start + EDGES + 1)
        person, item = data.person[rows], data.item[rows]
        same = person[1:] == person[:-1]
        yield item[:-1][same], item[1:][same]


def _merged_labels(label: Ints, first: NDArray[np.signedinteger], second: NDArray[np.signedinteger]) -> Ints:
    """Labels after merging the components of each pair."""
    a, b = label[first], label[second]
    apart = a != b
    if not apart.any():
        return label
    edges = coo_array((np.ones(int(apart.sum()), dtype=bool), (a[apart], b[apart])), shape=(label.size, label.size))
    joined: Ints = connected_components(edges, directed=False)[1][label].astype(np.int64)
    return joined
