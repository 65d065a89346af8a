"""Empirical points beside an item's curve: what persons of like ability did, and what the curve says of them."""

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
"""Responses that each point stands for at least."""
FLAT = 0.05
"""Score points by which a curve must rise over the grid for its height to say where a point belongs."""


@dataclass(frozen=True, slots=True, eq=False)
class EmpiricalPoints:
    """m points, in order of the items and then of ability.

    Parameters
    ----------
    item : (m,) place of the item among the data's
    n : (m,) responses it stands for
    theta : (m,) the ability at which the item's curve is as high as the mean that the fit expects of these persons,
        logits: a point on the curve is one where they did as expected; of a flat curve, their mean ability
    observed, expected : (m,) mean scores in shares of the highest, 0 to 1
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
    """(G, Q) the mean of the persons' posteriors in each group, at ``nodes`` (Q,), and how many persons it is of."""

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
    """The responses to each item in bins of equal size, by ability from the same persons' other responses.

    An estimate of ability in which the item itself had a part would draw the points to the curve.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) the fit's population that each person belongs to; may be left out where there is only one
    points : bins for an item at most
    fewest : responses that a bin must hold; an item with fewer has no point

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
    observed, foretold, spread = (
        np.bincount(cell[kept], values[kept], count) / n
        for values in (data.score.astype(float), expected, second - expected**2)
    )
    highest = (np.isfinite(tabulated.log_prob).any(axis=2).sum(axis=1) - 1)[item]
    able = np.bincount(cell[kept], theta[kept], count) / n
    flat = np.ptp(mean, axis=1) < FLAT
    placed = np.array(
        [t if flat[i] else np.interp(e, mean[i], tabulated.nodes) for i, e, t in zip(item, foretold, able, strict=True)]
    )
    error = np.sqrt(spread / n) / highest
    return EmpiricalPoints(item, n, placed, observed / highest, foretold / highest, error)


def ability_distributions(
    data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None
) -> AbilityDistributions:
    """How the persons of each population are spread over ability: the mean of their posteriors."""
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
    """For each response, from its person's others: ability, and the expectations of the score and of its square."""
    found = np.empty((3, len(data)))
    for block in posterior_blocks(data, tabulated):
        share, item = leave_one_out_posteriors(data, tabulated, block), data.item[block.rows]
        found[0, block.rows] = np.vecdot(share, tabulated.nodes)
        found[1, block.rows] = np.vecdot(share, mean[item])
        found[2, block.rows] = np.vecdot(share, square[item])
    return found[0], found[1], found[2]


def _ability_bins(data: ResponseMatrix, theta: Floats, points: int, fewest: int) -> tuple[Ints, Ints]:
    """(R,) the bin of each response, −1 for an item without bins; and (m,) the item of each bin.

    Equal abilities are never parted: how they happen to be sorted would then decide what a point says.
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
    """Runs of equal abilities, put together until a bin holds what is wanted; what is left joins an item's last."""
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
