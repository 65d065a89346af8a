"""From responses to a calibration."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from calibration.ascent import Ascent, OnCycle, ascend
from calibration.blocks import Block, blocks
from calibration.checks import require_calibratable
from calibration.em import Items
from calibration.errors import CalibrationError, Fault
from calibration.grid import Grid, normal_grid
from calibration.information import observed_information
from calibration.metric import in_metric
from calibration.responses import ResponseMatrix
from calibration.result import FAR, Calibration, FitStatus, Remark
from engine import Normal

Floats = NDArray[np.float64]

HALVINGS = 3
"""How often a grid of our own choosing may be refined: to a step of 0.025 standard deviations."""


NO_SPREAD = 1e-3
"""A shared slope (in the Rasch metric, the population's standard deviation) below which all persons are alike."""


def calibrate(
    data: ResponseMatrix,
    model: str = "2pl",
    *,
    standard_errors: Literal["observed"] | None = "observed",
    grid: Floats | None = None,
    tol: float = 1e-6,
    max_iter: int = 2000,
    accelerate: bool = True,
    on_cycle: OnCycle | None = None,
) -> Calibration:
    """Item parameters by marginal maximum likelihood (Bock & Aitkin, 1981).

    Parameters
    ----------
    data : responses scored 0 or 1; what was not presented is taken as missing at random
    model : ``rasch`` (a = 1, the population's standard deviation free), ``1pl`` (one common a, population N(0, 1))
        or ``2pl`` (population N(0, 1))
    standard_errors : ``observed`` for the observed information (Louis, 1982), or None
    grid : (Q,) equally spaced quadrature nodes in standard deviations of the population. Unless given, 61 nodes from
        −6 to 6, the step halved (at most three times) while it is above the smallest posterior standard deviation. A
        given grid is kept, and the status says so where it is too coarse.
    tol : largest move of a slope or intercept at which the fit has converged
    max_iter : limit of EM cycles on each grid
    accelerate : SQUAREM steps, never downhill
    on_cycle : called with each ``Cycle``, for progress

    Returns
    -------
    Calibration
        with a status; numerical failure raises nothing until ``require_converged()``

    Raises
    ------
    CalibrationError
        for data or arguments that cannot be fitted, naming item and row, what was expected and what came
    """
    require_calibratable(data, model)
    _require_options(standard_errors, tol, max_iter)
    nodes = normal_grid(grid)
    parts = blocks(data, nodes.nodes.size)

    def climb(items: Items, on: Grid) -> Ascent:
        return ascend(parts, items, on, tol=tol, max_iter=max_iter, accelerate=accelerate, on_cycle=on_cycle)

    ascents = [climb(_start(data, shared=model != "2pl"), nodes)]
    for _ in range(HALVINGS if grid is None else 0):
        if not _too_coarse(ascents[-1], nodes):
            break
        nodes = nodes.halved()
        ascents.append(climb(ascents[-1].items, nodes))
    return _calibration(data, model, ascents, nodes, parts if standard_errors else None)


def _require_options(standard_errors: object, tol: float, max_iter: int) -> None:
    if standard_errors not in ("observed", None):
        raise CalibrationError(Fault.OPTION, name="standard_errors", expected="observed, None", got=standard_errors)
    if not tol > 0:
        raise CalibrationError(Fault.OPTION, name="tol", expected="> 0", got=tol)
    if max_iter < 1:
        raise CalibrationError(Fault.OPTION, name="max_iter", expected="≥ 1", got=max_iter)


def _start(data: ResponseMatrix, *, shared: bool) -> Items:
    """Slopes of 1, and intercepts from the shares right, drawn in a little so that none is extreme."""
    right = (data.score_per_item() + 0.5) / (data.responses_per_item() + 1)
    return Items(np.ones(right.size), np.log(right / (1 - right)), shared)


def _too_coarse(ascent: Ascent, grid: Grid) -> bool:
    return ascent.converged and grid.step > ascent.expected.smallest_sd


def _calibration(
    data: ResponseMatrix, model: str, ascents: Sequence[Ascent], grid: Grid, parts: Sequence[Block] | None
) -> Calibration:
    last = ascents[-1]
    information = observed_information(parts, last.items, last.expected, grid) if parts and last.converged else None
    estimates = in_metric(model, data.items, last.items, information)
    undetermined = information is not None and estimates.covariance is None
    return Calibration(
        model=model,
        items=data.items,
        a=estimates.a,
        b=estimates.b,
        names=estimates.names,
        covariance=estimates.covariance,
        population={"all": Normal(0.0, estimates.sd)},
        log_likelihood=last.expected.log_likelihood,
        log_likelihoods=last.log_likelihoods,
        status=_status(last, grid, undetermined=undetermined),
        iterations=sum(len(ascent.log_likelihoods) for ascent in ascents),
        grid=grid.nodes,
        persons=int(np.unique(data.person).size),
        responses=len(data),
        remarks=_remarks(data.items, estimates.a, estimates.b, estimates.sd),
    )


def _status(ascent: Ascent, grid: Grid, *, undetermined: bool) -> FitStatus:
    if ascent.runaway:
        return FitStatus.RUNAWAY
    if not ascent.converged:
        return FitStatus.CYCLE_LIMIT
    if ascent.items.shared and abs(ascent.items.slope[0]) < NO_SPREAD:
        return FitStatus.NO_SPREAD
    if _too_coarse(ascent, grid):
        return FitStatus.GRID_TOO_COARSE
    return FitStatus.NOT_DETERMINED if undetermined else FitStatus.CONVERGED


def _remarks(items: Sequence[str], a: Floats, b: Floats, sd: float) -> dict[str, Remark]:
    # a population without spread, as a handful of responses can give, has no "standard deviations away"
    far = {item: Remark.FAR_AWAY for item, each in zip(items, b, strict=True) if abs(each) > FAR * sd > 0}
    return far | {item: Remark.REVERSED for item, slope in zip(items, a, strict=True) if slope <= 0}
