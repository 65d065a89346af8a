"""Elementary symmetric functions and their derivatives: how likely answers are, given their total.

With weights ε of each item's scores, γ_s = Σ Π ε over all answers with total s. Nothing is ever subtracted: the
functions without one item, or two, are put together from items before, between and behind (the summation algorithm), so
that no digits are lost, however many items there are.
"""

from typing import NamedTuple

import numpy as np

from calibration.array_types import Bools, Floats

SMALLEST = 1e-280
"""Below it, products with what it divides could leave the range of double precision."""


class ConditionalExpectations(NamedTuple):
    """What is expected of persons with given totals.

    Parameters
    ----------
    log_gamma : (S + 1,) logarithm of γ, −∞ where it is 0 or not in range
    expected : (m, W) numbers of persons by item and score from 1, given their totals
    information : (mW, mW) the second derivatives of Σ n log γ by the logarithms of the weights of the scores from 1
    """

    log_gamma: Floats
    expected: Floats
    information: Floats


def prefix_functions(weights: Floats, highest: int) -> Floats:
    """(m + 1, S + 1) the functions of the first 0, 1, … m items."""
    table = np.zeros((len(weights) + 1, highest + 1))
    table[0, 0] = 1
    for item, weight in enumerate(weights):
        table[item + 1] = _add_item(table[item], weight)
    return table


def elementary_symmetric_functions(weights: Floats, highest: int) -> Floats:
    """(S + 1,) the elementary symmetric functions of all items.

    Parameters
    ----------
    weights : (m, K) of the scores from 0, 0 behind an item's last
    highest : S, the sum of the items' highest scores
    """
    functions: Floats = prefix_functions(weights, highest)[-1]
    return functions


def condition_on_totals(weights: Floats, totals: Floats) -> ConditionalExpectations | None:
    """Expectations and information given totals, None where double precision does not hold them.

    Parameters
    ----------
    weights : (m, W + 1) with rows that sum to 1, so that γ is a distribution of totals and never overflows
    totals : (S + 1,) number of persons with each total
    """
    highest, used = totals.size - 1, totals > 0
    first = prefix_functions(weights, highest)
    functions = first[-1]
    if not (functions[used] > SMALLEST).all():
        return None
    share = np.where(used, totals, 0.0) / np.where(used, functions, 1.0)
    conditional = _category_probabilities(weights, first, functions, used)
    expected = (conditional * totals).sum(axis=2)
    flat = conditional.reshape(-1, highest + 1)
    together = _joint_expectations(weights, first, share)
    np.fill_diagonal(together, expected.ravel())
    with np.errstate(divide="ignore"):
        log_gamma = np.where(functions > 0, np.log(functions), -np.inf)
    return ConditionalExpectations(log_gamma, expected, together - (flat * totals) @ flat.T)


def _add_item(functions: Floats, weight: Floats) -> Floats:
    """The functions with one more item, along the last axis."""
    passed: Floats = functions * weight[0]
    for score in range(1, weight.size):
        passed[..., score:] += functions[..., :-score] * weight[score]
    return passed


def _add_item_transposed(functions: Floats, weight: Floats) -> Floats:
    """The transpose of ``_passed``."""
    returned: Floats = functions * weight[0]
    for score in range(1, weight.size):
        returned[..., :-score] += functions[..., score:] * weight[score]
    return returned


def _category_probabilities(weights: Floats, first: Floats, functions: Floats, used: Bools) -> Floats:
    """(m, W, S + 1) probability of each score from 1 of each item given the total, 0 where no one has the total."""
    size = functions.size
    behind = prefix_functions(weights[::-1], size - 1)[::-1]
    conditional = np.zeros((len(weights), weights.shape[1] - 1, size))
    for item, weight in enumerate(weights):
        others = np.convolve(first[item], behind[item + 1])[:size]
        for score in range(1, weight.size):
            conditional[item, score - 1, score:] = weight[score] * others[: size - score]
    return np.where(used, conditional / np.where(used, functions, 1.0), 0.0)


def _joint_expectations(weights: Floats, first: Floats, share: Floats) -> Floats:
    """(mW, mW) expected numbers of persons with two scores from 1 on two items, over all totals; 0 within an item.

    Partial sums that have passed item i with score k go on through the items behind it and meet, at item j, what comes
    back from the totals.
    """
    count, wide = len(weights), weights.shape[1] - 1
    together = np.zeros((count, wide, count, wide))
    back = np.zeros((count + 1, share.size))
    back[count] = share
    for item in range(count - 1, -1, -1):
        back[item] = _add_item_transposed(back[item + 1], weights[item])
    on_the_way = np.zeros((count, wide, share.size))
    for item, weight in enumerate(weights):
        for score in range(1, wide + 1):
            meeting = back[item + 1, score:] * weight[score]
            together[:item, :, item, score - 1] = on_the_way[:item, :, : meeting.size] @ meeting
        on_the_way[:item] = _add_item(on_the_way[:item], weight)
        for score in range(1, wide + 1):
            on_the_way[item, score - 1, score:] = weight[score] * first[item, : share.size - score]
    flat = together.reshape(count * wide, -1)
    return flat + flat.T
