"""What trial data say of the items: responses in, parameters with standard errors and a status out."""

from calibration.ascent import Cycle
from calibration.checks import constant_items
from calibration.errors import CalibrationError, Fault, NotConverged
from calibration.fitting import calibrate
from calibration.responses import NOT_PRESENTED, ResponseMatrix
from calibration.result import Calibration, FitStatus, Remark, StandardErrors
from calibration.uncertainty import parameter_covariance

__all__ = [
    "NOT_PRESENTED",
    "Calibration",
    "CalibrationError",
    "Cycle",
    "Fault",
    "FitStatus",
    "NotConverged",
    "Remark",
    "ResponseMatrix",
    "StandardErrors",
    "calibrate",
    "constant_items",
    "parameter_covariance",
]
