"""From responses to a calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.ascent import Ascent, OnCycle, Point, Rules, ascend
from calibration.blocks import Part, part
from calibration.em import Local, tables
from calibration.errors import CalibrationError, Fault
from calibration.grid import Grid, even_grid
from calibration.information import complete_information, covariance, scores
from calibration.metric import Estimates, reported
from calibration.missing import missing
from calibration.population import Population
from calibration.priors import WEAK, Priors
from calibration.problem import Problem, problem
from calibration.remarks import doubtful, fit_status, remarks, too_coarse
from calibration.responses import ResponseMatrix
from calibration.result import Calibration, StandardErrors
from calibration.starting import starting_point
from calibration.structure import Structure
from engine import ItemParameters, Normal

Floats = NDArray[np.float64]

HALVINGS = 3
"""How often a grid of our own choosing may be refined: to a step of 0.025."""
WIDENINGS = 4
"""How often it may be widened."""

Fixed = Mapping[str, ItemParameters]


def calibrate(
    data: ResponseMatrix,
    model: str | Sequence[str] = "2pl",
    *,
    method: Literal["mml"] = "mml",
    groups: ArrayLike | None = None,
    fixed: Fixed | Calibration | None = None,
    priors: Priors | Literal["default"] | None = None,
    population: Literal["normal", "histogram"] = "normal",
    weights: ArrayLike | None = None,
    standard_errors: Literal["observed", "sandwich"] | None = "observed",
    grid: Floats | None = None,
    tol: float = 1e-6,
    max_iter: int = 2000,
    accelerate: bool = True,
    on_cycle: OnCycle | None = None,
) -> Calibration:
    """Item parameters by marginal maximum likelihood (Bock & Aitkin, 1981).

    Parameters
    ----------
    data : responses in categories from 0; what was not presented is taken as missing at random
    model : ``rasch`` (a = 1, the population's standard deviation free), ``1pl`` (one common a), ``2pl``, ``3pl``,
        ``4pl``, ``pcm`` (a = 1), ``gpcm``, ``rsm`` (a = 1, thresholds common to all its items) or ``grm``; or one of
        these for each item
    method : ``mml``
    groups : (persons,) labels. The first in their sorted order is standard normal, the others' means and standard
        deviations are estimated. Where items with a = 1 set the unit, the first one's standard deviation is too
    fixed : by item id, parameters that are held; then every group's mean and standard deviation is estimated, with
        the held items among the responses (Kim, 2006: FIPC with the prior updated)
    priors : on a, b, c and d; ``default`` for weak ones (`calibration.priors.WEAK`). What is maximised includes them
    population : ``normal``, or ``histogram``: free masses on the nodes. What is held of a normal group, its mean or
        standard deviation, is held of its histogram; standard errors take the masses as known
    weights : (persons,) above 0: how many persons each one stands for
    standard_errors : ``observed`` for the inverse of the observed information (Louis, 1982), ``sandwich`` for errors
        that hold where the model does not quite, or None
    grid : (Q,) equally spaced quadrature nodes, in standard deviations of the first group unless items set the scale.
        Unless given, 61 nodes from −6 to 6, halved (at most three times) while their step is above the smallest
        posterior standard deviation, and widened until they reach six standard deviations beyond each group's mean.
        A given grid is kept, and the status says so where it is too coarse or too narrow
    tol : largest move of a parameter (of an asymptote: of a probability) at which the fit has converged
    max_iter : limit of EM cycles on each grid
    accelerate : extrapolate, never downhill
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
    _require_options(method, population, standard_errors, priors, tol, max_iter)
    given = _held(fixed)
    asked = problem(data, model, given, groups, weights)
    known = WEAK if priors == "default" else priors or Priors()
    laid_out = part(
        data,
        asked.of,
        group=asked.group,
        groups=len(asked.groups),
        weight=asked.weight,
        collapse=standard_errors != "sandwich" and _one_slope(asked.of),
    )
    start = starting_point(asked.of, laid_out.totals, len(asked.groups), known)
    nodes = even_grid(grid)
    if population == "histogram":
        start = replace(start, population=start.population.as_histogram(nodes.nodes))
    fit = Fit(Local((laid_out,)), known, Rules(tol, max_iter, accelerate), on_cycle)
    ascents, nodes = fit.climb(start, nodes, refine=grid is None)
    return _calibration(data, asked, laid_out, fit, ascents, nodes, standard_errors)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What an ascent needs that stays the same from grid to grid."""

    e_step: Local
    priors: Priors
    rules: Rules
    on_cycle: OnCycle | None

    def climb(self, start: Point, grid: Grid, *, refine: bool) -> tuple[list[Ascent], Grid]:
        """Ascend, and where ``refine`` holds again on better grids until one is good enough."""
        ascents = [ascend(self.e_step, start, grid, self.priors, self.rules, self.on_cycle)]
        halvings, widenings = (HALVINGS, WIDENINGS) if refine else (0, 0)
        while ascents[-1].converged:
            last = ascents[-1].point
            mean, sd = last.population.mean, last.population.sd
            if halvings and too_coarse(ascents[-1], grid):
                grid, halvings = grid.halved(), halvings - 1
            elif widenings and not grid.reaches(mean, sd):
                grid, widenings = grid.widened(mean, sd), widenings - 1
            else:
                break
            if last.population.masses is not None:
                last = replace(last, population=last.population.as_histogram(grid.nodes))
            ascents.append(ascend(self.e_step, last, grid, self.priors, self.rules, self.on_cycle))
        return ascents, grid


def _require_options(
    method: object, population: object, standard_errors: object, priors: object, tol: float, max_iter: int
) -> None:
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("method", method, ("mml",)),
        ("population", population, ("normal", "histogram")),
        ("standard_errors", standard_errors, ("observed", "sandwich", None)),
    )
    for name, got, expected in choices:
        if got not in expected:
            raise CalibrationError(Fault.OPTION, name=name, expected=", ".join(map(str, expected)), got=got)
    if not (priors is None or priors == "default" or isinstance(priors, Priors)):
        raise CalibrationError(Fault.OPTION, name="priors", expected="Priors, default, None", got=priors)
    if not tol > 0:
        raise CalibrationError(Fault.OPTION, name="tol", expected="> 0", got=tol)
    if max_iter < 1:
        raise CalibrationError(Fault.OPTION, name="max_iter", expected="≥ 1", got=max_iter)


def _held(fixed: Fixed | Calibration | None) -> Fixed:
    if isinstance(fixed, Calibration):
        parameters = fixed.parameters
        return {item: parameters.take(np.array([at])) for at, item in enumerate(fixed.items)}
    return fixed or {}


def _one_slope(of: Structure) -> bool:
    """Whether a person's sum of scores says all about their ability."""
    return of.unit or set(of.models) == {"1pl"}


def _calibration(
    data: ResponseMatrix,
    asked: Problem,
    laid_out: Part,
    fit: Fit,
    ascents: Sequence[Ascent],
    grid: Grid,
    errors: str | None,
) -> Calibration:
    last = ascents[-1]
    estimates = reported(last.point, data.items, asked.groups)
    found, unsure = None, np.zeros(len(data.items), dtype=bool)
    if errors and last.converged and last.point.vector.size:
        found, unsure = _covariance(laid_out, last, grid, fit.priors, squares=errors == "sandwich")
    determined = found is not None or not (errors and last.converged and last.point.vector.size)
    turned = None if found is None else estimates.covariance(found)
    status = fit_status(last, grid, fit.priors, undetermined=not determined)
    return Calibration(
        model=asked.model,
        models=asked.of.models,
        items=data.items,
        a=estimates.a,
        b=_columns(estimates.b),
        c=estimates.c,
        d=estimates.d,
        kind=asked.of.kind,
        names=estimates.names,
        free=last.point.vector.size + _free_masses(last.point, grid),
        covariance=turned,
        rows=estimates.rows,
        standard_errors=None if turned is None else _standard_errors(estimates, turned),
        population=_normals(asked.groups, estimates),
        population_errors=None if turned is None else _population_errors(asked.groups, estimates, turned),
        histogram=_histogram(asked.groups, last.point.population),
        log_likelihood=last.expected.log_likelihood,
        log_prior=last.log_prior,
        log_likelihoods=last.objective,
        status=status,
        iterations=sum(len(ascent.objective) for ascent in ascents),
        grid=grid.nodes,
        persons=laid_out.persons,
        responses=len(data),
        remarks=remarks(data.items, last, estimates, fit.priors, unsure),
    )


def _covariance(
    laid_out: Part, ascent: Ascent, grid: Grid, priors: Priors, *, squares: bool
) -> tuple[Floats | None, NDArray[np.bool_]]:
    point = ascent.point
    at = tables(point.of, point.natural, point.population, grid.nodes)
    gone = missing(laid_out, at, scores(point, grid.nodes), squares=squares)
    information = complete_information(point, ascent.expected, at, priors) - gone.information
    found = covariance(information, gone.square)
    return found, np.zeros(len(point.own), dtype=bool) if found is not None else doubtful(information, point)


def _columns(b: Floats) -> Floats:
    """One column as (n,)."""
    return b[:, 0] if b.shape[1] == 1 else b


def _standard_errors(estimates: Estimates, found: Floats) -> StandardErrors:
    a, b, c, d = (estimates.errors(found, name) for name in "abcd")
    return StandardErrors(a, _columns(np.where(np.isnan(estimates.b), np.nan, b)), c, d)


def _normals(groups: Sequence[str], estimates: Estimates) -> dict[str, Normal]:
    tiny = np.finfo(float).tiny
    pairs = zip(groups, estimates.mean, estimates.sd, strict=True)
    return {group: Normal(float(mean), max(float(sd), tiny)) for group, mean, sd in pairs}


def _population_errors(groups: Sequence[str], estimates: Estimates, found: Floats) -> dict[str, tuple[float, float]]:
    means, sds = estimates.errors(found, "mean"), estimates.errors(found, "sd")
    return {group: (float(mean), float(sd)) for group, mean, sd in zip(groups, means, sds, strict=True)}


def _histogram(groups: Sequence[str], population: Population) -> dict[str, Floats] | None:
    return None if population.masses is None else dict(zip(groups, population.masses, strict=True))


def _free_masses(point: Point, grid: Grid) -> int:
    """How many of a histogram's masses are free: all but those that their sum and what is held take away."""
    population = point.population
    if population.masses is None:
        return 0
    held = (~population.free_mean).sum() + (~population.free_sd).sum() + population.mean.size
    return int(population.mean.size * grid.nodes.size - held)
