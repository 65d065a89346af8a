"""One learner's feedback as values; its messages are in ``reports.feedback.learner_messages``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine import EstimateStatus
from itembank import Barrier
from reports.claims.chance_alone import may_be_chance
from reports.claims.topic_posterior import ClaimStatus
from reports.claims.year_pool import Area
from reports.feedback.item_map import AskedQuestion
from reports.feedback.right_answers import RightAnswers, right_answers
from reports.feedback.sitting_results import Effort, NormedScore, SittingResult, Versions
from reports.feedback.strand_comparison import RelativeStrength, StrandResult, strand_results
from reports.feedback.topic_evidence import TopicEvidence, topic_evidence
from reports.feedback.topics import Topic
from reports.scales.progress import Progress, progress
from reports.scales.reporting_scale import SCALES, ScaleScore, open_above, open_below, scale_score
from reports.scales.year_range import YearRange, year_range

NEAR = 1.0
"""Logits between a learner and a question that is near their level: they get about 27 to 73 in 100 of such right."""

MAX_TOPICS = 3
"""Maximum number of strengths and of next steps; readers do not take in or work on more."""


class Precision(StrEnum):
    """How precisely the level is known, by its standard error."""

    GOOD = "a good idea"
    FAIR = "a fair idea"
    ROUGH = "a rough idea"


class RangeStatus(StrEnum):
    """Whether the level lies within the range of the questions presented."""

    WITHIN = "within"
    ALL_RIGHT = "every answer right"
    NONE_RIGHT = "no answer right"
    EDGE = "at the edge of what can be measured"
    CHANCE = "no better than chance"


@dataclass(frozen=True, slots=True)
class UnmeasuredPart:
    """What was not measured because the learner uses a screen reader: why, and the topics in part of which."""

    why: Barrier
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class LearnerFeedback:
    """Feedback to a learner on one sitting.

    Parameters
    ----------
    subject, year, finished_on, provisional, rescored_on, unconfirmed : as in the result
    moved_on, set_aside, ended_early : as in the result
    answered, omitted : number of scored items answered, and left as "I can't do this"
    scale : scale score with its 90 % band, open at an end that the answers do not bound; None for too few answers,
        and then nothing else is concluded from them either: no strengths, next steps, strands, precision or range
    strengths : topics of which "can" is claimed, hardest first; at most three
    areas : areas of which "can" is claimed, hardest first, where there are fewer than three strengths, but none that
        ``strands`` has as weaker; the whole subject only where nothing else is claimed
    next_steps : topics claimed as next steps, those most nearly done first; at most three. If there is none, topics of
        the year that the sitting did not present (``asked`` is 0)
    strands : strands with at least five answered items
    short_strands : ids of the strands met with fewer, which are compared with nothing
    precision, range_status : how far the score can be trusted; None without one
    year_range : where half of the year group is expected, for staff; None without a score, or where parameters are
        measured, since only norms can tell then
    normed : what norms say of the score, for staff and parents; None without norms, and while it is provisional
    progress : the scores of the learner's sittings, for staff and parents; None while one of them is provisional
    versions, not_reached, effort : as in the result
    unmeasured : what was not measured because of a screen reader
    working_year : the year group whose work is nearest to the learner's level, for parents; None if unknown
    right : what was answered right; None without a score
    asked : each question with its topic, for staff; empty where they are not known
    near, rapid : number of scored items within `NEAR` logits of the learner's level, and of those answered, or left, so
        fast that they can hardly have been read; for staff
    """

    subject: str
    year: int
    finished_on: date
    answered: int
    omitted: int
    scale: ScaleScore | None
    strengths: tuple[TopicEvidence, ...]
    next_steps: tuple[TopicEvidence, ...]
    strands: tuple[StrandResult, ...]
    precision: Precision | None
    range_status: RangeStatus | None
    provisional: bool
    rescored_on: date | None = None
    unconfirmed: bool = False
    moved_on: date | None = None
    set_aside: bool = False
    ended_early: bool = False
    year_range: YearRange | None = None
    normed: NormedScore | None = None
    progress: Progress | None = None
    versions: Versions | None = None
    not_reached: int = 0
    effort: Effort | None = None
    near: int = 0
    rapid: int = 0
    areas: tuple[Area, ...] = ()
    working_year: int | None = None
    right: RightAnswers | None = None
    asked: tuple[tuple[AskedQuestion, Topic], ...] = ()
    short_strands: tuple[str, ...] = ()
    unmeasured: tuple[UnmeasuredPart, ...] = ()


def learner_feedback(result: SittingResult, topics: Mapping[str, Topic]) -> LearnerFeedback:
    """Build one learner's feedback.

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
    if result.too_few:
        return _without_score(result, topics)
    omitted = sum(item.omitted for item in result.items)
    range_status, strands = _range_status(result), strand_results(result.theta, result.items)
    return LearnerFeedback(
        subject=result.subject,
        year=result.year,
        finished_on=result.finished_on,
        answered=len(result.items) - omitted,
        omitted=omitted,
        scale=_scale(result, range_status),
        strengths=_claimed(result, met, ClaimStatus.CAN),
        areas=_areas(result, strands),
        next_steps=_claimed(result, met, ClaimStatus.NEXT_STEP) or _topics_not_met(met, topics, result.year),
        strands=strands,
        short_strands=tuple(sorted({item.strand for item in result.items} - {each.strand for each in strands})),
        precision=_precision(result.se),
        range_status=range_status,
        provisional=result.provisional,
        rescored_on=result.rescored_on,
        unconfirmed=result.unconfirmed,
        moved_on=result.moved_on,
        set_aside=result.set_aside,
        ended_early=result.ended_early,
        year_range=_expected_range(result),
        working_year=result.working_year,
        normed=result.normed,
        progress=progress(result.scores, result.link_se, expected=result.expected),
        versions=result.versions,
        not_reached=result.not_reached,
        effort=result.effort,
        near=sum(abs(item.difficulty - result.theta) <= NEAR for item in result.items),
        rapid=sum(item.rapid for item in result.items),
        right=_right(result, met, range_status),
        asked=_asked(result, topics),
        unmeasured=_unmeasured(result, topics),
    )


def _unmeasured(result: SittingResult, topics: Mapping[str, Topic]) -> tuple[UnmeasuredPart, ...]:
    return tuple(UnmeasuredPart(each.why, tuple(topics[id_] for id_ in each.topics)) for each in result.left_out)


def _asked(result: SittingResult, topics: Mapping[str, Topic]) -> tuple[tuple[AskedQuestion, Topic], ...]:
    return tuple((each, topics[each.topic]) for each in result.item_map)


def _right(result: SittingResult, met: Sequence[TopicEvidence], range_status: RangeStatus) -> RightAnswers:
    """The right answers; where all may be guesses, and of a next step, no topic is named."""
    steps = {claim.topic for claim in result.claims if claim.status is ClaimStatus.NEXT_STEP}
    named = range_status is not RangeStatus.CHANCE
    return right_answers(met, steps if named else {each.topic.id for each in met})


def _expected_range(result: SittingResult) -> YearRange | None:
    if result.population is None or not result.provisional:
        return None
    return year_range(result.year, result.population.mean, result.population.sd, SCALES[result.subject])


def _without_score(result: SittingResult, topics: Mapping[str, Topic]) -> LearnerFeedback:
    """What can be said of a sitting with too few answers: that there was one, and why it tells nothing."""
    omitted = sum(item.omitted for item in result.items)
    return LearnerFeedback(
        subject=result.subject,
        year=result.year,
        finished_on=result.finished_on,
        answered=len(result.items) - omitted,
        omitted=omitted,
        scale=None,
        strengths=(),
        next_steps=(),
        strands=(),
        precision=None,
        range_status=None,
        provisional=False,
        unconfirmed=result.unconfirmed,
        moved_on=result.moved_on,
        set_aside=result.set_aside,
        ended_early=result.ended_early,
        versions=result.versions,
        not_reached=result.not_reached,
        effort=result.effort,
        rapid=sum(item.rapid for item in result.items),
        asked=_asked(result, topics),
        unmeasured=_unmeasured(result, topics),
    )


def _scale(result: SittingResult, range_status: RangeStatus) -> ScaleScore:
    scale = scale_score(result.theta, result.se, SCALES[result.subject])
    if range_status is RangeStatus.WITHIN:
        return scale
    return open_above(scale) if _is_above_range(result, range_status) else open_below(scale)


def _is_above_range(result: SittingResult, range_status: RangeStatus) -> bool:
    """Whether the level is above the range of the questions rather than below it."""
    middle = sum(item.difficulty for item in result.items) / len(result.items)
    return range_status is RangeStatus.ALL_RIGHT or (range_status is RangeStatus.EDGE and result.theta > middle)


def _claimed(result: SittingResult, met: Iterable[TopicEvidence], status: ClaimStatus) -> tuple[TopicEvidence, ...]:
    """The topics of which something is claimed: of strengths the hardest first, of next steps the nearest first."""
    evidence = {topic.topic.id: topic for topic in met}
    claims = [claim for claim in result.claims if claim.status is status]
    claims.sort(key=lambda claim: (claim.expected if status is ClaimStatus.CAN else -claim.expected, claim.topic))
    return tuple(evidence[claim.topic] for claim in claims[:MAX_TOPICS])


def _areas(result: SittingResult, compared: Sequence[StrandResult]) -> tuple[Area, ...]:
    """The areas that are told beside the topics: so many that there are three in all.

    An area that is said to need more work is not said to have gone well too: both may be true, one against the
    questions of a year and one against the learner's other answers, but together they read as a contradiction.
    """
    weaker = {each.strand for each in compared if each.relative_strength is RelativeStrength.WEAKER}
    topics = sum(claim.status is ClaimStatus.CAN for claim in result.claims)
    claimed = [claim.area for claim in result.area_claims if claim.area.strand not in weaker]
    strands = tuple(area for area in claimed if area.strand)
    if topics or strands:
        return strands[: max(MAX_TOPICS - topics, 0)]
    return tuple(claimed)


def _topics_not_met(met: Iterable[TopicEvidence], topics: Mapping[str, Topic], year: int) -> tuple[TopicEvidence, ...]:
    """Topics taught by the learner's year that the sitting did not present, the latest taught first."""
    seen = {topic.topic.id for topic in met}
    due = (topic for topic in topics.values() if topic.id not in seen and topic.introduced_year <= year)
    latest = sorted(due, key=lambda topic: (-topic.introduced_year, topic.id))
    return tuple(TopicEvidence(topic) for topic in latest[:MAX_TOPICS])


def _precision(se: float) -> Precision:
    """Reliability in a population of SD 1 is about 1 − SE²: .84 and .64 at the two limits."""
    if se <= 0.4:
        return Precision.GOOD
    return Precision.FAIR if se <= 0.6 else Precision.ROUGH


def _range_status(result: SittingResult) -> RangeStatus:
    if all(item.score == item.most for item in result.items):
        return RangeStatus.ALL_RIGHT
    if not any(item.score for item in result.items):
        return RangeStatus.NONE_RIGHT
    if may_be_chance(result.theta, result.items):
        return RangeStatus.CHANCE
    return RangeStatus.EDGE if result.status == EstimateStatus.EDGE else RangeStatus.WITHIN
