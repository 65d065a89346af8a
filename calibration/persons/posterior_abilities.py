"""Posterior distributions of ability under a fit, computed in blocks of persons.

Memory is proportional to the number of responses, not to persons × items. For a statistic of one item, the posterior
can leave out the response to that item.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.compiled_kernels import gather
from calibration.errors import CalibrationError, ErrorCode
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix
from engine import ItemParameters, Normal, log_probabilities

GRID_SDS = 6.0
"""Standard deviations by which the grid extends beyond the means of the populations."""
NODES = 61
HALVINGS = 3
START_SD = 2.0
MAX_CYCLES, TOLERANCE = 200, 1e-4
"""Most EM cycles for unknown populations, and the change, in logits, at which they have converged."""
BLOCK_RESPONSES = 2**14
"""Responses in one block: with 61 nodes an array of 8 MB."""


class FittedModel(Protocol):
    """The part of a calibration that abilities need: item ids, parameters, and populations by group.

    Populations are normal unless there is a histogram, which has the masses of each group on the grid; its unit may
    differ from that of θ. For a fit without populations, such as a conditional one, normal ones are estimated.
    """

    @property
    def items(self) -> tuple[str, ...]: ...
    @property
    def parameters(self) -> ItemParameters: ...
    @property
    def population(self) -> Mapping[str, Normal]: ...
    @property
    def histogram(self) -> Mapping[str, Floats] | None: ...
    @property
    def grid(self) -> Floats: ...


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Posterior mean (EAP) and standard deviation of each person's ability, both (persons,), logits.

    A person without a response has those of the population. ``responses`` (persons,) is the number of responses.
    """

    theta: Floats
    se: Floats
    responses: Ints


@dataclass(frozen=True, slots=True, eq=False)
class TabulatedFit:
    """A fit tabulated on a grid of abilities.

    Parameters
    ----------
    nodes : (Q,) equally spaced abilities, logits
    log_prob : (n, K, Q) log P(category | θ), −∞ for a category that an item does not have
    population : means and standard deviations of the G groups, both (G,)
    group : (persons,) each person's group, 0 ≤ group < G
    masses : (G, Q) masses of the groups at the nodes, None for normal groups
    """

    nodes: Floats
    log_prob: Floats
    population: tuple[Floats, Floats]
    group: Ints
    masses: Floats | None = None

    @property
    def log_prior(self) -> Floats:
        """(G, Q) logarithms of the masses of the groups at the nodes."""
        if self.masses is not None:
            return np.log(np.maximum(self.masses, np.finfo(float).tiny))
        mean, sd = (each[:, None] for each in self.population)
        density = -0.5 * ((self.nodes - mean) / sd) ** 2
        density -= density.max(axis=1, keepdims=True)
        return np.asarray(density - np.log(np.exp(density).sum(axis=1, keepdims=True)))


@dataclass(frozen=True, slots=True, eq=False)
class PosteriorBlock:
    """The posteriors of a block of persons with responses.

    Parameters
    ----------
    persons : (B,) indices of the persons
    rows : slice of their responses in the data
    person_index : (R,) the place in ``persons`` of each response's person
    log_posterior : (B, Q) log of the posterior at the nodes, up to a constant for each person, its maximum 0
    """

    persons: Ints
    rows: slice
    person_index: Ints
    log_posterior: Floats

    @property
    def posterior(self) -> Floats:
        """(B, Q) the posteriors, each row summing to 1."""
        return normalise(self.log_posterior)


def abilities(data: ResponseMatrix, fit: FittedModel, *, group: Column | Labels | None = None) -> Abilities:
    """Posterior mean and standard deviation of every person.

    Parameters
    ----------
    data : responses to the items of the fit
    fit : a calibration
    group : (persons,) population of the fit that each person belongs to; optional where there is only one

    Raises
    ------
    CalibrationError
        ``items_differ``, ``option`` naming the group, or ``score`` naming the item
    """
    return posterior_moments(data, tabulate_fit(data, fit, group))


def tabulate_fit(data: ResponseMatrix, fit: FittedModel, group: Column | Labels | None = None) -> TabulatedFit:
    """Tabulate a fit on a grid whose step is below the smallest posterior standard deviation of these persons."""
    if tuple(fit.items) != data.items:
        differing = sorted(set(fit.items) ^ set(data.items)) or ["–"]
        raise CalibrationError(ErrorCode.ITEMS_DIFFER, items=", ".join(differing))
    if not fit.population:
        return _estimate_populations(data, fit.parameters, group)
    names = list(fit.population)
    mean = np.array([fit.population[name].mean for name in names], dtype=float)
    sd = np.array([fit.population[name].sd for name in names], dtype=float)
    places = population_indices(names, group, data.persons)
    if fit.histogram is None:
        return _tabulate_normal(data, fit.parameters, (mean, sd), places)
    masses = np.array([fit.histogram[name] for name in names])
    nodes = _grid_in_logits(fit.grid, masses[0], mean[0], sd[0])
    tabulated = TabulatedFit(nodes, log_probabilities(fit.parameters, nodes[None, :]), (mean, sd), places, masses)
    require_possible_scores(data, tabulated.log_prob)
    return tabulated


def _tabulate_normal(
    data: ResponseMatrix, parameters: ItemParameters, population: tuple[Floats, Floats], group: Ints
) -> TabulatedFit:
    mean, sd = population
    low, high = (mean - GRID_SDS * sd).min(), (mean + GRID_SDS * sd).max()
    count = int(np.ceil((high - low) / (2 * GRID_SDS * sd.min()) * (NODES - 1) - 1e-9)) + 1
    for halvings in range(HALVINGS + 1):
        nodes = np.linspace(low, high, (count - 1) * 2**halvings + 1)
        tabulated = TabulatedFit(nodes, log_probabilities(parameters, nodes[None, :]), population, group)
        if halvings == 0:
            require_possible_scores(data, tabulated.log_prob)
        if posterior_moments(data, tabulated).se.min(initial=np.inf) >= nodes[1] - nodes[0]:
            break
    return tabulated


def _estimate_populations(
    data: ResponseMatrix, parameters: ItemParameters, group: Column | Labels | None
) -> TabulatedFit:
    """Estimate means and standard deviations of groups by EM with fixed item parameters (Mislevy, 1984)."""
    labels = Labels.from_values(["all"] * data.persons) if group is None else group_labels(group, data.persons)
    if (labels.code < 0).any():
        raise CalibrationError(ErrorCode.OPTION, name="group", expected=", ".join(labels.names), got="–")
    place = labels.code.astype(np.int64)
    met = data.responses_per_person() > 0
    size = np.maximum(np.bincount(place[met], minlength=len(labels.names)), 1)
    mean, sd = np.zeros(size.size), np.full(size.size, START_SD)
    tabulated = _tabulate_normal(data, parameters, (mean, sd), place)
    for _ in range(MAX_CYCLES):
        found = posterior_moments(data, tabulated)
        theta, error = found.theta[met], found.se[met]
        new = np.bincount(place[met], theta, size.size) / size
        square = np.bincount(place[met], error**2 + (theta - new[place[met]]) ** 2, size.size) / size
        moved = max(np.abs(new - mean).max(), np.abs(np.sqrt(square) - sd).max())
        mean, sd = new, np.maximum(np.sqrt(square), tabulated.nodes[1] - tabulated.nodes[0])
        tabulated = replace(tabulated, population=(mean, sd))
        if moved < TOLERANCE:
            break
    return _tabulate_normal(data, parameters, (mean, sd), place)


def _grid_in_logits(grid: Floats, masses: Floats, mean: float, sd: float) -> Floats:
    """The grid shifted and scaled so that the masses have this mean and standard deviation."""
    centre = masses @ grid
    spread = np.sqrt(masses @ (grid - centre) ** 2)
    return np.asarray(mean + (grid - centre) * sd / spread)


def posterior_moments(data: ResponseMatrix, tabulated: TabulatedFit, anchor: Bools | None = None) -> Abilities:
    """Posterior means and standard deviations; ``anchor`` (items,) selects the items that count, by default all."""
    mean, sd = tabulated.population
    theta, se = mean[tabulated.group], sd[tabulated.group]
    for block in posterior_blocks(data, tabulated, anchor):
        theta[block.persons], se[block.persons] = moments(block.posterior, tabulated.nodes)
    return Abilities(theta, se, np.bincount(data.person, minlength=data.persons))


def posterior_blocks(
    data: ResponseMatrix, tabulated: TabulatedFit, anchor: Bools | None = None
) -> Iterator[PosteriorBlock]:
    """The posteriors of all persons with responses, in blocks; ``anchor`` as in `posterior_moments`."""
    met = np.bincount(data.person, minlength=data.persons)
    who = np.flatnonzero(met)
    ends = np.cumsum(met[who])
    log_prior, width = tabulated.log_prior, tabulated.log_prob.shape[1]
    table = tabulated.log_prob if anchor is None else np.where(anchor[:, None, None], tabulated.log_prob, 0.0)
    table = np.ascontiguousarray(table.reshape(-1, tabulated.nodes.size))
    first = 0
    while first < who.size:
        start = int(ends[first] - met[who[first]])
        last = max(first + 1, int(np.searchsorted(ends, start + BLOCK_RESPONSES, side="right")))
        rows = slice(start, int(ends[last - 1]))
        persons = who[first:last]
        begins = np.concatenate(([0], ends[first:last] - start))
        log_posterior = log_prior[tabulated.group[persons]]
        gather((data.item[rows] * np.int32(width) + data.score[rows]).astype(np.int32), begins, table, log_posterior)
        log_posterior -= log_posterior.max(axis=1, keepdims=True)
        yield PosteriorBlock(persons, rows, np.repeat(np.arange(persons.size), met[persons]), log_posterior)
        first = last


def leave_one_out_posteriors(
    data: ResponseMatrix, tabulated: TabulatedFit, block: PosteriorBlock, anchor: Bools | None = None
) -> Floats:
    """(R, Q) for each response of a block, the person's posterior from all other responses."""
    item, score = data.item[block.rows], data.score[block.rows]
    log_posterior = block.log_posterior[block.person_index]
    own = tabulated.log_prob[item, score]
    log_posterior -= own if anchor is None else np.where(anchor[item][:, None], own, 0.0)
    log_posterior -= log_posterior.max(axis=1, keepdims=True)
    return normalise(log_posterior)


def normalise(log_posterior: Floats) -> Floats:
    """Exponentials of rows whose maximum is 0, each row summing to 1."""
    posterior: Floats = np.exp(log_posterior)
    posterior /= posterior.sum(axis=1, keepdims=True)
    return posterior


def moments(posterior: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each row."""
    mean = np.vecdot(posterior, nodes)
    return mean, np.sqrt(np.vecdot(posterior, (nodes - mean[:, None]) ** 2))


def group_labels(group: Column | Labels, length: int) -> Labels:
    """Labels of groups, encoded; the code of None or "" is −1.

    Raises
    ------
    CalibrationError
        ``option``
    """
    labels = group if isinstance(group, Labels) else Labels.from_values(group)
    if len(labels) != length:
        raise CalibrationError(ErrorCode.OPTION, name="group", expected=f"({length},)", got=f"({len(labels)},)")
    return labels


def population_indices(names: list[str], group: Column | Labels | None, persons: int) -> Ints:
    if group is None:
        if len(names) > 1:
            raise CalibrationError(ErrorCode.OPTION, name="group", expected=", ".join(names), got="–")
        return np.zeros(persons, dtype=np.int64)
    labels = group_labels(group, persons)
    unknown = [name for name in labels.names if name not in names] or (["–"] if (labels.code < 0).any() else [])
    if unknown:
        raise CalibrationError(ErrorCode.OPTION, name="group", expected=", ".join(names), got=", ".join(unknown))
    return np.array([names.index(name) for name in labels.names], dtype=np.int64)[labels.code]


def require_possible_scores(data: ResponseMatrix, log_prob: Floats) -> None:
    """Raise for a score that is not a category of its item."""
    categories = np.isfinite(log_prob).any(axis=2).sum(axis=1)
    above = np.flatnonzero(data.score >= categories[data.item])
    if above.size:
        at, item = above[0], data.item[above[0]]
        known = ", ".join(map(str, range(categories[item])))
        name, row = data.items[item], data.row_number(at)
        raise CalibrationError(ErrorCode.SCORE, data.row_unit, row=row, item=name, expected=known, got=data.score[at])
