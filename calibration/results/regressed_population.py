"""The population of a calibration: normal distributions of groups, or ability regressed on variables of persons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from calibration.array_types import Floats
from engine import Normal


@dataclass(frozen=True, slots=True, eq=False)
class RegressionEstimates:
    """θ = intercept + xᵀ coefficients + ε, ε normal with the residual standard deviation, in the unit of the fit.

    Parameters
    ----------
    names : of the k regressors
    coefficients, errors : (k,) logits by unit of a regressor, and their standard errors, NaN where not known
    intercept, intercept_error : 0 and 0 where the regression sets the origin of the scale
    residual_sd, residual_sd_error : standard deviation of ε; its error is 0 where it sets the unit of the scale
    r_squared : the share of the variance of ability that is explained, from 0 to 1
    """

    names: tuple[str, ...]
    coefficients: Floats
    errors: Floats
    intercept: float
    intercept_error: float
    residual_sd: float
    residual_sd_error: float
    r_squared: float


@dataclass(frozen=True, slots=True, eq=False)
class FittedPopulation(Mapping[str, Normal]):
    """By group the normal distribution of ability.

    Parameters
    ----------
    groups : mean and standard deviation by group, logits; with a regression of all persons, called ``all``
    regression : None where ability was not regressed on anything
    """

    groups: Mapping[str, Normal] = field(default_factory=dict)
    regression: RegressionEstimates | None = None

    def __getitem__(self, group: str) -> Normal:
        return self.groups[group]

    def __iter__(self) -> Iterator[str]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def coefficients(self) -> Floats:
        """(k,) coefficients of the regressors, empty without a regression."""
        return np.zeros(0) if self.regression is None else self.regression.coefficients
