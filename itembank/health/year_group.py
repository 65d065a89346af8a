"""A year group before a bank: what it may be asked, and how surely each of its abilities could be measured."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from engine import Normal, information
from engine.numerics.array_types import Bools, Floats, Ints
from itembank.gates.simulation_gate import SimulationLimits
from itembank.health.candidate_pool import Ground
from itembank.health.optimal_mix import Mix, Rules, best_mix

WIDTH = 0.5  # logits of a cell
SPAN = 2.0  # SDs of the year group to either side of its mean
ALMOST_NOTHING = 1e-4  # information that is always there: nothing at all is an SE of 100, and not without end
_FINE = 801  # abilities at which an item's greatest information is looked for


@dataclass(frozen=True, eq=False)
class YearGroup:
    """One year group, its abilities in T cells.

    Parameters
    ----------
    own : pool indices of the bank's items that it may be asked
    empty : pool indices of its empty places, one of each kind
    rate : the largest share of the sittings of an ability that an item should be in
    edges : shape (T + 1,), round logits from −2 to 2 SD or a little beyond
    learners : shape (T,), the share of these learners in each cell; together 1
    curves : shape (n, T), information of the pool's items in the middle of each cell
    highest : shape (n,), the greatest information that each has anywhere
    """

    year: int
    population: Normal
    rules: Rules
    own: Ints
    empty: Ints
    rate: float
    edges: Floats
    learners: Floats
    curves: Floats
    highest: Floats

    @property
    def middles(self) -> Floats:
        return middles(self.edges)

    def asked(self, items: Ints, rate: float | None = None) -> Mix:
        """The best mix of these items, each in no more than the rate of sittings, and of empty places."""
        most = np.full(items.size, self.rate if rate is None else rate)
        return self._mix(items, most, self.curves[items])

    def ideal(self, items: Ints, typical: Ints) -> Mix:
        """The best sitting if every item told as much as it does anywhere, and of typical ones there were no end."""
        together = np.concatenate([items, typical])
        most = np.concatenate([np.ones(items.size), np.full(typical.size, float(self.rules.length))])
        return self._mix(together, most, np.tile(self.highest[together, np.newaxis], self.learners.size))

    def _mix(self, items: Ints, most: Floats, values: Floats) -> Mix:
        columns = np.concatenate([items, self.empty])
        endless = np.full(self.empty.size, float(self.rules.length))
        nothing = np.zeros((self.empty.size, values.shape[1]))
        return best_mix(self.rules, columns, np.concatenate([most, endless]), np.concatenate([values, nothing]))

    def mean(self, errors: Floats) -> float:
        """The mean over the learners of the year, of a value in each cell (T,)."""
        return float(self.learners @ errors)


def middles(edges: Floats) -> Floats:
    """The middle of each cell."""
    centre: Floats = (edges[1:] + edges[:-1]) / 2
    return centre


def standard_errors(given: Floats) -> Floats:
    """1/√information, logits, finite."""
    errors: Floats = 1 / np.sqrt(given + ALMOST_NOTHING)
    return errors


def year_group(ground: Ground, year: int, highest_rate: float | None = None) -> YearGroup:
    """A year group of the ground's design.

    Parameters
    ----------
    highest_rate : the largest share of sittings that an item should be in; that of the publishing gate unless given

    Raises
    ------
    InvalidBank, UnknownYear
    """
    rules, population = ground.rules(year), ground.design.population(year)
    place = np.arange(len(ground.pool))
    own = np.flatnonzero(~rules.barred & (place < ground.held))
    edges = cell_edges(population)
    distribution = NormalDist(population.mean, population.sd)
    learners = np.diff([distribution.cdf(edge) for edge in edges.tolist()])
    curves = information(ground.pool.parameters, middles(edges)[np.newaxis])
    return YearGroup(
        year=year,
        population=population,
        rules=rules,
        own=own,
        empty=_one_of_each(rules, ~rules.barred & ground.empty),
        rate=SimulationLimits(exposure=highest_rate).exposure_of(rules.length, max(own.size, 1)),
        edges=edges,
        learners=learners / learners.sum(),
        curves=curves,
        highest=np.maximum(_highest(ground), curves.max(axis=1)),
    )


def cell_edges(population: Normal) -> Floats:
    """Round abilities that reach from −2 to 2 SD of a population."""
    first = np.floor((population.mean - SPAN * population.sd) / WIDTH + 1e-9)
    last = np.ceil((population.mean + SPAN * population.sd) / WIDTH - 1e-9)
    edges: Floats = np.arange(first, last + 1) * WIDTH
    return edges


def _highest(ground: Ground) -> Floats:
    """The greatest information of each item on a fine grid, shape (n,)."""

    def found() -> Floats:
        held = ground.pool.parameters
        grid = np.linspace(np.nanmin(held.b[~ground.empty]) - 1.0, np.nanmax(held.b) + 1.0, _FINE)
        top: Floats = information(held, grid[np.newaxis]).max(axis=1)
        return top

    return ground.pool.derived("highest information", found)


def _one_of_each(rules: Rules, empty: Bools) -> Ints:
    """Of empty places that no rule tells apart, one, or one passage."""
    places = np.flatnonzero(empty)
    kinds = np.array([row.coefficients[places] for row in rules.rows]).reshape(len(rules.rows), places.size).T
    passage = np.full(places.size, -1) if rules.passages is None else rules.passages.of_item[places]
    taken: dict[tuple[float, ...], int] = {}
    for kind, of in zip(kinds.tolist(), passage.tolist(), strict=True):
        taken.setdefault(tuple(kind), of)
    chosen = [taken[tuple(kind)] == of for kind, of in zip(kinds.tolist(), passage.tolist(), strict=True)]
    if rules.passages is None:
        _, first = np.unique(kinds, axis=0, return_index=True)
        return places[np.sort(first)]
    one: Ints = places[np.array(chosen, dtype=bool)]
    return one


def typical_of(ground: Ground, group: YearGroup) -> Ints:
    """The parts of one request of each structure that a year group may be asked, whatever its difficulty."""
    seen: dict[tuple[object, ...], Ints] = {}
    for request, places in zip(ground.requests, ground.places, strict=True):
        if not group.rules.barred[places].any():
            seen.setdefault(tuple((part.strand, part.topic, part.process) for part in request.parts), places)
    typical: Ints = np.array([place for places in seen.values() for place in places.tolist()], dtype=np.intp)
    return typical
