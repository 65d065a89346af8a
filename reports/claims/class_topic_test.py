"""Whether a topic is harder for a class than its learners' own levels lead one to expect."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from reports.claims.topic_sums import TopicSums

FEWEST_LEARNERS = 5
FEWEST_ANSWERS = 8
"""Fewest learners and answers of a topic that a test is made of: below, the normal distribution of U does not hold."""

FAMILY_ALPHA = 0.05
"""Probability that a class without a weakness is told of any topic."""


class TopicStatus(StrEnum):
    """A topic compared with what the model expects of the class."""

    HARDER = "harder"
    AS_EXPECTED = "as expected"
    TOO_LITTLE = "too little to tell"


@dataclass(frozen=True, slots=True)
class ClassTopicTest:
    """The test of one topic.

    Parameters
    ----------
    topic : id
    observed, expected : share of the marks that the class has, and that its learners' levels lead one to expect
    learners, answers : how many met the topic, and how often
    z : the standardised sum of the efficient scores; below 0 where the class has less than expected
    status : the conclusion
    """

    topic: str
    observed: float
    expected: float
    learners: int
    answers: int
    z: float
    status: TopicStatus


def class_topic_tests(sittings: Sequence[Mapping[str, TopicSums]]) -> tuple[ClassTopicTest, ...]:
    """Test each topic that a class has met, the lowest z first.

    Parameters
    ----------
    sittings : what each learner's sitting tells, by topic

    Notes
    -----
    U = Σu has the variance ΣV + Σ_j (Σ_i w_ij)² s_j²: errors s_j of the items' difficulties are shared by all learners
    who met the item, so that a wrong bank is not the class's weakness. A topic is harder if the one-sided p of U/√Var
    is below .05 after Holm's (1979) adjustment over the topics tested.
    """
    by_topic: dict[str, list[TopicSums]] = defaultdict(list)
    for sitting in sittings:
        for topic, sums in sitting.items():
            by_topic[topic].append(sums)
    tests = sorted((_tested(topic, sums) for topic, sums in by_topic.items()), key=lambda test: (test.z, test.topic))
    return _judged(tests)


def _tested(topic: str, sums: Sequence[TopicSums]) -> ClassTopicTest:
    answers = sum(each.met for each in sums)
    shared: dict[str, float] = defaultdict(float)
    errors: dict[str, float] = {}
    for each in sums:
        for item, (weight, sd) in each.weights.items():
            shared[item] += weight
            errors[item] = sd
    variance = math.fsum(each.variance for each in sums)
    variance += math.fsum((weight * errors[item]) ** 2 for item, weight in shared.items())
    enough = len(sums) >= FEWEST_LEARNERS and answers >= FEWEST_ANSWERS and variance > 0
    return ClassTopicTest(
        topic,
        math.fsum(each.credit for each in sums) / answers,
        math.fsum(each.expected for each in sums) / answers,
        len(sums),
        answers,
        math.fsum(each.score for each in sums) / math.sqrt(variance) if enough else 0.0,
        TopicStatus.AS_EXPECTED if enough else TopicStatus.TOO_LITTLE,
    )


def _judged(tests: Sequence[ClassTopicTest]) -> tuple[ClassTopicTest, ...]:
    left = sum(test.status is not TopicStatus.TOO_LITTLE for test in tests)
    judged, still = [], True
    for test in tests:
        if test.status is TopicStatus.TOO_LITTLE:
            judged.append(test)
            continue
        still = still and NormalDist().cdf(test.z) < FAMILY_ALPHA / left
        left -= 1
        judged.append(_harder(test) if still else test)
    return tuple(judged)


def _harder(test: ClassTopicTest) -> ClassTopicTest:
    return ClassTopicTest(
        test.topic, test.observed, test.expected, test.learners, test.answers, test.z, TopicStatus.HARDER
    )
