"""Fixed item parameter calibration under random DIF: a group's mean and SD, plain and corrected."""

from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.group_invariant_curves import CommonCurves, fit_common_curves, parameter_scores
from calibration.persons.posterior_abilities import FittedModel
from calibration.responses.response_matrix import ResponseMatrix
from calibration.slope_intercept_curves import ModelFamily
from engine import ItemParameters

ATTENUATION = (16 * np.sqrt(3) / (15 * np.pi)) ** 2
"""A logistic curve averaged over normal shifts of SD τ has the slope a / √(1 + .346 a²τ²) (Zeger et al., 1988)."""
ROUNDS, TOLERANCE = 30, 1e-4
FEWEST_ITEMS = 5


@dataclass(frozen=True, slots=True, eq=False)
class RandomDifPopulation:
    """A group's ability from items whose parameters are held, when their difficulties vary at random about them.

    Parameters
    ----------
    mean, sd : corrected for random DIF, logits
    plain_mean, plain_sd : with the parameters as they are (Kim, 2006)
    dif_sd : standard deviation of DIF in b over items, logits
    linking_error : standard error of the mean that comes from the choice of items, dif_sd / √n
    items : the item ids
    shift, se : (n,) how much harder each item is for the group than its b says, and the standard error, logits
    settled : whether the rounds settled
    """

    mean: float
    sd: float
    plain_mean: float
    plain_sd: float
    dif_sd: float
    linking_error: float
    items: tuple[str, ...]
    shift: Floats
    se: Floats
    settled: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """Items with parameters that are held."""

    items: tuple[str, ...]
    parameters: ItemParameters


def population_under_random_dif(
    data: ResponseMatrix, fit: FittedModel, *, tol: float = 1e-5, max_iter: int = 500
) -> RandomDifPopulation:
    """Mean and SD of one group by fixed item parameter calibration, corrected for random DIF.

    The average of an item's curve over DIF that is normal with SD τ is flatter than its curve. Held at the latter, the
    group's SD is too small, and its mean too near to where the items are. So the items are held at their averages. τ²
    is what the items' shifts vary by beyond their standard errors; both are found in turn.

    Parameters
    ----------
    data : the group's responses
    fit : parameters that are held, of all items of the data

    Raises
    ------
    CalibrationError
        ``items_differ`` naming items without parameters, ``too_few_items``, NotConverged

    References
    ----------
    Robitzsch (2025), Stats 8(2), 29: the bias, and correction by averaged curves. DerSimonian & Laird (1986),
    Controlled Clinical Trials 7, 177–188: τ². Monseur & Berezner (2007), Journal of Applied Measurement 8,
    323–335: linking error.
    """
    held = _held_items(data, fit)
    code = np.zeros(len(data), dtype=np.int64)
    variance, settled = 0.0, False
    curves = plain = fit_common_curves(data, code, 1, _attenuated(held, 0.0), None, tol=tol, max_iter=max_iter)
    for _ in range(ROUNDS):
        shift, se = _shifts(curves, data)
        new = _between_items(shift, se)
        settled = abs(new - variance) < TOLERANCE
        if settled:
            break
        variance = new
        curves = fit_common_curves(data, code, 1, _attenuated(held, variance), None, tol=tol, max_iter=max_iter)
    (mean, sd), (plain_mean, plain_sd) = (_moments(each) for each in (curves, plain))
    tau = float(np.sqrt(variance))
    error = tau / float(np.sqrt(len(held.items)))
    return RandomDifPopulation(mean, sd, plain_mean, plain_sd, tau, error, data.items, shift, se, settled)


def _held_items(data: ResponseMatrix, fit: FittedModel) -> _Held:
    place = {item: at for at, item in enumerate(fit.items)}
    missing = [item for item in data.items if item not in place]
    if missing:
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=", ".join(missing[:8]))
    if len(data.items) < FEWEST_ITEMS:
        raise CalibrationError(ErrorCode.TOO_FEW_ITEMS, model="fixed", expected=FEWEST_ITEMS, got=len(data.items))
    return _Held(data.items, fit.parameters.take(np.array([place[item] for item in data.items])))


def _attenuated(held: _Held, variance: float) -> FittedModel:
    """The items with curves averaged over normal shifts."""
    a = held.parameters.a
    return replace(held, parameters=replace(held.parameters, a=a / np.sqrt(1 + ATTENUATION * a**2 * variance)))  # type: ignore[return-value]


def _moments(curves: CommonCurves) -> tuple[float, float]:
    return float(curves.point.population.mean[0]), float(curves.point.population.sd[0])


def _shifts(curves: CommonCurves, data: ResponseMatrix) -> tuple[Floats, Floats]:
    """(n,) shifts of b by one Newton step each, and standard errors, from the persons' scores."""
    structure = curves.point.structure
    steps = np.arange(1, structure.base.shape[1] - 2)
    times = np.where((structure.family == ModelFamily.CUMULATIVE)[:, None], 1, steps)
    by = -curves.point.natural[:, :1] * times * (steps < structure.categories[:, None])
    first, square = (np.zeros(len(data.items)) for _ in range(2))
    for scores, item in parameter_scores(curves, data):
        own: Floats = (scores[:, 1:-2] * by[item]).sum(axis=1)
        first += np.bincount(item, own, first.size)
        square += np.bincount(item, own**2, first.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        return first / square, 1 / np.sqrt(square)


def _between_items(shift: Floats, se: Floats) -> float:
    """The variance of shifts beyond their standard errors, 0 at least."""
    known = np.isfinite(shift) & np.isfinite(se)
    weight = 1 / se[known] ** 2
    away = shift[known] - np.average(shift[known], weights=weight)
    excess = weight @ away**2 - (known.sum() - 1)
    return float(max(excess / (weight.sum() - weight @ weight / weight.sum()), 0.0))
