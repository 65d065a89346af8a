"""Where a bank is thin: what the items of each strand tell of each ability of a year group, and what one more would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.numerics.array_types import Bools, Floats
from itembank.health.candidate_pool import Ground
from itembank.health.optimal_mix import Mix
from itembank.health.request_pricing import Pricing
from itembank.health.year_group import WIDTH, YearGroup

NEAR = 1.0  # logits from an ability within which an item is for it


@dataclass(frozen=True)
class Cell:
    """The items of one strand at half a logit of one year group's abilities.

    Parameters
    ----------
    low, high : of the abilities, logits
    learners : share of the year group
    items : how many the year group may be asked whose difficulty lies in the cell
    near : how many within a logit of its middle
    places : how many places of a sitting the strand has in the best mix
    told : what the items in these places tell, as a share of what ideal ones would
    saves : what one more item there, if it can be written, takes off the year's mean SE, logits: by the prices of the
        best mix, so at most; None where nothing so easy or so hard can be written for the year
    rate : the largest share of sittings that an item should be in
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
        """The share of sittings that each item near the cell would be in, if only these were asked; inf if none is."""
        if not self.places:
            return 0.0
        return self.places / self.near if self.near else float("inf")

    @property
    def crowded(self) -> bool:
        """Whether too few items are near: each would be in more than the rate of sittings."""
        return self.load > self.rate + 1e-9


def cells(ground: Ground, pricing: Pricing, group: YearGroup, mix: Mix, ideal: Mapping[str, Floats]) -> Iterator[Cell]:
    """The cells of a year group, strand by strand.

    Parameters
    ----------
    mix : the best of its own items
    ideal : for each strand what an ideal item tells in each cell
    """
    strands, difficulty = ground.pool.attribute("strand"), ground.pool.attribute("difficulty")
    saves = _saves(ground, pricing, group, mix)
    for strand in ground.strands:
        places, told = shared_out(group, mix, strands == strand)
        own = difficulty[group.own[strands[group.own] == strand]]
        for cell, (low, high) in enumerate(pairwise(group.edges.tolist())):
            best, saved = float(places[cell] * ideal[strand][cell]), float(saves[strand][cell])
            yield Cell(
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
                rate=group.rate,
            )


def shared_out(group: YearGroup, mix: Mix, some: Bools) -> tuple[Floats, Floats]:
    """How many places of a sitting some items of the pool (n,) have in each cell, and what they tell there."""
    shares = mix.shares[some[mix.items]]
    told: Floats = (shares * mix.values[some[mix.items]]).sum(axis=0)
    return shares.sum(axis=0), told


def _saves(ground: Ground, pricing: Pricing, group: YearGroup, mix: Mix) -> Mapping[str, Floats]:
    """For each strand what one more item in each cell takes at most off the year's mean SE; NaN where none can be."""
    each = pricing.savings(group, mix) @ group.learners / pricing.sizes
    saved = {strand: np.full(group.learners.size, np.nan) for strand in ground.strands}
    for number in np.flatnonzero(pricing.open_to(group)).tolist():
        request = ground.requests[number]
        cell = int(np.floor((request.difficulty - group.edges[0]) / WIDTH))
        if 0 <= cell < group.learners.size:
            saved[request.strand][cell] = np.fmax(saved[request.strand][cell], each[number])
    return saved
