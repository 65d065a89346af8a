"""What comes of simulees who all have one ability."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from engine import Simulation
from itembank.simulation_study.item_use import highest_rate, overlap, presentations

REACH = 0.6
BIAS_ALLOWED = 0.05
MONTE_CARLO_ERRORS = 3
BAND = 0.90
REACH_OF_BAND = NormalDist().inv_cdf((1 + BAND) / 2)


@dataclass(frozen=True)
class Point:
    """Simulees of one ability.

    Parameters
    ----------
    theta : their ability, logits
    best_se : 1/√Σ information of the L most informative items they may be asked, logits
    bias, monte_carlo_se : mean of reported − true ability, and the standard error of that mean
    mean_se : mean reported SE
    rmse : root mean square of reported − true ability
    sd : standard deviation of the reported abilities: what the SE claims to be
    coverage : share of sittings whose 90 % band, reported ability ± 1.645 SE, holds the true ability
    length : mean number of items presented
    overlap : share of its items that a sitting has in common with another at this ability, on average
    highest_rate : the share of sittings that the most used item was in
    items_used : how many items were in any sitting
    """

    theta: float
    best_se: float
    bias: float
    monte_carlo_se: float
    mean_se: float
    rmse: float
    sd: float
    coverage: float
    length: float
    overlap: float
    highest_rate: float
    items_used: int

    @property
    def in_reach(self) -> bool:
        return self.best_se <= REACH

    @property
    def limit(self) -> float:
        return BIAS_ALLOWED + MONTE_CARLO_ERRORS * self.monte_carlo_se

    @property
    def honesty(self) -> float:
        """Mean SE / SD: 1 where the SE says what it should, below 1 where it promises too much."""
        return self.mean_se / self.sd if self.sd > 0 else float("nan")

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong: the bias is within its limit, or the point is out of the bank's reach."""
        return not self.in_reach or abs(self.bias) <= self.limit


def point(done: Simulation, best_se: float, pool_size: int) -> Point:
    """The point at which all these sittings are; two or more."""
    error, presented = done.theta - done.truth, presentations(done, pool_size)
    return Point(
        theta=float(done.truth[0]),
        best_se=float(best_se),
        bias=float(error.mean()),
        monte_carlo_se=float(error.std(ddof=1) / np.sqrt(error.size)),
        mean_se=float(done.se.mean()),
        rmse=float(np.sqrt(np.mean(error**2))),
        sd=float(error.std(ddof=1)),
        coverage=coverage(done),
        length=float(done.lengths.mean()),
        overlap=overlap(presented),
        highest_rate=highest_rate(presented),
        items_used=int(presented.any(axis=0).sum()),
    )


def coverage(done: Simulation) -> float:
    """Share of sittings whose 90 % band holds the true ability."""
    return float((np.abs(done.theta - done.truth) <= REACH_OF_BAND * done.se).mean())
