"""How many items each topic has near a given difficulty."""

from dataclasses import dataclass

import numpy as np

from engine import ItemPool
from engine.numerics.array_types import Bools

NEAR = 1.0  # a topic counts only if it has an item within this distance of the difficulties, logits


@dataclass(frozen=True)
class TopicItemCount:
    """Number of items of a topic near the difficulty sought."""

    topic: str
    items: int


def topic_item_counts(
    pool: ItemPool, mask: Bools, low: float, high: float, within: float
) -> tuple[TopicItemCount, ...]:
    """Count items near a range of difficulties by topic, fewest first.

    Parameters
    ----------
    mask : shape (n,), mask of the items considered
    low, high : range of difficulties, logits
    within : distance from the range at which an item still counts, logits

    Returns
    -------
    the topics that have an item within `NEAR` of the range
    """
    difficulty = np.nanmean(pool.parameters.b, axis=1)
    off = np.maximum(np.maximum(low - difficulty, difficulty - high), 0.0)
    near, topics = mask & (off <= NEAR), pool.attribute("topic")
    stock = (
        TopicItemCount(topic, int((near & (topics == topic) & (off <= within)).sum()))
        for topic in dict.fromkeys(topics[near].tolist())
    )
    return tuple(sorted(stock, key=lambda each: each.items))
