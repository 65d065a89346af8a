"""Category probabilities as functions of a linear predictor, with their derivatives.

An item in several dimensions has one linear predictor η = Σ slope·θ. Given η its categories follow as in one dimension:
adjacent categories (Rasch to GPCM), cumulative ones (GRM), or two categories between asymptotes (3PL and 4PL), whose
row of intercepts is the intercept, the logit of the lower asymptote and, in a third column if any, of the upper one.
Adjacent categories may be lifted by known floors of chance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from calibration.array_types import Floats
from calibration.slope_intercept_curves import ModelFamily, log_probabilities
from engine.irt.chance_floors import lift_weights, lifted_log_probabilities


@dataclass(frozen=True, slots=True, eq=False)
class PredictorCurves:
    """Curves of m items at Q values of each one's linear predictor.

    Parameters
    ----------
    log_prob : (m, K, Q) log P(category | η), −∞ for a category that an item does not have
    by_predictor : (m, K, Q) derivative by η
    by_intercept : (m, K, W, Q) derivative by each intercept
    """

    log_prob: Floats
    by_predictor: Floats
    by_intercept: Floats


def category_log_probabilities(
    family: NDArray[np.int8], intercepts: Floats, predictor: Floats, floors: Floats | None = None
) -> Floats:
    """Log-probabilities (m, K, Q) of the categories.

    Parameters
    ----------
    family : (m,) ``ModelFamily`` of each item
    intercepts : (m, W), −∞ behind an item's last step
    predictor : (m, Q) each item's linear predictor η
    floors : (m, V) of lifted items, 0 for others; None where no item is lifted
    """
    table = _known_log_probabilities(family, intercepts, predictor)
    lifted = np.flatnonzero(family == ModelFamily.LIFTED)
    if lifted.size:
        table[lifted] = lifted_log_probabilities(table[lifted], wide_floors(floors, lifted, intercepts.shape[1]))
    return table


def wide_floors(floors: Floats | None, rows: NDArray[np.intp], width: int) -> Floats:
    """(r, W) the floors of some items, 0 behind their steps.

    Raises
    ------
    ValueError
        where there are none
    """
    if floors is None:
        message = f"expected floors of chance for {rows.size} lifted items, got none"
        raise ValueError(message)
    return np.pad(floors[rows], ((0, 0), (0, width - floors.shape[1])))


def _known_log_probabilities(family: NDArray[np.int8], intercepts: Floats, predictor: Floats) -> Floats:
    """The log-probabilities without floors of chance."""
    items, nodes = predictor.shape
    if intercepts.shape[1] == 1:
        height = predictor + intercepts
        table = np.empty((items, 2, nodes))
        np.negative(np.logaddexp(0.0, height), out=table[:, 0])
        np.add(table[:, 0], height, out=table[:, 1])
        return table
    natural = np.empty((items * nodes, intercepts.shape[1] + 3))
    natural[:, 0] = predictor.ravel()
    natural[:, 1:-2] = np.repeat(intercepts, nodes, axis=0)
    natural[:, -2], natural[:, -1] = -np.inf, np.inf
    apart = (ModelFamily.ASYMPTOTIC, ModelFamily.LIFTED)
    stepped = np.where(np.isin(family, apart), np.int8(ModelFamily.ADJACENT), family)
    flat = log_probabilities(np.repeat(stepped, nodes), natural, np.ones(1))
    table = np.ascontiguousarray(flat[:, :, 0].reshape(items, nodes, intercepts.shape[1] + 1).transpose(0, 2, 1))
    rows = np.flatnonzero(family == ModelFamily.ASYMPTOTIC)
    if rows.size:
        table[rows] = _asymptotic_table(intercepts[rows], predictor[rows])
    return table


def logits_of_asymptotes(intercepts: Floats) -> tuple[Floats, Floats]:
    """(m, 1) each, the logits of the lower and upper asymptotes of items that have them; +∞ without a third column."""
    upper = intercepts[:, 2:3] if intercepts.shape[1] > 2 else np.full((len(intercepts), 1), np.inf)
    return intercepts[:, 1:2], upper


def _asymptotic_table(intercepts: Floats, predictor: Floats) -> Floats:
    lower, upper = logits_of_asymptotes(intercepts)
    z = predictor + intercepts[:, :1]
    up, down = log_expit(z), log_expit(-z)
    table = np.full((len(z), intercepts.shape[1] + 1, z.shape[1]), -np.inf)
    table[:, 0] = np.logaddexp(log_expit(-upper) + up, log_expit(-lower) + down)
    table[:, 1] = np.logaddexp(log_expit(upper) + up, log_expit(lower) + down)
    return table


def predictor_curves(
    family: NDArray[np.int8], intercepts: Floats, predictor: Floats, floors: Floats | None = None
) -> PredictorCurves:
    """Curves with their derivatives by η and by the intercepts; 0 where an item has no such category or step.

    Parameters
    ----------
    family, intercepts, predictor, floors : as for `category_log_probabilities`
    """
    table = category_log_probabilities(family, intercepts, predictor, floors)
    steps = intercepts.shape[1]
    by_predictor = np.zeros_like(table)
    by_intercept = np.zeros((*table.shape[:2], steps, table.shape[2]))
    adjacent, cumulative = (
        np.flatnonzero(family == ModelFamily.ADJACENT),
        np.flatnonzero(family == ModelFamily.CUMULATIVE),
    )
    if adjacent.size:
        _adjacent(table[adjacent], adjacent, by_predictor, by_intercept)
    if cumulative.size:
        rows = cumulative
        _cumulative(table[rows], intercepts[rows], predictor[rows], rows, by_predictor, by_intercept)
    asymptotic = np.flatnonzero(family == ModelFamily.ASYMPTOTIC)
    if asymptotic.size:
        rows = asymptotic
        _asymptotic(table[rows], intercepts[rows], predictor[rows], rows, by_predictor, by_intercept)
    lifted = np.flatnonzero(family == ModelFamily.LIFTED)
    if lifted.size:
        known = known_curves(family, intercepts, predictor, lifted)
        weights = lift_weights(known.log_prob, wide_floors(floors, lifted, steps))
        by_predictor[lifted] = np.einsum("mkjq,mjq->mkq", weights, known.by_predictor, optimize=True)
        by_intercept[lifted] = np.einsum("mkjq,mjwq->mkwq", weights, known.by_intercept, optimize=True)
    return PredictorCurves(table, by_predictor, by_intercept)


def known_curves(
    family: NDArray[np.int8], intercepts: Floats, predictor: Floats, lifted: NDArray[np.intp]
) -> PredictorCurves:
    """The curves of some lifted items without chance."""
    plain = np.full(lifted.size, ModelFamily.ADJACENT, dtype=family.dtype)
    return predictor_curves(plain, intercepts[lifted], predictor[lifted])


def _adjacent(table: Floats, rows: NDArray[np.int64], by_predictor: Floats, by_intercept: Floats) -> None:
    prob, present = np.exp(table), np.isfinite(table)
    category = np.arange(table.shape[1])[:, None]
    mean = (prob * category).sum(axis=1, keepdims=True)
    by_predictor[rows] = (category - mean) * present
    identity = np.eye(table.shape[1])[:, 1:, None]
    by_intercept[rows] = (identity - prob[:, None, 1:]) * present[:, :, None]


def _cumulative(
    table: Floats,
    intercepts: Floats,
    predictor: Floats,
    rows: NDArray[np.int64],
    by_predictor: Floats,
    by_intercept: Floats,
) -> None:
    from_step = predictor[:, None, :] + intercepts[:, :, None]
    there = np.isfinite(from_step)
    with np.errstate(invalid="ignore"):  # −∞ less −∞ where an item has no such step
        log_density = log_expit(from_step) + log_expit(-from_step)
        above = np.where(there, np.exp(log_density - table[:, 1:]), 0.0)
        below = np.where(there, np.exp(log_density - table[:, :-1]), 0.0)
    for step in range(intercepts.shape[1]):
        by_intercept[rows, step + 1, step] = above[:, step]
        by_intercept[rows, step, step] = -below[:, step]
    by_predictor[rows] = by_intercept[rows].sum(axis=2)


def _asymptotic(
    table: Floats,
    intercepts: Floats,
    predictor: Floats,
    rows: NDArray[np.int64],
    by_predictor: Floats,
    by_intercept: Floats,
) -> None:
    lower, upper = logits_of_asymptotes(intercepts)
    z = predictor + intercepts[:, :1]
    up, down = log_expit(z), log_expit(-z)
    by_lower, by_upper = (log_expit(each) + log_expit(-each) for each in (lower, upper))
    with np.errstate(divide="ignore"):
        by = [np.log(expit(upper) - expit(lower)) + up + down, by_lower + down, by_upper + up]
    for category, sign in ((0, -1.0), (1, 1.0)):
        for place, log_slope in enumerate(by[: intercepts.shape[1]]):
            by_intercept[rows, category, place] = sign * np.exp(log_slope - table[:, category])
        by_predictor[rows, category] = by_intercept[rows, category, 0]
