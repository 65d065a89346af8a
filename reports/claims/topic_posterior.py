"""What a learner can do in each topic, as a posterior distribution and not as a count of right answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from reports.claims.topic_sums import TopicAnswer
from reports.claims.year_pool import Floats, YearPool, chances

CAN_SHARE = 0.65
"""Expected share of the marks from which a learner is said to be able to do a topic."""

CAN_SURE = 0.9
"""Probability with which that has to hold."""

FEWEST_MET = 2
"""Fewest questions met: nothing is claimed from one."""

CAN_SEEN = 0.5
"""Share of the marks seen below which "can" is not said: no reader believes it of a topic that went mostly wrong."""


class ClaimStatus(StrEnum):
    """What is claimed of a topic."""

    CAN = "can"
    NEXT_STEP = "next step"
    TOO_LITTLE = "too little to tell"


@dataclass(frozen=True, slots=True)
class TopicClaim:
    """The claim about one topic.

    Parameters
    ----------
    topic : id
    status : the conclusion
    probability : that the expected share of the marks over the topic's questions is at least `CAN_SHARE`
    expected : posterior mean of that share
    met : number of questions met
    """

    topic: str
    status: ClaimStatus
    probability: float
    expected: float
    met: int


@dataclass(frozen=True, eq=False, slots=True)
class SittingPosterior:
    """What the answers of a sitting leave of the prior, on the grid of a `YearPool`.

    Parameters
    ----------
    ability : shape (A,), weights of the abilities
    deviations : shape (A, D) by topic met, weights of its deviation given the ability
    met : number of questions met, by topic
    seen : share of their marks that the learner earned, each question counting alike, by topic
    """

    ability: Floats
    deviations: Mapping[str, Floats]
    met: Mapping[str, int]
    seen: Mapping[str, float]


def sitting_posterior(answers: Sequence[TopicAnswer], pool: YearPool) -> SittingPosterior:
    """The posterior of ability and of the level in each topic met.

    Parameters
    ----------
    answers : all scored answers of the sitting
    pool : the questions of the learner's year group

    Notes
    -----
    The level in topic t is θ + δ_t with θ ~ N(prior) and δ_t ~ N(0, topic_sd²); given θ the topics are independent.
    """
    by_topic: dict[str, list[TopicAnswer]] = defaultdict(list)
    for answer in answers:
        by_topic[answer.topic].append(answer)
    joint = {topic: pool.deviations * _likelihood(given, pool) for topic, given in by_topic.items()}
    marginal = {topic: weights.sum(axis=1) for topic, weights in joint.items()}
    ability = np.prod([pool.abilities, *marginal.values()], axis=0)
    deviations = {topic: weights / marginal[topic][:, None] for topic, weights in joint.items()}
    met = {topic: len(given) for topic, given in by_topic.items()}
    seen = {topic: share_earned(given) for topic, given in by_topic.items()}
    return SittingPosterior(ability / ability.sum(), deviations, met, seen)


def share_earned(answers: Sequence[TopicAnswer]) -> float:
    """Share of their marks that answers earned, 0 to 1, each question counting alike; at least one answer."""
    return sum(answer.score / answer.most for answer in answers) / len(answers)


def topic_claims(posterior: SittingPosterior, pool: YearPool) -> tuple[TopicClaim, ...]:
    """What may be claimed of each topic that was met, by topic id; of one outside the pool, nothing is.

    Notes
    -----
    π_t is the mean of the expected shares of the marks over those of the topic's questions that the learner's year
    group may be asked. "Can": P(π_t ≥ .65) ≥ .9; "next step": P(π_t ≥ .65) ≤ .5; both only from two questions on. If
    the model and the prior hold, a claim "can" is right with the probability it has, .9 or more. Neither is said where
    the answers themselves speak against it: "can" where fewer than half of the marks were earned, "next step" where
    more than .65 of them were.
    """
    known = (topic for topic in sorted(posterior.met) if topic in pool.topics)
    return tuple(_claim(topic, posterior, pool.expected[pool.topics.index(topic)]) for topic in known)


def _claim(topic: str, posterior: SittingPosterior, expected: Floats) -> TopicClaim:
    weights, met = posterior.ability[:, None] * posterior.deviations[topic], posterior.met[topic]
    probability, seen = float(weights[expected >= CAN_SHARE].sum()), posterior.seen[topic]
    status = ClaimStatus.TOO_LITTLE
    if met >= FEWEST_MET and probability >= CAN_SURE and seen >= CAN_SEEN:
        status = ClaimStatus.CAN
    elif met >= FEWEST_MET and probability <= 0.5 and seen <= CAN_SHARE:
        status = ClaimStatus.NEXT_STEP
    return TopicClaim(topic, status, probability, float((weights * expected).sum()), met)


def _likelihood(answers: Sequence[TopicAnswer], pool: YearPool) -> Floats:
    likelihood = np.ones(pool.levels.shape)
    for answer in answers:
        likelihood *= chances(pool.levels, answer, pool.dependence)[answer.score]
    return likelihood
