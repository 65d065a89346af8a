"""The M-step of testlet and bifactor models: items testlet by testlet, then what they share, then the population."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.marginal.population_distribution import maximise_population
from calibration.multidimensional.bifactor_e_step import BifactorExpected, BifactorTables
from calibration.multidimensional.bifactor_structure import BifactorPoint, BifactorStructure, SpecificSlopes
from calibration.multidimensional.item_curves import category_log_probabilities, predictor_curves
from calibration.multidimensional.item_regression import Regression, fitted

HALVINGS = 30
SHARED_STEPS = 3
"""Scoring steps on what testlets share, in one M-step."""


@dataclass(frozen=True, slots=True, eq=False)
class BifactorNodes:
    """Nodes of the general and of every specific dimension, in their standard deviations.

    Parameters
    ----------
    general, specific : (Q,) and (S,) equally spaced
    """

    general: Floats
    specific: Floats

    def coordinates(self, structure: BifactorStructure, number: int) -> Floats:
        """(Q·S, 2) general and specific coordinate of each node of a testlet; (Q, 1) for items of none."""
        if number == structure.testlets:
            return self.general[:, None]
        general, specific = np.meshgrid(self.general, self.specific, indexing="ij")
        return np.stack((general.ravel(), specific.ravel()), axis=1)

    @property
    def log_specific(self) -> Floats:
        """(S,) logarithms of standard normal weights that sum to 1."""
        density: Floats = -0.5 * self.specific**2
        density -= np.log(np.exp(density).sum())
        return density


def bifactor_tables(point: BifactorPoint, nodes: BifactorNodes) -> BifactorTables:
    """The tables of an E-step at a point."""
    structure = point.structure
    tables = []
    for number, items in enumerate(structure.members):
        predictor = slopes_of(point, number, items) @ nodes.coordinates(structure, number).T
        table = category_log_probabilities(structure.family[items], point.intercepts[items], predictor)
        with np.errstate(invalid="ignore"):
            table = np.maximum(table, -1e4)  # a category that an item lacks is met by nobody; 0 times −∞ is no number
        shape = (-1, predictor.shape[1]) if items.size else (table.shape[1], nodes.general.size)
        tables.append(table.reshape(shape) if items.size else np.zeros(shape))
    return BifactorTables(
        nodes.general, nodes.specific, point.population.log_weights(nodes.general), nodes.log_specific, tuple(tables)
    )


def bifactor_m_step(point: BifactorPoint, expected: BifactorExpected, nodes: BifactorNodes) -> BifactorPoint:
    """The point that raises the expected complete-data log-likelihood."""
    population = maximise_population(point.population, expected.masses, nodes.general)
    there = replace(point, population=population)
    for number, items in enumerate(point.structure.members):
        free = items[~point.structure.held[items]]
        if free.size:
            there = _items_fitted(there, number, items, free, _cells(expected, point, number, items), nodes)
    if point.structure.slopes is SpecificSlopes.FREE:
        return there
    return _shared_fitted(there, expected, nodes)


def _cells(expected: BifactorExpected, point: BifactorPoint, number: int, items: Ints) -> Floats:
    cells = expected.cells[number]
    return cells.reshape(items.size, -1, cells.shape[1])


def slopes_of(point: BifactorPoint, number: int, items: Ints) -> Floats:
    if number == point.structure.testlets:
        return point.general[items, None]
    return np.stack((point.general[items], point.specific[items]), axis=1)


def _items_fitted(
    point: BifactorPoint, number: int, items: Ints, free: Ints, cells: Floats, nodes: BifactorNodes
) -> BifactorPoint:
    structure, among = point.structure, np.isin(items, free)
    coordinates = nodes.coordinates(structure, number)
    alone = number == structure.testlets
    own, offset = slopes_of(point, number, free), np.zeros((free.size, len(coordinates)))
    if structure.slopes is SpecificSlopes.PROPORTIONAL and not alone:
        coordinates, own = coordinates @ np.array([[1.0], [point.sd[number]]]), point.general[free, None]
    elif structure.slopes is SpecificSlopes.RASCH:
        offset, own = own @ coordinates.T, np.zeros((free.size, 0))
        coordinates = np.zeros((len(coordinates), 0))
    regression = Regression(
        structure.family[free], cells[among], coordinates, offset, np.ones(own.shape, dtype=bool), structure.steps[free]
    )
    slopes, steps = fitted(regression, own, point.intercepts[free])
    intercepts = point.intercepts.copy()
    intercepts[free] = steps
    general, specific = point.general.copy(), point.specific.copy()
    if structure.slopes is not SpecificSlopes.RASCH:
        general[free] = slopes[:, 0]
    if not alone and structure.slopes is SpecificSlopes.FREE:
        specific[free] = slopes[:, 1]
    elif not alone and structure.slopes is SpecificSlopes.PROPORTIONAL:
        specific[free] = slopes[:, 0] * point.sd[number]
    return replace(point, general=general, specific=specific, intercepts=intercepts)


def _shared_fitted(point: BifactorPoint, expected: BifactorExpected, nodes: BifactorNodes) -> BifactorPoint:
    """Standard deviations of testlets, and for Rasch the common slope, by scoring with step halving."""
    for _ in range(SHARED_STEPS):
        gradient, information = _shared_derivatives(point, expected, nodes)
        before = _value(point, expected, nodes)
        step = np.asarray(np.linalg.solve(information + 1e-10 * np.eye(gradient.size), gradient), dtype=np.float64)
        point, moved = _shared_uphill(point, step, before, lambda there: _value(there, expected, nodes))
        if moved < 1e-4:
            break
    return point


def _shared_uphill(
    point: BifactorPoint, step: Floats, before: float, value: Callable[[BifactorPoint], float]
) -> tuple[BifactorPoint, float]:
    rasch = point.structure.slopes is SpecificSlopes.RASCH
    here = np.concatenate(([point.unit], point.sd)) if rasch else point.sd
    share = 1.0
    for _ in range(HALVINGS):
        there = here + share * step
        general = np.full(point.general.size, there[0]) if rasch else point.general
        moved = point.tied(general, there[1:] if rasch else there, float(there[0]) if rasch else 1.0)
        if value(moved) >= before - 1e-12 * abs(before):
            return moved, float(np.abs(share * step).max())
        share /= 2
    return point, 0.0


def _value(point: BifactorPoint, expected: BifactorExpected, nodes: BifactorNodes) -> float:
    at = bifactor_tables(point, nodes)
    return float(sum((cells * table).sum() for cells, table in zip(expected.cells, at.log_prob, strict=True)))


def _shared_derivatives(
    point: BifactorPoint, expected: BifactorExpected, nodes: BifactorNodes
) -> tuple[Floats, Floats]:
    """Gradient and expected information by (the common slope and) the testlets' standard deviations."""
    structure = point.structure
    rasch = structure.slopes is SpecificSlopes.RASCH
    size = structure.testlets + int(rasch)
    gradient, information = np.zeros(size), np.zeros((size, size))
    for number, items in enumerate(structure.members):
        free = ~structure.held[items]
        if not free.any() or (number == structure.testlets and not rasch):
            continue
        coordinates = nodes.coordinates(structure, number)
        cells = _cells(expected, point, number, items)[free]
        found = predictor_curves(
            structure.family[items[free]],
            point.intercepts[items[free]],
            slopes_of(point, number, items[free]) @ coordinates.T,
        )
        residual = (cells * found.by_predictor).sum(axis=1)
        weight = cells.sum(axis=1) * (np.exp(found.log_prob) * found.by_predictor**2).sum(axis=1)
        factor = np.ones((free.sum(), 1)) if rasch else point.general[items[free], None]
        columns = ([0] if rasch else []) + ([number + int(rasch)] if number < structure.testlets else [])
        by = coordinates if rasch else coordinates[:, 1:]
        gradient[columns] += (factor * residual).sum(axis=0) @ by
        information[np.ix_(columns, columns)] += (by * (factor**2 * weight).sum(axis=0)[:, None]).T @ by
    return gradient, information
