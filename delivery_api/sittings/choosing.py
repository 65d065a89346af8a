"""What a sitting asks next, also where there is no whole test that its blueprint allows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import engine
from engine import (
    AdaptiveTest,
    Administer,
    Blueprint,
    CatState,
    Ceiling,
    Enemies,
    Finish,
    FinishReason,
    ItemSets,
    Shadow,
)
from itembank.study.supply import above_ceiling


def chosen(test: AdaptiveTest, state: CatState, seed: int) -> Administer | Finish:
    """What comes next, with what has to be given up of the blueprint for it.

    A learner in the middle of a passage of which a question is taken out must not be sent home, nor one for whom the
    solver comes to no end. So where there is no test under the blueprint, whatever the cause, one constraint is given
    up, the first that helps in the blueprint's order, else all of them; and where there are too few items left for the
    length, whatever is left is asked, passage by passage. No ceiling is ever given up, and no enemies come together.
    """
    action = engine.next_action(test, state, seed)
    if not _exhausted(action) or not isinstance(test.blueprint, Shadow):
        return action
    for names in _ways_out(test.blueprint.blueprint):
        found = _asking(engine.next_action(test, engine.amend(test, state, engine.Relaxed(names)), seed), names, state)
        if found is not None:
            return found
    alone = engine.next_action(replace(test, blueprint=None), replace(state, open=_left(test, state)), seed)
    return _asking(alone, _all(test.blueprint.blueprint), state) or action


@dataclass(frozen=True)
class Choice:
    """What comes next, and the items met before that had to be let back in for it (pool indices)."""

    action: Administer | Finish
    readmitted: tuple[int, ...] = ()


def choose(test: AdaptiveTest, state: CatState, seed: int, met_before: Collection[int]) -> Choice:
    """`chosen`, but with the items of earlier sittings let back in where nothing could be asked without them.

    Parameters
    ----------
    met_before : pool indices that are closed for no other reason
    """
    if met_before and _exhausted(engine.next_action(test, state, seed)):
        asked = {answer.item for answer in state.answers}
        back = tuple(sorted(set(met_before) - asked - state.withdrawn))
        still_open = state.open.copy()
        still_open[list(back)] = True
        return Choice(chosen(test, replace(state, open=still_open), seed), back)
    return Choice(chosen(test, state, seed))


def _exhausted(action: Administer | Finish) -> bool:
    return isinstance(action, Finish) and action.reason is FinishReason.POOL_EXHAUSTED


def _asking(action: Administer | Finish, names: tuple[str, ...], state: CatState) -> Administer | None:
    """The action if it asks something, with what is given up now and was not before."""
    if isinstance(action, Finish):
        return None
    given_up = tuple(name for name in (*names, *action.relaxed) if name not in state.relaxed)
    return replace(action, relaxed=tuple(dict.fromkeys(given_up)))


def _ways_out(blueprint: Blueprint) -> Iterator[tuple[str, ...]]:
    names = _all(blueprint)
    yield from ((name,) for name in names)
    yield names


def _all(blueprint: Blueprint) -> tuple[str, ...]:
    """What may be given up."""
    return tuple(each.name for each in blueprint.constraints if not isinstance(each, Ceiling | Enemies))


def _left(test: AdaptiveTest, state: CatState) -> NDArray[np.bool_]:
    """What can still be asked without a blueprint, shape (n,): of the passage under way, if there is anything of it."""
    left = state.open & ~above_ceiling(test)
    asked = np.array([answer.item for answer in state.answers], dtype=np.intp)
    constraints = test.blueprint.blueprint.constraints if isinstance(test.blueprint, Shadow) else ()
    for enemies in (each for each in constraints if isinstance(each, Enemies)):
        members = np.array([test.pool.index(item) for item in enemies.items], dtype=np.intp)
        if np.isin(members, asked).any():
            left[members] = False
    for sets in (each for each in constraints if isinstance(each, ItemSets)):
        passage = test.pool.attribute(sets.attribute)
        under_way = left & (passage == passage[asked[-1]]) if asked.size else left
        left = under_way if under_way.any() else left
    return left
