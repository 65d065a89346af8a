"""Replicate weights, by which the sampling variance of any statistic is estimated (jackknife)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, Described, ErrorCode
from engine.numerics.counter_based_draws import Purpose, draw_bits

RANDOM_GROUPS = 100
"""Random groups of persons in the jackknife where nothing is known of the sample."""


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateWeights:
    """Variance of a statistic t: Σ_r factor_r (t_r − t)², with t_r from the replicate's weights.

    Parameters
    ----------
    weights : (persons, R)
    factor : (R,) above 0
    degrees_of_freedom : of the variance
    """

    weights: Floats
    factor: Floats
    degrees_of_freedom: float

    def __post_init__(self) -> None:
        shape = self.weights.shape
        if len(shape) != 2 or shape[1] < 2 or self.factor.shape != shape[1:]:
            expected, got = "(persons, R) weights, R ≥ 2, and (R,) factors", f"{shape}, {self.factor.shape}"
            raise CalibrationError(ErrorCode.OPTION, name="replicates", expected=expected, got=got)
        if not (np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            expected = "finite weights of 0 or more"
            raise CalibrationError(ErrorCode.OPTION, name="replicates", expected=expected, got="others")


def given_replicates(weights: ArrayLike, *, method: str = "jk2", fay: float = 0.5) -> ReplicateWeights:
    """Replicate weights as a survey's files hold them.

    Parameters
    ----------
    weights : (persons, R)
    method : ``jk1`` (factor (R − 1)/R), ``jk2`` (1: pairs of units, one of each left out), ``brr`` (1/R) or ``fay``
        (1/(R(1 − k)²)), as the survey's documentation says
    fay : k, from 0 to below 1

    Raises
    ------
    CalibrationError
        ``option``

    References
    ----------
    Wolter, K. M. (2007). *Introduction to variance estimation* (2nd ed.).
    """
    table = np.asarray(weights, dtype=np.float64)
    count = table.shape[-1] if table.ndim else 0
    factors = {"jk1": (count - 1) / max(count, 1), "jk2": 1.0, "brr": 1 / max(count, 1)}
    if 0 <= fay < 1:
        factors["fay"] = factors["brr"] / (1 - fay) ** 2
    if method not in factors:
        expected = "jk1, jk2, brr, or fay with 0 ≤ k < 1"
        raise CalibrationError(ErrorCode.OPTION, name="method", expected=expected, got=method)
    freedom = count - 1 if method == "jk1" else count
    return ReplicateWeights(table, np.full(count, factors[method]), freedom)


def jackknife(units: ArrayLike, weights: ArrayLike | None = None) -> ReplicateWeights:
    """JK1: each replicate leaves out one sampling unit, such as a school, and weighs up the others.

    Parameters
    ----------
    units : (persons,) labels of sampling units
    weights : (persons,) above 0; 1 by default
    """
    code, count = _codes(units)
    weight = _weights(weights, code.size)
    table = np.repeat(weight[:, None] * (count / max(count - 1, 1)), count, axis=1)
    table[np.arange(code.size), code] = 0
    return given_replicates(table, method="jk1")


def paired_jackknife(
    zones: ArrayLike, units: ArrayLike, weights: ArrayLike | None = None, *, seed: int = 0
) -> ReplicateWeights:
    """JK2: each replicate leaves out one unit of a zone, drawn at random, and doubles the other.

    Parameters
    ----------
    zones : (persons,) labels of zones, in each of which are two units (a third and further ones join these at random)
    units : (persons,) labels of sampling units
    """
    zone, count = _codes(zones)
    unit, number = _codes(units)
    if unit.shape != zone.shape:
        raise CalibrationError(ErrorCode.OPTION, name="units", expected=str(zone.shape), got=str(unit.shape))
    weight = _weights(weights, zone.size)
    first = np.zeros(number, dtype=np.int64)
    first[unit[::-1]] = zone[::-1]
    if (first[unit] != zone).any():
        expected, got = "each unit in one zone", Described("a unit in two")
        raise CalibrationError(ErrorCode.OPTION, name="units", expected=expected, got=got)
    order = np.lexsort((draw_bits(seed, np.arange(number), Purpose.STUDY), first))
    place = np.arange(number) - np.searchsorted(first[order], first[order])
    half = np.empty(number, dtype=np.int64)
    half[order] = place % 2
    table = np.repeat(weight[:, None], count, axis=1)
    rows = np.arange(zone.size)
    paired = np.bincount(first, minlength=count)[zone] > 1
    table[rows[paired], zone[paired]] *= 2.0 * half[unit[paired]]
    return given_replicates(table, method="jk2")


def random_group_jackknife(persons: int, weights: ArrayLike | None = None) -> ReplicateWeights:
    """JK1 over random groups of persons, for a simple random sample; which group depends on the person's number."""
    groups = min(persons, RANDOM_GROUPS)
    order = np.argsort(draw_bits(0, np.arange(persons), Purpose.STUDY), kind="stable")
    group = np.empty(persons, dtype=np.int64)
    group[order] = np.arange(persons) % groups
    return jackknife(group, weights)


def _codes(labels: ArrayLike) -> tuple[Ints, int]:
    names, code = np.unique(np.asarray(labels), return_inverse=True)
    return code.astype(np.int64), names.size


def _weights(weights: ArrayLike | None, persons: int) -> Floats:
    values = np.ones(persons) if weights is None else np.asarray(weights, dtype=np.float64)
    if values.shape != (persons,) or not (np.isfinite(values) & (values > 0)).all():
        expected = f"({persons},) finite numbers above 0"
        got = np.array2string(values, threshold=8) if values.shape == (persons,) else str(values.shape)
        raise CalibrationError(ErrorCode.OPTION, name="weights", expected=expected, got=got)
    return values
