"""A calibration's errors as the engine takes them."""

import numpy as np

from calibration.results.calibration_result import Calibration
from engine import ParameterCovariance


def parameter_covariance(fit: Calibration) -> ParameterCovariance | None:
    """The covariance of the items' parameters, across items, for `engine.WithParameterError`; None if a fit has none.

    A slope that all items share is one error in all of them; a slope fixed at 1 has none. The error of the population's
    standard deviation is no item's and is left out.
    """
    if fit.covariance is None:
        return None
    names, places = [], []
    for letter in "abcd":
        rows = fit.rows[letter]
        steps = rows[:, None] if letter != "b" else rows
        for item, step in zip(*np.nonzero(steps >= 0), strict=True):
            names.append((fit.items[item], f"b{step + 1}" if letter == "b" else letter))
            places.append(steps[item, step])
    return ParameterCovariance.from_names(fit.items, names, fit.covariance[np.ix_(places, places)])
