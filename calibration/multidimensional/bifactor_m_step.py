"""The M-step of testlet and bifactor models: items testlet by testlet, then what they share, then the population."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.marginal.population_distribution import maximise_population
from calibration.multidimensional.bifactor_e_step import BifactorExpected, BifactorTables
from calibration.multidimensional.bifactor_structure import BifactorPoint, BifactorStructure, SpecificSlopes
from calibration.multidimensional.item_curves import category_log_probabilities, predictor_curves
from calibration.multidimensional.item_regression import PriorTerms, Regression, fitted
from calibration.multidimensional.testlet_priors import TestletPriors

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
        floors = structure.floors[items]
        table = category_log_probabilities(structure.family[items], point.intercepts[items], predictor, floors)
        with np.errstate(invalid="ignore"):
            table = np.maximum(table, -1e4)  # a category that an item lacks is met by nobody; 0 times −∞ is no number
        shape = (-1, predictor.shape[1]) if items.size else (table.shape[1], nodes.general.size)
        tables.append(table.reshape(shape) if items.size else np.zeros(shape))
    return BifactorTables(
        nodes.general, nodes.specific, point.population.log_weights(nodes.general), nodes.log_specific, tuple(tables)
    )


def bifactor_m_step(
    point: BifactorPoint, expected: BifactorExpected, nodes: BifactorNodes, priors: TestletPriors
) -> BifactorPoint:
    """The point that raises the expected complete-data log-likelihood, priors included."""
    population = maximise_population(point.population, expected.masses, nodes.general)
    there, structure = replace(point, population=population), point.structure
    for number, items in enumerate(structure.members):
        among = (structure.own_slopes | structure.free_steps.any(axis=1))[items]
        if structure.slopes is SpecificSlopes.FREE:
            among |= structure.free_specific[items]
        if among.any():
            cells = _cells(expected, point, number, items)[among]
            there = _items_fitted(there, number, items[among], cells, nodes, priors)
    return there if structure.slopes is SpecificSlopes.FREE else _shared_fitted(there, expected, nodes)


def _cells(expected: BifactorExpected, point: BifactorPoint, number: int, items: Ints) -> Floats:
    cells = expected.cells[number]
    return cells.reshape(items.size, -1, cells.shape[1])


def slopes_of(point: BifactorPoint, number: int, items: Ints) -> Floats:
    """(m, 2) general and specific slopes of items of a testlet; (m, 1) of those of none."""
    if number == point.structure.testlets:
        return point.general[items, None]
    return np.stack((point.general[items], point.specific[items]), axis=1)


def _items_fitted(
    point: BifactorPoint, number: int, items: Ints, cells: Floats, nodes: BifactorNodes, priors: TestletPriors
) -> BifactorPoint:
    structure = point.structure
    coordinates = nodes.coordinates(structure, number)
    bifactor = structure.slopes is SpecificSlopes.FREE and number < structure.testlets
    own, offset = slopes_of(point, number, items), np.zeros((items.size, len(coordinates)))
    free = structure.own_slopes[items, None]
    if bifactor:
        free = np.concatenate((free, structure.free_specific[items, None]), axis=1)
    elif structure.slopes is SpecificSlopes.RASCH:
        offset, own = own @ coordinates.T, np.zeros((items.size, 0))
        coordinates, free = np.zeros((len(coordinates), 0)), free[:, :0]
    elif number < structure.testlets:
        coordinates, own = coordinates @ np.array([[1.0], [point.sd[number]]]), point.general[items, None]

    def prior(slopes: Floats, steps: Floats) -> PriorTerms:
        return priors.terms(point, items, slopes, steps)

    regression = Regression(
        structure.family[items],
        cells,
        coordinates,
        offset,
        free,
        structure.free_steps[items],
        prior if priors.any else None,
        structure.floors[items],
    )
    slopes, steps = fitted(regression, own, point.intercepts[items])
    intercepts, general, specific = point.intercepts.copy(), point.general.copy(), point.specific.copy()
    intercepts[items] = steps
    if slopes.shape[1]:
        general[items] = slopes[:, 0]
    if bifactor:
        specific[items] = slopes[:, 1]
    moved = replace(point, general=general, specific=specific, intercepts=intercepts)
    return moved if structure.slopes is SpecificSlopes.FREE else moved.tied(point.sd)


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
    unit, share = point.structure.free_unit, 1.0
    for _ in range(HALVINGS):
        there = point
        if unit:
            scale = point.unit + share * float(step[0])
            there = replace(point, unit=scale, general=np.full(point.general.size, scale))
        moved = there.tied(point.sd + share * step[int(unit) :])
        if value(moved) >= before - 1e-12 * abs(before):
            return moved, float(np.abs(share * step).max(initial=0.0))
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
    unit = structure.free_unit
    size = structure.testlets + int(unit)
    gradient, information = np.zeros(size), np.zeros((size, size))
    for number, items in enumerate(structure.members):
        if not items.size or (number == structure.testlets and not unit):
            continue
        coordinates = nodes.coordinates(structure, number)
        cells = _cells(expected, point, number, items)
        predictor = slopes_of(point, number, items) @ coordinates.T
        floors = structure.floors[items]
        found = predictor_curves(structure.family[items], point.intercepts[items], predictor, floors)
        residual = (cells * found.by_predictor).sum(axis=1)
        weight = cells.sum(axis=1) * (np.exp(found.log_prob) * found.by_predictor**2).sum(axis=1)
        factor = point.specific_by_sd[items, None]
        columns = ([0] if unit else []) + ([number + int(unit)] if number < structure.testlets else [])
        by = coordinates if unit else coordinates[:, 1:]
        gradient[columns] += (factor * residual).sum(axis=0) @ by
        information[np.ix_(columns, columns)] += (by * (factor**2 * weight).sum(axis=0)[:, None]).T @ by
    held = np.concatenate((np.zeros(int(unit), dtype=bool), structure.held_sd))
    gradient[held] = 0.0
    information[held] = information[:, held] = 0.0
    information[held, held] = 1.0
    return gradient, information
