"""From responses to a calibration on several dimensions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

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
from calibration.marginal.parameter_structure import FIXED
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.multidimensional.grid_fit import (
    GridPoint,
    LoadingStructure,
    grid_e_step,
    grid_information,
    grid_m_step,
)
from calibration.multidimensional.latent_normal import LatentNormal
from calibration.multidimensional.product_grid import LIMIT, ProductGrid, near, occupied
from calibration.results.calibration_result import FitStatus
from calibration.results.multidimensional_result import MultidimensionalCalibration
from calibration.screening.response_counts import group_indices, require_scores
from calibration.slope_intercept_curves import ModelFamily

MODELS = ("2pl", "gpcm", "grm")
"""Models of items on several dimensions."""
MOST_DIMENSIONS = 4
FAR = 5.0
"""Standard deviations that the grid must reach from each group's mean in every dimension."""


FixedItems = Mapping[str, tuple[ArrayLike, ArrayLike]]
"""By item id, slopes (D,) and intercepts (W,) that are given."""
ACCURACY = 0.5
"""A grid is fine enough when it and the one between its nodes tell log-likelihoods that differ by less. Their errors
have opposite signs, and one of half as much moves no parameter by a noticeable share of its standard error."""
ROUNDS = 4
"""Most grids in one fit, and most choices of the occupied nodes of one grid."""
MISSED = 0.01
"""Log-likelihood that the nodes left out may have, after the fit."""


def calibrate_dimensions(
    responses: InMemoryResponses,
    asked: ModelSpecification,
    loadings: ArrayLike,
    options: EMOptions,
    *,
    correlated: bool | None = None,
    fixed: FixedItems | None = None,
    nodes_per_dimension: int | None = None,
    errors: bool = True,
    on_cycle: OnCycle | None = None,
) -> MultidimensionalCalibration:
    """Fit items on one to four dimensions by EM on a product grid.

    The grid is made finer until the log-likelihood no longer depends on where its nodes lie, and wider until it
    reaches five standard deviations beyond each group's mean. EM runs at the nodes where persons are.

    Parameters
    ----------
    responses : in memory, with groups and weights
    asked : models; ``MODELS`` only
    options : when the ascent ends
    loadings : (n, D) bool, on which dimensions each item loads
    correlated : whether correlations are estimated; unless given, where every dimension has an item that loads on it
        alone. Without such items the axes may be turned at will, and are held orthogonal: give dimension d no loading
        on d − 1 items to fix them (an exploratory model)
    fixed : slopes and intercepts of held items; every group's means and covariances are then estimated
    nodes_per_dimension : a grid that is kept, so many nodes from −6 to 6; unless given, 31, 21 and 15 in 2, 3 and 4
        dimensions to begin with
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
    held = _held(fixed or {}, asked, pattern)
    structure = LoadingStructure(asked.structure.family, asked.structure.categories, pattern, held)
    require_scores(responses.data, structure.categories)
    group = group_indices(responses.labels, responses.response_counts.groups)
    blocks = build_blocks(
        responses.data, structure, group=group, groups=len(responses.response_counts.groups), weight=responses.weight
    )
    marked = _has_marker_items(pattern) if correlated is None else correlated
    point = _start(asked, structure, fixed or {}, correlated=marked or bool(held.any()))
    grid = ProductGrid.standard(pattern.shape[1], nodes_per_dimension)
    where = _Where(grid.nodes, grid.between)
    for _ in range(ROUNDS):
        fit = _fit_on(where, point, blocks, options, on_cycle)
        better = _better(grid, fit) if nodes_per_dimension is None and fit.ascent.converged else None
        if better is None:
            break
        where = _Where(better.nodes, better.between)
        if better.step < grid.step:
            where = _Where(*(near(each, fit.nodes, grid.step) for each in where))
        grid, point = better, fit.ascent.point
    found = None
    if errors and fit.ascent.converged:
        information = grid_information(fit.ascent.point, (blocks,), fit.ascent.expected, fit.nodes)
        found = covariance_from_information(information, None)
    return _result(asked, fit, found, _status(grid, fit, undetermined=errors and found is None))


class _Where(NamedTuple):
    """Nodes (Q, D) of a grid, and of the one between, where persons may be."""

    nodes: Floats
    between: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _GridFit:
    """An ascent at the occupied nodes of a grid.

    Parameters
    ----------
    ascent : where it ended
    nodes : (Q, D) the occupied nodes
    log_likelihood : on the whole grid
    error : difference of the log-likelihood on the grid between
    """

    ascent: VectorAscent[GridPoint, ExpectedStatistics]
    nodes: Floats
    log_likelihood: float
    error: float


def _fit_on(
    where: _Where, point: GridPoint, blocks: ResponseBlocks, options: EMOptions, on_cycle: OnCycle | None
) -> _GridFit:
    whole, between = where
    _, expected = grid_e_step(point, (blocks,), whole)
    for _ in range(ROUNDS):
        nodes = occupied(whole, expected.masses)
        ascent = _ascend(point, blocks, nodes, options, on_cycle)
        point = ascent.point
        value, expected = grid_e_step(point, (blocks,), whole)
        if not ascent.converged or abs(value - ascent.log_likelihoods[-1]) <= MISSED:
            break
    other, _ = grid_e_step(point, (blocks,), between)
    return _GridFit(ascent, nodes, value, abs(other - value))


def _ascend(
    point: GridPoint, blocks: ResponseBlocks, nodes: Floats, options: EMOptions, on_cycle: OnCycle | None
) -> VectorAscent[GridPoint, ExpectedStatistics]:
    return ascend_vector(
        lambda here: grid_e_step(here, (blocks,), nodes),
        lambda here, expected: grid_m_step(here, expected, nodes),
        point,
        options,
        on_cycle,
    )


def _reach(fit: _GridFit, sds: float) -> tuple[Floats, Floats]:
    """(D,) lowest and highest ability that lies so many standard deviations from a group's mean."""
    population = fit.ascent.point.population
    sd = np.sqrt(np.einsum("gdd->gd", population.covariance))
    return (population.mean - sds * sd).min(axis=0), (population.mean + sds * sd).max(axis=0)


def _too_narrow(grid: ProductGrid, fit: _GridFit) -> bool:
    low, high = _reach(fit, FAR)
    return bool((low < grid.low - 1e-9).any() or (high > grid.high + 1e-9).any())


def _better(grid: ProductGrid, fit: _GridFit) -> ProductGrid | None:
    """A grid that reaches further or is finer, or None where this one will do or there is none."""
    if _too_narrow(grid, fit):
        return grid.wider(*_reach(fit, LIMIT))
    return grid.finer() if fit.error > ACCURACY else None


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
        expected = f"{', '.join(MODELS)} with loadings"
        raise CalibrationError(ErrorCode.OPTION, name="model", expected=expected, got=", ".join(wrong))
    return pattern


def _held(fixed: FixedItems, asked: ModelSpecification, pattern: Bools) -> Bools:
    """(n,) which items are held. Their slopes are on their dimensions only, and every dimension has one."""
    items, categories = asked.response_counts.items, asked.structure.categories
    unknown = [item for item in fixed if item not in items]
    if unknown:
        expected = "ids of items in the data"
        raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got=", ".join(unknown))
    held = np.array([item in fixed for item in items])
    for at in np.flatnonzero(held).tolist():
        slopes, steps = (np.asarray(each, dtype=np.float64) for each in fixed[items[at]])
        fits = slopes.shape == (pattern.shape[1],) and steps.shape == (categories[at] - 1,)
        if not fits or not np.isfinite(np.concatenate((slopes, steps))).all() or (slopes[~pattern[at]] != 0).any():
            expected = f"slopes on the dimensions of {items[at]} and {categories[at] - 1} intercepts"
            raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got=f"{slopes}, {steps}")
    if held.any() and not pattern[held].any(axis=0).all():
        expected = "an item or more on every dimension"
        raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got="fewer")
    return held


def _has_marker_items(pattern: Bools) -> bool:
    """Whether every dimension has an item that loads on it alone."""
    return bool(pattern[pattern.sum(axis=1) == 1].any(axis=0).all())


def _start(asked: ModelSpecification, structure: LoadingStructure, fixed: FixedItems, *, correlated: bool) -> GridPoint:
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
    free[0] = bool(fixed)
    for at in np.flatnonzero(structure.held).tolist():
        slopes[at], steps = fixed[asked.response_counts.items[at]]
        intercepts[at, : np.size(steps)] = steps
    population = LatentNormal(
        np.zeros((groups, dimensions)), np.tile(np.eye(dimensions), (groups, 1, 1)), free, free.copy(), correlated
    )
    return GridPoint(structure, slopes, np.where(structure.steps, intercepts, -np.inf), population)


def _status(grid: ProductGrid, fit: _GridFit, *, undetermined: bool) -> FitStatus:
    if fit.ascent.runaway:
        return FitStatus.RUNAWAY
    if fit.ascent.degenerate:
        return FitStatus.NOT_DETERMINED
    if not fit.ascent.converged:
        return FitStatus.CYCLE_LIMIT
    if _too_narrow(grid, fit):
        return FitStatus.GRID_TOO_NARROW
    if fit.error > ACCURACY:
        return FitStatus.GRID_TOO_COARSE
    return FitStatus.NOT_DETERMINED if undetermined else FitStatus.CONVERGED


def _result(
    asked: ModelSpecification, fit: _GridFit, found: Floats | None, status: FitStatus
) -> MultidimensionalCalibration:
    ascent, known = fit.ascent, asked.response_counts
    point = ascent.point
    free, width = point.structure.free, point.slopes.shape[1]
    error = np.full(free.shape, np.nan)
    correlation_error = np.full((width, width), np.nan)
    if found is not None:
        spread = np.sqrt(np.diag(found))
        error = np.zeros(free.shape)
        error[free] = spread[: int(free.sum())]
        if point.population.correlated and not point.population.free_scale[0]:
            row, column = np.tril_indices(width, -1)
            first = int(free.sum()) + int(point.population.free_mean.sum()) * width
            correlation_error[row, column] = correlation_error[column, row] = spread[first : first + row.size]
    sign = np.where((point.slopes.sum(axis=0) < 0) & ~point.structure.held.any(), -1.0, 1.0)  # else arbitrary
    population, turned = point.population, np.outer(sign, sign)
    return MultidimensionalCalibration(
        items=known.items,
        models=tuple(np.where(point.structure.held, FIXED, asked.structure.models).tolist()),
        slopes=point.slopes * sign,
        slope_errors=error[:, :width],
        intercepts=np.where(point.structure.steps, point.intercepts, np.nan),
        intercept_errors=np.where(point.structure.steps, error[:, width:], np.nan),
        covariance=found if (sign > 0).all() else None if found is None else _flipped(point, found, sign),
        mean={group: population.mean[at] * sign for at, group in enumerate(known.groups)},
        dispersion={group: population.covariance[at] * turned for at, group in enumerate(known.groups)},
        correlation_errors=correlation_error,
        log_likelihood=fit.log_likelihood,
        quadrature_error=fit.error,
        log_likelihoods=ascent.log_likelihoods,
        free=point.vector.size,
        status=status,
        iterations=ascent.cycles,
        nodes=fit.nodes,
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
