"""The questions that a year group may be asked, and the share of their marks that a learner of each level may expect.

A claim is about these questions: about a topic's, or about those of an area, which is a part of a strand or of the
whole subject. What is worked out here is the same for all learners of the year group.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

TOPIC_SD = 0.5
"""SD of a learner's level in a topic about their overall level, logits: assumed, until a trial has measured it."""

_LOGISTIC_VARIANCE = 2.89  # 1.7²: a logistic curve is close to a normal ogive of slope 1/1.7
_ABILITIES, _DEVIATIONS = 41, 13
_FEWEST_EASIEST = 4  # of fewer questions, two that were met would be nearly all

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


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


class PoolQuestion(Question, Protocol):
    """A question with its place in the content; as of `sitting_results.AnsweredItem`."""

    @property
    def item(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def strand(self) -> str: ...
    @property
    def introduced_year(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Prior:
    """The distribution of ability in the learner's year group, logits."""

    mean: float
    sd: float


class AreaPart(StrEnum):
    """Which questions of an area's years."""

    WHOLE = "whole"
    EASIER = "easier half of the first year"
    EASIEST = "easiest eighth of the first year"


@dataclass(frozen=True, slots=True)
class Area:
    """Questions that a claim joins where single topics tell too little.

    Parameters
    ----------
    strand : id of the strand; empty for the whole subject
    year : the questions first asked in this year group or in earlier ones
    part : whether it is these, or only the easier ones of the first of these years
    """

    strand: str
    year: int
    part: AreaPart = AreaPart.WHOLE


@dataclass(frozen=True, eq=False, slots=True)
class AreaCurves:
    """The questions of an area.

    Parameters
    ----------
    area : which it is
    items : ids of its questions
    topics : shape (T,), places of its topics in the pool
    shares : shape (T, A, D), the part of the area's expected share of the marks that each topic's questions give
    """

    area: Area
    items: frozenset[str]
    topics: Ints
    shares: Floats


@dataclass(frozen=True, eq=False, slots=True)
class YearPool:
    """The questions of a year group over a grid of A abilities and D deviations of a topic from ability.

    Parameters
    ----------
    levels : shape (A, D), ability plus deviation, logits
    abilities, deviations : shapes (A,) and (D,), prior weights
    dependence : SD of the effect that the questions of one passage share, logits
    topics : ids of the topics
    expected : shape (topics, A, D), expected share of the marks over each topic's questions
    areas : the areas of each strand and of the whole subject, each after those that it holds
    """

    levels: Floats
    abilities: Floats
    deviations: Floats
    dependence: float
    topics: tuple[str, ...]
    expected: Floats
    areas: tuple[AreaCurves, ...]


def year_pool(
    questions: Iterable[PoolQuestion], prior: Prior, *, topic_sd: float = TOPIC_SD, dependence: float = 0.0
) -> YearPool:
    """Work out what is the same for all learners of a year group.

    Parameters
    ----------
    questions : those that the year group may be asked
    prior : of the year group
    topic_sd : SD of a topic's level about the overall one, logits, above 0
    dependence : SD of the effect that the questions of one passage share, logits; added to the error of each difficulty
    """
    abilities, weights = _normal_grid(_ABILITIES, prior.mean, prior.sd, 4.0)
    deviations, shares = _normal_grid(_DEVIATIONS, 0.0, topic_sd, 3.0)
    levels = abilities[:, None] + deviations
    of_pool = tuple(questions)
    topics = tuple(sorted({question.topic for question in of_pool}))
    curves = {question.item: expected_share(levels, question, dependence) for question in of_pool}
    expected = [
        np.mean([curves[question.item] for question in of_pool if question.topic == topic], axis=0) for topic in topics
    ]
    areas = tuple(_area_curves(area, some, topics, curves) for area, some in _areas(of_pool))
    stacked = np.array(expected).reshape(-1, *levels.shape)
    return YearPool(levels, weights, shares, dependence, topics, stacked, areas)


def _areas(questions: Sequence[PoolQuestion]) -> Iterable[tuple[Area, Sequence[PoolQuestion]]]:
    """The areas with their questions, each after those that it holds."""
    for strand in ("", *sorted({question.strand for question in questions})):
        here = [question for question in questions if strand in ("", question.strand)]
        years = sorted({question.introduced_year for question in here})
        first = sorted(
            (question for question in here if question.introduced_year == years[0]),
            key=lambda question: (question.difficulty, question.item),
        )
        yield Area(strand, years[0], AreaPart.EASIEST), first[: max(len(first) // 8, _FEWEST_EASIEST)]
        yield Area(strand, years[0], AreaPart.EASIER), first[: max((len(first) + 1) // 2, _FEWEST_EASIEST)]
        for year in years:
            yield Area(strand, year), [question for question in here if question.introduced_year <= year]


def _area_curves(
    area: Area, questions: Sequence[PoolQuestion], topics: Sequence[str], curves: Mapping[str, Floats]
) -> AreaCurves:
    by_topic: dict[str, list[Floats]] = defaultdict(list)
    for question in questions:
        by_topic[question.topic].append(curves[question.item])
    shares = [np.sum(of_topic, axis=0) / len(questions) for of_topic in by_topic.values()]
    places = np.array([topics.index(topic) for topic in by_topic], dtype=np.intp)
    return AreaCurves(area, frozenset(question.item for question in questions), places, np.array(shares))


def _normal_grid(points: int, mean: float, sd: float, reach: float) -> tuple[Floats, Floats]:
    z = np.linspace(-reach, reach, points)
    density = np.exp(-z * z / 2)
    return mean + sd * z, density / density.sum()


def expected_share(levels: Floats, question: Question, dependence: float) -> Floats:
    """The share of a question's marks that a learner of each level may expect."""
    by_score = chances(levels, question, dependence)
    share: Floats = np.tensordot(np.arange(len(by_score)), by_score, 1) / (len(by_score) - 1)
    return share


def chances(levels: Floats, question: Question, dependence: float) -> Floats:
    """P(score) at each level, shape (scores, *levels.shape).

    Notes
    -----
    The model is that of `answer_evidence`. Errors s of difficulties flatten the curves: a/√(1 + a²s²/2.89).
    """
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
