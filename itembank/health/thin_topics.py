"""Which topics a new item could be of: those that come near its difficulty, and have the fewest items there."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from engine.numerics.array_types import Bools
from itembank.health.candidate_pool import Ground
from itembank.health.item_requests import Part
from itembank.simulation_study.topic_stock import topic_stock

WITHIN = 0.5  # logits
NAMED = 2


def thin_topics(
    whole: Ground, part: Part, year: int, asked: Mapping[str, Sequence[float]], by: frozenset[str]
) -> tuple[str, ...]:
    """Topics of the part's strand and process, the one that is shortest of items so hard first, two at most.

    A topic that the year has not been taught is none of them. Where a design bounds topics the part's own is it.

    Parameters
    ----------
    asked : the difficulties of what is to be written for each topic already
    by : the content attributes that sittings are bounded by
    """
    if "topic" in by:
        return (part.topic,)
    b = part.parameters.difficulty
    like, topics = _like(whole, part, year), whole.pool.attribute("topic")
    early = like & (whole.pool.attribute("introduced_year") <= year)
    stock = topic_stock(whole.pool, early, b, b, WITHIN)
    others = list(dict.fromkeys(topics[like].tolist())) or _taught(whole, part.strand, year)
    held = Counter({each.topic: each.items for each in stock} or dict.fromkeys(others, 0))
    for topic in held:
        held[topic] += sum(abs(other - b) <= WITHIN for other in asked.get(topic, ()))
    return tuple(sorted(held, key=lambda topic: held[topic]))[:NAMED]


def _like(whole: Ground, part: Part, year: int) -> Bools:
    """The bank's items of the part's strand and process whose topic the year has been taught."""
    pool = whole.pool
    like = (pool.attribute("strand") == part.strand) & (pool.attribute("process") == part.process)
    taught = np.isin(pool.attribute("topic"), _taught(whole, part.strand, year))
    found: Bools = like & taught & (np.arange(len(pool)) < whole.held)
    return found


def _taught(whole: Ground, strand: str, year: int) -> list[str]:
    return [topic.id for topic in whole.bank.topics if topic.strand == strand and topic.introduced_year <= year]
