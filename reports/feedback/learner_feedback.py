"""One learner's feedback as values; the words for it are in ``reports.feedback.learner_messages``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine import EstimateStatus
from reports.feedback.reporting_scale import ScaleScore, open_above, open_below, scale_score
from reports.feedback.sitting_results import SittingResult
from reports.feedback.strand_comparison import StrandResult, strand_results
from reports.feedback.topic_evidence import TopicEvidence, topic_evidence
from reports.feedback.topics import Topic

AT_MOST = 3
"""Strengths, and next steps: more than three are not read, nor worked on."""


class Sureness(StrEnum):
    """How much the answers narrow the level down."""

    GOOD = "a good idea"
    FAIR = "a fair idea"
    ROUGH = "a rough idea"


class Reach(StrEnum):
    """Whether the assessment found questions on both sides of the learner's level."""

    WITHIN = "within"
    ALL_RIGHT = "every answer right"
    NONE_RIGHT = "no answer right"
    EDGE = "at the edge of what can be measured"


@dataclass(frozen=True, slots=True)
class LearnerFeedback:
    """What one sitting lets us say to and of one learner.

    Parameters
    ----------
    subject, year, finished_on, provisional, rescored_on : as in the result
    answered, omitted : scored items answered, and left as "I can't do this"
    scale : scale score with its 90 % band, open at the end that the answers do not bound
    strengths : topics mostly right, hardest first; at most three
    next_steps : topics not mostly right, nearest above the learner's level first; at most three. When there is none,
        topics that come next and were not met (``asked`` is 0)
    strands : strands with at least five answered items
    sureness, reach : how far the score can be trusted
    """

    subject: str
    year: int
    finished_on: date
    answered: int
    omitted: int
    scale: ScaleScore
    strengths: tuple[TopicEvidence, ...]
    next_steps: tuple[TopicEvidence, ...]
    strands: tuple[StrandResult, ...]
    sureness: Sureness
    reach: Reach
    provisional: bool
    rescored_on: date | None = None


def learner_feedback(result: SittingResult, topics: Mapping[str, Topic]) -> LearnerFeedback:
    """One learner's feedback.

    Parameters
    ----------
    result : the finished sitting
    topics : the bank version's topics by id

    Raises
    ------
    UnknownTopic
        for an item whose topic is not among ``topics``
    """
    met = topic_evidence(result, topics)
    omitted = sum(item.omitted for item in result.items)
    reach = _reach(result)
    return LearnerFeedback(
        subject=result.subject,
        year=result.year,
        finished_on=result.finished_on,
        answered=len(result.items) - omitted,
        omitted=omitted,
        scale=_scale(result, reach),
        strengths=_strengths(met),
        next_steps=to_work_on(met, result.theta)[:AT_MOST] or _not_met(met, topics, result.year),
        strands=strand_results(result.theta, result.items),
        sureness=_sureness(result.se),
        reach=reach,
        provisional=result.provisional,
        rescored_on=result.rescored_on,
    )


def _scale(result: SittingResult, reach: Reach) -> ScaleScore:
    scale = scale_score(result.theta, result.se)
    if reach is Reach.WITHIN:
        return scale
    return open_above(scale) if _upwards(result, reach) else open_below(scale)


def _upwards(result: SittingResult, reach: Reach) -> bool:
    """Whether the level is beyond the hardest questions, not the easiest; at an edge the estimate lies past them."""
    middle = sum(item.difficulty for item in result.items) / len(result.items)
    return reach is Reach.ALL_RIGHT or (reach is Reach.EDGE and result.theta > middle)


def to_work_on(met: Iterable[TopicEvidence], theta: float) -> tuple[TopicEvidence, ...]:
    """The topics not mostly right, nearest above the level ``theta`` (logits) first, then nearest below."""

    def nearness(topic: TopicEvidence) -> tuple[bool, float, str]:
        missed = [item.difficulty - theta for item in topic.items if item.score < item.most]
        nearest = min(missed, key=lambda gap: (gap < 0, abs(gap)))
        return nearest < 0, abs(nearest), topic.topic.id

    return tuple(sorted((topic for topic in met if not topic.mostly_right), key=nearness))


def _strengths(met: Iterable[TopicEvidence]) -> tuple[TopicEvidence, ...]:
    def hardest_first(topic: TopicEvidence) -> tuple[float, str]:
        return -max(item.difficulty for item in topic.items if 2 * item.credit > 1), topic.topic.id

    return tuple(sorted((topic for topic in met if topic.mostly_right), key=hardest_first)[:AT_MOST])


def _not_met(met: Iterable[TopicEvidence], topics: Mapping[str, Topic], year: int) -> tuple[TopicEvidence, ...]:
    """Topics the learner's year has reached and the sitting did not, the latest taught first."""
    seen = {topic.topic.id for topic in met}
    due = (topic for topic in topics.values() if topic.id not in seen and topic.introduced_year <= year)
    latest = sorted(due, key=lambda topic: (-topic.introduced_year, topic.id))
    return tuple(TopicEvidence(topic) for topic in latest[:AT_MOST])


def _sureness(se: float) -> Sureness:
    """Reliability in a population of SD 1 is about 1 − SE²: .84 and .64 at the two limits."""
    if se <= 0.4:
        return Sureness.GOOD
    return Sureness.FAIR if se <= 0.6 else Sureness.ROUGH


def _reach(result: SittingResult) -> Reach:
    if all(item.score == item.most for item in result.items):
        return Reach.ALL_RIGHT
    if not any(item.score for item in result.items):
        return Reach.NONE_RIGHT
    return Reach.EDGE if result.status == EstimateStatus.EDGE else Reach.WITHIN
