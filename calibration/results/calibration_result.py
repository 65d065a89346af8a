"""What a calibration found, how sure it is, and whether it may be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.results.testlet_estimates import TestletEstimates
from calibration.slope_intercept_curves import ModelFamily
from engine import ItemParameters, Normal
from engine.irt.item_parameters import Model

FAR_SDS = 6.0
"""Difficulties further from the population's mean, in its standard deviations, rest on no one's ability."""


class FitStatus(StrEnum):
    """How a fit ended; only the first may be published."""

    CONVERGED = "converged"
    CYCLE_LIMIT = "stopped at the limit of cycles while parameters still moved"
    RUNAWAY = "stopped because a slope grew past 30: the data do not bound it"
    GRID_TOO_NARROW = "the quadrature grid does not reach five standard deviations beyond every group's mean"
    GRID_TOO_COARSE = "the quadrature grid is too coarse for the smallest posterior standard deviation"
    NO_SPREAD = "the data show no spread of ability: the likelihood is highest where all persons are alike"
    AT_BOUND = "an asymptote went to 0 or 1: the data do not tell where it is"
    NOT_DETERMINED = "the observed information is not positive definite: the data do not determine every parameter"


class Remark(StrEnum):
    """What an item's numbers suggest looking at."""

    REVERSED = "slope not above 0: its key may be reversed"
    FAR_AWAY = "difficulty further than 6 standard deviations from the mean: no one answered near it"
    STEEP = "slope grew past 30: its answers, or another item’s, tell those of higher ability from all others"
    AT_BOUND = "an asymptote went to 0 or 1: the data do not tell where it is; a prior on it would"
    UNDETERMINED = "the data do not determine its parameters"


@dataclass(frozen=True, slots=True, eq=False)
class StandardErrors:
    """Standard errors of the items' parameters, logits and probabilities; 0 of what is not estimated.

    Parameters
    ----------
    a, c, d : (n,)
    b : as the calibration's, NaN behind an item's last step
    """

    a: Floats
    b: Floats
    c: Floats
    d: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Item parameters in the metric D = 1, logit = a(θ − b), with the population they are relative to.

    Parameters
    ----------
    model, models : the name asked for, ``mixed`` where there were several; and each item's, ``fixed`` where it was held
    items : the item ids, n of them
    a, c, d : (n,) slopes, lower and upper asymptotes
    b : (n,) difficulties where every item has two categories, else (n, W) locations of the steps, NaN behind the last
    family : (n,) a ``calibration.slope_intercept_curves.ModelFamily`` for each item
    names : the k estimated parameters: ``sd`` (Rasch, PCM, RSM) or ``a`` (1PL) or ``a[item]``, then ``b[item]`` or
        ``b1[item]`` …, ``c[item]``, ``d[item]``, then ``mean[group]``, ``sd[group]``
    free : how many parameters were free; a rating scale has fewer than names
    covariance : (k, k) in the order of the names, None where not asked for or not converged
    rows : where among the names each of ``a``, ``b``, ``c``, ``d`` (of the items), ``mean`` and ``sd`` (of the groups)
        stands, −1 where it is not estimated; ``b`` is (n, W)
    population : mean and standard deviation of ability by group; one group is called ``all``
    population_errors : by group the standard errors of these two, 0 where held; None where they are not known, as of
        histograms, which the standard errors of the items take as known too
    histogram : by group the masses on ``grid``, None where the population is normal
    log_likelihood : marginal, of all responses, without priors; log_prior : the priors' log-density
    log_likelihoods : the objective on the way, priors included, never falling on one grid
    status, iterations : how the fit ended, after how many E-steps, those at points that were not taken too
    grid : (Q,) the quadrature nodes used, in standard deviations of the first group unless items set the scale
    persons, responses : with at least one response; in all
    remarks : by item id, what to look at
    testlets : the specific dimensions of a testlet or bifactor model; the parameters are then those of the general one
    """

    model: str
    models: tuple[str, ...]
    items: tuple[str, ...]
    a: Floats
    b: Floats
    c: Floats
    d: Floats
    family: NDArray[np.int8]
    names: tuple[str, ...]
    free: int
    covariance: Floats | None
    rows: Mapping[str, Ints]
    standard_errors: StandardErrors | None
    population: Mapping[str, Normal]
    population_errors: Mapping[str, tuple[float, float]] | None
    histogram: Mapping[str, Floats] | None
    log_likelihood: float
    log_prior: float
    log_likelihoods: tuple[float, ...]
    status: FitStatus
    iterations: int
    grid: Floats
    persons: int
    responses: int
    remarks: Mapping[str, Remark]
    testlets: TestletEstimates | None = None

    @property
    def parameters(self) -> ItemParameters:
        """The parameters as the engine takes them.

        Raises
        ------
        CalibrationError
            ``reversed`` naming the items whose slope is not above 0
        """
        backwards = [item for item, a in zip(self.items, self.a, strict=True) if a <= 0]
        if backwards:
            raise CalibrationError(ErrorCode.REVERSED, items=", ".join(backwards))
        b = self.b[:, None] if self.b.ndim == 1 else self.b
        logistic = (self.family == ModelFamily.ASYMPTOTIC) | (np.isfinite(b).sum(axis=1) == 1)
        model = np.where(
            logistic,
            Model.LOGISTIC,
            np.where(self.family == ModelFamily.CUMULATIVE, Model.GRADED, Model.PARTIAL_CREDIT),
        )
        return ItemParameters(model.astype(np.int8), self.a, b, self.c, self.d)

    @property
    def population_sd_error(self) -> float | None:
        """Standard error of the first group's standard deviation, None where it is held or there is no covariance."""
        if self.population_errors is None:
            return None
        return next(iter(self.population_errors.values()))[1] or None

    @property
    def aic(self) -> float:
        """Akaike's criterion, −2 log L + 2k."""
        return -2 * self.log_likelihood + 2 * self.free

    @property
    def bic(self) -> float:
        """Schwarz's criterion, −2 log L + k log N, with N persons."""
        return -2 * self.log_likelihood + log(self.persons) * self.free

    def require_converged(self) -> "Calibration":
        """The calibration itself, or NotConverged with the status."""
        if self.status is not FitStatus.CONVERGED:
            raise NotConverged(ErrorCode.NOT_CONVERGED, got=self.status.value)
        return self
