"""What a calibration found, how sure it is, and whether it may be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray

from calibration.errors import CalibrationError, Fault, NotConverged
from engine import ItemParameters, Normal

Floats = NDArray[np.float64]

FAR = 6.0
"""Difficulties further from the population's mean, in its standard deviations, rest on no one's ability."""


class FitStatus(StrEnum):
    """How a fit ended; only the first may be published."""

    CONVERGED = "converged"
    CYCLE_LIMIT = "stopped at the limit of cycles while parameters still moved"
    RUNAWAY = "stopped because a slope grew past 30: the data do not bound it"
    GRID_TOO_COARSE = "the quadrature grid is too coarse for the smallest posterior standard deviation"
    NO_SPREAD = "the data show no spread of ability: the likelihood is highest where all persons are alike"
    NOT_DETERMINED = "the observed information is not positive definite: the data do not determine every parameter"


class Remark(StrEnum):
    """What an item's numbers suggest looking at."""

    REVERSED = "slope not above 0: its key may be reversed"
    FAR_AWAY = "difficulty further than 6 standard deviations from the mean: no one answered near it"


@dataclass(frozen=True, slots=True, eq=False)
class StandardErrors:
    """Standard errors of slopes and difficulties, both (n,), logits; 0 for a slope that the model fixes at 1."""

    a: Floats
    b: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Item parameters in the metric D = 1, logit = a(θ − b), with the population they are relative to.

    Parameters
    ----------
    model : ``rasch``, ``1pl`` or ``2pl``
    items : the item ids, n of them
    a, b : (n,) slopes and difficulties, logits
    names : the k free parameters: ``sd`` (Rasch), ``a`` (1PL) or ``a[item]`` (2PL), then ``b[item]``
    covariance : (k, k) of the free parameters in that order, None where not asked for or not converged
    population : mean and standard deviation of ability by group; one group, ``all``
    log_likelihood : marginal, of all responses
    log_likelihoods : the values on the way, never falling on one grid
    status, iterations : how the fit ended, after how many cycles
    grid : (Q,) the quadrature nodes used, in standard deviations of the population
    persons, responses : with at least one response; in all
    remarks : by item id, what to look at
    """

    model: str
    items: tuple[str, ...]
    a: Floats
    b: Floats
    names: tuple[str, ...]
    covariance: Floats | None
    population: Mapping[str, Normal]
    log_likelihood: float
    log_likelihoods: tuple[float, ...]
    status: FitStatus
    iterations: int
    grid: Floats
    persons: int
    responses: int
    remarks: Mapping[str, Remark]

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
            raise CalibrationError(Fault.REVERSED, items=", ".join(backwards))
        return ItemParameters.logistic(self.a, self.b)

    @property
    def standard_errors(self) -> StandardErrors | None:
        """Standard errors by item, None without a covariance."""
        if self.covariance is None:
            return None
        errors = np.sqrt(np.diag(self.covariance))
        count = len(self.items)
        slopes = {"rasch": np.zeros(count), "1pl": np.repeat(errors[0], count), "2pl": errors[:count]}
        return StandardErrors(slopes[self.model], errors[-count:])

    @property
    def population_sd_error(self) -> float | None:
        """Standard error of the population's standard deviation, None where it is fixed or there is no covariance."""
        if self.covariance is None or self.model != "rasch":
            return None
        return float(np.sqrt(self.covariance[0, 0]))

    @property
    def aic(self) -> float:
        """Akaike's criterion, −2 log L + 2k."""
        return -2 * self.log_likelihood + 2 * len(self.names)

    @property
    def bic(self) -> float:
        """Schwarz's criterion, −2 log L + k log N, with N persons."""
        return -2 * self.log_likelihood + log(self.persons) * len(self.names)

    def require_converged(self) -> "Calibration":
        """The calibration itself, or NotConverged with the status."""
        if self.status is not FitStatus.CONVERGED:
            raise NotConverged(Fault.NOT_CONVERGED, got=self.status.value)
        return self
