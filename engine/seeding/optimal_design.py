"""Fisher's information about item parameters, and their prior precision, as optimal design needs them.

Parameters are in the order a, b1 … bw, c, d, where w is the width of ``ItemParameters.b``, so M = w + 3.
"""

from typing import NamedTuple

import numpy as np

from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.parameter_gradients import log_probability_gradients
from engine.irt.response_models import log_probabilities
from engine.numerics.array_types import Bools, Floats


class ParameterSDs(NamedTuple):
    """The prior SDs of an item's parameters a, each b, c and d; 0 for a known parameter."""

    a: float = 0.5
    b: float = 0.8
    c: float = 0.0
    d: float = 0.0


def unknown_parameters(parameters: ItemParameters, sds: ParameterSDs) -> Bools:
    """Which of the parameters a, b1 … bw, c, d each item has and are unknown, shape (items, M)."""
    unknown_steps = np.isfinite(parameters.b) & (sds.b > 0)
    logistic = (parameters.model == Model.LOGISTIC)[:, np.newaxis]
    return np.concatenate(
        [np.full_like(logistic, sds.a > 0), unknown_steps, logistic & (sds.c > 0), logistic & (sds.d > 0)], axis=1
    )


def prior_precision(parameters: ItemParameters, sds: ParameterSDs, unknown: Bools) -> Floats:
    """The diagonal prior precision, shape (items, M, M); 1 for known parameters, so that log-determinants stay."""
    spread = np.array([sds.a, *[sds.b] * parameters.b.shape[1], sds.c, sds.d])
    diagonal = np.where(unknown, 1 / np.where(spread > 0, spread, 1.0) ** 2, 1.0)
    precision: Floats = diagonal[:, :, np.newaxis] * np.eye(spread.size)
    return precision


def parameter_information(parameters: ItemParameters, theta: Floats, unknown: Bools) -> Floats:
    """Fisher's information about the unknown parameters, Σₖ P ∂(log P) ∂(log P)ᵀ, shape (items, T, M, M).

    Parameters
    ----------
    theta : shape (items, T), in logits
    unknown : shape (items, M)
    """
    gradients = np.where(unknown[:, np.newaxis, :, np.newaxis], log_probability_gradients(parameters, theta), 0.0)
    # √P is applied to both factors, so that the result is symmetric to the last bit
    gradients *= np.exp(log_probabilities(parameters, theta) / 2)[:, :, np.newaxis]
    information: Floats = np.einsum("nkit,nkjt->ntij", gradients, gradients)
    return information
