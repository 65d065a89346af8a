"""The covariance of a calibration in the form the engine takes."""

import numpy as np

from calibration.results.calibration_result import Calibration
from engine import ParameterCovariance


def parameter_covariance(fit: Calibration) -> ParameterCovariance | None:
    """The covariance of item parameters, across items, for `engine.WithParameterError`; None if the fit has none.

    A common slope has one error in all items; a slope fixed at 1 has none. The population's standard deviation is left
    out.
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
