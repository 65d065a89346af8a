"""A year group's eligible items and the precision attainable at each of its abilities."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from engine import Normal
from engine.numerics.array_types import Bools, Floats, Ints
from itembank.compilation.eligible_items import effective_size
from itembank.gates.simulation_gate import SimulationLimits
from itembank.health.candidate_pool import CandidatePool
from itembank.health.optimal_mix import AssemblyConstraints, OptimalMix, optimal_mix
from itembank.health.set_information import (
    InformationValues,
    averaged_information,
    highest_information,
    information_values,
)

CELL_WIDTH = 0.5  # width of an ability cell, logits
SPAN = 2.0  # SDs covered on either side of the year group's mean
MINIMUM_INFORMATION = 1e-4  # added to every information, so that an SE is at most 100 and never infinite
_FINE = 801  # grid points on which each item's maximum information is sought


@dataclass(frozen=True, eq=False)
class YearGroup:
    """One year group with its ability range divided into T cells.

    Parameters
    ----------
    eligible : pool indices of the bank's items that it may be given
    placeholders : pool indices of its placeholders, one for each pattern of constraints
    exposure_limit : highest exposure rate allowed at any ability, 0 to 1
    cell_edges : shape (T + 1,), multiples of half a logit covering at least −2 to 2 SD
    learners : shape (T,), share of the learners in each cell, summing to 1
    values : information of the pool's n items and their sets at the midpoint of each of the T cells
    ideal_values : the same at one ability at which every item has the maximum over θ of its information
    """

    year: int
    population: Normal
    constraints: AssemblyConstraints
    eligible: Ints
    placeholders: Ints
    exposure_limit: float
    cell_edges: Floats
    learners: Floats
    values: InformationValues
    ideal_values: InformationValues

    @property
    def midpoints(self) -> Floats:
        """Midpoint of each cell, logits, shape (T,)."""
        return cell_midpoints(self.cell_edges)

    def best_mix(self, items: Ints, rate: float | None = None) -> OptimalMix:
        """The optimal mix of these items and placeholders.

        Parameters
        ----------
        items : pool indices
        rate : exposure limit of each item, that of the year group unless given
        """
        most = np.full(items.size, self.exposure_limit if rate is None else rate)
        return self._mix(items, most, self.values)

    def ideal_mix(self, items: Ints, typical: Ints) -> OptimalMix:
        """The optimal mix of an ideal bank.

        Every item has its maximum information at every ability, and typical items are in unlimited supply.

        Parameters
        ----------
        items : pool indices of the bank's items
        typical : pool indices of the typical items
        """
        together = np.concatenate([items, typical])
        most = np.concatenate([np.ones(items.size), np.full(typical.size, float(self.constraints.length))])
        everywhere = (np.repeat(values, self.learners.size, axis=1) for values in self.ideal_values)
        return self._mix(together, most, InformationValues(*everywhere))

    def _mix(self, items: Ints, most: Floats, values: InformationValues) -> OptimalMix:
        columns = np.concatenate([items, self.placeholders])
        endless = np.full(self.placeholders.size, float(self.constraints.length))
        offered = values.take(columns, self.constraints.passages)
        return optimal_mix(self.constraints, columns, np.concatenate([most, endless]), offered)

    def mean(self, errors: Floats) -> float:
        """Mean over the year's learners of a value in each cell, shape (T,)."""
        return float(self.learners @ errors)


def cell_midpoints(edges: Floats) -> Floats:
    """Midpoint of each cell."""
    centre: Floats = (edges[1:] + edges[:-1]) / 2
    return centre


def standard_errors(information: Floats) -> Floats:
    """Standard errors 1/√(information + `MINIMUM_INFORMATION`), logits, always finite."""
    errors: Floats = 1 / np.sqrt(information + MINIMUM_INFORMATION)
    return errors


def year_group(candidates: CandidatePool, year: int, highest_rate: float | None = None) -> YearGroup:
    """One year group of the design.

    Parameters
    ----------
    highest_rate : exposure limit, that of the publishing gate unless given

    Raises
    ------
    InvalidBank, UnknownYear
    """
    rules, population = candidates.constraints(year), candidates.design.population(year)
    place = np.arange(len(candidates.pool))
    is_own = ~rules.ineligible & (place < candidates.bank_size)
    own = np.flatnonzero(is_own)
    supply = effective_size(is_own, rules.passages)
    edges = cell_edges(population)
    distribution = NormalDist(population.mean, population.sd)
    learners = np.diff([distribution.cdf(edge) for edge in edges.tolist()])
    curves, highest = _information(candidates, rules, cell_midpoints(edges))
    sd = candidates.design.dependence
    return YearGroup(
        year=year,
        population=population,
        constraints=rules,
        eligible=own,
        placeholders=_one_per_pattern(rules, ~rules.ineligible & candidates.is_placeholder),
        exposure_limit=SimulationLimits(exposure=highest_rate).exposure_of(rules.length, max(supply, 1)),
        cell_edges=edges,
        learners=learners / learners.sum(),
        values=information_values(curves, rules.passages, sd),
        ideal_values=information_values(highest[:, np.newaxis], rules.passages, sd),
    )


def cell_edges(population: Normal) -> Floats:
    """Edges of ability cells at multiples of `CELL_WIDTH` that cover −2 to 2 SD of a population."""
    first = np.floor((population.mean - SPAN * population.sd) / CELL_WIDTH + 1e-9)
    last = np.ceil((population.mean + SPAN * population.sd) / CELL_WIDTH - 1e-9)
    edges: Floats = np.arange(first, last + 1) * CELL_WIDTH
    return edges


def _information(candidates: CandidatePool, rules: AssemblyConstraints, theta: Floats) -> tuple[Floats, Floats]:
    """Each item's information at each ability, shape (n, T), and its maximum, shape (n,); 0 for placeholders."""
    held, sd = candidates.pool.parameters, candidates.design.dependence
    together = np.zeros(len(candidates.pool), dtype=bool) if rules.passages is None else rules.passages.set_of_item >= 0

    def highest() -> Floats:
        grid = np.linspace(np.nanmin(held.b[~candidates.is_placeholder]) - 1.0, np.nanmax(held.b) + 1.0, _FINE)
        return highest_information(held, grid, together, sd)

    curves = averaged_information(held, theta, together, sd)
    most = np.maximum(candidates.pool.cached(("highest information", together.tobytes()), highest), curves.max(axis=1))
    curves[candidates.is_placeholder] = most[candidates.is_placeholder] = 0.0
    return curves, most


def _one_per_pattern(rules: AssemblyConstraints, empty: Bools) -> Ints:
    """One placeholder, or one passage of them, for each pattern of constraint coefficients."""
    places = np.flatnonzero(empty)
    kinds = np.array([row.coefficients[places] for row in rules.rows]).reshape(len(rules.rows), places.size).T
    passage = np.full(places.size, -1) if rules.passages is None else rules.passages.set_of_item[places]
    taken: dict[tuple[float, ...], int] = {}
    for kind, of in zip(kinds.tolist(), passage.tolist(), strict=True):
        taken.setdefault(tuple(kind), of)
    chosen = [taken[tuple(kind)] == of for kind, of in zip(kinds.tolist(), passage.tolist(), strict=True)]
    if rules.passages is None:
        _, first = np.unique(kinds, axis=0, return_index=True)
        return places[np.sort(first)]
    one: Ints = places[np.array(chosen, dtype=bool)]
    return one


def one_request_per_structure(candidates: CandidatePool, group: YearGroup) -> Ints:
    """Pool indices of the items of one request for each structure that the year group may be given."""
    seen: dict[tuple[object, ...], Ints] = {}
    for request, places in zip(candidates.requests, candidates.request_items, strict=True):
        if not group.constraints.ineligible[places].any():
            seen.setdefault(tuple((part.strand, part.topic, part.process) for part in request.parts), places)
    typical: Ints = np.array([place for places in seen.values() for place in places.tolist()], dtype=np.intp)
    return typical
