"""The result of a calibration: parameters, standard errors, population and status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.results.regressed_population import FittedPopulation
from calibration.results.testlet_estimates import TestletEstimates
from calibration.slope_intercept_curves import ModelFamily
from engine import ItemParameters
from engine.irt.item_parameters import Model

FAR_SDS = 6.0
"""Standard deviations from every group's mean beyond which no person is near a difficulty."""


class FitStatus(StrEnum):
    """The status of a fit; only the first may be published."""

    CONVERGED = "converged"
    CYCLE_LIMIT = "stopped at the limit of cycles while parameters still moved"
    RUNAWAY = "stopped because a slope grew past 30: the data do not bound it"
    GRID_TOO_NARROW = "the quadrature grid does not reach five standard deviations beyond every group's mean"
    GRID_TOO_COARSE = "the quadrature grid is too coarse for the smallest posterior standard deviation"
    NO_SPREAD = "the data show no spread of ability: the likelihood is highest where all persons are alike"
    AT_BOUND = "an asymptote went to 0 or 1: the data do not tell where it is"
    NOT_DETERMINED = "the observed information is not positive definite: the data do not determine every parameter"


class Remark(StrEnum):
    """Remarks on the parameters of an item."""

    REVERSED = "slope below 0: the abler do worse on it; mend its key, or leave it out (--ignore)"
    FLAT = "slope near zero: its answers do not go with the others; look at the item, leave it out (--ignore)"
    FAR_AWAY = "difficulty further than 6 standard deviations from the mean: no one answered near it"
    STEEP = "slope grew past 30: its answers, or another item’s, tell those of higher ability from all others"
    AT_BOUND = "an asymptote went to 0 or 1: the data do not tell where it is; a prior on it would"
    UNDETERMINED = "the data do not determine its parameters"


@dataclass(frozen=True, slots=True, eq=False)
class StandardErrors:
    """Standard errors of item parameters, in logits or probabilities; 0 for a parameter that is not estimated.

    Parameters
    ----------
    a, c, d : (n,)
    b : (n,) or (n, W) as in the calibration, NaN after an item's last step, and where the data do not determine it
    """

    a: Floats
    b: Floats
    c: Floats
    d: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Item parameters in the metric D = 1, logit = a(θ − b), with the ability distribution.

    Parameters
    ----------
    model : the name of the model, ``mixed`` where there are several
    models : (n,) the model of each item, ``fixed`` for fixed parameters
    items : the item ids, n of them
    a, c, d : (n,) slopes, lower and upper asymptotes
    b : (n,) difficulties where every item has two categories, else (n, W) step locations, NaN after the last
    family : (n,) a ``calibration.slope_intercept_curves.ModelFamily`` for each item
    names : the k estimated parameters: ``sd`` (Rasch, PCM, RSM) or ``a`` (1PL) or ``a[item]``, then ``b[item]`` or
        ``b1[item]`` …, ``c[item]``, ``d[item]``, then ``mean[group]``, ``sd[group]``, or ``coefficient[regressor]``
        (first that of the ``intercept``, if it is free) and ``residual_sd``
    free : number of free parameters; a rating scale has fewer than names
    covariance : (k, k) in the order of the names, None where not asked for or not converged
    rows : for ``a``, ``b``, ``c``, ``d`` (of items), ``mean`` and ``sd`` (of groups) the indices among the names, −1
        where not estimated; ``b`` is (n, W)
    population : mean and standard deviation of ability by group; a single group is called ``all``. With regressors
        also ``.coefficients`` (k,) and ``.regression``, which has their names and standard errors
    population_errors : by group the standard errors of mean and standard deviation, 0 where fixed; None where unknown,
        as for histograms, whose masses the standard errors of the items take as known
    histogram : by group the masses on ``grid``, None where the population is normal
    log_likelihood, log_prior : marginal (or conditional) log-likelihood of the responses, and log-density of the priors
    log_likelihoods : log-likelihood plus log-prior after each cycle, not decreasing on one grid
    status, iterations : how the fit ended, and the number of E-steps, those of rejected extrapolations included
    grid : (Q,) the quadrature nodes, in standard deviations of the first group unless items set the scale
    persons, responses : number of persons with a response, and of responses
    remarks : by item id
    testlets : the specific dimensions of a testlet or bifactor model; the parameters are then those of the general one
    group_persons : by group the number of persons with a response, empty where it is not known
    floors : (n, W) known floors of chance of items of several steps; (0, 0) where no item has any
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
    population: FittedPopulation
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
    group_persons: Mapping[str, int] = field(default_factory=dict)
    floors: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def parameters(self) -> ItemParameters:
        """The parameters for the engine.

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
        return ItemParameters(model.astype(np.int8), self.a, b, self.c, self.d, self.floors)

    @property
    def population_sd_error(self) -> float | None:
        """Standard error of the first group's standard deviation, None where fixed or without a covariance."""
        if self.population_errors is None:
            return None
        return next(iter(self.population_errors.values()))[1] or None

    @property
    def penalised(self) -> bool:
        """Whether priors moved the estimates from the maximum of the likelihood, which AIC and BIC are defined at."""
        return self.log_prior != 0

    @property
    def aic(self) -> float:
        """Akaike's criterion, −2 log L + 2k."""
        return -2 * self.log_likelihood + 2 * self.free

    @property
    def bic(self) -> float:
        """Schwarz's criterion, −2 log L + k log N, with N persons."""
        return -2 * self.log_likelihood + log(self.persons) * self.free

    def require_converged(self) -> "Calibration":
        """Return the calibration, or raise `NotConverged` with the status."""
        if self.status is not FitStatus.CONVERGED:
            raise NotConverged(ErrorCode.NOT_CONVERGED, got=self.status)
        return self
