"""Eligibility prices and their updates from one simulation to the next: see `solve_eligibility`.

The price ℓ of an item in a segment is the reciprocal of the eligibility probability that keeps the item's rate there:
at price ℓ the item is to be eligible in one sitting of ℓ. At a price of at most 1 it is always eligible.
"""

from typing import NamedTuple

import numpy as np

from engine.exposure.exposure_rates import ExposureRates
from engine.numerics.array_types import Floats, Ints

_STEP_SIZE = 0.5  # the share of a full step in a damped update
_FIXED_POINT_ROUNDS = 100  # of the inner iteration, which costs little beside a simulation
LEAST_ELIGIBILITY = 0.5  # as a share of the rate; below it only sittings with lifted control would be affected
_PSEUDO_PRESENTATIONS = 5.0  # weight of the distribution over all items, beside an item's own presentations


class SimulationCounts(NamedTuple):
    """The counts of one simulation with S segments and n items.

    Parameters
    ----------
    sittings : shape (S,), sittings that ended in each segment
    administered : shape (S, S, n), presentations by final segment, segment in force at the presentation, and item
    exposure_lifted : shape (S,), sittings in which exposure control was lifted
    """

    sittings: Ints
    administered: Ints
    exposure_lifted: Ints

    @classmethod
    def total(cls, runs: "list[SimulationCounts]") -> "SimulationCounts":
        """The sum of the counts of several simulations."""
        return cls(*(np.sum(counts, axis=0) for counts in zip(*runs, strict=True)))

    @property
    def rates(self) -> ExposureRates:
        return ExposureRates(self.sittings, self.administered.sum(axis=1))


class EligibilityPrices(NamedTuple):
    """The price of each item in each final segment, and the segments in which items were presented.

    Parameters
    ----------
    prices : shape (S, n), the price ℓ of each item in each final segment, 0 or more
    presented : shape (S, S, n), presentations of item i in segment r in sittings that end in segment s
    """

    prices: Floats
    presented: Floats

    @classmethod
    def zero(cls, segments: int, items: int) -> "EligibilityPrices":
        return cls(np.zeros((segments, items)), np.zeros((segments, segments, items)))

    @classmethod
    def of_probabilities(cls, probabilities: Floats) -> "EligibilityPrices":
        """The prices of eligibility probabilities found before, shape (S, n), each above 0."""
        segments, items = probabilities.shape
        return cls(1 / probabilities, np.zeros((segments, segments, items)))

    @classmethod
    def mean(cls, many: list["EligibilityPrices"]) -> "EligibilityPrices":
        return cls(*(np.mean(parts, axis=0) for parts in zip(*many, strict=True)))

    def at_fixed_point(self, run: SimulationCounts, probabilities: Floats, rates: Floats) -> "EligibilityPrices":
        """The fixed point that follows from one simulation if presentations are proportional to eligibility.

        Parameters
        ----------
        run : the counts of the simulation
        probabilities : shape (S, n), the eligibility in that simulation
        rates : shape (n,), the target rates
        """
        demand = run.administered / probabilities / np.maximum(run.sittings, 1)[:, np.newaxis, np.newaxis]
        prices = EligibilityPrices(self.prices, run.administered.astype(float))
        weights = prices.weights()
        for _ in range(_FIXED_POINT_ROUNDS):
            share = (demand * _eligibility(weights, prices.prices, rates)).sum(axis=1)
            prices = prices._replace(prices=np.maximum(prices.prices, 1.0) * share / rates)
        return prices

    def half_step(self, run: SimulationCounts, rates: Floats) -> "EligibilityPrices":
        """Half a step towards the prices that follow from one simulation, with the ratio of rates squared.

        Where one segment alone determines an item's eligibility, the update is Heron's iteration: the mean of ℓ and
        q²/ℓ, which converges without oscillation to q = P(administered if always eligible) / rate. Where a segment
        shares the eligibility with others, the squared ratio makes the half step as fast as a full one.

        Parameters
        ----------
        run : the counts of the simulation
        rates : shape (n,), the target rates
        """
        prices = self.prices + _STEP_SIZE * (np.maximum(self.prices, 1.0) * _excess(run, rates) ** 2 - self.prices)
        return EligibilityPrices(prices, self.presented + _STEP_SIZE * (run.administered - self.presented))

    def averaged_step(self, run: SimulationCounts, rates: Floats, weights: Floats) -> "EligibilityPrices":
        """A step of ``weights``, shape (n,), from 0 to 1, towards the prices that follow from one simulation.

        Weights of 1/2, 1/3, 1/4 … give the mean of the first prices and of what each simulation says (Robbins & Monro):
        they keep what was known, and chance becomes less with each simulation.
        """
        prices = self.prices + weights * (np.maximum(self.prices, 1.0) * _excess(run, rates) - self.prices)
        return EligibilityPrices(prices, self.presented + weights * (run.administered - self.presented))

    def at_least(self, prices: Floats) -> "EligibilityPrices":
        """The same prices, raised to at least these, shape (S, n)."""
        return self._replace(prices=np.maximum(self.prices, prices))

    def probabilities(self, rates: Floats) -> Floats:
        """The eligibility probability in each segment of the running estimate, shape (S, n)."""
        return _eligibility(self.weights(), self.prices, rates)

    def weights(self) -> Floats:
        """The weight of the price in final segment s for an item's eligibility in segment r, shape (S, S, n).

        It is proportional to the share of the item's presentations, in sittings that end in s, that took place in r.
        For items seldom presented the share is shrunk towards that of all items. The weights sum to 1 over s.
        """
        over_all_items = self.presented.sum(axis=2, keepdims=True) + 1e-9 * np.eye(len(self.prices))[:, :, np.newaxis]
        share_in_segment = self.presented + _PSEUDO_PRESENTATIONS * over_all_items / over_all_items.sum(
            axis=1, keepdims=True
        )
        share_in_segment /= share_in_segment.sum(axis=1, keepdims=True)
        weights: Floats = share_in_segment / share_in_segment.sum(axis=0)
        return weights


def _excess(run: SimulationCounts, rates: Floats) -> Floats:
    """The ratio of each rate in a simulation to the rate asked for, shape (S, n); 1 in segments without sittings."""
    share = run.administered.sum(axis=1) / np.maximum(run.sittings, 1)[:, np.newaxis]
    return np.where(run.sittings[:, np.newaxis] > 0, share, rates) / rates


def _eligibility(weights: Floats, prices: Floats, rates: Floats) -> Floats:
    reciprocal = (weights * prices[:, np.newaxis]).sum(axis=0)
    eligible: Floats = np.maximum(1 / np.maximum(reciprocal, 1.0), LEAST_ELIGIBILITY * rates)
    return eligible
