"""What comes next in a sitting, as it is logged and as the player shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import engine
from delivery_api.sittings.answering.item_choice import Fallback, choose
from delivery_api.sittings.record.event_types import (
    Event,
    FellBack,
    Finished,
    Presented,
    Quarantined,
    Readmitted,
    Relaxed,
    hints_taken,
    quarantined,
    replies,
)
from delivery_api.sittings.record.open_sitting import OpenSitting, met_before
from itembank import Language, content_language, present

Note = Callable[[Sequence[Fallback]], None]
"""Told what the choice of an item fell back on, nothing as a rule; it counts them."""


def ignore(_: Sequence[Fallback]) -> None:
    """Count nothing: for whoever is no worker."""


def withdrawals(
    test: engine.AdaptiveTest, log: Sequence[Event], masked: frozenset[str], now: datetime
) -> tuple[Quarantined, ...]:
    """What has been taken out of what the sitting could still ask since its log last said so, the waiting item too."""
    answered = {event.item for event in replies(log)}
    gone = {item for item in masked - answered - quarantined(log) if item in test.pool}
    return (Quarantined(now, tuple(sorted(gone))),) if gone else ()


def following_events(
    test: engine.AdaptiveTest,
    log: Sequence[Event],
    state: engine.CatState,
    seed: int,
    position: int,
    language: Language,
    now: datetime,
) -> tuple[Readmitted | Relaxed | FellBack | Presented | Finished, ...]:
    """What comes next as it is logged: the item, after what had to be given up for it; or the end."""
    choice = choose(test, state, seed, met_before(test, log))
    action = choice.action
    fell_back = (FellBack(now, tuple(map(str, choice.how))),) if choice.how else ()
    if isinstance(action, engine.Finish):
        return (*fell_back, end(test, state, now, str(action.reason)))
    back = tuple(test.pool.ids[item] for item in choice.readmitted)
    shown = Presented(now, position, test.pool.ids[action.item], language, action.scored)
    let_in = (Readmitted(now, back),) if back else ()
    let_off = (Relaxed(now, action.relaxed),) if action.relaxed else ()
    return (*let_in, *let_off, *fell_back, shown)


def end(
    test: engine.AdaptiveTest, state: engine.CatState, now: datetime, reason: str, by: str | None = None, why: str = ""
) -> Finished:
    """The end of a sitting, with what is reported of it."""
    estimate = engine.reported(test, state)
    return Finished(now, reason, float(estimate.theta), float(estimate.se), str(estimate.status), by, why)


def shown_item(room: OpenSitting, position: int, item_id: str, language: Language) -> dict[str, Any]:
    """An item at its position as the player shows it, with the hints that were taken there."""
    item = room.bank.item(item_id)
    shown = present(item, language, room.bank.stimulus_of(item))
    taken = item.hints[: hints_taken(room.log, position)]
    return {
        "position": position,
        "id": item_id,
        "language": language,
        **shown,
        "hints_taken": [hint[content_language(item, language)] for hint in taken],
        "progress": round(min(1.0, (position - 1) / room.questions), 3),
    }
