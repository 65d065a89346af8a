"""Empirical item characteristic curves: observed and expected mean scores in bins of ability."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.persons.posterior_abilities import (
    FittedModel,
    TabulatedFit,
    leave_one_out_posteriors,
    posterior_blocks,
    tabulate_fit,
)
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix

POINTS = 8
FEWEST = 30
"""Fewest responses in a bin."""
FLAT = 0.05
"""Score points by which a curve must rise over the grid for points to be placed by its height."""


@dataclass(frozen=True, slots=True, eq=False)
class EmpiricalPoints:
    """m points, sorted by item and then by ability.

    Parameters
    ----------
    item : (m,) index of the item in the data
    n : (m,) number of responses
    theta : (m,) ability, logits, at which the curve equals the mean expected score of these persons, so that a point
        with the expected mean lies on the curve; for a flat curve their mean ability
    observed, expected : (m,) mean scores as shares of the highest score, 0 to 1
    error : (m,) standard error of ``observed`` under the fit
    """

    item: Ints
    n: Ints
    theta: Floats
    observed: Floats
    expected: Floats
    error: Floats


@dataclass(frozen=True, slots=True, eq=False)
class AbilityDistributions:
    """Mean of the posteriors (G, Q) in each group at ``nodes`` (Q,), and number of ``persons`` (G,)."""

    names: tuple[str, ...]
    nodes: Floats
    share: Floats
    persons: Ints


def empirical_points(
    data: ResponseMatrix,
    fit: FittedModel,
    *,
    group: Column | Labels | None = None,
    points: int = POINTS,
    fewest: int = FEWEST,
) -> EmpiricalPoints:
    """Points of each item from bins of equal size, by ability from the same persons' other responses.

    Abilities that include the response to the item itself would bias the points towards the curve.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) population of the fit that each person belongs to; optional where there is only one
    points : most bins for an item
    fewest : fewest responses in a bin; an item with fewer has no point

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group, or ``score`` naming the item
    """
    tabulated = tabulate_fit(data, fit, group)
    prob = np.exp(tabulated.log_prob)
    category = np.arange(prob.shape[1])[:, None]
    mean, square = (prob * category).sum(axis=1), (prob * category**2).sum(axis=1)
    theta, expected, second = _leave_one_out_expectations(data, tabulated, mean, square)
    cell, item = _ability_bins(data, theta, points, fewest)
    kept, count = cell >= 0, item.size
    n = np.bincount(cell[kept], minlength=count)
    observed, expected_mean, spread = (
        np.bincount(cell[kept], values[kept], count) / n
        for values in (data.score.astype(float), expected, second - expected**2)
    )
    highest = (np.isfinite(tabulated.log_prob).any(axis=2).sum(axis=1) - 1)[item]
    able = np.bincount(cell[kept], theta[kept], count) / n
    flat = np.ptp(mean, axis=1) < FLAT
    placed = np.array(
        [
            t if flat[i] else np.interp(e, mean[i], tabulated.nodes)
            for i, e, t in zip(item, expected_mean, able, strict=True)
        ]
    )
    error = np.sqrt(spread / n) / highest
    return EmpiricalPoints(item, n, placed, observed / highest, expected_mean / highest, error)


def ability_distributions(
    data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None
) -> AbilityDistributions:
    """The distribution of ability in each population, as the mean of the posteriors of its persons."""
    tabulated = tabulate_fit(data, fit, group)
    names = tuple(fit.population) or ("all",)
    total = np.zeros((len(names), tabulated.nodes.size))
    persons = np.zeros(len(names), dtype=np.int64)
    for block in posterior_blocks(data, tabulated):
        groups = tabulated.group[block.persons]
        np.add.at(total, groups, block.posterior)
        persons += np.bincount(groups, minlength=persons.size)
    return AbilityDistributions(names, tabulated.nodes, total / np.maximum(persons, 1)[:, None], persons)


def _leave_one_out_expectations(
    data: ResponseMatrix, tabulated: TabulatedFit, mean: Floats, square: Floats
) -> tuple[Floats, Floats, Floats]:
    """For each response, from the person's other responses: ability, and expectations of the score and its square."""
    found = np.empty((3, len(data)))
    for block in posterior_blocks(data, tabulated):
        share, item = leave_one_out_posteriors(data, tabulated, block), data.item[block.rows]
        found[0, block.rows] = np.vecdot(share, tabulated.nodes)
        found[1, block.rows] = np.vecdot(share, mean[item])
        found[2, block.rows] = np.vecdot(share, square[item])
    return found[0], found[1], found[2]


def _ability_bins(data: ResponseMatrix, theta: Floats, points: int, fewest: int) -> tuple[Ints, Ints]:
    """(R,) the bin of each response, −1 for an item without bins; and (m,) the item of each bin.

    Equal abilities stay in one bin, so that points do not depend on the order of sorting.
    """
    rounded = np.round(theta, 9)
    order = np.lexsort((rounded, data.item))
    item, sorted_theta = data.item[order], rounded[order]
    starts = np.flatnonzero(np.concatenate(([True], (np.diff(item) != 0) | (np.diff(sorted_theta) != 0))))
    run_item, size = item[starts].astype(np.int64), np.diff(np.append(starts, order.size))
    met = data.responses_per_item()
    bin_of_run, bins = _merge_runs(run_item, size, np.maximum(met / points, fewest), met)
    cell = np.empty(order.size, dtype=np.int64)
    cell[order] = np.repeat(bin_of_run, size)
    return cell, bins


def _merge_runs(item: Ints, size: Ints, wanted: Floats, met: Ints) -> tuple[Ints, Ints]:
    """Merge runs of equal abilities into bins of the wanted size; the remainder joins the item's last bin."""
    place, held, left = np.full(item.size, -1), 0, met.copy()
    bins: list[int] = []
    for run, (each, count) in enumerate(zip(item.tolist(), size.tolist(), strict=True)):
        fresh = not bins or bins[-1] != each
        if met[each] < wanted[each]:
            continue
        if fresh or (held >= wanted[each] and left[each] >= wanted[each]):
            bins.append(each)
            held = 0
        place[run], held = len(bins) - 1, held + count
        left[each] -= count
    return place, np.array(bins, dtype=np.int64)
