"""What an answer tells of the parameters of its item, as optimal design needs it.

Parameters stand in the order a, b1 … bw, c, d, where w is the width of ``ItemParameters.b``: M = w + 3.
"""

from typing import NamedTuple

import numpy as np

from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.parameter_gradients import log_probability_gradients
from engine.irt.response_models import log_probabilities
from engine.numerics.array_types import Bools, Floats


class ParameterSDs(NamedTuple):
    """How unsure an item's parameters are before any answer: SDs of a, of each b, of c and of d; 0 for known ones."""

    a: float = 0.5
    b: float = 0.8
    c: float = 0.0
    d: float = 0.0


def unknown_parameters(parameters: ItemParameters, sds: ParameterSDs) -> Bools:
    """Which of a, b1 … bw, c, d each item has and does not know, shape (items, M)."""
    steps = np.isfinite(parameters.b) & (sds.b > 0)
    logistic = (parameters.model == Model.LOGISTIC)[:, np.newaxis]
    return np.concatenate(
        [np.full_like(logistic, sds.a > 0), steps, logistic & (sds.c > 0), logistic & (sds.d > 0)], axis=1
    )


def prior_precision(parameters: ItemParameters, sds: ParameterSDs, unknown: Bools) -> Floats:
    """The prior precision, shape (items, M, M); 1 for what is known, which adds nothing to a log-determinant."""
    spread = np.array([sds.a, *[sds.b] * parameters.b.shape[1], sds.c, sds.d])
    diagonal = np.where(unknown, 1 / np.where(spread > 0, spread, 1.0) ** 2, 1.0)
    precision: Floats = diagonal[:, :, np.newaxis] * np.eye(spread.size)
    return precision


def parameter_information(parameters: ItemParameters, theta: Floats, unknown: Bools) -> Floats:
    """Fisher's information about the unknown parameters, Σₖ P ∂(log P) ∂(log P)ᵀ, shape (items, T, M, M).

    Parameters
    ----------
    theta : shape (items, T)
    unknown : shape (items, M)
    """
    moved = np.where(unknown[:, np.newaxis, :, np.newaxis], log_probability_gradients(parameters, theta), 0.0)
    # the root goes to either side, so that what comes is symmetric to the last bit
    moved *= np.exp(log_probabilities(parameters, theta) / 2)[:, :, np.newaxis]
    told: Floats = np.einsum("nkit,nkjt->ntij", moved, moved)
    return told
