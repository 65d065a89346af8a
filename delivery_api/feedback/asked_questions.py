"""Reads from a log what became of each question, for the item map that staff see."""

from __future__ import annotations

from collections.abc import Sequence

from delivery_api.sittings.record.event_types import Event, Presented, Replied, replies, replies_as_scored
from delivery_api.sittings.record.response_time_effort import is_rapid
from itembank import BankVersion, ItemVersion
from itembank.content.misconception_sentences import MISCONCEPTIONS
from itembank.scoring.named_misconceptions import named_misconceptions
from reports.feedback.item_map import AskedQuestion, Outcome
from reports.feedback.topics import LocalisedText


def asked_questions(bank: BankVersion, log: Sequence[Event]) -> tuple[AskedQuestion, ...]:
    """The scored questions of a sitting in their order, those that were shown and never answered last.

    Parameters
    ----------
    bank : the version that the sitting is scored under
    """
    answered = [event for event in replies_as_scored(log) if event.scored]
    unreached = _unreached(log)
    return (
        *(_answered(place, event, bank.item(event.item)) for place, event in enumerate(answered, start=1)),
        *(_waiting(place, bank.item(item)) for place, item in enumerate(unreached, start=len(answered) + 1)),
    )


def _unreached(log: Sequence[Event]) -> tuple[str, ...]:
    """The items shown last at the scored positions that were never answered."""
    done = {event.position for event in replies(log)}
    shown = {event.position: event.item for event in log if isinstance(event, Presented) and event.scored}
    return tuple(item for position, item in sorted(shown.items()) if position not in done)


def _answered(place: int, event: Replied, item: ItemVersion) -> AskedQuestion:
    return AskedQuestion(
        place, item.topic, item.introduced_year, _outcome(event, item), _ideas(event, item), is_rapid(event)
    )


def _waiting(place: int, item: ItemVersion) -> AskedQuestion:
    return AskedQuestion(place, item.topic, item.introduced_year, Outcome.NOT_REACHED)


def _outcome(event: Replied, item: ItemVersion) -> Outcome:
    if event.response is None:
        return Outcome.OMITTED
    if event.score == item.most:
        return Outcome.RIGHT
    return Outcome.PART if event.score else Outcome.WRONG


def _ideas(event: Replied, item: ItemVersion) -> tuple[LocalisedText, ...]:
    """Sentences alone: what was chosen stays in the log."""
    if event.score == item.most:
        return ()
    names = named_misconceptions(item, event.response)
    return tuple(MISCONCEPTIONS[name] for name in names if name in MISCONCEPTIONS)
