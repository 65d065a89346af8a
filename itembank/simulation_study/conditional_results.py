"""Conditional results: bias, SE, coverage and exposure among simulees of one ability."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from engine import Simulation
from itembank.simulation_study.exposure_and_content import highest_exposure_rate, overlap_rate, presented_items

SE_IN_REACH = 0.6
BIAS_ALLOWED = 0.05
MONTE_CARLO_ERRORS = 3
BAND = 0.90
BAND_QUANTILE = NormalDist().inv_cdf((1 + BAND) / 2)


@dataclass(frozen=True)
class ConditionalResults:
    """Results of the simulees of one ability.

    Parameters
    ----------
    theta : true ability, logits
    best_se : 1/√Σ information of the L most informative eligible items, L being the length of a sitting, logits
    bias, monte_carlo_se : mean of reported − true ability, and the standard error of that mean, logits
    mean_se : mean reported SE, logits
    rmse : root mean square of reported − true ability, logits
    sd : standard deviation of the reported abilities, which the SE estimates, logits
    coverage : share of sittings whose 90 % band, reported ability ± 1.645 SE, contains the true ability
    length : mean number of items presented
    overlap : mean share of items that two sittings at this ability have in common
    highest_rate : exposure rate of the most used item
    items_used : number of items presented in any sitting
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
        """Whether the bank's best SE at this ability is at most `SE_IN_REACH`."""
        return self.best_se <= SE_IN_REACH

    @property
    def limit(self) -> float:
        """Largest absolute bias allowed, logits."""
        return BIAS_ALLOWED + MONTE_CARLO_ERRORS * self.monte_carlo_se

    @property
    def honesty(self) -> float:
        """Ratio of mean SE to SD: 1 if the SE is unbiased, below 1 if it is too small."""
        return self.mean_se / self.sd if self.sd > 0 else float("nan")

    @property
    def holds(self) -> bool:
        """Whether the bias is within its limit, or the ability is out of the bank's reach."""
        return not self.in_reach or abs(self.bias) <= self.limit


def conditional_results(simulation: Simulation, best_se: float, pool_size: int) -> ConditionalResults:
    """Summarise sittings of simulees with the same ability.

    Parameters
    ----------
    simulation : two or more sittings
    best_se : see `ConditionalResults`
    pool_size : number of items in the pool
    """
    error, presented = simulation.theta - simulation.truth, presented_items(simulation, pool_size)
    return ConditionalResults(
        theta=float(simulation.truth[0]),
        best_se=float(best_se),
        bias=float(error.mean()),
        monte_carlo_se=float(error.std(ddof=1) / np.sqrt(error.size)),
        mean_se=float(simulation.se.mean()),
        rmse=float(np.sqrt(np.mean(error**2))),
        sd=float(error.std(ddof=1)),
        coverage=coverage(simulation),
        length=float(simulation.lengths.mean()),
        overlap=overlap_rate(presented),
        highest_rate=highest_exposure_rate(presented),
        items_used=int(presented.any(axis=0).sum()),
    )


def coverage(simulation: Simulation) -> float:
    """Share of sittings whose 90 % band contains the true ability."""
    return float((np.abs(simulation.theta - simulation.truth) <= BAND_QUANTILE * simulation.se).mean())
