"""Information of items and item sets where the answers to a set depend on each other.

The answers to an item set share a normal effect ξ of SD σ. Where Ī is the total of their information, averaged over ξ,
the set has the information Ī / (1 + σ²Ī), as a sitting's SE has it (`engine.ability.set_information`). That is concave
in Ī, so its tangent at Ī₀, the set's most informative items, is never below it and equal to it for those items:

    Ī / (1 + σ²Ī) ≤ σ²Ī₀² / (1 + σ²Ī₀)² + Ī / (1 + σ²Ī₀)²

The tangent is a value of the set plus a value of each of its items, which a linear programme can maximise.

References
----------
Wainer, Bradlow & Wang (2007), Testlet Response Theory and Its Applications, chapter 7.
"""

from typing import NamedTuple

import numpy as np

from engine import information
from engine.assembly.mixed_integer_programme import ItemSetBounds
from engine.irt.item_parameters import ItemParameters
from engine.numerics.array_types import Bools, Floats, Ints

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(21)


class InformationValues(NamedTuple):
    """What items and item sets add to the information of a sitting, at T abilities.

    Parameters
    ----------
    items : shape (n, T), value of each item
    sets : shape (S, T), value of each item set that is used, besides that of its items; 0 for independent answers
    shares : shape (n, T), each item's share of the information of its set when the set's most informative items are
        used; the information of an item in no set
    """

    items: Floats
    sets: Floats
    shares: Floats

    def take(self, items: Ints, passages: ItemSetBounds | None) -> "InformationValues":
        """The values of some items and their sets, in the order of the sets' numbers.

        Parameters
        ----------
        items : pool indices
        passages : the item sets of the pool
        """
        numbers = np.empty(0, dtype=np.intp) if passages is None else passages.set_of_item[items]
        return InformationValues(self.items[items], self.sets[np.unique(numbers[numbers >= 0])], self.shares[items])


def information_values(informed: Floats, passages: ItemSetBounds | None, sd: float) -> InformationValues:
    """The values of items and item sets.

    Parameters
    ----------
    informed : shape (n, T), information of each item, averaged over ξ for items in a set
    passages : the item sets; None for none
    sd : SD of the effect that the answers to a set share, logits, 0 or more
    """
    sets = 0 if passages is None else passages.sets
    if passages is None or not sd:
        return InformationValues(informed, np.zeros((sets, informed.shape[1])), informed)
    whole = np.zeros((sets + 1, informed.shape[1]))  # the last row is for items in no set, −1
    for number in range(sets):
        own = np.sort(informed[passages.set_of_item == number], axis=0)
        whole[number] = own[-passages.maximum :].sum(axis=0)
    shrink = 1 / (1 + sd * sd * whole)
    own_shrink = shrink[passages.set_of_item]
    constant = (sd * whole * shrink) ** 2
    return InformationValues(informed * own_shrink**2, constant[:sets], informed * own_shrink)


def averaged_information(parameters: ItemParameters, theta: Floats, together: Bools, sd: float) -> Floats:
    """Information of each item, averaged over the effect ξ for items in a set.

    Parameters
    ----------
    parameters : n items
    theta : shape (T,), abilities in logits
    together : shape (n,), whether an item is in a set
    sd : SD of ξ, logits

    Returns
    -------
    shape (n, T)
    """
    informed: Floats = information(parameters, theta[np.newaxis])
    if sd and together.any():
        nodes = np.add.outer(theta, sd * _NODES).ravel()[np.newaxis]
        spread = information(parameters.take(np.flatnonzero(together)), nodes)
        informed[together] = spread.reshape(-1, theta.size, _NODES.size) @ (_WEIGHTS / _WEIGHTS.sum())
    return informed


def highest_information(parameters: ItemParameters, grid: Floats, together: Bools, sd: float) -> Floats:
    """The maximum over a grid of each item's information, averaged over the effect ξ for items in a set.

    Parameters
    ----------
    grid : shape (Q,), abilities in logits, evenly spaced by less than 0.8 of ``sd``

    Returns
    -------
    shape (n,)
    """
    curves = information(parameters, grid[np.newaxis])
    if sd and together.any():
        weights = np.exp(-(np.subtract.outer(grid, grid) ** 2) / (2 * sd * sd))
        curves[together] = curves[together] @ (weights / weights.sum(axis=1, keepdims=True)).T
    highest: Floats = curves.max(axis=1)
    return highest
