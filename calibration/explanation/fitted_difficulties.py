"""Mean difficulties of a calibration with their error covariance."""

from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.results.calibration_result import Calibration

FEWEST_ITEMS = 8
"""Fewest items whose difficulties can be explained."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedDifficulties:
    """Difficulties as estimated, with errors.

    Parameters
    ----------
    items : (n,) ids
    b : (n,) difficulties, logits; the mean of its steps for an item of several
    covariance : (n, n) of their errors
    complete : whether errors of two items may be correlated; without, the covariance is diagonal
    """

    items: tuple[str, ...]
    b: Floats
    covariance: Floats
    complete: bool = True

    def select(self, places: Ints) -> "FittedDifficulties":
        """The items at some places."""
        return FittedDifficulties(
            tuple(self.items[at] for at in places.tolist()),
            self.b[places],
            self.covariance[np.ix_(places, places)],
            self.complete,
        )


def fitted_difficulties(fit: Calibration) -> FittedDifficulties:
    """The mean difficulty of each item with a slope above 0, with the covariance of the calibration.

    Raises
    ------
    CalibrationError
        ``no_errors`` where the fit has neither covariance nor standard errors, or items of several steps and no
        covariance
    """
    steps = fit.b[:, None] if fit.b.ndim == 1 else fit.b
    usable: Bools = (fit.a > 0) & np.isfinite(steps).any(axis=1)
    kept = np.flatnonzero(usable)
    b = np.nanmean(steps[kept], axis=1)
    several = np.isfinite(steps[kept]).sum(axis=1) > 1
    items = tuple(fit.items[at] for at in kept.tolist())
    if fit.covariance is not None:
        return FittedDifficulties(items, b, _covariance_of_means(fit, fit.covariance, steps, kept))
    if fit.standard_errors is None or several.any():
        raise CalibrationError(ErrorCode.NO_ERRORS)
    errors = fit.standard_errors.b.reshape(len(fit.items), -1)[kept, 0]
    return FittedDifficulties(items, b, np.diag(errors**2), complete=False)


def _covariance_of_means(fit: Calibration, covariance: Floats, steps: Floats, kept: Ints) -> Floats:
    """(n, n) covariance of the mean of each item's steps; 0 for a fixed item."""
    rows = fit.rows["b"].reshape(steps.shape)
    by = np.zeros((kept.size, len(fit.names)))
    for at, item in enumerate(kept.tolist()):
        estimated = rows[item][rows[item] >= 0]
        by[at, estimated] = 1 / max(int(np.isfinite(steps[item]).sum()), 1)
    found: Floats = by @ covariance @ by.T
    return (found + found.T) / 2
