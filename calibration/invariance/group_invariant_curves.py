"""One set of curves for many groups: the fit, what each group did at each ability, and score tests by group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import ErrorCode, NotConverged
from calibration.invariance.dif_tests import DifTests, benjamini_hochberg, chi_square_tests
from calibration.marginal.em_algorithm import EMOptions, ParameterPoint
from calibration.marginal.fit_remarks import fit_status
from calibration.marginal.in_memory_source import InMemoryResponses
from calibration.marginal.marginal_fit import MarginalFit
from calibration.marginal.model_specification import specify_model
from calibration.marginal.population_derivatives import population_scores
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid, equally_spaced_grid
from calibration.marginal.start_values import start_values
from calibration.persons.posterior_abilities import FittedModel, PosteriorBlock, TabulatedFit, posterior_blocks
from calibration.responses.response_matrix import ResponseMatrix
from calibration.slope_intercept_curves import category_curves, log_probabilities

MOST_PARAMETERS = 2500
"""Above it score tests, whose cost grows with the square of the parameters, are not made."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupTable(TabulatedFit):
    """A fit on a grid whose populations are those of the groups that occur; the last one may be of mixed persons."""

    known: Ints | None = None

    def places(self, count: int) -> Ints:
        """(count,) which population is a group's own; the last where no person is of that group alone."""
        known = np.zeros(0, dtype=np.int64) if self.known is None else self.known
        return np.minimum(np.searchsorted(known, np.arange(count)), known.size - 1)


@dataclass(frozen=True, slots=True, eq=False)
class CommonCurves:
    """A fit of many groups with the same item parameters.

    Parameters
    ----------
    point : item parameters and populations
    grid : the quadrature nodes
    group : (persons,) population of each person
    known : (populations,) which group each is of; the number of groups for persons of several
    """

    point: ParameterPoint
    grid: QuadratureGrid
    group: Ints
    known: Ints

    def on(self, nodes: Floats) -> GroupTable:
        """The curves and populations at other nodes."""
        structure, population = self.point.structure, self.point.population
        log_prob = log_probabilities(structure.family, self.point.natural, nodes, structure.floors)
        return GroupTable(nodes, log_prob, (population.mean, population.sd), self.group, None, self.known)

    def moments(self, count: int) -> tuple[Floats, Floats]:
        """Means and standard deviations of the groups, both (count,); NaN where no person is of that group alone."""
        mean, sd = np.full(count + 1, np.nan), np.full(count + 1, np.nan)
        mean[self.known], sd[self.known] = self.point.population.mean, self.point.population.sd
        return mean[:count], sd[:count]


def fit_common_curves(
    data: ResponseMatrix,
    code: Ints,
    count: int,
    fit: FittedModel | None,
    model: str | Sequence[str] | None,
    *,
    tol: float,
    max_iter: int,
) -> CommonCurves:
    """Fit all groups with the same item parameters, or with those of a fit.

    Parameters
    ----------
    code : (R,) group of each response, 0 ≤ code < count
    """
    of = _population_of_persons(data, code, count)
    source = InMemoryResponses.from_matrix(data, np.array([f"{each:06d}" for each in of.tolist()]), None)
    counts = source.response_counts
    known = np.array([int(each) for each in counts.groups], dtype=np.int64)
    answers = counts.by_category.tolist()
    named = model or ["gpcm" if any(row[2:]) else "2pl" for row in answers]
    held = {}
    if fit is not None:
        held = {item: fit.parameters.take(np.array([at])) for at, item in enumerate(fit.items) if item in data.items}
    asked = specify_model(counts, named, held)
    options = EMOptions(tol, max_iter)
    made = MarginalFit(source.source(asked.structure, collapse=False), asked, Priors(), options, standard_errors=None)
    start = start_values(asked.structure, counts.by_category, len(counts.groups), Priors())
    runs, grid = made.fit_on_grids(start, equally_spaced_grid(), refine=True)
    if not runs[-1].converged:
        raise NotConverged(ErrorCode.NOT_CONVERGED, got=fit_status(runs[-1], grid, Priors(), undetermined=False))
    place = np.minimum(np.searchsorted(known, of), known.size - 1)
    return CommonCurves(runs[-1].point, grid, place, known)


def _population_of_persons(data: ResponseMatrix, code: Ints, count: int) -> Ints:
    """(persons,) the group of all of a person's responses, or ``count`` where they are of several."""
    least, most = np.full(data.persons, count), np.full(data.persons, -1)
    np.minimum.at(least, data.person, code)
    np.maximum.at(most, data.person, code)
    return np.where(least == most, least, count)


def group_counts(on: TabulatedFit, data: ResponseMatrix, code: Ints, count: int) -> Floats:
    """(n, G, K, Q) expected answers by item, group and category at the nodes of a fit."""
    items, width, nodes = on.log_prob.shape

    total = np.zeros((items * count * width, nodes))
    cell = (data.item.astype(np.int64) * count + code) * width + data.score
    for block in posterior_blocks(data, on):
        posterior = block.posterior[block.person_index]
        here = cell[block.rows]
        order = np.argsort(here, kind="stable")
        first = np.flatnonzero(np.diff(here[order], prepend=-1))
        total[here[order][first]] += np.add.reduceat(posterior[order], first)
    return total.reshape(items, count, width, -1)


def group_score_tests(curves: CommonCurves, data: ResponseMatrix, code: Ints, enough: Bools) -> DifTests:
    """(n, G) tests of whether a group has the same parameters of an item as all groups together.

    A test is u'V⁻¹u, u the sum of the group's scores on the item's parameters less its regression on the scores of all
    parameters, V the sum of the outer products of the persons' scores on them less what that regression explains. It
    holds at any estimates near the common parameters, so that it is not asked whether parameters that were held come
    from these responses: were they taken as known, the group's score would have too large a variance where they do.

    References
    ----------
    Glas (1998), Statistica Sinica 8, 647–667, with outer products in place of the observed information.
    Neyman (1959), in Grenander (ed.), Probability and Statistics, 213–234: C(α) tests, at estimates of any kind.
    """
    items, groups = enough.shape
    statistic, df = np.full((items, groups), np.nan), np.full((items, groups), np.nan)
    slots, free = _slots(curves)
    size = int(slots.max()) + 1 + curves.point.population.vector.size
    if size <= MOST_PARAMETERS:
        score, total, own = _sum_outer_products(curves, data, code, groups, slots, size)
        inverse = np.linalg.pinv(total[np.ix_(free, free)], hermitian=True)
        for item, group in np.argwhere(enough).tolist():
            at = slots[item][slots[item] >= 0]
            across = own[group][at][:, free]
            left = own[group][np.ix_(at, at)] - across @ inverse @ across.T
            u = score[group, at] - across @ inverse @ score.sum(axis=0)[free]
            if np.linalg.matrix_rank(left) == at.size:
                statistic[item, group], df[item, group] = u @ np.linalg.solve(left, u), at.size
    flat = chi_square_tests(statistic.ravel(), df.ravel())
    return DifTests(statistic, df, flat.p.reshape(df.shape), benjamini_hochberg(flat.p).reshape(df.shape))


def _slots(curves: CommonCurves) -> tuple[Ints, Bools]:
    """(n, M) the column of each natural parameter that is tested, −1 for others; (P,) whether a column is estimated.

    The first population sets the scale, also where the parameters of items did.
    """
    structure = curves.point.structure
    size = structure.base.shape[1]
    used = np.zeros((len(structure.models), size), dtype=bool)
    used[:, 0] = True
    used[:, 1:-2] = np.arange(size - 3) < (structure.categories - 1)[:, None]
    used[:, -2:] |= structure.free[:, -2:]
    slots = np.where(used, np.cumsum(used).reshape(used.shape) - 1, -1)
    population = curves.point.population
    first = np.concatenate([np.flatnonzero(free) == 0 for free in (population.free_mean, population.free_sd)])
    return slots, np.concatenate((np.ones(int(used.sum()), dtype=bool), ~first))


def _sum_outer_products(
    curves: CommonCurves, data: ResponseMatrix, code: Ints, groups: int, slots: Ints, size: int
) -> tuple[Floats, Floats, Floats]:
    """(G, P) sums of scores by group of the responses, (P, P) of outer products, (G, P, P) of group by all."""
    score, total, own = np.zeros((groups, size)), np.zeros((size, size)), np.zeros((groups, size, size))
    on = curves.on(curves.grid.nodes)
    structure = curves.point.structure
    gradient = category_curves(structure.family, curves.point.natural, on.nodes, structure.floors).gradient
    of_population = population_scores(curves.point.population, on.nodes)
    for block in posterior_blocks(data, on):
        rows = _person_scores(block, data, gradient, of_population, curves.group, slots, size)
        total += rows.T @ rows
        item_part = np.zeros_like(rows)
        here = code[block.rows]
        for group in np.unique(here):
            item_part[:] = 0
            mine = here == group
            who, item = block.person_index[mine], data.item[block.rows][mine]
            for slot in range(slots.shape[1]):
                there = slots[item, slot] >= 0
                at = (who[there], slots[item[there], slot])
                item_part[at] = rows[at]
            score[group] += item_part.sum(axis=0)
            own[group] += item_part.T @ rows
    return score, total, own


def parameter_scores(curves: CommonCurves, data: ResponseMatrix) -> Iterator[tuple[Floats, Ints]]:
    """Block after block (R, M) scores of each response on its item's natural parameters, and (R,) the items."""
    on = curves.on(curves.grid.nodes)
    structure = curves.point.structure
    gradient = category_curves(structure.family, curves.point.natural, on.nodes, structure.floors).gradient
    for block in posterior_blocks(data, on):
        item, category = data.item[block.rows].astype(np.int64), data.score[block.rows]
        posterior = block.posterior[block.person_index]
        slots = [np.vecdot(gradient[item, category, slot], posterior) for slot in range(gradient.shape[2])]
        yield np.stack(slots, axis=1), item


def _person_scores(
    block: PosteriorBlock,
    data: ResponseMatrix,
    gradient: Floats,
    of_population: Floats,
    group: Ints,
    slots: Ints,
    size: int,
) -> Floats:
    """(B, P) posterior mean scores of a block's persons: by items' parameters, then by the populations'."""
    posterior = block.posterior
    rows = np.zeros((len(block.persons), size))
    item, category = data.item[block.rows], data.score[block.rows]
    for slot in range(slots.shape[1]):
        there = np.flatnonzero(slots[item, slot] >= 0)
        values = np.vecdot(gradient[item[there], category[there], slot], posterior[block.person_index[there]])
        rows[block.person_index[there], slots[item[there], slot]] = values
    first = int(slots.max()) + 1
    if of_population.shape[1]:
        rows[:, first:] = np.einsum("bq,bsq->bs", posterior, of_population[group[block.persons]])
    return rows
