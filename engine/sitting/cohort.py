"""Many sittings side by side, as arrays whose first axis is the person.

Every strategy works on a cohort. A single sitting is a cohort of one, so a simulation of thousands of sittings does bit
for bit what one sitting does.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.numerics.array_types import Bools, Floats, Ints, Uint64s
from engine.sitting.item_pool import ItemPool
from engine.sitting.testlet_effects import answer_log_likelihoods


@dataclass(frozen=True, eq=False, slots=True)
class Cohort:
    """P sittings in which the same number k of items has been presented.

    Parameters
    ----------
    seeds : shape (P,), 64-bit integers
    prior : means and SDs of the people's own priors, shape (P,) each, NaN for a person without one; None if no person
        has one
    log_likelihood : shape (P, Q), log-likelihood of the scored answers on the grid
    history : shape (P, 3, k), the item, the score and whether it was scored, of each presentation
    available : shape (P, n), items that are accessible to the person, not yet presented and not withdrawn
    count : shape (P,), number of scored answers
    elapsed, seconds : shape (P,), time spent and time limit in seconds, inf for no limit
    relaxed : shape (P,), frozen sets of the names of relaxed blueprint constraints; None if no sitting relaxed any
    """

    seeds: Uint64s
    prior: tuple[Floats, Floats] | None
    log_likelihood: Floats
    history: Ints
    available: Bools
    count: Ints
    elapsed: Floats
    seconds: Floats
    relaxed: NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return self.seeds.size

    @property
    def items(self) -> Ints:
        """Pool indices presented, shape (P, k)."""
        return self.history[:, 0]

    @property
    def scores(self) -> Ints:
        """Score categories, shape (P, k)."""
        return self.history[:, 1]

    @property
    def scored(self) -> Bools:
        """Which answers count, shape (P, k)."""
        return self.history[:, 2] > 0

    @property
    def presented(self) -> int:
        """The number k of items presented, which is the same for every sitting."""
        return int(self.history.shape[2])

    def take(self, rows: Ints | Bools) -> "Cohort":
        """The sittings of the people at these rows, given as indices or as a Boolean mask."""
        return Cohort(
            seeds=self.seeds[rows],
            prior=None if self.prior is None else (self.prior[0][rows], self.prior[1][rows]),
            log_likelihood=self.log_likelihood[rows],
            history=self.history[rows],
            available=self.available[rows],
            count=self.count[rows],
            elapsed=self.elapsed[rows],
            seconds=self.seconds[rows],
            relaxed=None if self.relaxed is None else self.relaxed[rows],
        )

    def without_prior(self) -> "Cohort":
        """The same sittings without the people's own priors."""
        return replace(self, prior=None)

    def stepped(self, pool: ItemPool, items: Ints, scores: Ints, scored: Bools) -> "Cohort":
        """The cohort after one more answer in each sitting.

        Parameters
        ----------
        items, scores, scored : shape (P,), the item presented, its score category and whether it counts
        """
        people = np.arange(len(self))
        available = self.available.copy()
        available[people, items] = False
        gain = answer_log_likelihoods(pool.log_prob, pool.testlets, self.history, items, scores)
        if not scored.all():
            gain = np.where(scored[:, np.newaxis], gain, 0.0)
        answer = np.stack([items, scores, scored.astype(np.intp)], axis=1)[:, :, np.newaxis]
        return Cohort(
            seeds=self.seeds,
            prior=self.prior,
            log_likelihood=self.log_likelihood + gain,
            history=np.concatenate([self.history, answer], axis=2),
            available=available,
            count=self.count + scored,
            elapsed=self.elapsed,
            seconds=self.seconds,
            relaxed=self.relaxed,
        )
