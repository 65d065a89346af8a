"""The M-step for items in several dimensions: each item regressed on the coordinates of the nodes, never downhill.

Items that share their coordinates are fitted together by Fisher scoring with step halving, item by item.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats
from calibration.multidimensional.item_curves import PredictorCurves, category_log_probabilities, predictor_curves

STEPS, ENOUGH = 6, 1e-3
"""Limit of scoring steps in one M-step, and the largest move after which no further step is made."""
LONGEST = 2.0
"""Largest move of a parameter in one step."""
HALVINGS = 30
RIDGE = 1e-8
"""Share of its own curvature that is added to each parameter's, so that a step stays finite where all is flat."""


@dataclass(frozen=True, slots=True, eq=False)
class PriorTerms:
    """Log-prior densities (m,), their gradient (m, P + W) and a curvature (m, P + W, P + W) for scoring steps."""

    value: Floats
    gradient: Floats
    curvature: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """m items on the same Q nodes.

    Parameters
    ----------
    family : (m,) ``ModelFamily`` of each item
    cells : (m, K, Q) expected answers in each category at each node
    coordinates : (Q, P) what the items' own slopes multiply; P may be 0
    offset : (m, Q) the part of the linear predictor that is not fitted here
    free_slopes : (m, P) which slopes are fitted
    free_steps : (m, W) which intercepts are fitted
    prior : log-densities of the items' parameters at slopes and intercepts, None without priors
    floors : (m, V) known floors of chance of lifted items; None where no item is lifted
    """

    family: NDArray[np.int8]
    cells: Floats
    coordinates: Floats
    offset: Floats
    free_slopes: NDArray[np.bool_]
    free_steps: NDArray[np.bool_]
    prior: Callable[[Floats, Floats], PriorTerms] | None = None
    floors: Floats | None = None

    def predictor(self, slopes: Floats) -> Floats:
        """(m, Q) linear predictors at slopes (m, P)."""
        return self.offset + slopes @ self.coordinates.T if slopes.shape[1] else self.offset

    def value(self, slopes: Floats, intercepts: Floats) -> Floats:
        """(m,) expected complete-data log-likelihood of each item."""
        table = category_log_probabilities(self.family, intercepts, self.predictor(slopes), self.floors)
        with np.errstate(invalid="ignore"):
            total: Floats = np.where(self.cells > 0, self.cells * table, 0.0).sum(axis=(1, 2))
        return total if self.prior is None else total + self.prior(slopes, intercepts).value

    def curves(self, slopes: Floats, intercepts: Floats) -> PredictorCurves:
        """The curves at the nodes."""
        return predictor_curves(self.family, intercepts, self.predictor(slopes), self.floors)


def gradient_and_information(cells: Floats, curves: PredictorCurves, coordinates: Floats) -> tuple[Floats, Floats]:
    """Gradient (m, P + W) and expected information (m, P + W, P + W) by slopes and intercepts.

    Parameters
    ----------
    cells : (m, K, Q) expected answers
    coordinates : (Q, P)
    """
    prob = np.exp(curves.log_prob)
    met = cells.sum(axis=1)
    by_predictor, by_intercept = curves.by_predictor, curves.by_intercept
    residual = (cells * by_predictor).sum(axis=1)
    slopes = residual @ coordinates
    steps = (cells[:, :, None] * by_intercept).sum(axis=(1, 3))
    gradient = np.concatenate((slopes, steps), axis=1)
    own = met * (prob * by_predictor**2).sum(axis=1)
    cross = met[:, None] * (prob[:, :, None] * by_predictor[:, :, None] * by_intercept).sum(axis=1)
    width, count = coordinates.shape[1], gradient.shape[1]
    information = np.empty((len(cells), count, count))
    outer = (coordinates[:, :, None] * coordinates[:, None, :]).reshape(len(coordinates), -1)
    information[:, :width, :width] = (own @ outer).reshape(len(cells), width, width)
    information[:, width:, :width] = cross @ coordinates
    information[:, :width, width:] = information[:, width:, :width].transpose(0, 2, 1)
    weighted = (prob * met[:, None])[:, :, None] * by_intercept
    information[:, width:, width:] = np.einsum("mkwq,mkvq->mwv", weighted, by_intercept, optimize=True)
    return gradient, information


def fitted(structure: Regression, slopes: Floats, intercepts: Floats) -> tuple[Floats, Floats]:
    """Slopes (m, P) and intercepts (m, W) that raise each item's value as far as it pays."""
    free = np.concatenate((structure.free_slopes, structure.free_steps), axis=1)
    value = structure.value(slopes, intercepts)
    for _ in range(STEPS):
        gradient, information = gradient_and_information(
            structure.cells, structure.curves(slopes, intercepts), structure.coordinates
        )
        if structure.prior is not None:
            terms = structure.prior(slopes, intercepts)
            gradient, information = gradient + terms.gradient, information + terms.curvature
        step = _scoring_step(gradient, information, free)
        slopes, intercepts, value, moved = _uphill(structure, slopes, intercepts, step, value)
        if moved < ENOUGH:
            break
    return slopes, intercepts


def _scoring_step(gradient: Floats, information: Floats, free: NDArray[np.bool_]) -> Floats:
    """(m, P + W) information⁻¹ · gradient over the free parameters, none longer than ``LONGEST``."""
    held = ~free
    information = np.where(held[:, :, None] | held[:, None, :], 0.0, information)
    size = free.shape[1]
    diagonal = np.arange(size)
    scale = np.where(held, 1.0, np.maximum(information[:, diagonal, diagonal], 1e-10))
    information[:, diagonal, diagonal] = np.where(held, 1.0, scale * (1 + RIDGE))
    step = np.linalg.solve(information, np.where(free, gradient, 0.0)[:, :, None])[:, :, 0]
    longest = np.abs(step).max(axis=1, keepdims=True, initial=0.0)
    return np.asarray(step * np.minimum(1.0, LONGEST / np.maximum(longest, LONGEST)))


def _uphill(
    structure: Regression, slopes: Floats, intercepts: Floats, step: Floats, value: Floats
) -> tuple[Floats, Floats, Floats, float]:
    """The step, halved item by item until the value does not fall."""
    width = slopes.shape[1]
    share = np.ones(len(step))
    for _ in range(HALVINGS):
        there = slopes + share[:, None] * step[:, :width], intercepts + share[:, None] * step[:, width:]
        found = structure.value(*there)
        fell = ~(found >= value - 1e-12 * np.abs(value))
        if not fell.any():
            return *there, found, float(np.abs(share[:, None] * step).max(initial=0.0))
        share[fell] /= 2
    share[fell] = 0.0
    there = slopes + share[:, None] * step[:, :width], intercepts + share[:, None] * step[:, width:]
    return *there, structure.value(*there), float(np.abs(share[:, None] * step).max(initial=0.0))
