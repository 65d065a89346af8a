"""Ability cells: the supply of items for each strand and half logit of a year group, and what one more would save."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.numerics.array_types import Bools, Floats
from itembank.health.candidate_pool import CandidatePool
from itembank.health.optimal_mix import OptimalMix
from itembank.health.request_pricing import RequestPricing
from itembank.health.year_group import CELL_WIDTH, YearGroup

NEAR = 1.0  # logits between an item's difficulty and the cell's midpoint for it to count as near


@dataclass(frozen=True)
class AbilityCell:
    """The supply of items of one strand for half a logit of one year group's abilities.

    Parameters
    ----------
    low, high : ends of the cell, logits
    learners : share of the year group in the cell, 0 to 1
    items : number of eligible items whose difficulty lies in the cell
    near : number of eligible items whose difficulty lies within a logit of its midpoint
    places : expected number of items of the strand in a sitting of the optimal mix
    told : information of these items as a share of that of ideal items, 0 to 1
    saves : upper bound, from the dual prices of the optimal mix, on what one more item takes off the year's mean SE,
        logits; None if no item of that difficulty can be requested for the year
    rate : exposure limit, 0 to 1
    """

    year: int
    strand: str
    low: float
    high: float
    learners: float
    items: int
    near: int
    places: float
    told: float
    saves: float | None
    rate: float

    @property
    def load(self) -> float:
        """Exposure rate that each near item would have if only near items were presented; inf if there is none."""
        if not self.places:
            return 0.0
        return self.places / self.near if self.near else float("inf")

    @property
    def crowded(self) -> bool:
        """Whether the load exceeds the exposure limit: too few items are near."""
        return self.load > self.rate + 1e-9


def ability_cells(
    candidates: CandidatePool, pricing: RequestPricing, group: YearGroup, mix: OptimalMix, ideal: Mapping[str, Floats]
) -> Iterator[AbilityCell]:
    """The cells of a year group, strand by strand.

    Parameters
    ----------
    mix : the optimal mix of the year group's eligible items
    ideal : for each strand, information of an ideal item in each of the T cells, shape (T,)
    """
    strands, difficulty = candidates.pool.attribute("strand"), candidates.pool.attribute("difficulty")
    saves = _largest_savings(candidates, pricing, group, mix)
    for strand in candidates.strands:
        places, told = places_and_information(mix, strands == strand)
        own = difficulty[group.eligible[strands[group.eligible] == strand]]
        for cell, (low, high) in enumerate(pairwise(group.cell_edges.tolist())):
            best, saved = float(places[cell] * ideal[strand][cell]), float(saves[strand][cell])
            yield AbilityCell(
                year=group.year,
                strand=strand,
                low=low,
                high=high,
                learners=float(group.learners[cell]),
                items=int(((own >= low) & (own < high)).sum()),
                near=int((np.abs(own - (low + high) / 2) <= NEAR).sum()),
                places=float(places[cell]),
                told=min(float(told[cell]) / best, 1.0) if best else 0.0,
                saves=None if np.isnan(saved) else saved,
                rate=group.exposure_limit,
            )


def places_and_information(mix: OptimalMix, mask: Bools) -> tuple[Floats, Floats]:
    """Expected number of some items in a sitting, and their information, in each cell.

    Parameters
    ----------
    mask : shape (n,), mask over the pool

    Returns
    -------
    two arrays of shape (T,)
    """
    shares = mix.exposure[mask[mix.items]]
    told: Floats = (shares * mix.item_information[mask[mix.items]]).sum(axis=0)
    return shares.sum(axis=0), told


def _largest_savings(
    candidates: CandidatePool, pricing: RequestPricing, group: YearGroup, mix: OptimalMix
) -> Mapping[str, Floats]:
    """Upper bound on what one more item of each strand in each cell takes off the year's mean SE; NaN if impossible."""
    each = pricing.se_savings(group, mix) @ group.learners / pricing.sizes
    saved = {strand: np.full(group.learners.size, np.nan) for strand in candidates.strands}
    for number in np.flatnonzero(pricing.eligible(group)).tolist():
        request = candidates.requests[number]
        cell = int(np.floor((request.difficulty - group.cell_edges[0]) / CELL_WIDTH))
        if 0 <= cell < group.learners.size:
            saved[request.strand][cell] = np.fmax(saved[request.strand][cell], each[number])
    return saved
