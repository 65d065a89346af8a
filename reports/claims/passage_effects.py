"""What the answers to one passage share beside ability: an effect that makes their sum vary more than each alone."""

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol


class PassageAnswer(Protocol):
    """An answer to a question that may belong to a passage or scenario."""

    @property
    def passage(self) -> str:
        """Id of the passage; empty for a question of its own."""
        ...

    @property
    def passage_sd(self) -> float:
        """SD of the effect that one learner's answers to the passage share, logits."""
        ...


def passage_variance(weighted: Iterable[tuple[PassageAnswer, float]]) -> float:
    """The variance that the effects of passages add to a sum of scores of one sitting.

    Parameters
    ----------
    weighted : answers, each with the derivative of the sum by the level at which it was given

    Notes
    -----
    An effect g ~ N(0, σ²) of a passage moves the level of all its answers at once (Bradlow, Wainer & Wang, 1999), so
    that the sum moves by g Σw over the passage: Σ_passages σ² (Σw)².
    """
    moved: dict[str, float] = defaultdict(float)
    for answer, weight in weighted:
        if answer.passage:
            moved[answer.passage] += weight * answer.passage_sd
    return math.fsum(each * each for each in moved.values())
