"""From responses to a calibration under a testlet or bifactor model."""

from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.marginal.accelerated_em import VectorAscent, ascend_vector
from calibration.marginal.em_algorithm import EMOptions, OnCycle
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.model_specification import ModelSpecification
from calibration.marginal.observed_information import covariance_from_information
from calibration.marginal.parameter_structure import UNIT_SLOPE
from calibration.marginal.population_distribution import Population
from calibration.marginal.quadrature_grid import LIMIT, MIN_REACH, QuadratureGrid
from calibration.multidimensional.bifactor_e_step import BifactorExpected, expect_parts
from calibration.multidimensional.bifactor_information import bifactor_information
from calibration.multidimensional.bifactor_m_step import BifactorNodes, bifactor_m_step, bifactor_tables
from calibration.multidimensional.bifactor_responses import BifactorPart, bifactor_parts
from calibration.multidimensional.bifactor_structure import BifactorPoint, BifactorStructure, SpecificSlopes
from calibration.multidimensional.testlet_report import report_testlets
from calibration.results.calibration_result import Calibration, FitStatus
from calibration.results.testlet_estimates import group_by_testlet
from calibration.screening.response_counts import group_indices, require_scores
from calibration.slope_intercept_curves import ModelFamily

MODELS = ("rasch", "2pl", "pcm", "gpcm", "grm")
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
class TestletOptions:
    """How a testlet model is fitted.

    Parameters
    ----------
    label : (n,) name of each item's testlet, None where it belongs to none
    slopes : how specific slopes follow from general ones
    em : when the ascent ends
    errors : whether standard errors are wanted
    on_cycle : called with each ``Cycle``
    """

    __test__ = False  # not a test, whatever its name begins with

    label: tuple[str | None, ...]
    slopes: SpecificSlopes
    em: EMOptions
    errors: bool = True
    on_cycle: OnCycle | None = None


def calibrate_testlets(
    responses: InMemoryResponses, asked: ModelSpecification, options: TestletOptions, grid: Floats | None = None
) -> Calibration:
    """Fit a testlet or bifactor model.

    Parameters
    ----------
    responses : in memory, with groups and weights
    asked : models and held items; ``MODELS`` only
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
    point = _start(asked, structure)
    for refinement in range(REFINEMENTS + 1):
        ascent = _ascend(point, parts, nodes, options)
        better = None if grid is not None else _better(nodes, ascent)
        if better is None or refinement == REFINEMENTS or not ascent.converged:
            break
        nodes, point = better, ascent.point
    found = _covariance(ascent, parts, nodes) if options.errors and ascent.converged else None
    status = _status(ascent, nodes, undetermined=options.errors and found is None)
    return report_testlets(asked, options.label, ascent, found, status, nodes)


def _line(grid: Floats | None) -> Floats:
    return np.linspace(-LIMIT, LIMIT, NODES) if grid is None else np.asarray(grid, dtype=np.float64)


def _structure(asked: ModelSpecification, options: TestletOptions) -> BifactorStructure:
    wrong = sorted({model for model in asked.structure.models if model not in (*MODELS, "fixed")})
    if wrong:
        raise CalibrationError(
            ErrorCode.OPTION, name="model", expected=f"{', '.join(MODELS)} with testlets", got=", ".join(wrong)
        )
    unit = {model in UNIT_SLOPE for model in asked.structure.models if model != "fixed"}
    if options.slopes is SpecificSlopes.RASCH and unit != {True}:
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
        raise CalibrationError(ErrorCode.OPTION, name="testlets", expected=expected, got=", ".join(small) or "none")
    return BifactorStructure(
        asked.structure.family, asked.structure.categories, members, options.slopes, asked.structure.fixed
    )


def _parts(responses: InMemoryResponses, structure: BifactorStructure) -> tuple[BifactorPart, ...]:
    persons = responses.data.persons
    group = group_indices(responses.labels, responses.response_counts.groups)
    return tuple(
        bifactor_parts(
            responses.data,
            structure.members,
            int(structure.categories.max()),
            np.zeros(persons, dtype=np.int64) if group is None else group,
            np.ones(persons) if responses.weight is None else responses.weight,
        )
    )


def _start(asked: ModelSpecification, structure: BifactorStructure) -> BifactorPoint:
    """Slopes of 1 and .5, intercepts from how often each category was answered; held items as they are."""
    answers = asked.response_counts.by_category
    there = np.arange(answers.shape[1]) < structure.categories[:, None]
    counts = np.where(there, answers + 0.5, 0.0)
    width = int(structure.categories.max())
    counts = counts[:, :width] if counts.shape[1] >= width else np.pad(counts, ((0, 0), (0, width - counts.shape[1])))
    share = counts / counts.sum(axis=1, keepdims=True)
    above = np.flip(np.flip(share, axis=1).cumsum(axis=1), axis=1)[:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        cumulative = np.log(above / (1 - above))
        adjacent = np.log(share[:, 1:] / share[:, :1])
    intercepts = np.where((structure.family == ModelFamily.CUMULATIVE)[:, None], cumulative, adjacent)
    intercepts = np.where(structure.steps, intercepts, -np.inf)
    groups = len(asked.response_counts.groups)
    free = np.ones(groups, dtype=bool)
    free[0] = bool(structure.held.any())
    population = Population(np.zeros(groups), np.ones(groups), free, free.copy())
    general = np.ones(structure.held.size)
    specific = np.full(structure.held.size, START_SD)
    specific[structure.members[-1]] = 0.0
    general, specific, intercepts = _with_held(asked, structure, general, specific, intercepts)
    point = BifactorPoint(
        structure, general, specific, intercepts, np.full(structure.testlets, START_SD), 1.0, population
    )
    return point if structure.slopes is SpecificSlopes.FREE else point.tied(general, point.sd, 1.0)


def _with_held(
    asked: ModelSpecification, structure: BifactorStructure, general: Floats, specific: Floats, intercepts: Floats
) -> tuple[Floats, Floats, Floats]:
    """Held items keep their general parameters; one that is held has no specific slope."""
    if not structure.held.any():
        return general, specific, intercepts
    natural = asked.structure.base
    held = np.flatnonzero(structure.held)
    inside = [at for at in held.tolist() if at not in set(structure.members[-1].tolist())]
    if inside:
        expected, got = "items that belong to no testlet", ", ".join(asked.response_counts.items[at] for at in inside)
        raise CalibrationError(ErrorCode.OPTION, name="fixed", expected=expected, got=got)
    general, specific, intercepts = general.copy(), specific.copy(), intercepts.copy()
    general[held], specific[held], intercepts[held] = natural[held, 0], 0.0, natural[held, 1:-2]
    return general, specific, intercepts


def _ascend(
    point: BifactorPoint, parts: tuple[BifactorPart, ...], nodes: BifactorNodes, options: TestletOptions
) -> VectorAscent[BifactorPoint, BifactorExpected]:
    def e_step(here: BifactorPoint) -> tuple[float, BifactorExpected]:
        found = expect_parts(parts, bifactor_tables(here, nodes))
        return found.log_likelihood, found

    def m_step(here: BifactorPoint, expected: BifactorExpected) -> BifactorPoint:
        return bifactor_m_step(here, expected, nodes)

    return ascend_vector(e_step, m_step, point, options.em, options.on_cycle)


def _better(nodes: BifactorNodes, ascent: VectorAscent[BifactorPoint, BifactorExpected]) -> BifactorNodes | None:
    """Nodes that are finer or reach further, or None where these will do."""
    grid, population = QuadratureGrid(nodes.general), ascent.point.population
    if grid.step > COARSE * ascent.expected.smallest_sd:
        return replace(nodes, general=grid.halved().nodes)
    if not grid.reaches(population.mean, population.sd, MIN_REACH):
        return replace(nodes, general=grid.widened(population.mean, population.sd, LIMIT).nodes)
    return None


def _covariance(
    ascent: VectorAscent[BifactorPoint, BifactorExpected], parts: tuple[BifactorPart, ...], nodes: BifactorNodes
) -> Floats | None:
    return covariance_from_information(bifactor_information(ascent.point, parts, ascent.expected, nodes), None)


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
