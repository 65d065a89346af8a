"""Calibration of item banks: item parameters with standard errors, and evidence on the items, from responses.

* ``array_types``: aliases of array types
* ``classical``: classical test theory
* ``collection``: designs of trials, and what they find out
* ``compiled_kernels``: compiled loops of the E-step and of the missing information
* ``conditional``: conditional maximum likelihood
* ``distributed``: fits of data in partitions, also on a cluster
* ``errors``: errors with a code, fields and a sentence
* ``estimation``: `calibrate`, the entry to marginal and conditional fits
* ``explanation``: difficulty explained by features and families of items
* ``fit``: fit of the model, item by item
* ``invariance``: DIF, drift and random DIF
* ``linking``: linking of scales
* ``marginal``: marginal maximum likelihood by the EM algorithm
* ``multidimensional``: testlets, bifactor models and several dimensions
* ``nominal``: the nominal model of Bock
* ``persons``: abilities and reliability
* ``population``: latent regression, plausible values and estimates from them
* ``replication``: the same fit by a second program, girth
* ``responses``: scored responses, read and checked
* ``results``: the calibration as a value and as a document
* ``screening``: checks and counts before a fit
* ``sentences``: messages in English and Welsh
* ``slope_intercept_curves``: category probabilities as functions of slopes and intercepts, with derivatives
"""

from calibration.classical.distractor_analysis import OptionRemark, OptionStatistics, option_statistics
from calibration.classical.item_statistics import (
    Criterion,
    ItemRemark,
    ItemStatistics,
    MissingRates,
    classical_statistics,
    missing_rates,
)
from calibration.errors import CalibrationError, ErrorCode, NotConverged
from calibration.estimation import calibrate, calibrate_multidimensional
from calibration.explanation.cross_validation import CrossValidation, cross_validate
from calibration.explanation.difficulty_model import ExplainedDifficulty, explain_difficulty
from calibration.explanation.difficulty_prediction import PredictedDifficulties, predict_difficulty
from calibration.explanation.feature_table import FeatureColumns, FeatureTable, read_features
from calibration.explanation.joint_calibration import JointCalibration, JointOptions, calibrate_with_features
from calibration.fit.fit_issues import FitIssue, IssueFound
from calibration.fit.infit_outfit import FitRemark
from calibration.fit.item_fit import ItemFit, item_fit
from calibration.fit.model_fit import FitVerdict, ModelFit, model_fit
from calibration.fit.pair_residuals import PairResiduals
from calibration.fit.person_fit import PersonFit, person_fit
from calibration.fit.sequential_person_fit import SequentialPersonFit, sequential_person_fit
from calibration.invariance.dif import detect_dif
from calibration.invariance.dif_classes import DifClass, DifRemark, Purification
from calibration.invariance.drift import DriftRule, ItemDrift, item_drift
from calibration.invariance.item_windows import ItemWindows, aggregate, read_item_windows
from calibration.invariance.logistic_regression import LogisticDif, LogisticRegression
from calibration.invariance.mantel_haenszel import MeanDifferences, OddsRatios
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel, MantelHaenszelDif
from calibration.invariance.matching_strata import Matching
from calibration.invariance.model_comparison import LikelihoodRatio, ModelDif, Wald
from calibration.invariance.random_dif import RandomDifPopulation, population_under_random_dif
from calibration.invariance.rmsd import Rmsd, RmsdDif
from calibration.invariance.sibtest import Sibtest, SibtestDif
from calibration.linking.anchor_report import LinkingReport, linking_report
from calibration.linking.anchors import RobustZ
from calibration.linking.link import link
from calibration.linking.linking_chains import bisector, chain, inverse, vertical_scale, weighted_bisector
from calibration.linking.linking_constants import BothWays, Form, Linkable, LinkingConstants, LinkingGrid, OneWay
from calibration.linking.linking_document import Scale, linking_document
from calibration.linking.scale_transformation import transform, transform_with_errors
from calibration.marginal.em_algorithm import Cycle
from calibration.marginal.priors import Beta, ItemNormals, LogitNormal, LogNormal, Priors
from calibration.multidimensional.general_abilities import general_abilities
from calibration.nominal.nominal_model import NominalCalibration, nominal_model
from calibration.persons.posterior_abilities import Abilities, abilities
from calibration.persons.reliability import Reliability, UnavailableReason, cronbach_alpha, reliability
from calibration.population.plausible_values import plausible_values
from calibration.population.pooled_estimates import PooledEstimates, difference, pool_estimates
from calibration.population.regressors import Regressors, code_regressors
from calibration.population.replicate_weights import (
    ReplicateWeights,
    given_replicates,
    jackknife,
    paired_jackknife,
)
from calibration.responses.cell_coding import CellCoding, Recoding
from calibration.responses.content_hash import content_sha256
from calibration.responses.data_findings import Finding, FindingKind, Severity, require_no_fault
from calibration.responses.label_codes import Labels
from calibration.responses.parquet_partitions import (
    PartitionFile,
    item_order,
    partition_files,
    read_partition,
    require_whole_persons,
)
from calibration.responses.response_files import ResponseFile, read_responses
from calibration.responses.response_matrix import ResponseMatrix
from calibration.responses.score_codes import NOT_PRESENTED
from calibration.responses.scoring_key import ScoringKey, read_key
from calibration.results.calibration_result import Calibration, FitStatus, Remark, StandardErrors
from calibration.results.multidimensional_result import MultidimensionalCalibration
from calibration.results.parameter_covariance import parameter_covariance
from calibration.results.testlet_estimates import TestletEstimates
from calibration.screening.connectedness import islands
from calibration.screening.data_checks import check_data, constant_items
from calibration.sentences.evidence_sentences import evidence_phrase

__all__ = [
    "NOT_PRESENTED",
    "Abilities",
    "Beta",
    "BothWays",
    "Calibration",
    "CalibrationError",
    "CellCoding",
    "Criterion",
    "CrossValidation",
    "Cycle",
    "DifClass",
    "DifRemark",
    "DriftRule",
    "ErrorCode",
    "ExplainedDifficulty",
    "FeatureColumns",
    "FeatureTable",
    "Finding",
    "FindingKind",
    "FitIssue",
    "FitRemark",
    "FitStatus",
    "FitVerdict",
    "Form",
    "IssueFound",
    "ItemDrift",
    "ItemFit",
    "ItemNormals",
    "ItemRemark",
    "ItemStatistics",
    "ItemWindows",
    "JointCalibration",
    "JointOptions",
    "Labels",
    "LikelihoodRatio",
    "Linkable",
    "LinkingConstants",
    "LinkingGrid",
    "LinkingReport",
    "LogNormal",
    "LogisticDif",
    "LogisticRegression",
    "LogitNormal",
    "MantelHaenszel",
    "MantelHaenszelDif",
    "Matching",
    "MeanDifferences",
    "MissingRates",
    "ModelDif",
    "ModelFit",
    "MultidimensionalCalibration",
    "NominalCalibration",
    "NotConverged",
    "OddsRatios",
    "OneWay",
    "OptionRemark",
    "OptionStatistics",
    "PairResiduals",
    "PartitionFile",
    "PersonFit",
    "PooledEstimates",
    "PredictedDifficulties",
    "Priors",
    "Purification",
    "RandomDifPopulation",
    "Recoding",
    "Regressors",
    "Reliability",
    "Remark",
    "ReplicateWeights",
    "ResponseFile",
    "ResponseMatrix",
    "Rmsd",
    "RmsdDif",
    "RobustZ",
    "Scale",
    "ScoringKey",
    "SequentialPersonFit",
    "Severity",
    "Sibtest",
    "SibtestDif",
    "StandardErrors",
    "TestletEstimates",
    "UnavailableReason",
    "Wald",
    "abilities",
    "aggregate",
    "bisector",
    "calibrate",
    "calibrate_multidimensional",
    "calibrate_with_features",
    "chain",
    "check_data",
    "classical_statistics",
    "code_regressors",
    "constant_items",
    "content_sha256",
    "cronbach_alpha",
    "cross_validate",
    "detect_dif",
    "difference",
    "evidence_phrase",
    "explain_difficulty",
    "general_abilities",
    "given_replicates",
    "inverse",
    "islands",
    "item_drift",
    "item_fit",
    "item_order",
    "jackknife",
    "link",
    "linking_document",
    "linking_report",
    "missing_rates",
    "model_fit",
    "nominal_model",
    "option_statistics",
    "paired_jackknife",
    "parameter_covariance",
    "partition_files",
    "person_fit",
    "plausible_values",
    "pool_estimates",
    "population_under_random_dif",
    "predict_difficulty",
    "read_features",
    "read_item_windows",
    "read_key",
    "read_partition",
    "read_responses",
    "reliability",
    "require_no_fault",
    "require_whole_persons",
    "sequential_person_fit",
    "transform",
    "transform_with_errors",
    "vertical_scale",
    "weighted_bisector",
]
