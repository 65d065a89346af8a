"""How well effects of templates foretell the judgements of a set that they were not estimated from."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from engine.numerics.array_types import Floats
from itembank.numeracy.judging.effect_estimation import Shrinkage, estimate_effects
from itembank.numeracy.judging.judged_difficulty import JudgedDifficulties

RATIOS = (1.0, 2.0, 4.0, 8.0)
"""The variance ratios that are tried."""


@dataclass(frozen=True)
class LeftOut:
    """What the judgements of all other sets say of each judged item.

    Parameters
    ----------
    difficulty : modelled difficulty with the effects, logits from the mean of set and year
    error : judged difficulty less what was foretold of it, κ × ``difficulty``
    """

    difficulty: Floats
    error: Floats

    @property
    def mean_square(self) -> float:
        """Mean squared error."""
        return float(np.mean(self.error**2))


def left_out(known: JudgedDifficulties, shrinkage: Shrinkage) -> LeftOut:
    """Each set's items by effects that are estimated from the other sets."""
    sets = np.array([each.set for each in known.items])
    difficulty, error = np.empty(len(sets)), np.empty(len(sets))
    for number in np.unique(sets):
        estimate = estimate_effects(known.part(sets != number), shrinkage)
        for place in np.flatnonzero(sets == number):
            difficulty[place] = known.modelled[place] + estimate.effect(known.items[place].item)
            error[place] = known.judged[place] - estimate.slope * difficulty[place]
    return LeftOut(difficulty, error)


def shrinkages() -> Iterator[Shrinkage]:
    """Every choice of `RATIOS`."""
    return (Shrinkage(*ratios) for ratios in product(RATIOS, repeat=3))
