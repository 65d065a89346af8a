"""Minus the second derivatives of the expected complete-data log-likelihood of items in several dimensions."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from calibration.array_types import Floats
from calibration.multidimensional.item_curves import (
    PredictorCurves,
    known_curves,
    logits_of_asymptotes,
    wide_floors,
)
from calibration.slope_intercept_curves import ModelFamily, second_derivative_sums
from engine.irt.chance_floors import lift_weights


def complete_item_information(
    family: NDArray[np.int8],
    intercepts: Floats,
    predictor: Floats,
    cells: Floats,
    curves: PredictorCurves,
    coordinates: Floats,
    floors: Floats | None = None,
) -> Floats:
    """(m, P + W, P + W) by each item's slopes and intercepts.

    Parameters
    ----------
    family, intercepts, predictor : (m,), (m, W) and (m, Q) of the items
    cells : (m, K, Q) expected answers
    curves : at the predictor
    coordinates : (Q, P)
    floors : (m, V) of lifted items; None where no item is lifted
    """
    gradient = np.concatenate((curves.by_predictor[:, :, None], curves.by_intercept), axis=2)
    adjacent = (family == ModelFamily.ADJACENT)[:, None, None]
    expected = cells.sum(axis=1)[:, None] * np.exp(curves.log_prob)
    weight = np.where(adjacent, expected, cells)
    by_node = np.einsum("mkq,mkuq,mkvq->mquv", weight, gradient, gradient, optimize=True)
    asymptotic = np.flatnonzero(family == ModelFamily.ASYMPTOTIC)
    if asymptotic.size:
        rows = asymptotic
        by_node[rows] -= _asymptotic_bend(intercepts[rows], predictor[rows], cells[rows], curves.log_prob[rows])
    cumulative = np.flatnonzero(family == ModelFamily.CUMULATIVE)
    if cumulative.size:
        by_node[cumulative] -= _bend_by_node(
            family[cumulative], intercepts[cumulative], predictor[cumulative], cells[cumulative], curves, cumulative
        )
    lifted = np.flatnonzero(family == ModelFamily.LIFTED)
    if lifted.size:
        known = known_curves(family, intercepts, predictor, lifted)
        by_node[lifted] -= _lifted_bend(known, cells[lifted], wide_floors(floors, lifted, intercepts.shape[1]))
    return _by_coordinates(by_node, coordinates)


def _lifted_bend(known: PredictorCurves, cells: Floats, floors: Floats) -> Floats:
    """(m, Q, 1 + W, 1 + W) the same of lifted items, as in `calibration.slope_intercept_curves`."""
    counts = np.einsum("mkq,mkjq->mjq", cells, lift_weights(known.log_prob, floors), optimize=True)
    weight = counts - counts.sum(axis=1, keepdims=True) * np.exp(known.log_prob)
    by = np.concatenate((known.by_predictor[:, :, None], known.by_intercept), axis=2)
    return np.asarray(np.einsum("mjq,mjuq,mjvq->mquv", weight, by, by, optimize=True))


def _bend_by_node(
    family: NDArray[np.int8],
    intercepts: Floats,
    predictor: Floats,
    cells: Floats,
    curves: PredictorCurves,
    rows: NDArray[np.intp],
) -> Floats:
    """(m, Q, 1 + W, 1 + W) what second derivatives of the probabilities add, by η and the intercepts at each node."""
    items, nodes = predictor.shape
    asymptotes = np.tile([-np.inf, np.inf], (items * nodes, 1))
    natural = np.concatenate((predictor.reshape(-1, 1), np.repeat(intercepts, nodes, axis=0), asymptotes), axis=1)

    def by_row(values: Floats) -> Floats:
        return np.ascontiguousarray(values.transpose(0, 2, 1)).reshape(items * nodes, -1, 1)

    table = by_row(curves.log_prob[rows])
    found = second_derivative_sums(np.repeat(family, nodes), natural, table, by_row(cells), np.ones(1))
    return np.asarray(found[:, :-2, :-2].reshape(items, nodes, intercepts.shape[1] + 1, -1))


def _asymptotic_bend(intercepts: Floats, predictor: Floats, cells: Floats, table: Floats) -> Floats:
    """(m, Q, 1 + W, 1 + W) the same of items with asymptotes: by η, the intercept and the logits of asymptotes."""
    lower, upper = logits_of_asymptotes(intercepts)
    ratio = np.where(cells[:, :2] > 0, cells[:, :2] * np.exp(-np.maximum(table[:, :2], -700.0)), 0.0)
    weight = ratio[:, 1] - ratio[:, 0]
    z = predictor + intercepts[:, :1]
    c, d, sigma, tau = expit(lower), expit(upper), expit(z), expit(-z)
    by_c, by_d, by = c * expit(-lower), d * expit(-upper), sigma * tau
    size = 1 + intercepts.shape[1]
    found = np.zeros((*predictor.shape, size, size))
    found[:, :, :2, :2] = (weight * (d - c) * by * (tau - sigma))[:, :, None, None]
    crossed = ((2, -by_c * by, by_c * (1 - 2 * c) * tau), (3, by_d * by, by_d * (1 - 2 * d) * sigma))
    for place, beside, own in crossed[: intercepts.shape[1] - 1]:
        found[:, :, :2, place] = found[:, :, place, :2] = (weight * beside)[:, :, None]
        found[:, :, place, place] = weight * own
    return found


def _by_coordinates(by_node: Floats, coordinates: Floats) -> Floats:
    """From second derivatives by η and intercepts at each node to those by slopes and intercepts."""
    items, width, steps = len(by_node), coordinates.shape[1], by_node.shape[2] - 1
    total = np.empty((items, width + steps, width + steps))
    outer = (coordinates[:, :, None] * coordinates[:, None, :]).reshape(len(coordinates), -1)
    total[:, :width, :width] = (by_node[:, :, 0, 0] @ outer).reshape(items, width, width)
    total[:, width:, :width] = by_node[:, :, 0, 1:].transpose(0, 2, 1) @ coordinates
    total[:, :width, width:] = total[:, width:, :width].transpose(0, 2, 1)
    total[:, width:, width:] = by_node[:, :, 1:, 1:].sum(axis=1)
    return total
