"""Response models in slope–intercept form, with derivatives.

An item's M = W + 3 natural parameters are its slope s, its intercepts e1 … eW (W is one less than the most categories
of any item), and the logits of its lower and upper asymptote. A category that an item lacks has an intercept of −∞.
Floors of chance of items with several steps are known constants beside them, as in `engine.irt.chance_floors`.
Unlike ``ItemParameters`` this form allows slopes of 0 or below, which a fit may pass through.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from calibration.array_types import Floats
from engine.irt.chance_floors import lift_weights, lifted_log_probabilities


class ModelFamily(IntEnum):
    """The family of an item's response model."""

    ADJACENT = 0
    """log P(k) is k·s·θ + e_k less the log of the sum: Rasch, 1PL, 2PL, PCM, GPCM, RSM (Muraki, 1992)."""
    ASYMPTOTIC = 1
    """P(1) = c + (d − c)/(1 + exp(−(sθ + e1))): 3PL and 4PL (Barton & Lord, 1981)."""
    CUMULATIVE = 2
    """P(k or more) = 1/(1 + exp(−(sθ + e_k))), the intercepts falling: GRM (Samejima, 1969)."""
    LIFTED = 3
    """Adjacent categories, lifted by chance: P(k or more) = g_k + (1 − g_k) P_K(k or more), the floors g known."""


STEPPED = (ModelFamily.ADJACENT, ModelFamily.LIFTED)
"""Families whose k-th intercept is the sum of the first k steps, −s(b_1 + … + b_k)."""


@dataclass(frozen=True, slots=True, eq=False)
class CategoryCurves:
    """Log-probabilities (n, K, Q), and their derivatives (n, K, M, Q) by the natural parameters."""

    log_prob: Floats
    gradient: Floats


def log_probabilities(family: NDArray[np.int8], natural: Floats, nodes: Floats, floors: Floats | None = None) -> Floats:
    """(n, K, Q) log P(category | θ); −∞ for a category that an item lacks.

    Parameters
    ----------
    family : (n,) a ``ModelFamily`` for each item
    natural : (n, M)
    nodes : (Q,) abilities
    floors : (n, W) of lifted items, 0 for others; None where no item is lifted
    """
    table = np.empty((len(natural), natural.shape[1] - 2, nodes.size))
    for each, function in (
        (ModelFamily.ADJACENT, _adjacent),
        (ModelFamily.ASYMPTOTIC, _asymptotic),
        (ModelFamily.CUMULATIVE, _cumulative),
    ):
        rows = np.flatnonzero(family == each)
        if rows.size:
            table[rows] = function(natural[rows], nodes)
    rows = np.flatnonzero(family == ModelFamily.LIFTED)
    if rows.size:
        table[rows] = lifted_log_probabilities(_adjacent(natural[rows], nodes), _floors_of(rows, floors))
    return table


def _floors_of(rows: NDArray[np.intp], floors: Floats | None) -> Floats:
    if floors is None:
        message = f"expected floors of chance for {rows.size} lifted items, got none"
        raise ValueError(message)
    return floors[rows]


def category_curves(
    family: NDArray[np.int8], natural: Floats, nodes: Floats, floors: Floats | None = None
) -> CategoryCurves:
    """Log-probabilities with derivatives, which are 0 in categories that an item lacks; arguments as above."""
    table = log_probabilities(family, natural, nodes, floors)
    gradient = np.zeros((*table.shape[:2], natural.shape[1], nodes.size))
    pairs = (
        (ModelFamily.ADJACENT, _adjacent_gradient),
        (ModelFamily.ASYMPTOTIC, _asymptotic_gradient),
        (ModelFamily.CUMULATIVE, _cumulative_gradient),
    )
    for each, function in pairs:
        rows = np.flatnonzero(family == each)
        if rows.size:
            gradient[rows] = function(natural[rows], table[rows], nodes)
    rows = np.flatnonzero(family == ModelFamily.LIFTED)
    if rows.size:
        known = _adjacent(natural[rows], nodes)
        by = _adjacent_gradient(natural[rows], known, nodes)
        weights = lift_weights(known, _floors_of(rows, floors))  # P(knowledge j | score k): Fisher's identity
        gradient[rows] = np.einsum("nkjq,njmq->nkmq", weights, by, optimize=True)
    return CategoryCurves(table, gradient)


def _adjacent(natural: Floats, nodes: Floats) -> Floats:
    steps = natural.shape[1] - 3
    height = np.empty((len(natural), steps + 1, nodes.size))
    height[:, 0] = 0
    height[:, 1:] = natural[:, :1, None] * np.arange(1, steps + 1)[:, None] * nodes + natural[:, 1 : steps + 1, None]
    if steps == 1:
        total = np.logaddexp(0, height[:, 1:])
    else:
        peak = height.max(axis=1, keepdims=True)
        total = np.log(np.exp(height - peak).sum(axis=1, keepdims=True)) + peak
    height -= total
    return height


def _adjacent_gradient(natural: Floats, table: Floats, nodes: Floats) -> Floats:
    categories = np.arange(table.shape[1])
    prob = np.exp(table)
    present = np.isfinite(table)
    mean = (prob * categories[:, None]).sum(axis=1, keepdims=True)
    by = np.zeros((*table.shape[:2], natural.shape[1], nodes.size))
    by[:, :, 0] = nodes * (categories[:, None] - mean) * present
    by[:, :, 1:-2] = (np.eye(categories.size)[:, 1:, None] - prob[:, None, 1:]) * present[:, :, None]
    return by


def _asymptotic(natural: Floats, nodes: Floats) -> Floats:
    z = natural[:, :1] * nodes + natural[:, 1:2]
    lower, upper = natural[:, -2:-1], natural[:, -1:]
    up, down = log_expit(z), log_expit(-z)
    table = np.full((len(z), natural.shape[1] - 2, nodes.size), -np.inf)
    table[:, 0] = np.logaddexp(log_expit(-upper) + up, log_expit(-lower) + down)
    table[:, 1] = np.logaddexp(log_expit(upper) + up, log_expit(lower) + down)
    return table


def _asymptotic_gradient(natural: Floats, table: Floats, nodes: Floats) -> Floats:
    logs = _log_asymptotic_slopes(natural, nodes)
    by = np.zeros((*table.shape[:2], natural.shape[1], nodes.size))
    for category, sign in ((0, -1), (1, 1)):
        for place, log_slope in zip((1, -2, -1), logs, strict=True):
            by[:, category, place] = sign * np.exp(log_slope - table[:, category])
        by[:, category, 0] = by[:, category, 1] * nodes
    return by


def _log_asymptotic_slopes(natural: Floats, nodes: Floats) -> tuple[Floats, Floats, Floats]:
    """Logs of ∂P by z = sθ + e, by logit c and by logit d, each (n, Q); divided by P none exceeds 1."""
    z = natural[:, :1] * nodes + natural[:, 1:2]
    lower, upper = natural[:, -2:-1], natural[:, -1:]
    up, down = log_expit(z), log_expit(-z)
    by_lower, by_upper = (log_expit(each) + log_expit(-each) for each in (lower, upper))
    return np.log(expit(upper) - expit(lower)) + up + down, by_lower + down, by_upper + up


def _cumulative(natural: Floats, nodes: Floats) -> Floats:
    """P(k) = σ(u)σ(−v)(1 − exp(v − u)), without cancellation; u is the step below the category, v the one above."""
    z = natural[:, :1, None] * nodes + natural[:, 1:-2, None]
    table = np.zeros((len(z), z.shape[1] + 1, nodes.size))
    table[:, 1:] += log_expit(z)
    table[:, :-1] += log_expit(-z)
    with np.errstate(invalid="ignore", divide="ignore"):  # −∞ less −∞; intercepts that do not decrease give NaN
        gap = np.diff(natural[:, 1:-2], axis=1)
        table[:, 1:-1] += np.log(-np.expm1(gap))[:, :, None]
    table[:, 1:][np.isneginf(z)] = -np.inf
    return table


def _cumulative_gradient(natural: Floats, table: Floats, nodes: Floats) -> Floats:
    z = natural[:, :1, None] * nodes + natural[:, 1:-2, None]
    log_weight = log_expit(z) + log_expit(-z)
    with np.errstate(invalid="ignore"):
        below = np.where(np.isneginf(z), 0.0, np.exp(log_weight - table[:, 1:]))
        above = np.where(np.isneginf(z), 0.0, np.exp(log_weight - table[:, :-1]))
    by = np.zeros((*table.shape[:2], natural.shape[1], nodes.size))
    for step in range(z.shape[1]):
        by[:, step + 1, step + 1] = below[:, step]
        by[:, step, step + 1] = -above[:, step]
    by[:, :, 0] = nodes * by[:, :, 1:-2].sum(axis=2)
    return by


def second_derivative_sums(
    family: NDArray[np.int8],
    natural: Floats,
    table: Floats,
    cells: Floats,
    nodes: Floats,
    floors: Floats | None = None,
) -> Floats:
    """(n, M, M) sum over categories and nodes of cells · P″/P.

    The second derivative of log P(k) is P″/P less the outer product of its gradient. It is 0 here for adjacent
    categories, whose second derivative does not depend on the category.

    Parameters
    ----------
    table, cells : (n, K, Q) log-probabilities, and expected counts
    """
    size = natural.shape[1]
    total = np.zeros((len(natural), size, size))
    pairs = (
        (ModelFamily.ASYMPTOTIC, _asymptotic_second_derivatives),
        (ModelFamily.CUMULATIVE, _cumulative_second_derivatives),
    )
    for each, function in pairs:
        rows = np.flatnonzero(family == each)
        if rows.size:
            total[rows] = function(natural[rows], _ratio(cells[rows], table[rows]), nodes)
    rows = np.flatnonzero(family == ModelFamily.LIFTED)
    if rows.size:
        total[rows] = _lifted_second_derivatives(natural[rows], cells[rows], nodes, _floors_of(rows, floors))
    return total


def _lifted_second_derivatives(natural: Floats, cells: Floats, nodes: Floats, floors: Floats) -> Floats:
    """Σ r_j (g_j g_jᵀ + H), r_j the counts of knowledge j given the scores, H = −Σ P_j g_j g_jᵀ of what is known."""
    known = _adjacent(natural, nodes)
    by = _adjacent_gradient(natural, known, nodes)
    counts = np.einsum("nkq,nkjq->njq", cells, lift_weights(known, floors), optimize=True)
    weight = counts - counts.sum(axis=1, keepdims=True) * np.exp(known)
    found: Floats = np.einsum("njq,njmq,njlq->nml", weight, by, by, optimize=True)
    return found


def _ratio(cells: Floats, table: Floats) -> Floats:
    """Counts over probabilities; 0 where there are no counts."""
    ratio: Floats = np.exp(np.log(np.where(cells > 0, cells, 1.0)) - np.where(cells > 0, table, 0.0)) * (cells > 0)
    return ratio


def _asymptotic_second_derivatives(natural: Floats, ratio: Floats, nodes: Floats) -> Floats:
    z = natural[:, :1] * nodes + natural[:, 1:2]
    weight = ratio[:, 1] - ratio[:, 0]  # P(0) = 1 − P(1)
    c, d = expit(natural[:, -2:-1]), expit(natural[:, -1:])
    by_c, by_d = c * expit(-natural[:, -2:-1]), d * expit(-natural[:, -1:])
    sigma, tau = expit(z), expit(-z)
    by = sigma * tau
    entries = {
        ("z", "z"): (d - c) * by * (tau - sigma),
        ("z", "c"): -by_c * by,
        ("z", "d"): by_d * by,
        ("c", "c"): by_c * (1 - 2 * c) * tau,
        ("d", "d"): by_d * (1 - 2 * d) * sigma,
    }
    total = np.zeros((len(natural), natural.shape[1], natural.shape[1]))
    rows = {
        "z": ((0, nodes), (1, np.ones_like(nodes))),
        "c": ((-2, np.ones_like(nodes)),),
        "d": ((-1, np.ones_like(nodes)),),
    }
    for (one, other), second in entries.items():
        for row, left in rows[one]:
            for column, right in rows[other]:
                total[:, row, column] = total[:, column, row] = (weight * second) @ (left * right)
    return total


def _cumulative_second_derivatives(natural: Floats, ratio: Floats, nodes: Floats) -> Floats:
    z = natural[:, :1, None] * nodes + natural[:, 1:-2, None]
    second = expit(z) * expit(-z) * np.tanh(-z / 2) * (ratio[:, 1:] - ratio[:, :-1])
    second = np.where(np.isneginf(z), 0.0, second)
    total = np.zeros((len(natural), natural.shape[1], natural.shape[1]))
    total[:, 0, 0] = (second @ nodes**2).sum(axis=1)
    for step in range(z.shape[1]):
        total[:, step + 1, step + 1] = second[:, step].sum(axis=1)
        total[:, 0, step + 1] = total[:, step + 1, 0] = second[:, step] @ nodes
    return total
