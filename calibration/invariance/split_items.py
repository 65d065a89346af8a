"""Two groups' responses laid out so that any item can have the same parameters in both groups, or its own in each.

Item i stands at place i for the reference group and at place n + i for the focal group. A model says which of the 2n
places share a parameter. All models are fitted to one layout: expected counts of places that share are added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.compared_groups import TwoGroups
from calibration.marginal.e_step import EStepTables, ExpectedStatistics, expected_statistics
from calibration.marginal.em_algorithm import EMOptions, EMResult, ParameterPoint, run_em
from calibration.marginal.fit_remarks import grid_too_coarse
from calibration.marginal.parameter_structure import ParameterStructure, parameter_structure
from calibration.marginal.population_distribution import Population
from calibration.marginal.priors import Priors
from calibration.marginal.quadrature_grid import QuadratureGrid, equally_spaced_grid
from calibration.marginal.response_blocks import ResponseBlocks, build_blocks
from calibration.marginal.start_values import start_values
from calibration.responses.response_matrix import ResponseMatrix
from calibration.screening.response_counts import require_scores

SATURATED = {"rasch": "2pl", "1pl": "2pl", "pcm": "gpcm"}
MODELS = ("rasch", "1pl", "2pl", "3pl", "4pl", "pcm", "gpcm", "grm")
MAX_REFINEMENTS = 3
NEWTON_LIMIT = 2.0
"""Largest move of a parameter that is taken from a quadratic approximation for a start value."""


@dataclass(frozen=True, slots=True, eq=False)
class SplitItems:
    """Responses of two groups by 2n places.

    Parameters
    ----------
    blocks : the layout
    models : (n,) model of each item
    categories : (n,) of each item
    counts : (2n, K) answers in each category
    populations : groups of persons: those with responses in the reference group only, in both, in the focal group only
    priors, options : of the fits
    """

    blocks: ResponseBlocks
    models: tuple[str, ...]
    categories: Ints
    counts: Floats
    populations: int
    priors: Priors
    options: EMOptions

    @property
    def items(self) -> int:
        return len(self.models)

    @property
    def saturated(self) -> ParameterStructure:
        """Every natural parameter of every place free."""
        names = [SATURATED.get(each, each) for each in self.models]
        return parameter_structure(names * 2, np.tile(self.categories, 2))

    @property
    def own_parameters(self) -> Bools:
        """(n, M) the natural parameters that an item has for itself, which may differ between groups."""
        return self.free_items(np.zeros(self.items, dtype=bool)).structure.free

    def unravel(self, saturated: Floats) -> Floats:
        """(2n, M) of the P saturated parameters, 0 elsewhere."""
        values = np.zeros(self.saturated.free.shape)
        values[self.saturated.free] = saturated[: int(self.saturated.free.sum())]
        return values

    def free_items(self, chosen: Bools) -> "TiedModel":
        """The model in which some items, (n,) bool, have parameters of their own in the focal group."""
        place = np.concatenate((np.arange(self.items), np.arange(self.items)))
        extra = np.flatnonzero(chosen)
        place[self.items + extra] = self.items + np.arange(extra.size)
        order = np.concatenate((np.arange(self.items), extra))
        names = [self.models[at] for at in order]
        return TiedModel(parameter_structure(names, self.categories[order]), place)


@dataclass(frozen=True, slots=True, eq=False)
class TiedModel:
    """Which of 2n places share parameters.

    Parameters
    ----------
    structure : of the m different items
    place : (2n,) which of these stands at each place
    """

    structure: ParameterStructure
    place: Ints

    def with_tied_slope(self, item: int, other: int) -> "TiedModel":
        """The same with one slope for two of the m items."""
        old = self.structure
        free, own = old.free.copy(), old.own_design.copy()
        common = np.concatenate((old.common_design, np.zeros((*old.common_design.shape[:2], 1))), axis=2)
        for each in (item, other):
            free[each, 0], own[each, 0, 0], common[each, 0, -1] = False, 0.0, 1.0
        return TiedModel(replace(old, free=free, own_design=own, common_design=common), self.place)

    def constraint(self, saturated: ParameterStructure, population: int) -> Floats:
        """(P, p) the derivative of the saturated parameters by those of this model, population's included."""
        structure, size = self.structure, int(self.structure.free.sum())
        index = np.where(structure.free, np.cumsum(structure.free).reshape(structure.free.shape) - 1, -1)
        rows = np.argwhere(saturated.free)
        total = size + structure.common_design.shape[2]
        made = np.zeros((len(rows) + population, total + population))
        for row, (place, slot) in enumerate(rows.tolist()):
            item = self.place[place]
            own = np.flatnonzero(structure.free[item] & (structure.own_design[item, slot] != 0))
            made[row, index[item, own]] = structure.own_design[item, slot, own]
            made[row, size:total] = structure.common_design[item, slot]
        made[len(rows) :, total:] = np.eye(population)
        return made


def split_items(
    groups: TwoGroups, models: Sequence[str] | None, priors: Priors, *, tol: float, max_iter: int
) -> SplitItems:
    """Lay two groups' responses out.

    Parameters
    ----------
    models : (n,) or None for 2PL, and GPCM for items with more than two scores

    Raises
    ------
    CalibrationError
        ``option`` for a model that is not for this, ``score``
    """
    data, n = groups.data, len(groups.data.items)
    width = max(int(data.score.max(initial=0)) + 1, 2)
    place = data.item + n * groups.focal.astype(data.item.dtype)
    counts = np.bincount(place.astype(np.int64) * width + data.score, minlength=2 * n * width).reshape(-1, width)
    both = counts[:n] + counts[n:]
    categories = np.maximum(width - (both[:, ::-1] > 0).argmax(axis=1), 2).astype(np.int64)
    named = tuple(models or ("2pl" if each == 2 else "gpcm" for each in categories.tolist()))
    unknown = sorted(set(named) - set(MODELS))
    if unknown:
        raise CalibrationError(ErrorCode.OPTION, name="model", expected=", ".join(MODELS), got=", ".join(unknown))
    require_scores(data, np.where(np.isin(named, ("rasch", "1pl", "2pl", "3pl", "4pl")), 2, categories))
    group, populations = _populations(data, groups.focal)
    order = np.lexsort((place, data.person))
    laid = replace(data.select_responses(order), item=place[order], items=tuple(map(str, range(2 * n))))
    structure = parameter_structure([SATURATED.get(each, each) for each in named] * 2, np.tile(categories, 2))
    blocks = build_blocks(laid, structure, group=group, groups=populations)
    return SplitItems(blocks, named, categories, counts.astype(float), populations, priors, EMOptions(tol, max_iter))


def _populations(data: ResponseMatrix, focal: Bools) -> tuple[Ints, int]:
    """(persons,) the population of each person; their number."""
    number = np.bincount(data.person, minlength=data.persons)
    of_focal = np.bincount(data.person, focal, data.persons)
    kind = np.where(of_focal == 0, 0, np.where(of_focal == number, 2, 1))
    there = np.unique(kind[number > 0])
    return np.searchsorted(there, kind).clip(0, there.size - 1).astype(np.int64), int(there.size)


def start_of(split: SplitItems, model: TiedModel) -> ParameterPoint:
    """Start values from the answers' frequencies."""
    folded = np.zeros((len(model.structure.models), split.counts.shape[1]))
    np.add.at(folded, model.place, split.counts)
    return start_values(model.structure, folded.astype(np.int64), split.populations, split.priors)


def fit_tied(split: SplitItems, model: TiedModel, start: ParameterPoint, grid: QuadratureGrid) -> EMResult:
    """Maximise the likelihood of a model on a given grid."""

    def e_step(at: EStepTables) -> ExpectedStatistics:
        wide = replace(
            at,
            log_prob=np.ascontiguousarray(at.log_prob[model.place]),
            slope=at.slope[model.place],
            intercept=at.intercept[model.place],
            exponential=at.exponential[model.place],
        )
        return _folded(expected_statistics(split.blocks, wide), model)

    return run_em(e_step, start, grid, split.priors, split.options)


def _folded(wide: ExpectedStatistics, model: TiedModel) -> ExpectedStatistics:
    """Counts of places with the same parameters, added up."""

    def fold(values: Floats) -> Floats:
        total = np.zeros((len(model.structure.models), *values.shape[1:]))
        np.add.at(total, model.place, values)
        return total

    return replace(
        wide, counts=fold(wide.counts), cells=fold(wide.cells), theta=fold(wide.theta), totals=fold(wide.totals)
    )


def fit_refined(split: SplitItems, model: TiedModel, start: ParameterPoint) -> tuple[EMResult, QuadratureGrid]:
    """Maximise the likelihood on the default grid, halved and widened as the data need."""
    grid = equally_spaced_grid()
    run = fit_tied(split, model, start, grid)
    for _ in range(MAX_REFINEMENTS):
        population = run.point.population
        mean, sd, (least, best) = population.mean, population.sd, population.limits
        if run.sd_unresolved or (run.converged and grid_too_coarse(run, grid)):
            grid = grid.halved()
        elif run.converged and not grid.reaches(mean, sd, least):
            grid = grid.widened(mean, sd, best)
        else:
            break
        run = fit_tied(split, model, run.point, grid)
    return run, grid


def moved_start(
    split: SplitItems, wanted: TiedModel, fitted: TiedModel, point: ParameterPoint, move: Floats
) -> ParameterPoint:
    """A start for another model: the saturated parameters of a fit, moved by (P,), where both groups' differ the mean.

    Parameters
    ----------
    move : by the saturated parameters; moves beyond 2 are cut
    """
    saturated = split.saturated
    natural = point.natural[fitted.place].copy()
    size = int(saturated.free.sum())
    natural[saturated.free] += np.clip(move[:size], -NEWTON_LIMIT, NEWTON_LIMIT)
    population = _moved_population(point.population, move[size:])
    structure, many = wanted.structure, np.bincount(wanted.place, minlength=len(wanted.structure.models))
    folded = np.zeros((len(structure.models), natural.shape[1]))
    finite = np.where(np.isfinite(natural), natural, 0.0)
    np.add.at(folded, wanted.place, finite)
    folded /= many[:, None]
    own = np.where(structure.free, folded, 0.0)
    slopes = structure.common_design[:, 0]
    common = np.array([folded[slopes[:, at] != 0, 0].mean() for at in range(slopes.shape[1])])
    return ParameterPoint(structure, own, common, population)


def _moved_population(population: Population, move: Floats) -> Population:
    return population.at_vector(population.vector + np.clip(move, -0.5, 0.5))
