"""Many sittings side by side, as the strategies see them.

A strategy is written once, on arrays whose first axis is the person. A single sitting is a cohort of one, so that a
simulation of thousands does bit for bit what one sitting does.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.numerics.array_types import Bools, Floats, Ints, Uint64s


@dataclass(frozen=True, eq=False, slots=True)
class Cohort:
    """P sittings that have had the same number k of presentations.

    Parameters
    ----------
    seeds : shape (P,)
    prior : means and SDs of the people's own priors, shape (P,) each, NaN for who has none; None if nobody has
    log_likelihood : shape (P, Q), of the scored answers alone
    history : shape (P, 3, k): item, score, scored
    open : shape (P, n), items that may still be chosen as far as the person is concerned
    count : shape (P,), scored answers
    elapsed, seconds : shape (P,), spent and limit (inf for none)
    relaxed : shape (P,), frozen sets of names of the blueprint's constraints given up; None if nobody has given up any
    """

    seeds: Uint64s
    prior: tuple[Floats, Floats] | None
    log_likelihood: Floats
    history: Ints
    open: Bools
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
        """The number of items presented, k, the same for everyone."""
        return int(self.history.shape[2])

    def take(self, rows: Ints | Bools) -> "Cohort":
        """The sittings of some people."""
        return Cohort(
            seeds=self.seeds[rows],
            prior=None if self.prior is None else (self.prior[0][rows], self.prior[1][rows]),
            log_likelihood=self.log_likelihood[rows],
            history=self.history[rows],
            open=self.open[rows],
            count=self.count[rows],
            elapsed=self.elapsed[rows],
            seconds=self.seconds[rows],
            relaxed=None if self.relaxed is None else self.relaxed[rows],
        )

    def without_prior(self) -> "Cohort":
        """The same sittings as they look to whoever knows nothing of the people."""
        return replace(self, prior=None)

    def stepped(self, log_prob: Floats, items: Ints, scores: Ints, scored: Bools) -> "Cohort":
        """Each sitting with one more answer.

        Parameters
        ----------
        log_prob : the pool's table, shape (n, K, Q)
        items, scores, scored : shape (P,)
        """
        people = np.arange(len(self))
        still_open = self.open.copy()
        still_open[people, items] = False
        gain = log_prob[items, scores]
        if not scored.all():
            gain = np.where(scored[:, np.newaxis], gain, 0.0)
        answer = np.stack([items, scores, scored.astype(np.intp)], axis=1)[:, :, np.newaxis]
        return Cohort(
            seeds=self.seeds,
            prior=self.prior,
            log_likelihood=self.log_likelihood + gain,
            history=np.concatenate([self.history, answer], axis=2),
            open=still_open,
            count=self.count + scored,
            elapsed=self.elapsed,
            seconds=self.seconds,
            relaxed=self.relaxed,
        )
