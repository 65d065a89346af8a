"""The status of a fit, and remarks on single items."""

from collections.abc import Sequence

import numpy as np

from calibration.array_types import Bools, Floats
from calibration.marginal.em_algorithm import EMResult, ParameterPoint
from calibration.marginal.m_step import ASYMPTOTE_BOUND
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid
from calibration.marginal.reported_parameters import ReportedParameters
from calibration.results.calibration_result import FAR_SDS, FitStatus, Remark, StandardErrors

NO_SPREAD = 1e-3
"""A common slope below which the data show no spread of ability."""
CLEARLY = 2.0
"""Standard errors from 0 within which a slope is near zero."""
NEARLY_FLAT = 0.2
"""Distance from 0 within which a slope is near zero where its standard error is not known."""


def grid_too_coarse(result: EMResult, grid: QuadratureGrid) -> bool:
    """Whether the step of the grid exceeds the smallest posterior standard deviation."""
    return grid.step > result.expected.smallest_sd


def fit_status(result: EMResult, grid: QuadratureGrid, priors: Priors, *, undetermined: bool) -> FitStatus:
    """The status of a fit; the first check that fails decides."""
    point = result.point
    checks = (
        (point.unbounded_slopes.any(), FitStatus.RUNAWAY),
        (result.sd_unresolved or _no_spread(point), FitStatus.NO_SPREAD),
        (not result.converged, FitStatus.CYCLE_LIMIT),
        (grid_too_coarse(result, grid), FitStatus.GRID_TOO_COARSE),
        (
            not grid.reaches(result.means, point.population.sd, point.population.limits[0]),
            FitStatus.GRID_TOO_NARROW,
        ),
        (undetermined, FitStatus.NOT_DETERMINED),
        (bool(asymptote_at_bound(point, priors).any()), FitStatus.AT_BOUND),
    )
    return next((status for holds, status in checks if holds), FitStatus.CONVERGED)


def _no_spread(point: ParameterPoint) -> bool:
    slopes = point.natural[point.structure.common_design[:, 0].any(axis=1), 0]
    return slopes.size == len(point.own) and bool(np.abs(slopes).max() < NO_SPREAD)


def asymptote_at_bound(point: ParameterPoint, priors: Priors) -> Bools:
    """(n,) whether an asymptote without a prior went to 0 or 1."""
    used = point.structure.free
    low = used[:, -2] & (point.natural[:, -2] <= -ASYMPTOTE_BOUND) & (priors.c is None)
    high = used[:, -1] & (point.natural[:, -1] >= ASYMPTOTE_BOUND) & (priors.d is None)
    found: Bools = low | high
    return found


def item_remarks(
    ids: Sequence[str],
    result: EMResult,
    estimates: ReportedParameters,
    priors: Priors,
    errors: StandardErrors | None,
    undetermined: Bools,
) -> dict[str, Remark]:
    """By item id the gravest remark, for items that have one.

    Parameters
    ----------
    undetermined : (n,) whether the observed information does not determine an item's parameters
    """
    flat = near_zero(estimates.a, errors)
    population = result.point.population
    unit = estimates.sd / population.sd
    low, high = (float(edge) for edge in _ability_range(estimates.mean, population.sd * unit))
    spread = float(estimates.sd.max())
    with np.errstate(invalid="ignore"):  # NaN behind an item's last step
        far = ((estimates.b < low) | (estimates.b > high)).any(axis=1) & (spread > np.finfo(float).tiny * 2)
    found: dict[str, Remark] = {}
    for flag, remark in (
        (far, Remark.FAR_AWAY),
        (undetermined, Remark.UNDETERMINED),
        (asymptote_at_bound(result.point, priors), Remark.AT_BOUND),
        (result.point.unbounded_slopes, Remark.STEEP),
        (estimates.a <= 0, Remark.REVERSED),
        (flat & (undetermined | (estimates.a <= 0)), Remark.FLAT),
    ):
        found |= {ids[at]: remark for at in np.flatnonzero(flag).tolist()}
    return {item: found[item] for item in ids if item in found}


def near_zero(a: Floats, errors: StandardErrors | None) -> Bools:
    """(n,) whether a slope cannot be told from 0."""
    return np.asarray(np.abs(a) <= (NEARLY_FLAT if errors is None else CLEARLY * errors.a))


def _ability_range(mean: Floats, sd: Floats) -> tuple[float, float]:
    """The lowest and highest ability of any group, ``FAR_SDS`` standard deviations from its mean."""
    return (mean - FAR_SDS * sd).min(), (mean + FAR_SDS * sd).max()


def undetermined_items(information: Floats, point: ParameterPoint) -> Bools:
    """(n,) whether an item has a large share in the eigenvector of the smallest eigenvalue of the information."""
    items = np.nonzero(point.structure.free)[0]
    scale = np.sqrt(np.maximum(np.abs(np.diag(information)), np.finfo(float).tiny))
    scaled = np.nan_to_num(information / np.outer(scale, scale))
    _, vectors = np.linalg.eigh(scaled)
    share = np.bincount(items, vectors[: items.size, 0] ** 2, len(point.own))
    flagged: Bools = share > 0.1
    return flagged
