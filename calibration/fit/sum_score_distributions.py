"""Distributions of sum scores given ability, of all items and of all but one (Lord & Wingersky, 1984)."""

from collections.abc import Iterator

import numpy as np

from calibration.array_types import Floats


def combined(one: Floats, other: Floats) -> Floats:
    """(S₁ + S₂ − 1, Q) distribution of the sum of two independent scores at each node.

    Parameters
    ----------
    one, other : (S₁, Q) and (S₂, Q) probabilities of the scores 0, 1, … at each node
    """
    if len(one) < len(other):
        one, other = other, one
    total = np.zeros((len(one) + len(other) - 1, one.shape[1]))
    for score, prob in enumerate(other):
        total[score : score + len(one)] += one * prob
    return total


def sum_score_distribution(prob: list[Floats]) -> Floats:
    """(S, Q) distribution of the sum score of items with category probabilities (K, Q) each."""
    if not prob:
        return np.ones((1, 1))
    if len(prob) == 1:
        return prob[0]
    middle = len(prob) // 2
    return combined(sum_score_distribution(prob[:middle]), sum_score_distribution(prob[middle:]))


def rest_score_distributions(prob: list[Floats]) -> Iterator[Floats]:
    """For each item in turn the (S, Q) distribution of the sum score of all others.

    Parameters
    ----------
    prob : category probabilities (K, Q) of each item

    Notes
    -----
    The items are halved, and each half is given the distribution of the other: n log n convolutions instead of n².
    No distribution is divided by another, so that nothing cancels.
    """
    if prob:
        yield from _rest(prob, np.ones((1, prob[0].shape[1])))


def _rest(prob: list[Floats], others: Floats) -> Iterator[Floats]:
    if len(prob) == 1:
        yield others
        return
    middle = len(prob) // 2
    left, right = prob[:middle], prob[middle:]
    yield from _rest(left, combined(others, sum_score_distribution(right)))
    yield from _rest(right, combined(others, sum_score_distribution(left)))
