"""What a learner can do in each topic, as a posterior distribution and not as a count of right answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reports.claims.topic_sums import TopicAnswer

CAN_SHARE = 0.65
"""Expected share of the marks in a topic from which a learner is said to be able to do it."""

CAN_SURE = 0.9
"""Probability with which that has to hold."""

FEWEST_MET = 2
"""Fewest questions met in a topic: nothing is claimed from one."""

TOPIC_SD = 0.5
"""SD of a learner's level in a topic about their overall level, logits: assumed, until a trial has measured it."""

_LOGISTIC_VARIANCE = 2.89  # 1.7²: a logistic curve is close to a normal ogive of slope 1/1.7
_ABILITIES, _DEVIATIONS = 41, 13

Floats = NDArray[np.float64]


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


class Question(Protocol):
    """The parameters of an item, answered or not; as of `answer_evidence.Answer`."""

    @property
    def difficulty(self) -> float: ...
    @property
    def steps(self) -> tuple[float, ...]: ...
    @property
    def floors(self) -> tuple[float, ...]: ...
    @property
    def slope(self) -> float: ...
    @property
    def difficulty_sd(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Prior:
    """The distribution of ability in the learner's year group, logits."""

    mean: float
    sd: float


def topic_claims(
    answers: Sequence[TopicAnswer],
    pools: Mapping[str, Sequence[Question]],
    prior: Prior,
    *,
    topic_sd: float = TOPIC_SD,
    dependence: float = 0.0,
) -> tuple[TopicClaim, ...]:
    """What may be claimed of each topic that was met, by topic id.

    Parameters
    ----------
    answers : all scored answers of the sitting
    pools : the questions of each topic met, by id
    prior : of the learner's year group
    topic_sd : SD of a topic's level about the overall one, logits, above 0
    dependence : SD of the effect that the questions of one passage share, logits; added to the error of each difficulty

    Notes
    -----
    The level in topic t is θ + δ_t with θ ~ N(prior) and δ_t ~ N(0, topic_sd²). The posterior of (θ, δ_t) is taken on a
    grid, the other topics' δ integrated out. π_t is the mean of the expected shares of the marks over the topic's
    questions. "Can": P(π_t ≥ .65) ≥ .9; "next step": P(π_t ≥ .65) ≤ .5; both only from two questions on. If the model
    and the prior hold, a claim "can" is right with the probability it has, .9 or more. Errors s of difficulties flatten
    the curves: a/√(1 + a²s²/2.89).
    """
    abilities, weights = _normal_grid(_ABILITIES, prior.mean, prior.sd, 4.0)
    deviations, shares = _normal_grid(_DEVIATIONS, 0.0, topic_sd, 3.0)
    levels = abilities[:, None] + deviations
    by_topic: dict[str, list[TopicAnswer]] = defaultdict(list)
    for answer in answers:
        by_topic[answer.topic].append(answer)
    likelihoods = {topic: _likelihood(levels, given, dependence) for topic, given in by_topic.items()}
    marginal = {topic: likelihood @ shares for topic, likelihood in likelihoods.items()}
    claims = []
    for topic in sorted(by_topic):
        others = [values for other, values in marginal.items() if other != topic]
        of_ability = np.prod([weights, *others], axis=0)
        posterior = of_ability[:, None] * shares * likelihoods[topic]
        expected = _expected_share(levels, pools[topic], dependence)
        claims.append(_claim(topic, posterior / posterior.sum(), expected, len(by_topic[topic])))
    return tuple(claims)


def _claim(topic: str, posterior: Floats, expected: Floats, met: int) -> TopicClaim:
    probability = float(posterior[expected >= CAN_SHARE].sum())
    status = ClaimStatus.TOO_LITTLE
    if met >= FEWEST_MET and probability >= CAN_SURE:
        status = ClaimStatus.CAN
    elif met >= FEWEST_MET and probability <= 0.5:
        status = ClaimStatus.NEXT_STEP
    return TopicClaim(topic, status, probability, float((posterior * expected).sum()), met)


def _normal_grid(points: int, mean: float, sd: float, reach: float) -> tuple[Floats, Floats]:
    z = np.linspace(-reach, reach, points)
    density = np.exp(-z * z / 2)
    return mean + sd * z, density / density.sum()


def _likelihood(levels: Floats, answers: Sequence[TopicAnswer], dependence: float) -> Floats:
    likelihood = np.ones(levels.shape)
    for answer in answers:
        likelihood *= _chances(levels, answer, dependence)[answer.score]
    return likelihood


def _expected_share(levels: Floats, pool: Sequence[Question], dependence: float) -> Floats:
    total = np.zeros(levels.shape)
    for question in pool:
        chances = _chances(levels, question, dependence)
        total += np.tensordot(np.arange(len(chances)), chances, 1) / (len(chances) - 1)
    return total / len(pool)


def _chances(levels: Floats, question: Question, dependence: float) -> Floats:
    """P(score) at each level, shape (scores, *levels.shape); the model is that of `answer_evidence`."""
    variance = question.difficulty_sd**2 + dependence**2
    slope = question.slope / np.sqrt(1 + question.slope**2 * variance / _LOGISTIC_VARIANCE)
    steps = np.array(question.steps or (question.difficulty,))
    logits = np.cumsum(slope * (levels - steps.reshape(-1, *[1] * levels.ndim)), axis=0)
    weights = np.exp(np.concatenate([np.zeros((1, *levels.shape)), logits]))
    known: Floats = weights / weights.sum(axis=0)
    if not question.floors:
        return known
    reached = np.array([1.0, *question.floors, 0.0])
    at_most, exactly = 1 - reached[1:], reached[:-1] - reached[1:]
    below = np.cumsum(known, axis=0) - known
    shape = (-1, *[1] * levels.ndim)
    lifted: Floats = at_most.reshape(shape) * known + exactly.reshape(shape) * below
    return lifted
