"""Responses with regressors of persons and sampling weights, ready for a fit with a latent regression."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.latent_regression import LatentRegression, latent_regression
from calibration.population.regressors import Regressors, as_regressors, require_full_rank
from calibration.responses.label_codes import Labels
from calibration.responses.response_matrix import ResponseMatrix

INTERCEPT = "intercept"


def regressed_responses(
    data: ResponseMatrix,
    regressors: "Regressors | ArrayLike | Mapping[str, ArrayLike | Labels]",
    weights: ArrayLike | None,
) -> tuple[InMemoryResponses, LatentRegression]:
    """Responses in memory with their regressors, and the regression with coefficients of 0.

    Sampling weights are scaled to sum to the number of persons with responses, who alone count.

    Raises
    ------
    CalibrationError
        ``option`` where there is not one finite row for each person, or a regressor is determined by others
    """
    coded = as_regressors(regressors, data.persons)
    responses = InMemoryResponses.from_matrix(data, None, weights)
    met = data.responses_per_person() > 0
    if not met.any():
        raise CalibrationError(ErrorCode.NO_RESPONSES)
    weight = scaled_weights(np.ones(data.persons) if responses.weight is None else responses.weight, met)
    table = coded.with_intercept
    names = (INTERCEPT, *coded.names)
    regression = latent_regression(names, table[met], weight[met])
    require_full_rank(names, regression.cross_products)
    return replace(responses, weight=weight, regressors=table), regression


def scaled_weights(weight: Floats, met: Bools) -> Floats:
    """(persons,) weights that sum to the number of persons with responses, ``met`` (persons,)."""
    scaled: Floats = weight * (met.sum() / weight[met].sum())
    return scaled


def persons_with_responses(data: ResponseMatrix) -> tuple[ResponseMatrix, Ints]:
    """The responses with their persons numbered anew, and (persons,) the old numbers, ascending."""
    met = data.responses_per_person() > 0
    place = (np.cumsum(met) - 1).astype(np.int32)
    return replace(data, person=place[data.person], persons=int(met.sum())), np.flatnonzero(met)
