"""Elementary symmetric functions with their first and second derivatives.

With weights ε of each item's scores, γ_s = Σ Π ε over all response patterns with total s. The functions without one or
two items are combined from the items before, between and after them, without subtraction, so that no digits are lost
(summation algorithm; Verhelst, Glas & van der Sluis, 1984, Computational Statistics Quarterly 1, 245–262).
"""

from typing import NamedTuple

import numpy as np

from calibration.array_types import Bools, Floats

SMALLEST = 1e-280
"""Smallest γ for which quotients stay in the range of double precision."""


class ConditionalExpectations(NamedTuple):
    """Expected counts given the totals.

    Parameters
    ----------
    log_gamma : (S + 1,) log γ, −∞ where γ is 0 or out of range
    expected : (m, W) expected number of persons by item and score from 1
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
    weights : (m, K) of the scores from 0; 0 after an item's last
    highest : S, the sum of the items' highest scores
    """
    functions: Floats = prefix_functions(weights, highest)[-1]
    return functions


def condition_on_totals(weights: Floats, totals: Floats) -> ConditionalExpectations | None:
    """Expected counts and information given totals, None where γ is out of the range of double precision.

    Parameters
    ----------
    weights : (m, W + 1) with rows that sum to 1, so that γ is a distribution of totals and never overflows
    totals : (S + 1,) number of persons with each total
    """
    highest, used = totals.size - 1, totals > 0
    prefix = prefix_functions(weights, highest)
    functions = prefix[-1]
    if not (functions[used] > SMALLEST).all():
        return None
    share = np.where(used, totals, 0.0) / np.where(used, functions, 1.0)
    conditional = _category_probabilities(weights, prefix, functions, used)
    expected = (conditional * totals).sum(axis=2)
    flat = conditional.reshape(-1, highest + 1)
    joint = _joint_expectations(weights, prefix, share)
    np.fill_diagonal(joint, expected.ravel())
    with np.errstate(divide="ignore"):
        log_gamma = np.where(functions > 0, np.log(functions), -np.inf)
    return ConditionalExpectations(log_gamma, expected, joint - (flat * totals) @ flat.T)


def _add_item(functions: Floats, weight: Floats) -> Floats:
    """The functions with one more item, along the last axis."""
    extended: Floats = functions * weight[0]
    for score in range(1, weight.size):
        extended[..., score:] += functions[..., :-score] * weight[score]
    return extended


def _add_item_transposed(functions: Floats, weight: Floats) -> Floats:
    """The transpose of ``_passed``."""
    reduced: Floats = functions * weight[0]
    for score in range(1, weight.size):
        reduced[..., :-score] += functions[..., score:] * weight[score]
    return reduced


def _category_probabilities(weights: Floats, prefix: Floats, functions: Floats, used: Bools) -> Floats:
    """(m, W, S + 1) probability of each score from 1 of each item given the total; 0 for totals without persons."""
    size = functions.size
    suffix = prefix_functions(weights[::-1], size - 1)[::-1]
    conditional = np.zeros((len(weights), weights.shape[1] - 1, size))
    for item, weight in enumerate(weights):
        others = np.convolve(prefix[item], suffix[item + 1])[:size]
        for score in range(1, weight.size):
            conditional[item, score - 1, score:] = weight[score] * others[: size - score]
    return np.where(used, conditional / np.where(used, functions, 1.0), 0.0)


def _joint_expectations(weights: Floats, prefix: Floats, share: Floats) -> Floats:
    """(mW, mW) expected number of persons by pair of scores from 1 on two items; 0 within an item.

    Forward sums that include item i with score k are combined at item j with backward sums from the totals.
    """
    count, wide = len(weights), weights.shape[1] - 1
    joint = np.zeros((count, wide, count, wide))
    backward = np.zeros((count + 1, share.size))
    backward[count] = share
    for item in range(count - 1, -1, -1):
        backward[item] = _add_item_transposed(backward[item + 1], weights[item])
    forward = np.zeros((count, wide, share.size))
    for item, weight in enumerate(weights):
        for score in range(1, wide + 1):
            meeting = backward[item + 1, score:] * weight[score]
            joint[:item, :, item, score - 1] = forward[:item, :, : meeting.size] @ meeting
        forward[:item] = _add_item(forward[:item], weight)
        for score in range(1, wide + 1):
            forward[item, score - 1, score:] = weight[score] * prefix[item, : share.size - score]
    flat = joint.reshape(count * wide, -1)
    return flat + flat.T
