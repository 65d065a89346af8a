"""From responses to a calibration on several dimensions."""

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Bools, Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.accelerated_em import VectorAscent, ascend_vector
from calibration.marginal.e_step import ExpectedStatistics
from calibration.marginal.em_algorithm import EMOptions, OnCycle
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.model_specification import ModelSpecification
from calibration.marginal.observed_information import covariance_from_information
from calibration.marginal.response_blocks import build_blocks
from calibration.multidimensional.grid_fit import (
    GridPoint,
    LoadingStructure,
    grid_e_step,
    grid_information,
    grid_m_step,
)
from calibration.multidimensional.latent_normal import LatentNormal
from calibration.multidimensional.product_grid import LIMIT, product_grid
from calibration.results.calibration_result import FitStatus
from calibration.results.multidimensional_result import MultidimensionalCalibration
from calibration.screening.response_counts import group_indices, require_scores
from calibration.slope_intercept_curves import ModelFamily

MODELS = ("2pl", "gpcm", "grm")
"""Models of items on several dimensions."""
MOST_DIMENSIONS = 4
FAR = 5.0
"""Standard deviations that the grid must reach from each group's mean in every dimension."""


def calibrate_dimensions(
    responses: InMemoryResponses,
    asked: ModelSpecification,
    loadings: ArrayLike,
    options: EMOptions,
    *,
    correlated: bool | None = None,
    nodes_per_dimension: int | None = None,
    errors: bool = True,
    on_cycle: OnCycle | None = None,
) -> MultidimensionalCalibration:
    """Fit items on one to four dimensions by EM on a product grid.

    Parameters
    ----------
    responses : in memory, with groups and weights
    asked : models; ``MODELS`` only, no held items
    loadings : (n, D) bool, on which dimensions each item loads
    options : when the ascent ends
    correlated : whether correlations are estimated; unless given, where every dimension has an item that loads on it
        alone. Without such items the axes may be turned at will, and are held orthogonal: give dimension d no loading
        on d − 1 items to fix them (an exploratory model)
    nodes_per_dimension : 31, 21 and 15 in 2, 3 and 4 dimensions unless given
    errors : whether standard errors are wanted

    Raises
    ------
    CalibrationError
        ``option`` naming models, loadings or held items that do not go with several dimensions

    References
    ----------
    Bock, Gibbons & Muraki (1988), *Applied Psychological Measurement* 12, 261–280.
    """
    pattern = _pattern(loadings, asked)
    structure = LoadingStructure(asked.structure.family, asked.structure.categories, pattern, asked.structure.fixed)
    require_scores(responses.data, structure.categories)
    group = group_indices(responses.labels, responses.response_counts.groups)
    blocks = build_blocks(
        responses.data, structure, group=group, groups=len(responses.response_counts.groups), weight=responses.weight
    )
    nodes = product_grid(pattern.shape[1], nodes_per_dimension)
    start = _start(asked, structure, _has_marker_items(pattern) if correlated is None else correlated)
    ascent = ascend_vector(
        lambda point: grid_e_step(point, (blocks,), nodes),
        lambda point, expected: grid_m_step(point, expected, nodes),
        start,
        options,
        on_cycle,
    )
    found = None
    if errors and ascent.converged:
        found = covariance_from_information(grid_information(ascent.point, (blocks,), ascent.expected, nodes), None)
    status = _status(ascent, undetermined=errors and found is None)
    return _result(asked, ascent, found, status, nodes)


def _pattern(loadings: ArrayLike, asked: ModelSpecification) -> Bools:
    pattern = np.asarray(loadings)
    count = len(asked.response_counts.items)
    if pattern.ndim != 2 or len(pattern) != count or not 1 <= pattern.shape[1] <= MOST_DIMENSIONS:
        expected = f"({count}, 1 to {MOST_DIMENSIONS}) bool"
        raise CalibrationError(ErrorCode.OPTION, name="loadings", expected=expected, got=str(pattern.shape))
    if not np.isin(pattern, (0, 1)).all():
        raise CalibrationError(ErrorCode.OPTION, name="loadings", expected="True or False", got=pattern.dtype.name)
    pattern = pattern.astype(bool)
    if not (pattern.any(axis=1).all() and (pattern.sum(axis=0) >= 2).all()):
        expected = "a dimension for every item, and two items or more on every dimension"
        raise CalibrationError(ErrorCode.OPTION, name="loadings", expected=expected, got="fewer")
    wrong = sorted({model for model in asked.structure.models if model not in MODELS})
    if wrong:
        expected = f"{', '.join(MODELS)} with loadings, no held items"
        raise CalibrationError(ErrorCode.OPTION, name="model", expected=expected, got=", ".join(wrong))
    return pattern


def _has_marker_items(pattern: Bools) -> bool:
    """Whether every dimension has an item that loads on it alone."""
    return bool(pattern[pattern.sum(axis=1) == 1].any(axis=0).all())


def _start(asked: ModelSpecification, structure: LoadingStructure, correlated: bool) -> GridPoint:
    """Slopes of 1, signs alternating on dimensions past the first where axes are held; intercepts from the answers."""
    answers = asked.response_counts.by_category
    there = np.arange(answers.shape[1]) < structure.categories[:, None]
    counts = np.where(there, answers + 0.5, 0.0)
    counts = counts[:, : int(structure.categories.max())]
    share = counts / counts.sum(axis=1, keepdims=True)
    above = np.flip(np.flip(share, axis=1).cumsum(axis=1), axis=1)[:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        cumulative, adjacent = np.log(above / (1 - above)), np.log(share[:, 1:] / share[:, :1])
    intercepts = np.where((structure.family == ModelFamily.CUMULATIVE)[:, None], cumulative, adjacent)
    slopes = structure.loadings.astype(np.float64)
    items, dimensions = slopes.shape
    if not correlated:
        for dimension in range(1, dimensions):
            wave = np.cos(np.pi * dimension * (np.arange(items) + 0.5) / items)
            slopes[:, dimension] *= wave
    groups = len(asked.response_counts.groups)
    free = np.ones(groups, dtype=bool)
    free[0] = False
    population = LatentNormal(
        np.zeros((groups, dimensions)), np.tile(np.eye(dimensions), (groups, 1, 1)), free, free.copy(), correlated
    )
    return GridPoint(structure, slopes, np.where(structure.steps, intercepts, -np.inf), population)


def _status(ascent: VectorAscent[GridPoint, ExpectedStatistics], *, undetermined: bool) -> FitStatus:
    if ascent.runaway:
        return FitStatus.RUNAWAY
    if ascent.degenerate:
        return FitStatus.NOT_DETERMINED
    if not ascent.converged:
        return FitStatus.CYCLE_LIMIT
    population = ascent.point.population
    sd = np.sqrt(np.einsum("gdd->gd", population.covariance))
    if (np.abs(population.mean) + FAR * sd > LIMIT + 1e-9).any() and len(sd) > 1:
        return FitStatus.GRID_TOO_NARROW
    return FitStatus.NOT_DETERMINED if undetermined else FitStatus.CONVERGED


def _result(
    asked: ModelSpecification,
    ascent: VectorAscent[GridPoint, ExpectedStatistics],
    found: Floats | None,
    status: FitStatus,
    nodes: Floats,
) -> MultidimensionalCalibration:
    point, known = ascent.point, asked.response_counts
    free, width = point.structure.free, point.slopes.shape[1]
    error = np.full(free.shape, np.nan)
    correlation_error = np.full((width, width), np.nan)
    if found is not None:
        spread = np.sqrt(np.diag(found))
        error = np.zeros(free.shape)
        error[free] = spread[: int(free.sum())]
        if point.population.correlated:
            row, column = np.tril_indices(width, -1)
            first = int(free.sum()) + int(point.population.free_mean.sum()) * width
            correlation_error[row, column] = correlation_error[column, row] = spread[first : first + row.size]
    sign = np.where(point.slopes.sum(axis=0) < 0, -1.0, 1.0)  # which way a dimension runs is arbitrary
    population, turned = point.population, np.outer(sign, sign)
    return MultidimensionalCalibration(
        items=known.items,
        models=asked.structure.models,
        slopes=point.slopes * sign,
        slope_errors=error[:, :width],
        intercepts=np.where(point.structure.steps, point.intercepts, np.nan),
        intercept_errors=np.where(point.structure.steps, error[:, width:], np.nan),
        covariance=found if (sign > 0).all() else None if found is None else _flipped(point, found, sign),
        mean={group: population.mean[at] * sign for at, group in enumerate(known.groups)},
        dispersion={group: population.covariance[at] * turned for at, group in enumerate(known.groups)},
        correlation_errors=correlation_error,
        log_likelihood=ascent.log_likelihoods[-1],
        log_likelihoods=ascent.log_likelihoods,
        free=point.vector.size,
        status=status,
        iterations=ascent.cycles,
        nodes=nodes,
        persons=known.persons,
        responses=known.responses,
    )


def _flipped(point: GridPoint, covariance: Floats, sign: Floats) -> Floats:
    """The covariance of the free parameters once dimensions run the other way."""
    structure = point.structure
    items = np.concatenate((np.tile(sign, (len(structure.loadings), 1)), np.ones(structure.steps.shape)), axis=1)
    population = point.population
    there = LatentNormal(
        np.tile(sign, (len(population.mean), 1)),
        np.tile(np.outer(sign, sign), (len(population.mean), 1, 1)),
        population.free_mean,
        population.free_scale,
        population.correlated,
    )
    signs = np.concatenate((items[structure.free], there.vector))
    return np.asarray(covariance * np.outer(signs, signs))
