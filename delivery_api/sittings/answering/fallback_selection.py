"""The fallback for a selection that fails: the most informative item, without estimation, solver or random draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, Administer, CatState, Finish, FinishReason, MaxItems


def most_informative(test: AdaptiveTest, state: CatState, remaining: NDArray[np.bool_]) -> Administer | Finish:
    """The most informative remaining item at the mode of the posterior, or the end where a stopping rule says so.

    Content masks apply as far as they can be evaluated and leave any item. Unscored items are not placed.

    Parameters
    ----------
    remaining : shape (n,), the items that ceilings, enemies and passages still allow
    """
    if any(state.count >= rule.n for rule in test.stop if isinstance(rule, MaxItems)):
        return Finish(FinishReason.MAX_ITEMS)
    if state.elapsed >= state.seconds:
        return Finish(FinishReason.TIME_LIMIT)
    allowed = _masked(test, state, remaining)
    if not allowed.any():
        return Finish(FinishReason.POOL_EXHAUSTED)
    information = test.pool.information[:, _posterior_mode(test, state)]
    return Administer(int(np.where(allowed, information, -1.0).argmax()))


def _masked(test: AdaptiveTest, state: CatState, remaining: NDArray[np.bool_]) -> NDArray[np.bool_]:
    allowed = remaining.copy()
    if test.seeding is not None:
        allowed[test.seeding.items(test.pool)] = False
    for mask in test.masks:
        try:
            narrower = allowed & mask(test.pool, state.cohort())[0]
        except Exception:  # noqa: S112 - it may be what failed; ``remaining`` already respects the ceilings
            continue
        allowed = narrower if narrower.any() else allowed
    return allowed


def _posterior_mode(test: AdaptiveTest, state: CatState) -> int:
    """The grid node of the posterior's mode under the learner's own prior, or under a standard normal one."""
    prior = state.prior
    mean, sd = (prior.mean, prior.sd) if prior is not None else (0.0, 1.0)
    return int((state.log_likelihood - ((test.pool.grid - mean) / sd) ** 2 / 2).argmax())
