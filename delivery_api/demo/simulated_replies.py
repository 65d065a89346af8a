"""Simulates replies: correct with the Rasch probability, otherwise wrong or omitted."""

from __future__ import annotations

import math
import random
import re
from decimal import Decimal

from delivery_api.sittings.record.event_types import Reply
from itembank import (
    BarChart,
    Choice,
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    FractionEntry,
    GapFill,
    Hotspot,
    ItemVersion,
    KeyedChoice,
    Matching,
    MultipleChoice,
    NumberLine,
    Option,
    SelectText,
    TimeEntry,
)
from itembank.scoring.keyed_reply import keyed_reply

KNOWN = 0.7
"""The share of wrong numbers that are one of those that the item anticipates, where there are any."""


def simulated_reply(item: ItemVersion, theta: float, rng: random.Random) -> Reply:
    """Simulate the reply of a learner of ability `theta` (logits).

    P(full score) = 1 / (1 + exp(b − θ)), the Rasch model at the item's difficulty; a fifth of the others are None.
    """
    if rng.random() < 1 / (1 + math.exp(item.parameters.difficulty - theta)):
        return right_reply(item)
    return None if rng.random() < 0.2 else wrong_reply(item, rng)


def right_reply(item: ItemVersion) -> Reply:
    """Return a reply that earns the item's highest score."""
    reply = keyed_reply(item)
    return list(reply) if isinstance(reply, tuple) else reply


def wrong_reply(item: ItemVersion, rng: random.Random) -> Reply:
    """Return a valid reply that does not earn the highest score; None if there is none."""
    match item.rule:
        case ExactNumber(value=value, named=named):
            known = [each.value for each in named if each.misconception]
            return rng.choice(known) if known and rng.random() < KNOWN else _wrong_number(item, value, rng)
        case KeyedChoice(key=key):
            return rng.choice([option.id for option in _options(item) if option.id != key])
        case ExactSet(keys=keys):
            others = [option.id for option in _options(item) if option.id not in keys]
            return [*keys[1:], rng.choice(others)] if others else None
        case ExactOrder(order=order):
            return [*order[1:], order[0]]
        case ExactList(keys=keys):
            return _wrong_list(item, list(keys), rng)


def _options(item: ItemVersion) -> tuple[Option, ...]:
    match item.response:
        case Choice(options=options) | MultipleChoice(options=options) | Matching(options=options):
            return options
        case Hotspot(areas=options) | SelectText(stretches=options):
            return options
        case GapFill(gaps=gaps):
            return gaps[-1].options
    return ()


def _wrong_number(item: ItemVersion, value: str, rng: random.Random) -> str:
    if isinstance(item.response, NumberLine):
        return item.response.low if Decimal(value) != Decimal(item.response.low) else item.response.high
    if isinstance(item.response, FractionEntry):
        return re.sub(r"[0-9]+\Z", lambda last: str(int(last[0]) + 1), value)
    if isinstance(item.response, TimeEntry):
        return re.sub(r":([0-9]+)", lambda minutes: f":{(int(minutes[1]) + 5) % 60:02d}", value)
    return str(Decimal(value) + rng.choice((1, 2, 10)))


def _wrong_list(item: ItemVersion, keys: list[str], rng: random.Random) -> list[str]:
    """Return a list that is wrong in the last place."""
    *others, last = keys
    if isinstance(item.response, BarChart):
        return [*others, "0" if Decimal(last) else item.response.step]
    options = [option.id for option in _options(item) if option.id != last]
    return [*others, rng.choice(options) if options else str(Decimal(last) + 1)]
