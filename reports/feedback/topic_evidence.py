"""Evidence on each topic: a sitting's items grouped by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.topics import Topic, UnknownTopic


@dataclass(frozen=True, slots=True)
class TopicEvidence:
    """The items of one topic in one sitting.

    Parameters
    ----------
    topic : the topic
    items : its items in order of presentation; empty for a topic that was not presented
    """

    topic: Topic
    items: tuple[AnsweredItem, ...] = ()

    @property
    def asked(self) -> int:
        return len(self.items)


def topic_evidence(result: SittingResult, topics: Mapping[str, Topic]) -> tuple[TopicEvidence, ...]:
    """Group the items of a sitting by topic, sorted by topic id.

    Raises
    ------
    UnknownTopic
        for an item whose topic is not among ``topics``
    """
    by_topic = sorted(result.items, key=lambda item: (item.topic, item.position))
    return tuple(
        TopicEvidence(_topic(items, topics), items)
        for items in (tuple(group) for _, group in groupby(by_topic, lambda item: item.topic))
    )


def _topic(items: Sequence[AnsweredItem], topics: Mapping[str, Topic]) -> Topic:
    try:
        return topics[items[0].topic]
    except KeyError:
        raise UnknownTopic(items[0].position, items[0].topic) from None
