"""The item-response-theory core: pure functions and frozen values, without clock, files or database."""

from engine.ability import EAP, MAP, MLE, WLE, FencedMLE, plausible_values
from engine.adaptive import (
    AdaptiveTest,
    Administer,
    Finish,
    amend,
    next_action,
    replay,
    reported,
    running,
    start,
    step,
)
from engine.answering import simulated_scores
from engine.blueprint import Blueprint, Ceiling, Constraint, Count, EasyStart, Enemies, ItemSets, Order, Sum
from engine.classification import GLR, SPRT, AbilityInterval
from engine.content import Bound, Counts, YearCeiling
from engine.dependence import Dependence, SetEffects, set_effects
from engine.draws import simulee_seeds
from engine.eligibility import ConditionalEligibility, SympsonHetter
from engine.errors import (
    AlreadyAdministered,
    EngineError,
    InvalidElapsed,
    InvalidEvent,
    InvalidGrid,
    InvalidLearner,
    InvalidParameters,
    InvalidPool,
    InvalidSeed,
    InvalidTest,
    ScoreOutOfRange,
    UnknownAttribute,
    UnknownItem,
)
from engine.estimate import Estimate, EstimateStatus
from engine.explanation import Binding, Candidate, Explanation, ExposureDraw, Fate, Stages, Verdict, explain
from engine.exposure import Randomesque
from engine.exposure_rates import ExposureRates, exposure_rates, needed_rates
from engine.exposure_solving import solve_eligibility, solve_sympson_hetter
from engine.global_selection import (
    KullbackLeibler,
    LikelihoodWeightedInformation,
    MaxExpectedInformation,
    MinExpectedPosteriorVariance,
    PosteriorKullbackLeibler,
    PosteriorWeightedInformation,
)
from engine.models import information, log_probabilities
from engine.optimal_design import ParameterSDs
from engine.parameter_covariance import ParameterCovariance
from engine.parameters import ItemParameters, Model
from engine.pool import ItemPool, ability_grid, tabulate
from engine.precision import SEGainBelow, StrandsSEBelow
from engine.programme import ShadowStatus
from engine.quadrature import Normal, log_sum_exp
from engine.seeding import SeedAtRandom, SeedByDesign
from engine.selection import MaxInformation, Random
from engine.shadow import Shadow, ShadowTest, shadow_test
from engine.simulation import Simulation, simulate
from engine.solved_exposure import ExceededRate, ExposureStatus, SolvedExposure
from engine.sparing_selection import AStratified, Progressive, Proportional, TargetSuccess, Urry
from engine.state import Answered, CatState, Extended, Learner, Relaxed, Withdrawn
from engine.stopping import AtLeast, FinishReason, MaxItems, SEBelow, TimeLimit
from engine.uncertainty import WithParameterError

ENGINE_VERSION = "2"
"""Pinned by each sitting: it changes when the same log could lead to another θ, or the same seed to another item."""

__all__ = [
    "EAP",
    "ENGINE_VERSION",
    "GLR",
    "MAP",
    "MLE",
    "SPRT",
    "WLE",
    "AStratified",
    "AbilityInterval",
    "AdaptiveTest",
    "Administer",
    "AlreadyAdministered",
    "Answered",
    "AtLeast",
    "Binding",
    "Blueprint",
    "Bound",
    "Candidate",
    "CatState",
    "Ceiling",
    "ConditionalEligibility",
    "Constraint",
    "Count",
    "Counts",
    "Dependence",
    "EasyStart",
    "Enemies",
    "EngineError",
    "Estimate",
    "EstimateStatus",
    "ExceededRate",
    "Explanation",
    "ExposureDraw",
    "ExposureRates",
    "ExposureStatus",
    "Extended",
    "Fate",
    "FencedMLE",
    "Finish",
    "FinishReason",
    "InvalidElapsed",
    "InvalidEvent",
    "InvalidGrid",
    "InvalidLearner",
    "InvalidParameters",
    "InvalidPool",
    "InvalidSeed",
    "InvalidTest",
    "ItemParameters",
    "ItemPool",
    "ItemSets",
    "KullbackLeibler",
    "Learner",
    "LikelihoodWeightedInformation",
    "MaxExpectedInformation",
    "MaxInformation",
    "MaxItems",
    "MinExpectedPosteriorVariance",
    "Model",
    "Normal",
    "Order",
    "ParameterCovariance",
    "ParameterSDs",
    "PosteriorKullbackLeibler",
    "PosteriorWeightedInformation",
    "Progressive",
    "Proportional",
    "Random",
    "Randomesque",
    "Relaxed",
    "SEBelow",
    "SEGainBelow",
    "ScoreOutOfRange",
    "SeedAtRandom",
    "SeedByDesign",
    "SetEffects",
    "Shadow",
    "ShadowStatus",
    "ShadowTest",
    "Simulation",
    "SolvedExposure",
    "Stages",
    "StrandsSEBelow",
    "Sum",
    "SympsonHetter",
    "TargetSuccess",
    "TimeLimit",
    "UnknownAttribute",
    "UnknownItem",
    "Urry",
    "Verdict",
    "WithParameterError",
    "Withdrawn",
    "YearCeiling",
    "ability_grid",
    "amend",
    "explain",
    "exposure_rates",
    "information",
    "log_probabilities",
    "log_sum_exp",
    "needed_rates",
    "next_action",
    "plausible_values",
    "replay",
    "reported",
    "running",
    "set_effects",
    "shadow_test",
    "simulate",
    "simulated_scores",
    "simulee_seeds",
    "solve_eligibility",
    "solve_sympson_hetter",
    "start",
    "step",
    "tabulate",
]
