"""From responses to a calibration under a testlet or bifactor model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.errors import CalibrationError, Described, ErrorCode
from calibration.marginal.accelerated_em import VectorAscent, ascend_vector
from calibration.marginal.em_algorithm import EMOptions, OnCycle
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.model_specification import ModelSpecification
from calibration.marginal.observed_information import covariance_from_information
from calibration.marginal.parameter_structure import UNIT_SLOPE
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import LIMIT, MIN_REACH, QuadratureGrid
from calibration.marginal.start_values import start_values
from calibration.multidimensional.bifactor_e_step import BifactorExpected, expect_parts
from calibration.multidimensional.bifactor_information import bifactor_information
from calibration.multidimensional.bifactor_m_step import BifactorNodes, bifactor_m_step, bifactor_tables
from calibration.multidimensional.bifactor_responses import BifactorPart, bifactor_parts
from calibration.multidimensional.bifactor_structure import BifactorPoint, BifactorStructure, SpecificSlopes
from calibration.multidimensional.testlet_priors import TestletPriors
from calibration.multidimensional.testlet_report import report_testlets
from calibration.results.calibration_result import Calibration, FitStatus
from calibration.results.testlet_estimates import TestletEstimates, group_by_testlet
from calibration.screening.response_counts import group_indices, require_scores
from calibration.slope_intercept_curves import ModelFamily

MODELS = ("rasch", "2pl", "3pl", "4pl", "pcm", "gpcm", "grm")
"""Models whose items may belong to testlets."""
NODES = 31
"""Nodes of each dimension that a fit begins with, from −6 to 6 standard deviations."""
COARSE = 1.4
"""A step above this many of the smallest posterior standard deviations is halved: below, the trapezoidal rule errs by
less than 1e−4 of a person's likelihood (see `calibration.marginal.quadrature_grid`)."""
REFINEMENTS = 3
FEWEST = 2
"""Items a testlet must have: of one alone nothing tells its specific dimension from chance."""
START_SD = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class GivenTestlets:
    """What an earlier calibration knows of testlets.

    Parameters
    ----------
    place : by item id, its place there
    estimates : its testlets
    """

    place: Mapping[str, int]
    estimates: TestletEstimates


@dataclass(frozen=True, slots=True, eq=False)
class TestletOptions:
    """How a testlet model is fitted.

    Parameters
    ----------
    label : (n,) name of each item's testlet, None where it belongs to none
    slopes : how specific slopes follow from general ones
    em : when the ascent ends
    priors : on a, b, c and d; an asymptote must have one
    errors : ``observed``, ``sandwich`` or None
    given : the testlets of the calibration that the held items are of; None where they have none
    on_cycle : called with each ``Cycle``
    """

    __test__ = False  # not a test, whatever its name begins with

    label: tuple[str | None, ...]
    slopes: SpecificSlopes
    em: EMOptions
    priors: Priors = field(default_factory=Priors)
    errors: Literal["observed", "sandwich"] | None = "observed"
    given: GivenTestlets | None = None
    on_cycle: OnCycle | None = None


def calibrate_testlets(
    responses: InMemoryResponses, asked: ModelSpecification, options: TestletOptions, grid: Floats | None = None
) -> Calibration:
    """Fit a testlet or bifactor model.

    Parameters
    ----------
    responses : in memory, with groups and weights
    asked : models, ``MODELS`` only, and held items. A held item keeps its general parameters; in a bifactor model also
        its specific slope, and else its testlet its standard deviation, where the calibration it is of knows them
    options : testlets, ties and when to end
    grid : (Q,) nodes of every dimension; unless given, 31 from −6 to 6, refined and widened as the posteriors ask

    Raises
    ------
    CalibrationError
        ``option`` naming models that do not go with testlets, or testlets of one item; ``score`` naming row and item

    References
    ----------
    Gibbons & Hedeker (1992), *Psychometrika* 57, 423–436: dimension reduction.
    Bradlow, Wainer & Wang (1999), *Psychometrika* 64, 153–168: the testlet model.
    Wang & Wilson (2005), *Applied Psychological Measurement* 29, 126–149: its Rasch form.
    """
    structure = _structure(asked, options)
    require_scores(responses.data, structure.categories)
    parts = _parts(responses, structure)
    nodes = BifactorNodes(_line(grid), _line(grid))
    priors = TestletPriors(asked.structure, options.priors)
    point = _start(asked, structure, options)
    for refinement in range(REFINEMENTS + 1):
        ascent = _ascend(point, parts, nodes, options, priors)
        better = None if grid is not None else _better(nodes, ascent)
        if better is None or refinement == REFINEMENTS or not ascent.converged:
            break
        nodes, point = better, ascent.point
    found = None
    if options.errors and ascent.converged:
        information, squares = bifactor_information(ascent.point, parts, ascent.expected, nodes, priors)
        found = covariance_from_information(information, squares if options.errors == "sandwich" else None)
    status = _status(ascent, nodes, undetermined=options.errors is not None and found is None)
    log_prior = priors.log_density(ascent.point)
    return report_testlets(asked, options.label, ascent, found, status, nodes, log_prior)


def _line(grid: Floats | None) -> Floats:
    return np.linspace(-LIMIT, LIMIT, NODES) if grid is None else np.asarray(grid, dtype=np.float64)


def _structure(asked: ModelSpecification, options: TestletOptions) -> BifactorStructure:
    wrong = sorted({model for model in asked.structure.models if model not in (*MODELS, "fixed")})
    if wrong:
        raise CalibrationError(
            ErrorCode.OPTION,
            name="model",
            expected=Described("%s with testlets", ", ".join(MODELS)),
            got=", ".join(wrong),
        )
    unit = {model in UNIT_SLOPE for model in asked.structure.models if model != "fixed"}
    if options.slopes is SpecificSlopes.RASCH and False in unit:
        raise CalibrationError(
            ErrorCode.OPTION, name="testlet_slopes", expected="free or proportional where slopes are free", got="rasch"
        )
    if options.slopes is not SpecificSlopes.RASCH and True in unit:
        raise CalibrationError(
            ErrorCode.OPTION, name="testlet_slopes", expected="rasch where every slope is 1", got=options.slopes.value
        )
    names, members = group_by_testlet(options.label)
    small = [name for name, items in zip(names, members, strict=False) if items.size < FEWEST]
    if small or not names:
        expected = f"testlets of {FEWEST} items or more"
        got = ", ".join(small) or Described("an empty column")
        raise CalibrationError(ErrorCode.OPTION, name="testlets", expected=expected, got=got)
    free = asked.structure.free[:, -2:]
    for at, (letter, prior) in enumerate((("c", options.priors.c), ("d", options.priors.d))):
        if prior is None and free[:, at].any():
            expected = f"a prior on {letter} beside testlets, such as default"
            raise CalibrationError(ErrorCode.OPTION, name="priors", expected=expected, got="none")
    held_specific, held_sd = _held_testlets(asked, options, names, members)
    asymptotes = free | np.isfinite(asked.structure.base[:, -2:])
    return BifactorStructure(
        asked.structure.family,
        asked.structure.categories,
        members,
        options.slopes,
        asked.structure.fixed,
        np.isfinite(held_specific),
        np.isfinite(held_sd),
        asymptotes,
        free,
        asked.structure.floors,
    )


def _held_testlets(
    asked: ModelSpecification, options: TestletOptions, names: Sequence[str], members: tuple[Ints, ...]
) -> tuple[Floats, Floats]:
    """(n,) specific slopes of held items and (T,) standard deviations of their testlets, NaN where not given."""
    specific, sd = np.full(len(asked.response_counts.items), np.nan), np.full(len(names), np.nan)
    if options.given is None:
        return specific, sd
    there, items = options.given.estimates, asked.response_counts.items
    for at, (name, here) in enumerate(zip(names, members, strict=False)):
        for item in here[asked.structure.fixed[here]].tolist():
            place = options.given.place[items[item]]
            if there.label[place] is not None:
                specific[item] = there.specific_slope[place]
            if there.label[place] == name and name in there.sd:
                sd[at] = there.sd[name]
    return specific, sd


def _parts(responses: InMemoryResponses, structure: BifactorStructure) -> tuple[BifactorPart, ...]:
    persons = responses.data.persons
    group = group_indices(responses.labels, responses.response_counts.groups)
    return tuple(
        bifactor_parts(
            responses.data,
            structure.members,
            structure.width + 1,
            np.zeros(persons, dtype=np.int64) if group is None else group,
            np.ones(persons) if responses.weight is None else responses.weight,
        )
    )


def _start(asked: ModelSpecification, structure: BifactorStructure, options: TestletOptions) -> BifactorPoint:
    """Start values as in one dimension, and specific slopes of ``START_SD``; held parameters as they are."""
    counts = asked.response_counts
    begun = start_values(asked.structure, counts.by_category, len(counts.groups), options.priors)
    natural = begun.natural
    intercepts = np.full(structure.steps.shape, -np.inf)
    steps = min(natural.shape[1] - 3, structure.width)
    intercepts[:, :steps] = np.where(structure.steps[:, :steps], natural[:, 1 : 1 + steps], -np.inf)
    rows = np.flatnonzero(structure.family == ModelFamily.ASYMPTOTIC)
    for place in range(1, min(structure.width, 3)):
        intercepts[rows, place] = natural[rows, place - 3]
    names, members = group_by_testlet(options.label)
    given, given_sd = _held_testlets(asked, options, names, members)
    specific = np.where(np.isfinite(given), given, START_SD)
    specific[members[-1]] = 0.0
    sd = np.where(np.isfinite(given_sd), given_sd, START_SD)
    point = BifactorPoint(structure, natural[:, 0].copy(), specific, intercepts, sd, 1.0, begun.population)
    return point if structure.slopes is SpecificSlopes.FREE else point.tied(sd)


def _ascend(
    point: BifactorPoint,
    parts: tuple[BifactorPart, ...],
    nodes: BifactorNodes,
    options: TestletOptions,
    priors: TestletPriors,
) -> VectorAscent[BifactorPoint, BifactorExpected]:
    def e_step(here: BifactorPoint) -> tuple[float, BifactorExpected]:
        found = expect_parts(parts, bifactor_tables(here, nodes))
        return found.log_likelihood + priors.log_density(here), found

    def m_step(here: BifactorPoint, expected: BifactorExpected) -> BifactorPoint:
        return bifactor_m_step(here, expected, nodes, priors)

    return ascend_vector(e_step, m_step, point, options.em, options.on_cycle)


def _better(nodes: BifactorNodes, ascent: VectorAscent[BifactorPoint, BifactorExpected]) -> BifactorNodes | None:
    """Nodes that are finer or reach further, or None where these will do."""
    grid, population = QuadratureGrid(nodes.general), ascent.point.population
    if grid.step > COARSE * ascent.expected.smallest_sd:
        return replace(nodes, general=grid.halved().nodes)
    if not grid.reaches(population.mean, population.sd, MIN_REACH):
        return replace(nodes, general=grid.widened(population.mean, population.sd, LIMIT).nodes)
    return None


def _status(
    ascent: VectorAscent[BifactorPoint, BifactorExpected], nodes: BifactorNodes, *, undetermined: bool
) -> FitStatus:
    if ascent.runaway:
        return FitStatus.RUNAWAY
    if ascent.degenerate:
        return FitStatus.NOT_DETERMINED
    if not ascent.converged:
        return FitStatus.CYCLE_LIMIT
    grid, population = QuadratureGrid(nodes.general), ascent.point.population
    if not grid.reaches(population.mean, population.sd, MIN_REACH):
        return FitStatus.GRID_TOO_NARROW
    if grid.step > COARSE * ascent.expected.smallest_sd:
        return FitStatus.GRID_TOO_COARSE
    return FitStatus.NOT_DETERMINED if undetermined else FitStatus.CONVERGED
