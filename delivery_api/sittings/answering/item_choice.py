"""What a sitting asks next, also where there is no whole test that its blueprint allows."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

import engine
from delivery_api.sittings.answering.fallback_selection import most_informative
from delivery_api.sittings.record.event_types import Event, FellBack, Readmitted, Relaxed
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
from itembank.compilation.eligible_items import above_ceiling

log = logging.getLogger("mesur")


class Fallback(StrEnum):
    """How an item was chosen that could not be chosen as the test is designed."""

    RELAXED = "constraints given up"
    READMITTED = "items met before let back in"
    LIFTED = "exposure control lifted"
    UNPROVED = "solver stopped early"
    FAILED = "selection failed"


def fallbacks(events: Iterable[Event]) -> tuple[Fallback, ...]:
    """What the choice of an item fell back on, by the events that it left in the log."""
    found: list[Fallback] = []
    for event in events:
        match event:
            case Relaxed():
                found.append(Fallback.RELAXED)
            case Readmitted():
                found.append(Fallback.READMITTED)
            case FellBack(how=how):
                found += map(Fallback, how)
    return tuple(found)


@dataclass(frozen=True)
class Choice:
    """What comes next.

    Attributes
    ----------
    readmitted : items met before that had to be let back in for it (pool indices)
    failed : the selection raised, and this is the plainest that there is
    """

    action: Administer | Finish
    readmitted: tuple[int, ...] = ()
    failed: bool = False

    @property
    def how(self) -> tuple[Fallback, ...]:
        """What it fell back on that has no event of its own, as `Relaxed` and `Readmitted` are."""
        asked = self.action if isinstance(self.action, Administer) else Administer(-1)
        happened = {
            Fallback.LIFTED: asked.exposure_lifted,
            Fallback.UNPROVED: asked.unproved,
            Fallback.FAILED: self.failed,
        }
        return tuple(each for each, has in happened.items() if has)


def choose(test: AdaptiveTest, state: CatState, seed: int, met_before: Collection[int]) -> Choice:
    """What comes next, with as little given up for it as helps.

    A learner in the middle of a passage of which a question is taken out must not be sent home, nor one for whom the
    solver comes to no end. So where there is no test under the blueprint, whatever the cause, items met before are let
    back in, then one constraint is given up, the first that helps in the blueprint's order, else all of them; and where
    there are too few items left for the length, whatever is left is asked, passage by passage. No ceiling is ever given
    up, and no enemies come together. A selection that raises is the same: the most informative item that is left.

    Parameters
    ----------
    met_before : pool indices that are closed for no other reason
    """
    try:
        return _chosen(test, state, seed, met_before)
    except Exception:  # whatever it is, a child is waiting; the log has the kind and the place
        log.exception("a selection failed")
        return Choice(most_informative(test, state, _left(test, state)), failed=True)


def _chosen(test: AdaptiveTest, state: CatState, seed: int, met_before: Collection[int]) -> Choice:
    action = engine.next_action(test, state, seed)
    if not _exhausted(action):
        return Choice(action)
    back: tuple[int, ...] = ()
    if met_before:
        asked = {answer.item for answer in state.answers}
        back = tuple(sorted(set(met_before) - asked - state.withdrawn))
        available = state.available.copy()
        available[list(back)] = True
        state = replace(state, available=available)
        action = engine.next_action(test, state, seed)
    return Choice(_giving_up(test, state, seed) or action if _exhausted(action) else action, back)


def _giving_up(test: AdaptiveTest, state: CatState, seed: int) -> Administer | None:
    """What is asked when as little as helps of the blueprint is given up; None where nothing is left to ask."""
    if not isinstance(test.blueprint, Shadow):
        return None
    for names in _ways_out(test.blueprint.blueprint):
        found = _asking(engine.next_action(test, engine.amend(test, state, engine.Relaxed(names)), seed), names, state)
        if found is not None:
            return found
    alone = engine.next_action(replace(test, blueprint=None), replace(state, available=_left(test, state)), seed)
    return _asking(alone, _all(test.blueprint.blueprint), state)


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
    left = state.available & ~above_ceiling(test)
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
