"""What trial data say of the items: responses in, parameters with standard errors and a status out."""

from calibration.abilities import Abilities, abilities
from calibration.ascent import Cycle
from calibration.checks import check, constant_items
from calibration.classical import (
    Compared,
    ItemRemark,
    ItemStatistics,
    MissingRates,
    classical_statistics,
    missing_rates,
)
from calibration.connection import islands
from calibration.content import content_sha256
from calibration.dif import DifClass, DifRemark, MantelHaenszel, MantelHaenszelDif, Purification, detect_dif
from calibration.errors import CalibrationError, Fault, NotConverged
from calibration.evidence_speech import evidence_phrase
from calibration.findings import Finding, FindingKind, Severity, require_no_fault
from calibration.fitting import calibrate
from calibration.item_fit import FitRemark, ItemFit, item_fit
from calibration.key import Key, read_key
from calibration.labels import Labels
from calibration.linking import link
from calibration.linking_anchors import RobustZ
from calibration.linking_document import Scale, linking_document
from calibration.linking_paths import bisector, chain, inverse, vertical_scale, weighted_bisector
from calibration.linking_report import LinkingReport, linking_report
from calibration.linking_transform import transform, transformed
from calibration.linking_values import BothWays, Form, Linkable, LinkingConstants, LinkingGrid, OneWay
from calibration.mantel_haenszel import MeanDifferences, OddsRatios
from calibration.matching import Matching
from calibration.options import OptionRemark, OptionStatistics, option_statistics
from calibration.partitions import PartFile, item_order, parts, read_part, require_whole_persons
from calibration.priors import Beta, LogitNormal, LogNormal, Priors
from calibration.reading import ResponseFile, read_responses
from calibration.reliability import Omission, Reliability, cronbach_alpha, reliability
from calibration.responses import ResponseMatrix
from calibration.result import Calibration, FitStatus, Remark, StandardErrors
from calibration.scores import NOT_PRESENTED
from calibration.uncertainty import parameter_covariance

__all__ = [
    "NOT_PRESENTED",
    "Abilities",
    "Beta",
    "BothWays",
    "Calibration",
    "CalibrationError",
    "Compared",
    "Cycle",
    "DifClass",
    "DifRemark",
    "Fault",
    "Finding",
    "FindingKind",
    "FitRemark",
    "FitStatus",
    "Form",
    "ItemFit",
    "ItemRemark",
    "ItemStatistics",
    "Key",
    "Labels",
    "Linkable",
    "LinkingConstants",
    "LinkingGrid",
    "LinkingReport",
    "LogNormal",
    "LogitNormal",
    "MantelHaenszel",
    "MantelHaenszelDif",
    "Matching",
    "MeanDifferences",
    "MissingRates",
    "NotConverged",
    "OddsRatios",
    "Omission",
    "OneWay",
    "OptionRemark",
    "OptionStatistics",
    "PartFile",
    "Priors",
    "Purification",
    "Reliability",
    "Remark",
    "ResponseFile",
    "ResponseMatrix",
    "RobustZ",
    "Scale",
    "Severity",
    "StandardErrors",
    "abilities",
    "bisector",
    "calibrate",
    "chain",
    "check",
    "classical_statistics",
    "constant_items",
    "content_sha256",
    "cronbach_alpha",
    "detect_dif",
    "evidence_phrase",
    "inverse",
    "islands",
    "item_fit",
    "item_order",
    "link",
    "linking_document",
    "linking_report",
    "missing_rates",
    "option_statistics",
    "parameter_covariance",
    "parts",
    "read_key",
    "read_part",
    "read_responses",
    "reliability",
    "require_no_fault",
    "require_whole_persons",
    "transform",
    "transformed",
    "vertical_scale",
    "weighted_bisector",
]
