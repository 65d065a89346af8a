"""S-X²: do persons with the same sum score answer an item as often well as the model says?

For two categories by Orlando and Thissen (2000), for several by Kang and Chen (2008). Persons are compared within their
form, the set of items they all met, so that block designs are as good as complete data.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, ncx2

from calibration.array_types import Bools, Floats, Ints
from calibration.fit.predictive_fit import routed_by_answers
from calibration.fit.sum_score_distributions import rest_score_distributions, sum_score_distribution
from calibration.persons.posterior_abilities import TabulatedFit
from calibration.responses.response_matrix import ResponseMatrix

LEAST_EXPECTED = 1.0
"""A cell with a lower expected count is joined to a neighbour."""
EFFECT = 0.05
"""Root mean square difference of observed and expected scores, as a share of the highest, for which power is told."""
FEWEST_PERSONS = 50
"""Persons with the very same items from whom a form's sum scores are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """Answers to one item by sum score, in one form and group.

    Parameters
    ----------
    observed, expected : (R, K) persons with each category, in each row of one sum score, or of neighbouring ones joined
    possible : (R, K) whether the category can be part of the sum score
    """

    observed: Floats
    expected: Floats
    possible: Bools


@dataclass(frozen=True, slots=True, eq=False)
class SX2:
    """S-X² of n items.

    Parameters
    ----------
    statistic : (n,) NaN where it does not apply
    df : (n,) degrees of freedom, 0 where it does not apply
    p : (n,) upper tail of the chi-squared distribution, NaN where there is none
    rmsea : (n,) √(max(0, (X² − df)/(df·(N − 1)))), the size of the misfit whatever the number of persons
    persons : (n,) persons compared
    power : (n,) chance to find, at the 5 % level, a root mean square difference of ``EFFECT`` of observed and expected
        scores, as a share of the highest
    """

    statistic: Floats
    df: Ints
    p: Floats
    rmsea: Floats
    persons: Ints
    power: Floats


def s_x2(data: ResponseMatrix, on: TabulatedFit, estimated: Ints, *, routed: bool | None = None) -> SX2:
    """S-X² of every item.

    Parameters
    ----------
    data : responses to the items of the fit
    on : the fit on a grid
    estimated : (n,) parameters estimated of each item, those that it shares counted as its own
    routed : whether answers decided which items came (`routed_by_answers`), where that is known already

    References
    ----------
    Orlando & Thissen (2000), *Applied Psychological Measurement* 24, 50–64, eq. 4 and 5.
    Kang & Chen (2008), *Journal of Educational Measurement* 45, 391–406.
    """
    count = len(data.items)
    statistic, cells, persons = np.zeros(count), np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    weight = np.zeros(count)
    routed = routed_by_answers(data, on) if routed is None else routed
    # persons whom their own answers brought together are no random sample
    for items, people, group in () if routed else forms(data, on):
        scores = _scores(data, people, items.size)
        for item, table in zip(items, score_tables(scores, items, on, group), strict=True):
            joined = collapsed(table)
            if len(joined.observed) < 2:
                continue
            persons[item] += people.size
            here = joined.expected > 0
            statistic[item] += ((joined.observed - joined.expected)[here] ** 2 / joined.expected[here]).sum()
            cells[item] += int((here.sum(axis=1) - 1).sum())
            weight[item] += _noncentrality(joined.expected)
    df = np.maximum(cells - estimated, 0)
    known = df > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.maximum(statistic - df, 0.0) / (df * np.maximum(persons - 1, 1))
        return SX2(
            np.where(known, statistic, np.nan),
            df,
            np.where(known, chi2.sf(statistic, np.maximum(df, 1)), np.nan),
            np.where(known, np.sqrt(excess), np.nan),
            persons,
            np.where(known, ncx2.sf(chi2.isf(0.05, np.maximum(df, 1)), np.maximum(df, 1), weight * EFFECT**2), np.nan),
        )


def _noncentrality(expected: Floats) -> float:
    """By how much a squared difference of 1 of scores, as shares of the highest, raises the statistic."""
    count, score = expected.sum(axis=1), np.arange(expected.shape[1]) / (expected.shape[1] - 1)
    mean = expected @ score / count
    variance = expected @ score**2 / count - mean**2
    return float((count[variance > 0] / variance[variance > 0]).sum())


def forms(data: ResponseMatrix, on: TabulatedFit) -> Iterator[tuple[Ints, Ints, int]]:
    """Items (places), persons and group of each form that enough persons of one group met."""
    met = data.responses_per_person()
    starts = np.cumsum(met) - met
    some = np.flatnonzero(met)
    if not some.size:
        return
    label = np.random.default_rng(0).integers(1, 2**63, len(data.items), dtype=np.uint64)
    key = np.add.reduceat(label[data.item], starts[some])
    group = on.group[some]
    order = np.lexsort((key, group))
    cut = np.flatnonzero((np.diff(key[order]) != 0) | (np.diff(group[order]) != 0)) + 1
    for people in np.split(some[order], cut):
        if people.size >= FEWEST_PERSONS:
            first = starts[people[0]]
            items = data.item[first : first + met[people[0]]].astype(np.int64)
            yield items, people, int(on.group[people[0]])


def _scores(data: ResponseMatrix, people: Ints, items: int) -> Ints:
    """(persons, items) scores of persons who met the same items."""
    met = data.responses_per_person()
    starts = np.cumsum(met) - met
    return np.asarray(data.score[starts[people, None] + np.arange(items)], dtype=np.int64)


def score_tables(scores: Ints, items: Ints, on: TabulatedFit, group: int) -> Iterator[ScoreTable]:
    """For each item the observed and expected answers by sum score, lowest and highest sum left out.

    Parameters
    ----------
    scores : (persons, items) of one form
    items : (items,) their places in the fit
    group : of these persons
    """
    share = np.exp(on.log_prior[group])
    prob = [np.exp(on.log_prob[item][np.isfinite(on.log_prob[item]).any(axis=1)]) for item in items]
    totals = scores.sum(axis=1)
    every = sum_score_distribution(prob) @ share
    persons = np.bincount(totals, minlength=every.size)
    for at, rest in enumerate(rest_score_distributions(prob)):
        categories = len(prob[at])
        expected, possible = np.zeros((every.size, categories)), np.zeros((every.size, categories), dtype=bool)
        for category in range(categories):
            expected[category : category + len(rest), category] = (rest * prob[at][category]) @ share
            possible[category : category + len(rest), category] = True
        with np.errstate(divide="ignore", invalid="ignore"):
            expected = np.nan_to_num(expected / every[:, None]) * persons[:, None]
        cell = totals * categories + scores[:, at]
        observed = np.bincount(cell, minlength=every.size * categories).reshape(-1, categories).astype(float)
        yield ScoreTable(observed[1:-1], expected[1:-1], possible[1:-1])


def collapsed(table: ScoreTable) -> ScoreTable:
    """The table with cells of low expected counts joined, by the rules of R's mirt.

    Sum scores at either end that some category cannot be part of are joined to the next score that all can; empty rows
    are dropped; a row with one person is joined to the next; within a row cells are joined to a neighbouring category,
    smallest first; rows that still hold a low expected count are joined to the neighbour with fewer persons. Joined
    categories leave an expected count of 0 behind, which is no cell.
    """
    observed, expected = _ends_joined(table.observed.copy(), table.expected.copy(), table.possible)
    there = observed.sum(axis=1) > 0
    observed, expected = observed[there], expected[there]
    observed, expected = _single_persons_joined(observed, expected)
    if observed.shape[1] > 2:
        for row in range(len(observed)):
            _join_categories(observed[row], expected[row])
    observed, expected = _rows_joined(observed, expected)
    return ScoreTable(observed, expected, expected > 0)


def _ends_joined(observed: Floats, expected: Floats, possible: Bools) -> tuple[Floats, Floats]:
    whole = np.flatnonzero(possible.all(axis=1))
    if not whole.size:
        return observed[:0], expected[:0]
    first, last = int(whole[0]), int(whole[-1])
    for counts in (observed, expected):
        counts[first] = counts[: first + 1].sum(axis=0)
        counts[last] = counts[last:].sum(axis=0) if last > first else counts[first] + counts[last + 1 :].sum(axis=0)
    return observed[first : last + 1], expected[first : last + 1]


def _single_persons_joined(observed: Floats, expected: Floats) -> tuple[Floats, Floats]:
    rows = list(zip(observed.copy(), expected.copy(), strict=True))
    at = 0
    while at < len(rows) and len(rows) > 1:
        if rows[at][0].sum() == 1:
            other = at + 1 if at + 1 < len(rows) else at - 1
            rows[other] = rows[other][0] + rows[at][0], rows[other][1] + rows[at][1]
            del rows[at]
        else:
            at += 1
    width = observed.shape[1]
    return tuple(np.array([row[side] for row in rows]).reshape(-1, width) for side in (0, 1))  # type: ignore[return-value]


def _join_categories(observed: Floats, expected: Floats) -> None:
    """Join the cells of a row in place."""
    while True:
        there = np.flatnonzero(expected > 0)
        low = there[expected[there] < LEAST_EXPECTED]
        if there.size <= 2 or not low.size:
            return
        smallest = low[np.argmin(expected[low])]
        place = int(np.flatnonzero(there == smallest)[0])
        beside = [there[near] for near in (place - 1, place + 1) if 0 <= near < there.size]
        other = min(beside, key=lambda cell: expected[cell])
        for counts in (observed, expected):
            counts[other] += counts[smallest]
            counts[smallest] = 0.0


def _rows_joined(observed: Floats, expected: Floats) -> tuple[Floats, Floats]:
    def low(row: Floats) -> bool:
        return bool(((row > 0) & (row < LEAST_EXPECTED)).any())

    while len(expected) > 1:
        faulty = [at for at, row in enumerate(expected) if low(row)]
        if not faulty:
            break
        at = faulty[0]
        beside = [near for near in (at - 1, at + 1) if 0 <= near < len(expected)]
        other = min(beside, key=lambda near: observed[near].sum())
        observed[other] += observed[at]
        expected[other] += expected[at]
        observed, expected = np.delete(observed, at, axis=0), np.delete(expected, at, axis=0)
    return observed, expected
