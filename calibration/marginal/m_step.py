"""The M-step for the items: Fisher scoring with step halving, all items at once."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.marginal.e_step import ExpectedStatistics
from calibration.marginal.parameter_structure import ParameterStructure
from calibration.marginal.prior_penalty import Penalty, penalty
from calibration.marginal.priors import Priors
from calibration.slope_intercept_curves import category_curves, log_probabilities

MAX_SCORING_STEPS = 8
STEP_TOLERANCE = 1e-2
"""Most scoring steps in one M-step, and the largest change of a parameter at which they end: the next E-step changes
the objective by more than is left to gain."""
MAX_STEP = 2.0
"""Largest change of a parameter in one step; the quadratic approximation is poor beyond it."""
MAX_HALVINGS, MIN_STEP_SHARE = 40, 1e-9
"""Most halvings of a step, and the share of it below which an item keeps its parameters."""
ASYMPTOTE_BOUND = 9.2
"""Bound on the logit of an asymptote, 1e−4 from 0 or 1; the status of a fit reports an asymptote at its bound."""
RIDGE = 1e-7
"""Share of each parameter's curvature that is added to it, so that a step stays finite where the curvature is 0."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemObjective:
    """The items' part of the expected complete-data log-likelihood, priors included, at some natural parameters.

    Parameters
    ----------
    value : (n,) of each item; for items of an exponential family up to a constant
    gradient : (n, M)
    curvature : (n, M, M) expected information, positive semi-definite
    """

    value: Floats
    gradient: Floats
    curvature: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MStepTarget:
    """The objective of an M-step: the expected complete-data log-likelihood plus the log-priors."""

    structure: ParameterStructure
    expected: ExpectedStatistics
    nodes: Floats
    priors: Priors

    def at(self, own: Floats, common: Floats) -> ItemObjective:
        """Value, gradient and curvature at own (n, M) and common (S,) parameters."""
        return item_objective(
            self.structure, self.structure.natural(own, common), self.expected, self.nodes, self.priors
        )


def maximise_items(target: MStepTarget, own: Floats, common: Floats) -> tuple[Floats, Floats]:
    """Maximise the objective by Fisher scoring. Returns own (n, M) and common (S,) parameters.

    Each step is halved, item by item, or jointly for items with common parameters, until the objective does not fall.
    """
    at = target.at(own, common)
    for _ in range(MAX_SCORING_STEPS):
        step = _scoring_step(target.structure, at, _held_at_bound(target.structure, own, at))
        own, common, at, moved = _line_search(target, own, common, step, at)
        if moved < STEP_TOLERANCE:
            break
    return own, common


def item_objective(
    structure: ParameterStructure, natural: Floats, expected: ExpectedStatistics, nodes: Floats, priors: Priors
) -> ItemObjective:
    """Value, gradient and curvature of every item."""
    count, size = natural.shape
    value, gradient, curvature = np.empty(count), np.zeros((count, size)), np.zeros((count, size, size))
    sums, others = np.flatnonzero(structure.exponential), np.flatnonzero(~structure.exponential)
    with np.errstate(all="ignore"):  # a step that is too long gives NaN, and is halved
        if sums.size:
            value[sums], gradient[sums], curvature[sums] = _from_sums(structure, natural, sums, expected, nodes)
        if others.size:
            value[others], gradient[others], curvature[others] = _from_cells(
                structure, natural, others, expected, nodes
            )
        prior = penalty(structure, natural, priors)
    return _add_penalty(value, gradient, curvature, prior)


def _add_penalty(value: Floats, gradient: Floats, curvature: Floats, prior: Penalty | None) -> ItemObjective:
    if prior is None:
        return ItemObjective(value, gradient, curvature)
    return ItemObjective(value + prior.value, gradient + prior.gradient, curvature + prior.curvature)


def _from_sums(
    structure: ParameterStructure, natural: Floats, items: Ints, expected: ExpectedStatistics, nodes: Floats
) -> tuple[Floats, Floats, Floats]:
    """For exponential families: the gradient is observed less expected sums, the curvature their variance."""
    here, counts = natural[items], expected.counts[items]
    table = log_probabilities(structure.family[items], here, nodes)
    totals = expected.totals[items, 1:]
    intercepts = np.where(np.isfinite(here[:, 1:-2]), here[:, 1:-2], 0.0)
    value = here[:, 0] * expected.theta[items] + (intercepts * totals).sum(axis=1)
    value += (counts * table[:, 0]).sum(axis=1)
    categories = np.arange(1, table.shape[1])
    prob = np.exp(table[:, 1:])
    weighted = prob * counts[:, None]
    mean = (prob * categories[:, None]).sum(axis=1)
    gradient, curvature = np.zeros_like(here), np.zeros((*here.shape, here.shape[1]))
    steps = slice(1, -2)
    by_count = weighted.sum(axis=2)
    gradient[:, 0] = expected.theta[items] - (weighted @ nodes) @ categories
    gradient[:, steps] = totals - by_count
    square = (prob * (categories**2)[:, None]).sum(axis=1) - mean**2
    curvature[:, 0, 0] = (counts * square) @ nodes**2
    cross = (weighted * (categories[:, None] - mean[:, None])) @ nodes
    curvature[:, 0, steps] = curvature[:, steps, 0] = cross
    inner = -(weighted @ prob.transpose(0, 2, 1))
    inner[:, categories - 1, categories - 1] += by_count
    curvature[:, steps, steps] = inner
    return value, gradient, curvature


def _from_cells(
    structure: ParameterStructure, natural: Floats, items: Ints, expected: ExpectedStatistics, nodes: Floats
) -> tuple[Floats, Floats, Floats]:
    """For all other items, from the expected counts of each category at each node."""
    found = category_curves(structure.family[items], natural[items], nodes, structure.floors[items])
    cells, counts = expected.cells[items], expected.counts[items]
    terms = np.where(cells > 0, cells * np.where(cells > 0, found.log_prob, 0.0), 0.0)
    value = terms.sum(axis=(1, 2))
    gradient = np.einsum("nkq,nkmq->nm", cells, found.gradient, optimize=True)
    weighted = found.gradient * (np.exp(found.log_prob) * counts[:, None])[:, :, None]
    flat = (len(items), -1, natural.shape[1])
    left = weighted.transpose(0, 1, 3, 2).reshape(flat)
    right = found.gradient.transpose(0, 1, 3, 2).reshape(flat)
    return value, gradient, left.transpose(0, 2, 1) @ right


def _held_at_bound(structure: ParameterStructure, own: Floats, at: ItemObjective) -> Bools:
    """(n, M) asymptotes at their bound whose gradient points beyond it; they are held in this step."""
    pinned = np.zeros(structure.free.shape, dtype=bool)
    pinned[:, -2] = structure.free[:, -2] & (own[:, -2] <= -ASYMPTOTE_BOUND) & (at.gradient[:, -2] < 0)
    pinned[:, -1] = structure.free[:, -1] & (own[:, -1] >= ASYMPTOTE_BOUND) & (at.gradient[:, -1] > 0)
    return pinned


def clip_asymptotes(own: Floats) -> Floats:
    """(n, M) own parameters with asymptotes clipped to their bounds."""
    held = own.copy()
    held[:, -2] = np.maximum(own[:, -2], -ASYMPTOTE_BOUND)
    held[:, -1] = np.minimum(own[:, -1], ASYMPTOTE_BOUND)
    return held


def _scoring_step(structure: ParameterStructure, at: ItemObjective, pinned: Bools) -> tuple[Floats, Floats]:
    """The scoring step of own and common parameters, with the own ones eliminated item by item (Schur complement)."""
    own_design = structure.own_design * ~pinned[:, None]
    transposed = own_design.transpose(0, 2, 1)
    mine = transposed @ at.curvature @ own_design
    diagonal = np.einsum("nii->ni", mine)
    diagonal += np.where(structure.free & ~pinned, RIDGE * diagonal + np.finfo(float).tiny, 1.0)
    toward = (transposed @ at.gradient[:, :, None])[:, :, 0]
    if not structure.common_design.shape[2]:
        return _solved(mine, toward), np.zeros(0)
    cross = transposed @ at.curvature @ structure.common_design
    both = _solved(mine, np.concatenate((toward[:, :, None], cross), axis=2))
    alone, through = both[:, :, 0], both[:, :, 1:]
    schur = (
        structure.common_design.transpose(0, 2, 1) @ at.curvature @ structure.common_design
        - cross.transpose(0, 2, 1) @ through
    ).sum(axis=0)
    schur[np.diag_indices_from(schur)] *= 1 + RIDGE
    common_gradient = (structure.common_design * at.gradient[:, :, None]).sum(axis=(0, 1)) - np.einsum(
        "nms,nm->s", cross, alone
    )
    common = _solved(schur[None], common_gradient[None])[0]
    return alone - through @ common, common


def _solved(matrices: Floats, values: Floats) -> Floats:
    """The solutions of a stack of linear systems; 0 where a system is singular."""
    wide = values if values.ndim == 3 else values[:, :, None]
    try:
        solution = np.linalg.solve(matrices, wide)
    except np.linalg.LinAlgError:
        solution = np.linalg.pinv(np.nan_to_num(matrices), hermitian=True) @ wide
    finite: Floats = np.where(np.isfinite(solution), solution, 0.0)
    return finite if values.ndim == 3 else finite[:, :, 0]


def _line_search(
    target: MStepTarget, own: Floats, common: Floats, step: tuple[Floats, Floats], at: ItemObjective
) -> tuple[Floats, Floats, ItemObjective, float]:
    """Halve the step until no item's objective falls. Returns parameters, their objective, and the largest change."""
    has_common, size = target.structure.has_common, _initial_step_shares(target.structure, step)
    for _ in range(MAX_HALVINGS):
        shared = size[has_common].min() if has_common.any() else 1.0
        trial = clip_asymptotes(own + size[:, None] * step[0]), common + shared * step[1]
        there = target.at(*trial)
        fell = _decreased(there.value, at.value, has_common)
        if not fell.any():
            return *trial, there, _largest(size[:, None] * step[0], shared * step[1])
        size[fell] = np.where(size[fell] < MIN_STEP_SHARE, 0.0, size[fell] / 2)
    return own, common, at, 0.0


def _initial_step_shares(structure: ParameterStructure, step: tuple[Floats, Floats]) -> Floats:
    """(n,) the share of the step that limits changes to ``MAX_STEP``; one share for items with common parameters."""
    tiny = np.finfo(float).tiny
    size: Floats = np.minimum(1.0, MAX_STEP / np.maximum(np.abs(step[0]).max(axis=1), tiny))
    if step[1].size:
        size[structure.has_common] = min(1.0, MAX_STEP / max(_largest(step[0][structure.has_common], step[1]), tiny))
    return size


def _decreased(there: Floats, before: Floats, has_common: Bools) -> Bools:
    """(n,) whether the objective fell by more than rounding error; one answer for items with common parameters."""
    fell: Bools = ~(there >= before - 1e-12 * np.abs(before))
    if has_common.any():
        total = before[has_common].sum()
        fell[has_common] = not there[has_common].sum() >= total - 1e-12 * abs(total)
    return fell


def _largest(own: Floats, common: Floats) -> float:
    return float(max(np.abs(own).max(initial=0.0), np.abs(common).max(initial=0.0)))
