"""EM for items in up to four dimensions on a product grid (Bock & Aitkin, 1981; Bock, Gibbons & Muraki, 1988)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats, Ints
from calibration.marginal.e_step import EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.missing_information import missing_information
from calibration.marginal.observed_information import CompleteDataScores
from calibration.marginal.response_blocks import ResponseBlocks
from calibration.multidimensional.item_curves import category_log_probabilities, predictor_curves
from calibration.multidimensional.item_information import complete_item_information
from calibration.multidimensional.item_regression import Regression, fitted
from calibration.multidimensional.latent_normal import LatentNormal, moments


@dataclass(frozen=True, slots=True, eq=False)
class LoadingStructure:
    """n items on D dimensions.

    Parameters
    ----------
    family : (n,) ``ModelFamily`` of each item
    categories : (n,) number of categories
    loadings : (n, D) on which dimensions an item loads
    held : (n,) whether an item's parameters are given and stay
    """

    family: NDArray[np.int8]
    categories: Ints
    loadings: Bools
    held: Bools

    @property
    def steps(self) -> Bools:
        """(n, W) which intercepts each item has."""
        return np.asarray(np.arange(int(self.categories.max()) - 1) < (self.categories - 1)[:, None])

    @property
    def exponential(self) -> Bools:
        """(n,) False throughout: in several dimensions every category is counted at every node."""
        return np.zeros(self.family.size, dtype=bool)

    @property
    def free(self) -> Bools:
        """(n, D + W) which slopes and intercepts are estimated."""
        return np.concatenate((self.loadings, self.steps), axis=1) & ~self.held[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class GridPoint:
    """All that is estimated: slopes (n, D), intercepts (n, W), −∞ behind an item's last step, and the population."""

    structure: LoadingStructure
    slopes: Floats
    intercepts: Floats
    population: LatentNormal

    @property
    def vector(self) -> Floats:
        """The free parameters: each item's slopes and intercepts, item by item, then the population's."""
        both = np.concatenate((self.slopes, self.intercepts), axis=1)
        return np.concatenate((both[self.structure.free], self.population.vector))

    def at_vector(self, vector: Floats) -> "GridPoint":
        """The point with these free parameters."""
        both = np.concatenate((self.slopes, self.intercepts), axis=1)
        free = self.structure.free
        count, width = int(free.sum()), self.slopes.shape[1]
        both[free] = vector[:count]
        return replace(
            self,
            slopes=both[:, :width],
            intercepts=both[:, width:],
            population=self.population.at_vector(vector[count:]),
        )


def grid_tables(point: GridPoint, nodes: Floats) -> EStepTables:
    """The tables of an E-step at a point; ``nodes`` is (Q, D)."""
    table = category_log_probabilities(point.structure.family, point.intercepts, point.slopes @ nodes.T)
    items, categories = table.shape[:2]
    return EStepTables(
        np.ascontiguousarray(nodes[:, 0]),
        point.population.log_weights(nodes),
        np.maximum(table, -1e4),
        np.zeros(items),
        np.zeros((items, categories)),
        point.structure.exponential,
    )


def grid_e_step(point: GridPoint, parts: Sequence[ResponseBlocks], nodes: Floats) -> tuple[float, ExpectedStatistics]:
    """Log-likelihood and expected statistics at a point."""
    at = grid_tables(point, nodes)
    first, *others = (expected_statistics(part, at) for part in parts)
    found = sum(others, start=first)
    return found.log_likelihood, found


def grid_m_step(point: GridPoint, expected: ExpectedStatistics, nodes: Floats) -> GridPoint:
    """The point that raises the expected complete-data log-likelihood."""
    structure = point.structure
    slopes, intercepts = point.slopes.copy(), point.intercepts.copy()
    free = ~structure.held
    patterns = np.unique(structure.loadings[free], axis=0)
    for pattern in patterns:
        items = np.flatnonzero(free & (structure.loadings == pattern).all(axis=1))
        regression = Regression(
            structure.family[items],
            expected.cells[items],
            nodes[:, pattern],
            np.zeros((items.size, len(nodes))),
            np.ones((items.size, int(pattern.sum())), dtype=bool),
            structure.steps[items],
        )
        here = np.ix_(items, np.flatnonzero(pattern))
        slopes[here], intercepts[items] = fitted(regression, slopes[here], intercepts[items])
    population, factor = moments(point.population, expected.masses, nodes)
    return replace(point, slopes=slopes * factor, intercepts=intercepts, population=population)


def grid_information(
    point: GridPoint, parts: Sequence[ResponseBlocks], expected: ExpectedStatistics, nodes: Floats
) -> Floats:
    """(P, P) minus the second derivative of the marginal log-likelihood by the free parameters (Louis, 1982)."""
    structure, predictor = point.structure, point.slopes @ nodes.T
    curves = predictor_curves(structure.family, point.intercepts, predictor)
    free = structure.free
    places = np.where(free, np.cumsum(free).reshape(free.shape) - 1, -1)
    size, extra = point.vector.size, point.population.vector.size
    total = np.zeros((size, size))
    blocks = complete_item_information(structure.family, point.intercepts, predictor, expected.cells, curves, nodes)
    for item in np.flatnonzero(free.any(axis=1)):
        here = places[item][free[item]]
        total[np.ix_(here, here)] = blocks[item][np.ix_(free[item], free[item])]
    total[size - extra :, size - extra :] = point.population.information(expected.masses, nodes)
    own = np.concatenate((curves.by_predictor[:, :, None] * nodes.T, curves.by_intercept), axis=2)
    scores = CompleteDataScores(
        np.ascontiguousarray(own),
        places,
        np.zeros((*own.shape[:2], extra, len(nodes))),
        point.population.scores(nodes),
        size,
    )
    at = grid_tables(point, nodes)
    for part in parts:
        total -= missing_information(part, at, scores, squares=False).information
    return total
