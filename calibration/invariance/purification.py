"""Leaving items with DIF out of what persons are matched by, until that changes no more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from calibration.array_types import Bools
from calibration.invariance.dif_classes import Purification

FEWEST_ANCHORS = 2
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, eq=False)
class Purified(Generic[Found]):
    """What the last round found, which items it matched by (n,), and how the choice of them ended."""

    found: Found
    anchor: Bools
    ended: Purification
    rounds: int


def purify(
    test: Callable[[Bools], tuple[Found, Bools]], items: int, *, limit: int, anchor: Bools | None = None
) -> Purified[Found]:
    """Test with all items as anchors, then without those that show DIF, and again, until the same are left out.

    Parameters
    ----------
    test : from the anchors (n,) to what is found and which items are without DIF (n,)
    limit : rounds at most; 0 for one round without purification
    anchor : (n,) items that are held to be without DIF: there is one round, and no choice
    """
    if anchor is not None:
        return Purified(test(anchor)[0], anchor, Purification.GIVEN, 1)
    anchor = np.ones(items, dtype=bool)
    for number in range(1, limit + 1):
        found, clean = test(anchor)
        if (clean == anchor).all():
            return Purified(found, anchor, Purification.SETTLED, number)
        if clean.sum() < FEWEST_ANCHORS:
            return Purified(found, anchor, Purification.TOO_FEW_LEFT, number)
        if number < limit:
            anchor = clean
    if limit:
        return Purified(found, anchor, Purification.UNSETTLED, limit)
    return Purified(test(anchor)[0], anchor, Purification.NOT_ASKED, 1)
