"""How many items of a difficulty each topic has."""

from dataclasses import dataclass

import numpy as np

from engine import ItemPool
from engine.numerics.array_types import Bools

NEAR = 1.0  # logits: a topic without any item so near is not asked for harder or easier ones


@dataclass(frozen=True)
class TopicStock:
    """How many items of a topic are of the difficulty that is wanted."""

    topic: str
    items: int


def topic_stock(pool: ItemPool, some: Bools, low: float, high: float, within: float) -> tuple[TopicStock, ...]:
    """The topics of some items of a pool (n,) that come near these difficulties, the one with the fewest there first.

    Parameters
    ----------
    within : logits by which an item may miss the difficulties and still count
    """
    difficulty = np.nanmean(pool.parameters.b, axis=1)
    off = np.maximum(np.maximum(low - difficulty, difficulty - high), 0.0)
    near, topics = some & (off <= NEAR), pool.attribute("topic")
    stock = (
        TopicStock(topic, int((near & (topics == topic) & (off <= within)).sum()))
        for topic in dict.fromkeys(topics[near].tolist())
    )
    return tuple(sorted(stock, key=lambda each: each.items))
