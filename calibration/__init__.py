"""What trial data say of the items: responses in, parameters with standard errors and a status out."""

from calibration.ascent import Cycle
from calibration.checks import check, constant_items
from calibration.connection import islands
from calibration.content import content_sha256
from calibration.errors import CalibrationError, Fault, NotConverged
from calibration.findings import Finding, FindingKind, Severity, require_no_fault
from calibration.fitting import calibrate
from calibration.key import Key, read_key
from calibration.labels import Labels
from calibration.partitions import PartFile, item_order, parts, read_part, require_whole_persons
from calibration.reading import ResponseFile, read_responses
from calibration.responses import ResponseMatrix
from calibration.result import Calibration, FitStatus, Remark, StandardErrors
from calibration.scores import NOT_PRESENTED
from calibration.uncertainty import parameter_covariance

__all__ = [
    "NOT_PRESENTED",
    "Calibration",
    "CalibrationError",
    "Cycle",
    "Fault",
    "Finding",
    "FindingKind",
    "FitStatus",
    "Key",
    "Labels",
    "NotConverged",
    "PartFile",
    "Remark",
    "ResponseFile",
    "ResponseMatrix",
    "Severity",
    "StandardErrors",
    "calibrate",
    "check",
    "constant_items",
    "content_sha256",
    "islands",
    "item_order",
    "parameter_covariance",
    "parts",
    "read_key",
    "read_part",
    "read_responses",
    "require_no_fault",
    "require_whole_persons",
]
