"""What a sitting asks next, also where items taken out under way leave no whole test that its blueprint allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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

    A learner in the middle of a passage of which a question is taken out must not be sent home. So where withdrawn
    items leave no test under the blueprint, one constraint is given up, the first that helps in the blueprint's order,
    else all of them; and where there are too few items left for the length, whatever is left is asked, passage by
    passage. No ceiling is ever given up, and no enemies come together.
    """
    action = engine.next_action(test, state, seed)
    if not isinstance(action, Finish) or action.reason is not FinishReason.POOL_EXHAUSTED or not state.withdrawn:
        return action
    if not isinstance(test.blueprint, Shadow):
        return action
    for names in _ways_out(test.blueprint.blueprint):
        found = _asking(engine.next_action(test, engine.amend(test, state, engine.Relaxed(names)), seed), names, state)
        if found is not None:
            return found
    alone = engine.next_action(replace(test, blueprint=None), replace(state, open=_left(test, state)), seed)
    return _asking(alone, _all(test.blueprint.blueprint), state) or action


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
