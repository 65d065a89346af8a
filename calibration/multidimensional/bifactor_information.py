"""The observed information of testlet and bifactor models, for standard errors.

As in one dimension (`calibration.marginal.observed_information`): the information of the complete data less the
posterior covariance of each person's complete-data score (Louis, 1982). Given the general dimension the scores of
different testlets are independent, so that the covariance is summed testlet by testlet and then over general nodes.
"""

from collections.abc import Sequence

import numpy as np

from calibration.array_types import Floats
from calibration.marginal.population_derivatives import population_information, population_scores
from calibration.multidimensional.bifactor_e_step import (
    BifactorExpected,
    BifactorTables,
    PatternPosterior,
    general_posterior,
    pattern_posterior,
)
from calibration.multidimensional.bifactor_jacobian import natural_jacobian, natural_size, tie_curvature
from calibration.multidimensional.bifactor_m_step import BifactorNodes, bifactor_tables, slopes_of
from calibration.multidimensional.bifactor_responses import AnswerPatterns, BifactorPart
from calibration.multidimensional.bifactor_structure import BifactorPoint
from calibration.multidimensional.item_curves import PredictorCurves, predictor_curves
from calibration.multidimensional.item_information import complete_item_information
from calibration.multidimensional.testlet_priors import TestletPriors

PERSONS = 128
"""Persons whose scores are held at once: with 31 nodes and 180 parameters 6 MB."""


def bifactor_information(
    point: BifactorPoint,
    parts: Sequence[BifactorPart],
    expected: BifactorExpected,
    nodes: BifactorNodes,
    priors: TestletPriors,
) -> tuple[Floats, Floats]:
    """Minus the second derivative (P, P) of the marginal log-likelihood and log-prior by the point's free parameters.

    Returns
    -------
    tuple
        the information, and the sum of outer products of the persons' scores plus the priors' information, for errors
        that are robust to misfit
    """
    at = bifactor_tables(point, nodes)
    curves = [
        predictor_curves(
            point.structure.family[items],
            point.intercepts[items],
            slopes_of(point, number, items) @ nodes.coordinates(point.structure, number).T,
            point.structure.floors[items],
        )
        for number, items in enumerate(point.structure.members)
    ]
    complete, gradient = _complete(point, expected, curves, nodes)
    missing, squares = np.zeros_like(complete), np.zeros_like(complete)
    for part in parts:
        here, square = _missing(point, part, at, curves, nodes)
        missing += here
        squares += square
    jacobian, prior = natural_jacobian(point), _of_priors(point, priors)
    information = jacobian @ (complete - missing + prior) @ jacobian.T - tie_curvature(point, gradient)
    return information, jacobian @ (squares + prior) @ jacobian.T


def _of_priors(point: BifactorPoint, priors: TestletPriors) -> Floats:
    """The priors' information by the natural parameters."""
    total, width = np.zeros((natural_size(point),) * 2), 2 + point.intercepts.shape[1]
    kept = np.concatenate(([0], np.arange(2, width)))
    for item, block in enumerate(priors.penalty_at(point.general, point.intercepts).information):
        places = item * width + kept
        total[np.ix_(places, places)] = block
    return total


def _complete(
    point: BifactorPoint, expected: BifactorExpected, curves: Sequence[PredictorCurves], nodes: BifactorNodes
) -> tuple[Floats, Floats]:
    """Complete-data information by the natural parameters, and the gradient (n,) by the specific slopes."""
    structure, width = point.structure, 2 + point.intercepts.shape[1]
    total, gradient = np.zeros((natural_size(point),) * 2), np.zeros(point.general.size)
    for number, items in enumerate(structure.members):
        if not items.size:
            continue
        coordinates = nodes.coordinates(structure, number)
        cells = expected.cells[number].reshape(items.size, -1, len(coordinates))
        predictor = slopes_of(point, number, items) @ coordinates.T
        blocks = complete_item_information(
            structure.family[items],
            point.intercepts[items],
            predictor,
            cells,
            curves[number],
            coordinates,
            structure.floors[items],
        )
        kept = np.concatenate((np.arange(coordinates.shape[1]), np.arange(2, width)))
        for item, block in zip(items, blocks, strict=True):
            places = item * width + kept
            total[np.ix_(places, places)] = block
        if number < structure.testlets:
            gradient[items] = (cells * curves[number].by_predictor).sum(axis=1) @ coordinates[:, 1]
    first = point.general.size * width
    total[first:, first:] = population_information(point.population, expected.masses, nodes.general)
    return total, gradient


def _missing(
    point: BifactorPoint,
    part: BifactorPart,
    at: BifactorTables,
    curves: Sequence[PredictorCurves],
    nodes: BifactorNodes,
) -> tuple[Floats, Floats]:
    """Sums over a part's persons of the posterior covariance of their scores, and of their squared mean scores."""
    structure, width = point.structure, 2 + point.intercepts.shape[1]
    by_testlet = [pattern_posterior(each, at, number) for number, each in enumerate(part.testlets)]
    share, _ = general_posterior(part, at, by_testlet)
    total = np.zeros((natural_size(point),) * 2)
    means = []
    for number, (items, patterns, found) in enumerate(zip(structure.members, part.testlets, by_testlet, strict=True)):
        by_cell = _cell_scores(curves[number], nodes.coordinates(structure, number), width)
        mean = _pattern_means(patterns, found, by_cell)
        means.append(mean)
        if items.size:
            places = (items[:, None] * width + np.arange(width)).ravel()
            here = patterns.of_person @ (share * part.weight[:, None])
            total[np.ix_(places, places)] += _within(patterns, found, by_cell, mean, here)
    population = population_scores(point.population, nodes.general)
    order = np.concatenate([(items[:, None] * width + np.arange(width)).ravel() for items in structure.members])
    order = np.concatenate((order, np.arange(point.general.size * width, len(total)))).astype(np.int64)
    between, squares = np.zeros_like(total), np.zeros_like(total)
    for at_person in range(0, part.group.size, PERSONS):
        rows = slice(at_person, at_person + PERSONS)
        scores = [mean[patterns.pattern[rows]] for mean, patterns in zip(means, part.testlets, strict=True)]
        scores.append(population[part.group[rows]].transpose(0, 2, 1))
        stacked = np.concatenate(scores, axis=2)
        posterior = share[rows]
        score = np.einsum("bq,bqp->bp", posterior, stacked, optimize=True)
        centred = stacked - score[:, None]
        centred *= np.sqrt(posterior * part.weight[rows, None])[:, :, None]
        flat = centred.reshape(-1, stacked.shape[2])
        between += flat.T @ flat
        score *= part.weight[rows, None]
        squares += score.T @ score
    total[np.ix_(order, order)] += between
    placed = np.zeros_like(squares)
    placed[np.ix_(order, order)] = squares
    return total, placed


def _cell_scores(curves: PredictorCurves, coordinates: Floats, width: int) -> Floats:
    """(m, K, width, nodes) derivatives of each cell's log-probability by the item's natural parameters."""
    items, categories, count = curves.log_prob.shape
    found = np.zeros((items, categories, width, count))
    found[:, :, : coordinates.shape[1]] = curves.by_predictor[:, :, None] * coordinates.T
    found[:, :, 2:] = curves.by_intercept
    return found


def _pattern_means(patterns: AnswerPatterns, found: PatternPosterior, by_cell: Floats) -> Floats:
    """(U, Q, m·width) mean score of each pattern given the general node."""
    items, categories, width, _ = by_cell.shape
    count, general, specific = found.specific.shape
    if not items:
        return np.zeros((count, general, 0))
    answered = patterns.answered.toarray().reshape(count, items, categories, 1)
    scores = by_cell.reshape(items * categories * width, general, specific)
    mean = np.empty((count, general, items * width))
    for node in range(general):
        every = (found.specific[:, node] @ scores[:, node].T).reshape(count, items, categories, width)
        mean[:, node] = (every * answered).sum(axis=2).reshape(count, -1)
    return mean


def _within(patterns: AnswerPatterns, found: PatternPosterior, by_cell: Floats, mean: Floats, here: Floats) -> Floats:
    """(m·width, m·width) conditional covariance of a testlet's scores given the general node, summed over persons.

    Parameters
    ----------
    here : (U, Q) weighted persons of each pattern expected at each general node
    """
    items, categories, width, nodes = by_cell.shape
    count, general, _ = found.specific.shape
    joint = (found.specific * here[:, :, None]).reshape(count, nodes)
    cell_of = patterns.answered.tocoo()
    scores = by_cell.reshape(items * categories, width, nodes)
    size = items * width
    total = np.zeros((items, width, items, width))
    for one in range(items):
        rows = cell_of.row[cell_of.col // categories == one], cell_of.col[cell_of.col // categories == one]
        for category in range(categories):
            gave = rows[0][rows[1] == one * categories + category]
            if not gave.size:
                continue
            beside = patterns.answered[gave].T @ joint[gave]
            weighted = beside[:, None, :] * scores
            by_pair = weighted.reshape(-1, nodes) @ scores[one * categories + category].T
            total[one] += by_pair.reshape(items, categories, width, width).sum(axis=1).transpose(2, 0, 1)
    flat = (mean * np.sqrt(here)[:, :, None]).reshape(count * general, size)
    return np.asarray(total.reshape(size, size) - flat.T @ flat)
