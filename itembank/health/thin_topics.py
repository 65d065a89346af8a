"""Topics to suggest for a new item: those with the fewest items near its difficulty."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from engine.numerics.array_types import Bools
from itembank.health.candidate_pool import CandidatePool
from itembank.health.item_requests import RequestedItem
from itembank.simulation_study.topic_item_counts import topic_item_counts

NEAR_DIFFICULTY = 0.5  # logits
MOST_TOPICS = 2


def thin_topics(
    candidates: CandidatePool,
    part: RequestedItem,
    year: int,
    asked: Mapping[str, Sequence[float]],
    constrained: frozenset[str],
) -> tuple[str, ...]:
    """Suggest at most two topics for a requested item, the one with the fewest similar items first.

    Only topics of the item's strand and process that the year has been taught are considered. If the design
    constrains topics, the item's own topic is the only one.

    Parameters
    ----------
    asked : difficulties already requested for each topic, logits
    constrained : content attributes that the design constrains
    """
    if "topic" in constrained:
        return (part.topic,)
    b = part.parameters.difficulty
    like, topics = _similar_items(candidates, part, year), candidates.pool.attribute("topic")
    early = like & (candidates.pool.attribute("introduced_year") <= year)
    stock = topic_item_counts(candidates.pool, early, b, b, NEAR_DIFFICULTY)
    others = list(dict.fromkeys(topics[like].tolist())) or _taught_topics(candidates, part.strand, year)
    held = Counter({each.topic: each.items for each in stock} or dict.fromkeys(others, 0))
    for topic in held:
        held[topic] += sum(abs(other - b) <= NEAR_DIFFICULTY for other in asked.get(topic, ()))
    return tuple(sorted(held, key=lambda topic: held[topic]))[:MOST_TOPICS]


def _similar_items(candidates: CandidatePool, part: RequestedItem, year: int) -> Bools:
    """Mask of the bank's items with the same strand and process on topics that the year has been taught."""
    pool = candidates.pool
    like = (pool.attribute("strand") == part.strand) & (pool.attribute("process") == part.process)
    taught = np.isin(pool.attribute("topic"), _taught_topics(candidates, part.strand, year))
    found: Bools = like & taught & (np.arange(len(pool)) < candidates.bank_size)
    return found


def _taught_topics(candidates: CandidatePool, strand: str, year: int) -> list[str]:
    return [topic.id for topic in candidates.bank.topics if topic.strand == strand and topic.introduced_year <= year]
