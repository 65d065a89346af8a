"""The plainest choice that there is, for when a selection fails: it estimates, solves and draws nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Administer, CatState, Finish, FinishReason, MaxItems


def most_informative(test: AdaptiveTest, state: CatState, left: NDArray[np.bool_]) -> Administer | Finish:
    """The most informative of the items that are left, where the answers so far are most likely; the end in its time.

    Masks of content hold as far as they leave anything and can be asked. Unscored items are not placed.

    Parameters
    ----------
    left : shape (n,), what may be asked as far as ceilings, enemies and passages go
    """
    if any(state.count >= rule.n for rule in test.stop if isinstance(rule, MaxItems)):
        return Finish(FinishReason.MAX_ITEMS)
    if state.elapsed >= state.seconds:
        return Finish(FinishReason.TIME_LIMIT)
    allowed = _masked(test, state, left)
    if not allowed.any():
        return Finish(FinishReason.POOL_EXHAUSTED)
    informed = test.pool.information[:, _place(test, state)]
    return Administer(int(np.where(allowed, informed, -1.0).argmax()))


def _masked(test: AdaptiveTest, state: CatState, left: NDArray[np.bool_]) -> NDArray[np.bool_]:
    allowed = left.copy()
    if test.seeding is not None:
        allowed[test.seeding.items(test.pool)] = False
    for mask in test.masks:
        try:
            narrower = allowed & mask(test.pool, state.cohort())[0]
        except Exception:  # noqa: S112 - it may be what failed; ceilings are in ``left`` already
            continue
        allowed = narrower if narrower.any() else allowed
    return allowed


def _place(test: AdaptiveTest, state: CatState) -> int:
    """The node of the grid where the posterior under the learner's own prior, or a standard normal, is highest."""
    prior = state.prior
    mean, sd = (prior.mean, prior.sd) if prior is not None else (0.0, 1.0)
    return int((state.log_likelihood - ((test.pool.grid - mean) / sd) ** 2 / 2).argmax())
