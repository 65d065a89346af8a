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
from calibration.linking import link
from calibration.linking_anchors import RobustZ
from calibration.linking_document import Scale, linking_document
from calibration.linking_paths import bisector, chain, inverse, vertical_scale, weighted_bisector
from calibration.linking_report import LinkingReport, linking_report
from calibration.linking_transform import transform, transformed
from calibration.linking_values import BothWays, Form, Linkable, LinkingConstants, LinkingGrid, OneWay
from calibration.partitions import PartFile, item_order, parts, read_part, require_whole_persons
from calibration.reading import ResponseFile, read_responses
from calibration.responses import ResponseMatrix
from calibration.result import Calibration, FitStatus, Remark, StandardErrors
from calibration.scores import NOT_PRESENTED
from calibration.uncertainty import parameter_covariance

__all__ = [
    "NOT_PRESENTED",
    "BothWays",
    "Calibration",
    "CalibrationError",
    "Cycle",
    "Fault",
    "Finding",
    "FindingKind",
    "FitStatus",
    "Form",
    "Key",
    "Labels",
    "Linkable",
    "LinkingConstants",
    "LinkingGrid",
    "LinkingReport",
    "NotConverged",
    "OneWay",
    "PartFile",
    "Remark",
    "ResponseFile",
    "ResponseMatrix",
    "RobustZ",
    "Scale",
    "Severity",
    "StandardErrors",
    "bisector",
    "calibrate",
    "chain",
    "check",
    "constant_items",
    "content_sha256",
    "inverse",
    "islands",
    "item_order",
    "link",
    "linking_document",
    "linking_report",
    "parameter_covariance",
    "parts",
    "read_key",
    "read_part",
    "read_responses",
    "require_no_fault",
    "require_whole_persons",
    "transform",
    "transformed",
    "vertical_scale",
    "weighted_bisector",
]
