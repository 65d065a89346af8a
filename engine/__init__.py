"""The item-response-theory core: pure functions and immutable values, without clock, files or database.

* ``irt``: item parameters and response models
* ``ability``: ability estimators and their standard errors
* ``selection``: item selectors
* ``assembly``: blueprints and shadow tests
* ``exposure``: exposure control
* ``seeding``: unscored items
* ``stopping``: stopping rules
* ``sitting``: the item pool, the state of a sitting, and the protocols of the strategies
* ``simulation``: simulated sittings
* ``numerics``: array types, quadrature, random draws and root finding
* ``adaptive``: the adaptive test as a fold
* ``explanation``: why `next_action` decided as it did
* ``errors``: the exceptions
"""

from engine.ability.estimators import EAP, MAP, MLE, WLE, FencedMLE
from engine.ability.parameter_covariance import ParameterCovariance
from engine.ability.parameter_uncertainty import WithParameterError
from engine.ability.plausible_values import plausible_values
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
from engine.assembly.blueprint import (
    Blueprint,
    Ceiling,
    Constraint,
    Count,
    EasyStart,
    Enemies,
    ItemSets,
    MostOfEach,
    Order,
    Sum,
)
from engine.assembly.compiled_blueprint import ShadowStatus
from engine.assembly.shadow_test import Shadow, ShadowTest, shadow_test
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
    InvalidTheta,
    ScoreOutOfRange,
    UnknownAttribute,
    UnknownItem,
)
from engine.explanation import (
    BindingConstraint,
    Candidate,
    CandidateOutcome,
    Explanation,
    ExposureDraw,
    StageCounts,
    StoppingCheck,
    explain,
)
from engine.exposure.exposure_rates import ExposureRates, exposure_rates, needed_rates
from engine.exposure.exposure_solver import solve_eligibility, solve_sympson_hetter
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter
from engine.exposure.randomesque import Randomesque
from engine.exposure.solved_exposure import ExceededRate, ExposureStatus, SolvedExposure
from engine.exposure.starting_eligibility import StartingEligibility
from engine.irt.item_parameters import ItemParameters, Model
from engine.irt.response_models import information, log_probabilities
from engine.numerics.counter_based_draws import simulee_seeds
from engine.numerics.normal_distribution import Normal
from engine.numerics.summation import log_sum_exp
from engine.seeding.item_seeding import SeedAtRandom, SeedByDesign
from engine.seeding.optimal_design import ParameterSDs
from engine.selection.difficulty_selectors import AStratified, TargetSuccess, Urry
from engine.selection.global_information import (
    KullbackLeibler,
    LikelihoodWeightedInformation,
    MaxExpectedInformation,
    MinExpectedPosteriorVariance,
    PosteriorKullbackLeibler,
    PosteriorWeightedInformation,
)
from engine.selection.randomised_selectors import Progressive, Proportional
from engine.selection.selectors import MaxInformation, Random
from engine.simulation.local_dependence import Dependence, ItemSetEffects, item_set_effects
from engine.simulation.simulate_sittings import Simulation, simulate
from engine.simulation.simulated_responses import simulated_scores
from engine.sitting.content_masks import Apart, Bound, Counts, RepeatLimit, YearCeiling
from engine.sitting.estimate import Estimate, EstimateStatus
from engine.sitting.item_pool import ItemPool, ability_grid, tabulate
from engine.sitting.linear_form import LinearForm
from engine.sitting.sitting_state import Answered, CatState, Extended, Learner, Relaxed, Withdrawn
from engine.stopping.classification_rules import GLR, SPRT, AbilityInterval
from engine.stopping.precision_rules import SEGainBelow, StrandsSEBelow
from engine.stopping.stopping_rules import AtLeast, FinishReason, MaxItems, SEBelow, TimeLimit

ENGINE_VERSION = "2"
"""Stored with each sitting. It changes when the same log could give another θ, or the same seed another item."""

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
    "Apart",
    "AtLeast",
    "BindingConstraint",
    "Blueprint",
    "Bound",
    "Candidate",
    "CandidateOutcome",
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
    "InvalidTheta",
    "ItemParameters",
    "ItemPool",
    "ItemSetEffects",
    "ItemSets",
    "KullbackLeibler",
    "Learner",
    "LikelihoodWeightedInformation",
    "LinearForm",
    "MaxExpectedInformation",
    "MaxInformation",
    "MaxItems",
    "MinExpectedPosteriorVariance",
    "Model",
    "MostOfEach",
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
    "RepeatLimit",
    "SEBelow",
    "SEGainBelow",
    "ScoreOutOfRange",
    "SeedAtRandom",
    "SeedByDesign",
    "Shadow",
    "ShadowStatus",
    "ShadowTest",
    "Simulation",
    "SolvedExposure",
    "StageCounts",
    "StartingEligibility",
    "StoppingCheck",
    "StrandsSEBelow",
    "Sum",
    "SympsonHetter",
    "TargetSuccess",
    "TimeLimit",
    "UnknownAttribute",
    "UnknownItem",
    "Urry",
    "WithParameterError",
    "Withdrawn",
    "YearCeiling",
    "ability_grid",
    "amend",
    "explain",
    "exposure_rates",
    "information",
    "item_set_effects",
    "log_probabilities",
    "log_sum_exp",
    "needed_rates",
    "next_action",
    "plausible_values",
    "replay",
    "reported",
    "running",
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
