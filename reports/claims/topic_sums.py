"""What one sitting tells of each topic, allowing for the ability that was estimated from the same answers."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.claims.answer_evidence import Answer, answer_evidence
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
    With r the derivative by θ of the log-likelihood of the topic's answers and I its information, and R and J those of
    all answers, u = r − (I/J)R has the variance V = I(1 − I/J): Neyman's (1959) C(α) form of Rao's score test, which
    allows for θ having been estimated from the same answers. If an item j is harder than its b by e, u falls by
    e·I_j(1 − I/J) for an item of the topic, and rises by e·I_j·I/J for another one. Effects of passages move u in the
    same way, those of one passage together: their variance is part of V.
    """
    parts = [answer_evidence(theta, each) for each in answers]
    by_topic: dict[str, list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        by_topic[answer.topic].append(place)
    whole = math.fsum(part.rise for part in parts), math.fsum(part.information for part in parts)
    sums = {}
    for topic, places in by_topic.items():
        information = math.fsum(parts[place].information for place in places)
        share = information / whole[1]
        weights = [
            part.information * ((topic == answer.topic) - share) for part, answer in zip(parts, answers, strict=True)
        ]
        sums[topic] = TopicSums(
            met=len(places),
            credit=math.fsum(answers[place].score / answers[place].most for place in places),
            expected=math.fsum(parts[place].expected / answers[place].most for place in places),
            score=math.fsum(parts[place].rise for place in places) - share * whole[0],
            variance=information * (1 - share) + passage_variance(zip(answers, weights, strict=True)),
            weights={
                answer.item: (weight, answer.difficulty_sd)
                for answer, weight in zip(answers, weights, strict=True)
                if answer.difficulty_sd
            },
        )
    return sums
