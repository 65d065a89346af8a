"""Which items persons' responses connect: a scale holds no further than that."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from calibration.array_types import Ints
from calibration.responses.response_matrix import ResponseMatrix

EDGES = 1 << 22
"""Responses looked at in one go, so that memory stays small."""


def islands(data: ResponseMatrix) -> tuple[tuple[str, ...], ...]:
    """The items of each island, the smallest island first; one island if the design is connected.

    Two items are in one island if a person answered both, or if a chain of such pairs leads from one to the other.
    Items that no one answered are in none.
    """
    return tuple(tuple(data.items[item] for item in island) for island in island_members(island_of_items(data)))


def island_of_items(data: ResponseMatrix, together: NDArray[np.signedinteger] | None = None) -> Ints:
    """(items,) the number of each item's island, −1 for an item that no one answered.

    Parameters
    ----------
    together : places of items that count as connected whoever answered them, such as those with fixed parameters
    """
    label = np.arange(len(data.items))
    if together is not None and together.size:
        label = _merged_labels(label, together[:-1], together[1:])
    for first, second in _adjacent_item_pairs(data):
        label = _merged_labels(label, first, second)
    met = data.responses_per_item() > 0
    island = np.full(label.size, -1)
    island[met] = np.unique(label[met], return_inverse=True)[1]
    return island


def island_members(island: Ints) -> list[Ints]:
    """Places of the items of each island, the smallest island first, those of one size by their first item."""
    groups = [np.flatnonzero(island == number) for number in range(island.max(initial=-1) + 1)]
    return sorted(groups, key=lambda items: (items.size, items[0]))


def connected_by_groups(data: ResponseMatrix, island: Ints, group: NDArray[np.signedinteger]) -> Ints:
    """(islands,) the number of a larger island that also groups connect, each taken to have one distribution.

    Parameters
    ----------
    group : (persons,) place of each person's group, −1 for none
    """
    count, groups = int(island.max(initial=-1)) + 1, int(group.max(initial=-1)) + 1
    seen = np.zeros((count, groups + 1), dtype=bool)
    seen[island[data.item], group[data.person]] = True  # −1 is the last column
    place, which = np.nonzero(seen[:, :groups])
    return _merged_labels(np.arange(count + groups), place, which + count)[:count]


def _adjacent_item_pairs(data: ResponseMatrix) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of items that follow each other in a person's responses: enough to connect all that the person met."""
    for start in range(0, len(data), EDGES):
        rows = slice(start, start + EDGES + 1)
        person, item = data.person[rows], data.item[rows]
        same = person[1:] == person[:-1]
        yield item[:-1][same], item[1:][same]


def _merged_labels(label: Ints, first: NDArray[np.signedinteger], second: NDArray[np.signedinteger]) -> Ints:
    """Labels after the pairs have been put together."""
    a, b = label[first], label[second]
    apart = a != b
    if not apart.any():
        return label
    edges = coo_array((np.ones(int(apart.sum()), dtype=bool), (a[apart], b[apart])), shape=(label.size, label.size))
    joined: Ints = connected_components(edges, directed=False)[1][label].astype(np.int64)
    return joined
