"""What one sitting tells of each topic, allowing for the ability that was estimated from the same answers."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.claims.answer_evidence import Answer, answer_evidence
from reports.claims.efficient_score import efficient_score
from reports.claims.passage_effects import PassageAnswer, passage_variance


class TopicAnswer(Answer, PassageAnswer, Protocol):
    """A scored answer to an item of a topic."""

    @property
    def item(self) -> str:
        """Id of the item."""
        ...

    @property
    def topic(self) -> str:
        """Id of the topic."""
        ...

    @property
    def most(self) -> int:
        """Maximum score."""
        ...

    @property
    def difficulty_sd(self) -> float:
        """Standard error of the item's difficulty, logits."""
        ...


@dataclass(frozen=True, slots=True)
class TopicSums:
    """The answers of one learner to the items of one topic.

    Parameters
    ----------
    met : number of answers
    credit, expected : sum of the scores, and of the expected ones at the estimated ability, each as a share of the
        item's maximum
    score, variance : efficient score u and its variance V
    weights : by item of the sitting, how u changes with an error of the item's difficulty, as (weight, SD of the error)
    """

    met: int
    credit: float
    expected: float
    score: float
    variance: float
    weights: Mapping[str, tuple[float, float]]


def topic_sums(theta: float, answers: Sequence[TopicAnswer]) -> dict[str, TopicSums]:
    """Sum up the answers of a sitting by topic.

    Parameters
    ----------
    theta : ability estimated from these answers, logits
    answers : all scored answers of the sitting

    Notes
    -----
    u and V are those of `reports.claims.efficient_score`. If an item is harder than its b, the level at which it was
    answered is lower by as much. Effects of passages move u in the same way, those of one passage together: their
    variance is part of V.
    """
    parts = [answer_evidence(theta, each) for each in answers]
    by_topic: dict[str, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        by_topic[answer.topic].append(place)
    sums = {}
    for topic, places in by_topic.items():
        efficient = efficient_score(parts, [answer.topic == topic for answer in answers])
        weighted = [*zip(answers, efficient.weights, strict=True)]
        sums[topic] = TopicSums(
            met=len(places),
            credit=math.fsum(answers[place].score / answers[place].most for place in places),
            expected=math.fsum(parts[place].expected / answers[place].most for place in places),
            score=efficient.score,
            variance=efficient.variance + passage_variance(weighted),
            weights={
                answer.item: (weight, answer.difficulty_sd) for answer, weight in weighted if answer.difficulty_sd
            },
        )
    return sums
