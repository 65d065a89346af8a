"""From responses to a calibration."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calibration.ascent import OnCycle, Rules
from calibration.blocks import part
from calibration.census import census, group_labels, group_places, person_weights, require_scores
from calibration.conditional import Routing, conditional
from calibration.errors import CalibrationError, Fault
from calibration.estimating import Fit
from calibration.priors import WEAK, Priors
from calibration.problem import Held, problem
from calibration.responses import ResponseMatrix
from calibration.result import Calibration
from calibration.source import Local
from engine import ItemParameters

Floats = NDArray[np.float64]


def calibrate(
    data: ResponseMatrix,
    model: str | Sequence[str] = "2pl",
    *,
    method: Literal["mml", "cml"] = "mml",
    groups: ArrayLike | None = None,
    fixed: Mapping[str, ItemParameters] | Calibration | None = None,
    priors: Priors | Literal["default"] | None = None,
    population: Literal["normal", "histogram"] = "normal",
    weights: ArrayLike | None = None,
    routing: Routing | None = None,
    standard_errors: Literal["observed", "sandwich"] | None = "observed",
    grid: Floats | None = None,
    tol: float = 1e-6,
    max_iter: int = 2000,
    accelerate: bool = True,
    on_cycle: OnCycle | None = None,
) -> Calibration:
    """Item parameters by marginal maximum likelihood (Bock & Aitkin, 1981), or by conditional (Andersen, 1972).

    Parameters
    ----------
    data : responses in categories from 0; what was not presented is taken as missing at random
    model : ``rasch`` (a = 1, the population's standard deviation free), ``1pl`` (one common a), ``2pl``, ``3pl``,
        ``4pl``, ``pcm`` (a = 1), ``gpcm``, ``rsm`` (a = 1, thresholds common to all its items) or ``grm``; or one of
        these for each item
    method : ``mml``, or ``cml`` for ``rasch`` and ``pcm``, without a population: see `calibration.conditional`. It has
        no use for groups, fixed, priors, population, grid and the sandwich
    groups : (persons,) labels. The first in their sorted order is standard normal, the others' means and standard
        deviations are estimated. Where items with a = 1 set the unit, the first one's standard deviation is too
    fixed : by item id, parameters that are held; then every group's mean and standard deviation is estimated, with
        the held items among the responses (Kim, 2006: FIPC with the prior updated)
    priors : on a, b, c and d; ``default`` for weak ones (`calibration.priors.WEAK`). What is maximised includes them
    population : ``normal``, or ``histogram``: free masses on the nodes. What is held of a normal group, its mean or
        standard deviation, is held of its histogram; standard errors take the masses as known
    weights : (persons,) above 0: how many persons each one stands for; those of the data unless given
    routing : for ``cml``, how persons came to their items: ``none`` or ``preset``, whatever their answers, or ``score``
    standard_errors : ``observed`` for the inverse of the observed information (Louis, 1982), ``sandwich`` for errors
        that hold where the model does not quite, or None
    grid : (Q,) equally spaced quadrature nodes, in standard deviations of the first group unless items set the scale.
        Unless given, 61 nodes from −6 to 6, halved (at most three times) while their step is above the smallest
        posterior standard deviation, and widened until they reach six standard deviations beyond each group's mean
        (for a histogram 45 from −4.4 to 4.4, and 4.4). A given grid is kept, and the status says so where it is too
        coarse or too narrow
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
    if method == "cml":
        _require_unused(groups=groups, fixed=fixed, priors=priors, grid=grid)
        _require_unused(population=None if population == "normal" else population)
        _require_unused(standard_errors=standard_errors if standard_errors == "sandwich" else None)
        wanted = standard_errors is not None
        return conditional(
            data, model, routing=routing, weights=weights, standard_errors=wanted, tol=tol, max_iter=max_iter
        )
    _require_unused(routing=routing, method="mml")
    labels, weight = group_labels(data, groups), person_weights(data, weights)
    known = census(data, labels)
    asked = problem(known, model, _held(fixed))
    require_scores(data, asked.of.categories)
    laid_out = part(
        data,
        asked.of,
        group=group_places(labels, known.groups),
        groups=len(known.groups),
        weight=weight,
        collapse=standard_errors != "sandwich" and asked.of.one_slope,
    )
    chosen = WEAK if priors == "default" else priors or Priors()
    rules = Rules(tol, max_iter, accelerate)
    fit = Fit(Local(laid_out), asked, chosen, rules, population == "histogram", standard_errors, on_cycle)
    return fit.calibration(grid)


def _require_options(
    method: object, population: object, standard_errors: object, priors: object, tol: float, max_iter: int
) -> None:
    choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("method", method, ("mml", "cml")),
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


def _require_unused(*, method: str = "cml", **options: object) -> None:
    """Refuse an option that a method has no use for, rather than leave it out unsaid."""
    for name, got in options.items():
        if got is not None:
            raise CalibrationError(Fault.OPTION, name=name, expected=f"none with method {method}", got=f"{got!r:.80}")


def _held(fixed: Mapping[str, ItemParameters] | Calibration | None) -> Held:
    if isinstance(fixed, Calibration):
        parameters = fixed.parameters
        return {item: parameters.take(np.array([at])) for at, item in enumerate(fixed.items)}
    return fixed or {}
