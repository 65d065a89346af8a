"""How eligibility is brought to where every rate of exposure is kept: see `solve_eligibility`."""

from typing import NamedTuple

import numpy as np

from engine.exposure.exposure_rates import ExposureRates
from engine.numerics.array_types import Floats, Ints

_GAIN = 0.5  # of a step
_ROUNDS = 100  # within a leap, which cost next to nothing beside a simulation
_RAREST = 0.5  # of the rate: to admit an item less often than this could only be for sittings where control gives way
_COMMON = 5.0  # presentations that what is known of all items counts for, beside an item's own


class SimulationCounts(NamedTuple):
    """What one simulation counted: of S segments where sittings end, S where they are on the way, n items."""

    sittings: Ints  # (S,)
    administered: Ints  # (S, S, n): ended, on the way, item
    exposure_lifted: Ints  # (S,), sittings in which control gave way

    @classmethod
    def total(cls, runs: "list[SimulationCounts]") -> "SimulationCounts":
        return cls(*(np.sum(counts, axis=0) for counts in zip(*runs, strict=True)))

    @property
    def rates(self) -> ExposureRates:
        return ExposureRates(self.sittings, self.administered.sum(axis=1))


class EligibilityPrices(NamedTuple):
    """What the segments where sittings end ask of items, and where on the way those were presented.

    Parameters
    ----------
    asked : shape (S, n), that the item be eligible for one in so many
    presented : shape (S, S, n): of sittings that end in s, presentations while in r, of item i
    """

    asked: Floats
    presented: Floats

    @classmethod
    def none(cls, segments: int, items: int) -> "EligibilityPrices":
        return cls(np.zeros((segments, items)), np.zeros((segments, segments, items)))

    @classmethod
    def mean(cls, several: list["EligibilityPrices"]) -> "EligibilityPrices":
        return cls(*(np.mean(parts, axis=0) for parts in zip(*several, strict=True)))

    def leapt(self, run: SimulationCounts, probabilities: Floats, rates: Floats) -> "EligibilityPrices":
        """Where one simulation would have them settle if presentations were proportional to eligibility."""
        demand = run.administered / probabilities / np.maximum(run.sittings, 1)[:, np.newaxis, np.newaxis]
        prices = EligibilityPrices(self.asked, run.administered.astype(float))
        weights = prices.weights()
        for _ in range(_ROUNDS):
            share = (demand * _eligible(weights, prices.asked, rates)).sum(axis=1)
            prices = prices._replace(asked=np.maximum(prices.asked, 1.0) * share / rates)
        return prices

    def moved(self, run: SimulationCounts, rates: Floats) -> "EligibilityPrices":
        """Half a step towards what one simulation asks for.

        The excess counts squared. Where a segment alone decides on an item, halving makes this Heron's iteration, the
        mean of ℓ and q²/ℓ, to q = P(administered, were it always eligible) / rate, which does not swing; where it has
        to pull others along it is as fast as a whole step.
        """
        share = run.administered.sum(axis=1) / np.maximum(run.sittings, 1)[:, np.newaxis]
        share = np.where(run.sittings[:, np.newaxis] > 0, share, rates)  # where nobody ended nothing is to change
        asked = self.asked + _GAIN * (np.maximum(self.asked, 1.0) * (share / rates) ** 2 - self.asked)
        return EligibilityPrices(asked, self.presented + _GAIN * (run.administered - self.presented))

    def at_least(self, asked: Floats) -> "EligibilityPrices":
        """The same, but nowhere falling below."""
        return self._replace(asked=np.maximum(self.asked, asked))

    def probabilities(self, rates: Floats) -> Floats:
        """Eligibility in each segment on the way, shape (S, n)."""
        return _eligible(self.weights(), self.asked, rates)

    def weights(self) -> Floats:
        """How much what s asks counts for an item's eligibility while in r, shape (S, S, n), 1 in all over s.

        In proportion to how large a part of the item's presentations to those who end in s is in r. All items lend to
        those that are seldom presented.
        """
        usual = self.presented.sum(axis=2, keepdims=True) + 1e-9 * np.eye(len(self.asked))[:, :, np.newaxis]
        part = self.presented + _COMMON * usual / usual.sum(axis=1, keepdims=True)
        part /= part.sum(axis=1, keepdims=True)
        weights: Floats = part / part.sum(axis=0)
        return weights


def _eligible(weights: Floats, asked: Floats, rates: Floats) -> Floats:
    one_in = (weights * asked[:, np.newaxis]).sum(axis=0)
    eligible: Floats = np.maximum(1 / np.maximum(one_in, 1.0), _RAREST * rates)
    return eligible
