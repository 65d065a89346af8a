"""The items of a calibration that a link can use."""

import numpy as np

from calibration.errors import CalibrationError, ErrorCode
from calibration.linking.linking_constants import Form
from calibration.results.calibration_result import Calibration
from calibration.results.parameter_covariance import parameter_covariance
from calibration.results.usable_items import fit_of_items, usable_items


def usable_form(fit: Calibration) -> Form:
    """A calibration's items that can be used; the others cannot be transformed.

    Raises
    ------
    CalibrationError
        ``reversed`` where no item can be used
    """
    kept = tuple(np.array(fit.items)[usable_items(fit)].tolist())
    if not kept:
        raise CalibrationError(ErrorCode.REVERSED, items=", ".join(fit.items))
    return Form(kept, fit_of_items(fit, kept).parameters, parameter_covariance(fit))
