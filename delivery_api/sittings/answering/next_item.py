"""What a sitting asks next: the choice of the item, its events in the log, and how the player shows it."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

import engine
from delivery_api.identity.access_profile.profile_settings import logged_settings
from delivery_api.sittings.answering.fallback_selection import most_informative
from delivery_api.sittings.record.event_types import (
    Event,
    FellBack,
    Finished,
    Presented,
    Quarantined,
    Readmitted,
    Relaxed,
    Replied,
    quarantined,
    replies,
    started,
)
from delivery_api.sittings.record.open_sitting import OpenSitting, seen_item_indices
from engine import (
    AdaptiveTest,
    Administer,
    Blueprint,
    CatState,
    Enemies,
    Finish,
    FinishReason,
    ItemSets,
    Shadow,
)
from itembank import AskedItem, ItemVersion, Language, allowed_tools, content_language, present
from itembank.compilation.eligible_items import ceiling_violations, is_ceiling

_LOG = logging.getLogger("mesur")
READMISSIONS = 3
"""In how many steps the items that a learner has seen before are let back in."""


class Fallback(StrEnum):
    """Why an item was not chosen as the test is designed, or as it is where enough items are left."""

    RELAXED = "constraints given up"
    GAVE_WAY = "constraints given up as the design allows"
    READMITTED = "items met before let back in"
    LIFTED = "exposure control lifted"
    UNPROVED = "solver stopped early"
    FAILED = "selection failed"


def fallbacks(test: AdaptiveTest, events: Iterable[Event]) -> tuple[Fallback, ...]:
    """The fallbacks that events of a log record; what gave way as the test's `relax` names it is told apart."""
    relax = test.blueprint.blueprint.relax if isinstance(test.blueprint, Shadow) else ()
    found: list[Fallback] = []
    for event in events:
        match event:
            case Relaxed(constraints=names):
                found.append(Fallback.GAVE_WAY if set(names) <= set(relax) else Fallback.RELAXED)
            case Readmitted():
                found.append(Fallback.READMITTED)
            case FellBack(how=how):
                found += map(Fallback, how)
    return tuple(found)


@dataclass(frozen=True)
class ItemChoice:
    """The next item or the end, and the fallbacks it needed.

    Attributes
    ----------
    readmitted : pool indices of items seen before that had to be let back in
    failed : whether the selection raised, so that `fallback_selection` chose
    """

    action: Administer | Finish
    readmitted: tuple[int, ...] = ()
    failed: bool = False

    @property
    def how(self) -> tuple[Fallback, ...]:
        """The fallbacks that have no event of their own, unlike `Relaxed` and `Readmitted`."""
        asked = self.action if isinstance(self.action, Administer) else Administer(-1)
        happened = {
            Fallback.LIFTED: asked.exposure_lifted,
            Fallback.UNPROVED: asked.unproved,
            Fallback.FAILED: self.failed,
        }
        return tuple(each for each, has in happened.items() if has)


def choose_next(test: AdaptiveTest, state: CatState, seed: int, seen_before: Sequence[int]) -> ItemChoice:
    """Choose what comes next, and give up as little of the test's design as possible.

    A learner must not be sent home in the middle of a passage because one of its questions was withdrawn, or because
    the solver does not terminate. So if no test satisfies the blueprint, even without what its `relax` names, for
    whatever reason:

    1. items that the learner has seen in earlier sittings are let back in: the third of them seen longest ago, and each
       other third only where no test is possible without it;
    2. one constraint is given up: the first, in the blueprint's order, that helps;
    3. all constraints that can be given up are;
    4. if too few items are left for the length, the remaining items are asked, passage by passage.

    Ceilings, counts that allow none and enemies always hold, but for those that `relax` names. If the selection raises,
    the most informative remaining item is asked.

    Parameters
    ----------
    seen_before : pool indices of items that are closed only because the learner has seen them before, in the order in
        which they were seen
    """
    try:
        return _chosen(test, state, seed, seen_before)
    except Exception:  # whatever it is, a child is waiting; the log has the kind and the place
        _LOG.exception("a selection failed")
        return ItemChoice(most_informative(test, state, _remaining(test, state)), failed=True)


def _chosen(test: AdaptiveTest, state: CatState, seed: int, seen_before: Sequence[int]) -> ItemChoice:
    action, readmitted = engine.next_action(test, state, seed), tuple[int, ...]()
    asked = {answer.item for answer in state.answers}
    closed = tuple(item for item in seen_before if item not in asked | state.withdrawn)
    for count in _readmissions(len(closed)):
        if not _is_exhausted(action):
            return ItemChoice(action, readmitted)
        readmitted = closed[:count]
        state = _with_available(state, readmitted)
        action = engine.next_action(test, state, seed)
    return ItemChoice(_relaxed_choice(test, state, seed) or action if _is_exhausted(action) else action, readmitted)


def _readmissions(closed: int) -> Iterator[int]:
    """How many of the items seen before are let back in, in the order in which that is tried."""
    # in a year's second sitting a third is what was seen in the first sitting of the year before
    yield from dict.fromkeys(math.ceil(closed * part / READMISSIONS) for part in range(1, READMISSIONS + 1) if closed)


def _with_available(state: CatState, items: Sequence[int]) -> CatState:
    available = state.available.copy()
    available[list(items)] = True
    return replace(state, available=available)


def _relaxed_choice(test: AdaptiveTest, state: CatState, seed: int) -> Administer | None:
    """The item chosen with as few constraints given up as possible; None where no item is left."""
    if not isinstance(test.blueprint, Shadow):
        return None
    for names in _relaxations(test.blueprint.blueprint):
        action = engine.next_action(test, engine.amend(test, state, engine.Relaxed(names)), seed)
        found = _with_relaxations(action, names, state)
        if found is not None:
            return found
    names = _relaxable(test.blueprint.blueprint)
    left = _remaining(test, engine.amend(test, state, engine.Relaxed(names)))
    unconstrained = engine.next_action(replace(test, blueprint=None), replace(state, available=left), seed)
    return _with_relaxations(unconstrained, names, state)


def _is_exhausted(action: Administer | Finish) -> bool:
    return isinstance(action, Finish) and action.reason is FinishReason.POOL_EXHAUSTED


def _with_relaxations(action: Administer | Finish, names: tuple[str, ...], state: CatState) -> Administer | None:
    """The action if it asks an item, with the constraints that are given up now and were not given up before."""
    if isinstance(action, Finish):
        return None
    given_up = tuple(name for name in (*names, *action.relaxed) if name not in state.relaxed)
    return replace(action, relaxed=tuple(dict.fromkeys(given_up)))


def _relaxations(blueprint: Blueprint) -> Iterator[tuple[str, ...]]:
    """The sets of constraints to give up, in the order in which they are tried."""
    names = _relaxable(blueprint)
    yield from ((name,) for name in names)
    yield names


def _relaxable(blueprint: Blueprint) -> tuple[str, ...]:
    """The constraints that may be given up, by name."""
    held = [each.name for each in blueprint.constraints if is_ceiling(each) or isinstance(each, Enemies)]
    return tuple(each.name for each in blueprint.constraints if each.name in blueprint.relax or each.name not in held)


def _remaining(test: AdaptiveTest, state: CatState) -> NDArray[np.bool_]:
    """The items that can be asked without a blueprint, shape (n,); of the current passage, while it has any left.

    Ceilings and enemies that the sitting has given up do not hold again; passages are kept together all the same.
    """
    blueprint = test.blueprint.blueprint if isinstance(test.blueprint, Shadow) else Blueprint(1)
    in_force = blueprint.without(state.relaxed)
    left = state.available & ~ceiling_violations(test.pool, test.masks, in_force)
    asked = np.array([answer.item for answer in state.answers], dtype=np.intp)
    for enemies in (each for each in in_force.constraints if isinstance(each, Enemies)):
        members = np.array([test.pool.index(item) for item in enemies.items], dtype=np.intp)
        if np.isin(members, asked).any():
            left[members] = False
    for sets in (each for each in blueprint.constraints if isinstance(each, ItemSets)):
        passage = test.pool.attribute(sets.attribute)
        in_passage = left & (passage == passage[asked[-1]]) if asked.size else left
        left = in_passage if in_passage.any() else left
    return left


def withdrawal_events(sitting: OpenSitting, withdrawn_items: Collection[str], now: datetime) -> tuple[Quarantined, ...]:
    """Log the withdrawn items that the sitting could still have asked and that its log does not name yet.

    The item that waits for an answer may be among them.
    """
    if not withdrawn_items:
        return ()
    answered = {event.item for event in replies(sitting.log)}
    new = frozenset(withdrawn_items) - answered - quarantined(sitting.log)
    gone = {item for item in new if item in sitting.test.pool}
    return (Quarantined(now, tuple(sorted(gone))),) if gone else ()


def next_events(
    sitting: OpenSitting, position: int, language: Language, now: datetime
) -> tuple[Readmitted | Relaxed | FellBack | Presented | Finished, ...]:
    """The events that log what comes next: what was given up, then the item or the end of the sitting."""
    test = sitting.test
    choice = choose_next(test, sitting.state, sitting.pinned.seed, seen_item_indices(test, sitting.log))
    action = choice.action
    fell_back = (FellBack(now, tuple(map(str, choice.how))),) if choice.how else ()
    if isinstance(action, engine.Finish):
        return (*fell_back, finished_event(sitting, now, str(action.reason)))
    readmitted_ids = tuple(test.pool.ids[item] for item in choice.readmitted)
    presented = Presented(now, position, test.pool.ids[action.item], language, action.scored)
    readmitted = (Readmitted(now, readmitted_ids),) if readmitted_ids else ()
    relaxed = (Relaxed(now, action.relaxed),) if action.relaxed else ()
    return (*readmitted, *relaxed, *fell_back, presented)


def finished_event(sitting: OpenSitting, now: datetime, reason: str, by: str | None = None, why: str = "") -> Finished:
    """The end of a sitting with its reported estimate."""
    estimate = engine.reported(sitting.test, sitting.state)
    return Finished(now, reason, float(estimate.theta), float(estimate.se), str(estimate.status), by, why)


def answer_body(sitting: OpenSitting, log: Iterable[Event], replied: Replied, language: Language) -> str:
    """The body of the response to an answer, as text: what came next, as it was shown first.

    It is the same whenever it is made, because a sitting's bank version does not change. It is not logged: its length
    would tell the item.

    Parameters
    ----------
    log : events of the sitting, with the one that followed the answer
    language : of the answer
    """
    position, item = replied.position + 1, None
    following = next(e for e in log if isinstance(e, Finished) or (isinstance(e, Presented) and e.position == position))
    if isinstance(following, Presented):
        item = shown_item(sitting, position, following.item, language)
    body = {"position": replied.position, "next": item, "finished": item is None}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def shown_item(sitting: OpenSitting, position: int, item_id: str, language: Language, hints: int = 0) -> dict[str, Any]:
    """An item as the player shows it at a position, with the number of hints taken there."""
    item = sitting.bank.item(item_id)
    shown = present(item, language, sitting.bank.stimulus_of(item))
    taken = item.hints[:hints]
    tools = _tools(sitting, item)
    return {
        "position": position,
        "id": item_id,
        "language": language,
        **shown,
        **({"tools": tools} if tools else {}),
        "hints_taken": [hint[content_language(item, language)] for hint in taken],
        "progress": round(min(1.0, (position - 1) / sitting.questions), 3),
    }


def _tools(sitting: OpenSitting, item: ItemVersion) -> tuple[str, ...]:
    """The tools that the learner's settings, as they stood at the start, give and the item allows."""
    begun = started(sitting.log)
    given = logged_settings(begun.access) if begun else {}
    return allowed_tools(AskedItem(sitting.bank.subject, item, sitting.bank.stimulus_of(item)), given)
