"""Replies that made-up learners give: right as often as the model says, otherwise wrong or "I can't do this"."""

from __future__ import annotations

import math
import random
from decimal import Decimal

from delivery_api.sittings.log import Reply
from itembank import Choice, ExactNumber, ExactOrder, ItemVersion, KeyedChoice


def made_up_reply(item: ItemVersion, theta: float, chance: random.Random) -> Reply:
    """A reply of a learner of ability `theta` (logits); P(right) is the Rasch model's."""
    if chance.random() < 1 / (1 + math.exp(item.parameters.b - theta)):
        return right_reply(item)
    return None if chance.random() < 0.2 else wrong_reply(item, chance)


def right_reply(item: ItemVersion) -> Reply:
    """The reply that the item's rule scores 1."""
    match item.rule:
        case ExactNumber(value=value):
            return value
        case KeyedChoice(key=key):
            return key
        case ExactOrder(order=order):
            return list(order)


def wrong_reply(item: ItemVersion, chance: random.Random) -> Reply:
    """A reply of the right form that the item's rule scores 0."""
    match item.rule:
        case ExactNumber(value=value):
            return str(Decimal(value) + chance.choice((1, 2, 10)))
        case KeyedChoice(key=key) if isinstance(item.response, Choice):
            return chance.choice([option.id for option in item.response.options if option.id != key])
        case ExactOrder(order=order):
            return [*order[1:], order[0]]
    return None
