"""A calibration on several dimensions: slopes, intercepts and the joint distribution of abilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.results.calibration_result import FitStatus


@dataclass(frozen=True, slots=True, eq=False)
class MultidimensionalCalibration:
    """Items on D dimensions: logit = Σ slope·θ + intercept, categories as in one dimension.

    Parameters
    ----------
    items : the item ids, n of them
    models : each item's model, ``fixed`` for one that is held
    slopes, slope_errors : (n, D), 0 where an item does not load; errors NaN where there are none
    intercepts, intercept_errors : (n, W), NaN behind an item's last step
    covariance : (P, P) of the free parameters: item by item its slopes and intercepts, then the population's
    mean, dispersion : by group the mean (D,) and the covariance (D, D) of the dimensions
    correlation_errors : (D, D) standard errors of the first group's correlations; NaN where they are not estimated
    log_likelihood : marginal, of all responses
    quadrature_error : how far the log-likelihood on a grid between the nodes is from it
    log_likelihoods : on the way, at the nodes
    free : number of free parameters
    status, iterations : how the fit ended, after how many E-steps
    nodes : (Q, D) of the quadrature, where persons are
    persons, responses : with at least one response; in all
    """

    items: tuple[str, ...]
    models: tuple[str, ...]
    slopes: Floats
    slope_errors: Floats
    intercepts: Floats
    intercept_errors: Floats
    covariance: Floats | None
    mean: Mapping[str, Floats]
    dispersion: Mapping[str, Floats]
    correlation_errors: Floats
    log_likelihood: float
    quadrature_error: float
    log_likelihoods: tuple[float, ...]
    free: int
    status: FitStatus
    iterations: int
    nodes: Floats
    persons: int
    responses: int

    @property
    def aic(self) -> float:
        """Akaike's criterion, −2 log L + 2k."""
        return -2 * self.log_likelihood + 2 * self.free

    @property
    def bic(self) -> float:
        """Schwarz's criterion, −2 log L + k log N, with N persons."""
        return float(-2 * self.log_likelihood + np.log(self.persons) * self.free)

    def require_converged(self) -> "MultidimensionalCalibration":
        """The calibration itself, or NotConverged with the status."""
        if self.status is not FitStatus.CONVERGED:
            raise NotConverged(ErrorCode.NOT_CONVERGED, got=self.status)
        return self

    def place(self, item: str) -> int:
        """Where an item stands among the items."""
        if item not in self.items:
            raise CalibrationError(ErrorCode.OPTION, name="item", expected="an item of the calibration", got=item)
        return self.items.index(item)
