"""Item–rest correlations, also where persons met different items."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from calibration.array_types import Floats, Ints
from calibration.responses.response_matrix import ResponseMatrix

CHUNK = 1 << 18
"""Responses processed at a time, so that intermediate arrays stay in the processor's cache."""
MAX_SWEEPS = 8
TOLERANCE = 0.05
"""Largest change of an ability or a difficulty, in logits, at which the estimates have converged."""
PRIOR_SD = 2.0
"""Standard deviation, in logits, of the normal prior on abilities."""
RIDGE = 0.1
"""Information added to each item, so that the difficulty of a constant item is finite."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemRestCorrelations:
    """Correlations of items with the other items.

    Parameters
    ----------
    correlation : (items,) from −1 to 1; NaN where an item or the rest does not vary
    responses : (items,) number of responses
    """

    correlation: Floats
    responses: Ints


def item_rest_correlations(data: ResponseMatrix) -> ItemRestCorrelations:
    """The correlation of each item's score with the same persons' performance on the other items.

    In complete data this is the corrected item–total correlation. Otherwise sums of scores are not comparable, least of
    all in an adaptive test, where able persons meet harder items. The other variable is then the ability from the other
    items: a joint maximum-likelihood fit of the Rasch model to the scores as shares of their maximum, with a normal
    prior on abilities, less the item's own contribution (one Newton step).
    """
    met = data.responses_per_person()
    complete = len(data) == int((met > 0).sum()) * len(data.items)
    chunks = _chunks(data)
    estimates = None if complete else _joint_estimates(data, chunks)
    total = np.bincount(data.person, data.score, data.persons) if complete else np.zeros(0)
    count = len(data.items)
    sums = np.zeros((5, count))
    for rows in chunks:
        person, item, score = data.person[rows], data.item[rows], data.score[rows].astype(np.float64)
        rest = total[person] - score if estimates is None else estimates.rest_ability(person, item, score)
        for place, values in enumerate((score, rest, score**2, rest**2, score * rest)):
            sums[place] += np.bincount(item, values, count)
    number = data.responses_per_item()
    return ItemRestCorrelations(_correlation(sums, number), number)


def _correlation(sums: Floats, number: Ints) -> Floats:
    x, y, xx, yy, xy = sums
    n = np.maximum(number, 1)
    spread_x, spread_y = xx - x**2 / n, yy - y**2 / n
    correlation = np.full(n.size, np.nan)
    # sums of squares that are only rounding error count as 0
    varies = (spread_x > 1e-9 * np.maximum(xx, 1)) & (spread_y > 1e-9 * np.maximum(yy, 1))
    correlation[varies] = (xy - x * y / n)[varies] / np.sqrt((spread_x * spread_y)[varies])
    return correlation


@dataclass(frozen=True, slots=True, eq=False)
class _JointEstimates:
    """Abilities and their information, both (persons,); difficulties and highest scores, both (items,)."""

    ability: Floats
    information: Floats
    difficulty: Floats
    highest: Floats

    def residual(self, person: NDArray[np.int32], item: NDArray[np.int32], score: Floats) -> tuple[Floats, Floats]:
        """Each score less its expectation, and its information."""
        expected = expit(self.ability[person] - self.difficulty[item])
        highest = self.highest[item]
        return score - highest * expected, highest * expected * (1 - expected)

    def rest_ability(self, person: NDArray[np.int32], item: NDArray[np.int32], score: Floats) -> Floats:
        """Each person's ability from the other items, for each response."""
        residual, information = self.residual(person, item, score)
        rest: Floats = self.ability[person] - residual / (self.information[person] - information)
        return rest


def _joint_estimates(data: ResponseMatrix, chunks: Sequence[slice]) -> _JointEstimates:
    count, prior = len(data.items), 1 / PRIOR_SD**2
    highest = np.maximum(data.responses_per_category().cumsum(axis=1).argmax(axis=1), 1).astype(np.float64)
    share = (data.score_per_item() + 0.5 * highest) / ((data.responses_per_item() + 1) * highest)
    fit = _JointEstimates(np.zeros(data.persons), np.full(data.persons, prior), -logit(share), highest)
    for _ in range(MAX_SWEEPS):
        gradient, information, moved = np.zeros(count), np.full(count, RIDGE), 0.0
        for rows in chunks:
            person, item, score = data.person[rows], data.item[rows], data.score[rows].astype(np.float64)
            residual, weight = fit.residual(person, item, score)
            first, width = int(person[0]), int(person[-1] - person[0]) + 1
            some = slice(first, first + width)
            fit.information[some] = prior + np.bincount(person - first, weight, width)
            pull = np.bincount(person - first, residual, width) - prior * fit.ability[some]
            step = np.clip(pull / fit.information[some], -1, 1)
            fit.ability[some] += step
            moved = max(moved, float(np.abs(step).max()))
            gradient += np.bincount(item, residual - weight * step[person - first], count)
            information += np.bincount(item, weight, count)
        step = np.clip(gradient / information, -1, 1)
        fit.difficulty[:] -= step
        if max(moved, float(np.abs(step).max())) < TOLERANCE:
            break
    return fit


def _chunks(data: ResponseMatrix) -> tuple[slice, ...]:
    """Slices of rows with whole persons."""
    ends = np.cumsum(data.responses_per_person())
    chunks, start = [], 0
    while start < len(data):
        place = int(np.searchsorted(ends, start + CHUNK, side="right"))
        stop = max(int(ends[place - 1]) if place else 0, int(ends[np.searchsorted(ends, start, side="right")]))
        chunks.append(slice(start, stop))
        start = stop
    return tuple(chunks)
