"""The table of a population whose persons come in parts: sums and histograms that add up, in bounded memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from calibration.array_types import Floats, Ints
from calibration.population.national_table import EVERYONE, STATISTICS, TableRow
from calibration.population.plausible_values import plausible_values
from calibration.population.pooled_estimates import PooledEstimates, pooled
from calibration.population.replicate_weights import given_replicates
from calibration.population.streamed_regression import ReadPart, SurveyPart
from calibration.responses.label_codes import Labels
from calibration.results.calibration_result import Calibration
from engine.numerics.counter_based_draws import Purpose, draw_bits

BINS, REACH = 512, 8.0
"""Bins of the histograms that percentiles are read from, and how far they go, in standard deviations of all persons."""
RANDOM_GROUPS = 100
PERCENTS = np.array([10, 25, 50, 75, 90]) / 100


@dataclass(frozen=True, slots=True, eq=False)
class GroupSums:
    """Sums over the persons of G groups, for M plausible values and W sets of weights.

    Parameters
    ----------
    names : of the groups
    persons : (G,) numbers of persons
    total : (G, W) sums of weights
    first, second : (M, G, W) weighted sums of values and of their squares
    bins : (M, G, B, W) weights in each bin
    """

    names: tuple[str, ...]
    persons: Ints
    total: Floats
    first: Floats
    second: Floats
    bins: Floats

    def __add__(self, other: "GroupSums") -> "GroupSums":
        return GroupSums(
            self.names,
            self.persons + other.persons,
            self.total + other.total,
            self.first + other.first,
            self.second + other.second,
            self.bins + other.bins,
        )


def streamed_table(
    parts: Sequence[ReadPart],
    fit: Calibration,
    *,
    draws: int = 10,
    seed: int,
    method: str = "jk2",
    fewest: int = 10,
) -> tuple[TableRow, ...]:
    """Estimate statistics of all persons and by the groups of each variable, one part after the other.

    Percentiles are linear within bins of a thirty-second of a standard deviation. Without replicate weights the
    jackknife is over random groups of persons, as in `calibration.pool_estimates`.

    Parameters
    ----------
    parts, fit : as for and from `regress_parts`
    draws, seed : plausible values for each person
    method : how the replicate weights were made, as for `given_replicates`
    fewest : groups of fewer persons have no estimates
    """
    everyone = fit.population["all"]
    edges = np.linspace(everyone.mean - REACH * everyone.sd, everyone.mean + REACH * everyone.sd, BINS + 1)
    sums: dict[str, GroupSums] = {}
    given = False
    for read in parts:
        part = read()
        given = part.replicates is not None
        values = plausible_values(
            part.data, fit, regressors=part.regressors, draws=draws, seed=seed, first_person=part.first_person
        )
        weights = _all_weights(part)
        for variable, labels in ((EVERYONE, _one_group(part)), *part.groups.items()):
            found = _sums(values, labels, weights, edges)
            sums[variable] = _added(sums.get(variable), found)
    chosen = method if given else "jk1"
    return tuple(
        row
        for variable, each in sums.items()
        for row in _rows(variable, each, edges, chosen, float(sums[EVERYONE].total[0, 0]), fewest)
    )


def _one_group(part: SurveyPart) -> Labels:
    return Labels(np.zeros(part.data.persons, dtype=np.int32), (EVERYONE,))


def _all_weights(part: SurveyPart) -> Floats:
    """(persons, 1 + R) the weights and their replicates."""
    weight, persons = part.weights, part.data.persons
    if part.replicates is not None:
        return np.concatenate((weight[:, None], part.replicates), axis=1)
    group = draw_bits(0, part.first_person + np.arange(persons), Purpose.STUDY) % np.uint64(RANDOM_GROUPS)
    table = np.repeat(weight[:, None], RANDOM_GROUPS + 1, axis=1)
    table[:, 1:] *= RANDOM_GROUPS / (RANDOM_GROUPS - 1)
    table[np.arange(persons), 1 + group.astype(np.int64)] = 0
    return table


def _sums(values: Floats, labels: Labels, weights: Floats, edges: Floats) -> GroupSums:
    rows = np.flatnonzero(labels.code >= 0)
    group, count, here = labels.code[rows].astype(np.int64), len(labels.names), weights[rows]
    drawn, places = values[rows], np.arange(rows.size)
    bin_of = np.clip(np.searchsorted(edges, drawn, side="right") - 1, 0, BINS - 1)

    def summed(by: Floats, index: Ints, size: int) -> Floats:
        found: Floats = csr_array((by, (index, places)), shape=(size, rows.size)) @ here
        return found

    ones = np.ones(rows.size)
    columns = range(values.shape[1])
    return GroupSums(
        labels.names,
        np.bincount(group, minlength=count),
        summed(ones, group, count),
        np.stack([summed(drawn[:, draw], group, count) for draw in columns]),
        np.stack([summed(drawn[:, draw] ** 2, group, count) for draw in columns]),
        np.stack(
            [summed(ones, group * BINS + bin_of[:, draw], count * BINS).reshape(count, BINS, -1) for draw in columns]
        ),
    )


def _added(one: GroupSums | None, other: GroupSums) -> GroupSums:
    """Sums of the groups of both, which need not be the same."""
    if one is None:
        return other
    names = tuple(sorted({*one.names, *other.names}))
    return _aligned(one, names) + _aligned(other, names)


def _aligned(sums: GroupSums, names: tuple[str, ...]) -> GroupSums:
    if sums.names == names:
        return sums
    place = [names.index(name) for name in sums.names]

    def spread(values: Floats, axis: int) -> Floats:
        shape = (*values.shape[:axis], len(names), *values.shape[axis + 1 :])
        found = np.zeros(shape, dtype=values.dtype)
        found[(slice(None),) * axis + (place,)] = values
        return found

    persons = np.zeros(len(names), dtype=np.int64)
    persons[place] = sums.persons
    return replace(
        sums,
        names=names,
        persons=persons,
        total=spread(sums.total, 0),
        first=spread(sums.first, 1),
        second=spread(sums.second, 1),
        bins=spread(sums.bins, 1),
    )


def _rows(variable: str, sums: GroupSums, edges: Floats, method: str, everyone: float, fewest: int) -> list[TableRow]:
    rows = list[TableRow]()
    replicates = given_replicates(np.ones((1, sums.total.shape[1] - 1)), method=method)
    for at, name in enumerate(sums.names):
        count, share = int(sums.persons[at]), float(sums.total[at, 0] / everyone)
        if count == 0:
            continue
        found = _statistics(sums, at, edges)  # (M, W, k)
        sampling = np.einsum("r,mrk->mk", replicates.factor, (found[:, 1:] - found[:, :1]) ** 2)
        estimates = pooled(STATISTICS.names, found[:, 0], sampling, replicates.degrees_of_freedom)
        rows.append(TableRow(variable, name, count, share, estimates if count >= fewest else _hidden(estimates)))
    return rows


def _statistics(sums: GroupSums, at: int, edges: Floats) -> Floats:
    """(M, W, k) mean, standard deviation and percentiles of a group."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.first[:, at] / sums.total[at]
        spread = np.sqrt(np.maximum(sums.second[:, at] / sums.total[at] - mean**2, 0.0))
    reached = np.cumsum(sums.bins[:, at], axis=1)  # (M, B, W)
    found = [mean, spread]
    for percent in PERCENTS:
        target = percent * sums.total[at]
        cell = (reached >= target).argmax(axis=1)[:, None]
        upper, inside = np.take_along_axis(reached, cell, 1)[:, 0], np.take_along_axis(sums.bins[:, at], cell, 1)[:, 0]
        part = 1 - (upper - target) / np.maximum(inside, np.finfo(float).tiny)
        found.append(edges[cell[:, 0]] + part * (edges[1] - edges[0]))
    return np.stack(found, axis=2)


def _hidden(estimates: PooledEstimates) -> PooledEstimates:
    none = np.full(len(estimates.names), np.nan)
    return PooledEstimates(estimates.names, none, none, none, none, none)
