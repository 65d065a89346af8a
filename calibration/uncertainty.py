"""A calibration's errors as the engine takes them."""

import numpy as np
from numpy.typing import NDArray

from calibration.result import Calibration
from engine import ParameterCovariance

Floats = NDArray[np.float64]


def parameter_covariance(fit: Calibration) -> ParameterCovariance | None:
    """The covariance of the items' parameters, across items, for `engine.WithParameterError`; None if a fit has none.

    A slope that all items share is one error in all of them; a slope fixed at 1 has none. The error of the population's
    standard deviation is no item's and is left out.
    """
    if fit.covariance is None:
        return None
    count = len(fit.items)
    share = np.eye(len(fit.names))
    if fit.model == "rasch":
        share, slopes = share[1:], 0
    elif fit.model == "1pl":
        share, slopes = np.vstack((np.repeat(share[:1], count, axis=0), share[1:])), count
    else:
        slopes = count
    names = [(item, "a") for item in fit.items[:slopes]] + [(item, "b1") for item in fit.items]
    return ParameterCovariance.named(fit.items, names, share @ fit.covariance @ share.T)
