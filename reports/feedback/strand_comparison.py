"""Comparison of each strand with the rest of a learner's answers.

An adaptive test presents every strand near the learner's level, so the proportion correct is close to one half in every
strand and carries no information. The test is instead whether the answers to a strand depart from what the learner's
overall ability predicts.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from reports.claims.answer_evidence import AnswerEvidence, answer_evidence
from reports.claims.efficient_score import efficient_score
from reports.claims.passage_effects import passage_variance
from reports.feedback.sitting_results import AnsweredItem
from reports.scales.reporting_scale import ReportingScale

MINIMUM_ANSWERED = 5
FAMILY_ALPHA = 0.05
"""Family-wise error rate: probability that a learner of equal ability in all strands is told otherwise of any."""


class RelativeStrength(StrEnum):
    """A strand compared with the learner's overall level."""

    STRONGER = "stronger"
    ALIKE = "alike"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class StrandResult:
    """The comparison of one strand with enough answers.

    Parameters
    ----------
    strand : id of the strand
    answered : number of items answered, without omitted ones
    difference : strand minus overall ability, logits
    se : standard error of the difference, logits
    relative_strength : conclusion of the test
    margin : half the width of the interval of the test, logits: it holds 0 if and only if nothing is concluded
    """

    strand: str
    answered: int
    difference: float
    se: float
    relative_strength: RelativeStrength
    margin: float


@dataclass(frozen=True, slots=True)
class StrandPoints:
    """The comparison of one strand in points of the reporting scale.

    Parameters
    ----------
    strand : id
    answered : as in the result
    difference, low, high : the difference and the ends of its interval, whole points
    """

    strand: str
    answered: int
    difference: int
    low: int
    high: int


def strand_results(theta: float, items: Sequence[AnsweredItem]) -> tuple[StrandResult, ...]:
    """Compare each strand with at least five answered items with the whole sitting.

    Parameters
    ----------
    theta : overall ability, logits
    items : the scored items; an omitted one counts as wrong, as in the sitting

    Returns
    -------
    one result per strand; none if the sitting has a single strand

    Notes
    -----
    With r the derivative by θ of a strand's log-likelihood and I its information, under the Rasch model, or the partial
    credit model (Masters, 1982) for items that score in steps, with floors of chance where options are offered, and R
    and J those of the sitting, the efficient score is u = r − (I/J)·R with variance V = I·(1 − I/J): Neyman's (1959)
    C(α) form of Rao's score test, which allows for θ having been estimated from the same answers. Without floors r is
    the sum of score − E(score | θ). The variance W of u is V and what errors of difficulties and the effects that the
    answers to one passage share add to it, as in `reports.claims.topic_sums`. The difference is u/V with standard error
    √W/V. Of k strands, one is called stronger or weaker when |u|/√W passes the normal quantile at 1 − 0.05/(2k)
    (Bonferroni).
    """
    strands = sorted({item.strand for item in items})
    if len(strands) < 2:  # one strand has nothing to be compared with
        return ()
    spoken_of = [name for name in strands if _answered(name, items) >= MINIMUM_ANSWERED]
    critical = NormalDist().inv_cdf(1 - FAMILY_ALPHA / (2 * max(len(spoken_of), 1)))
    told = [answer_evidence(theta, item) for item in items]
    return tuple(_compared(name, items, told, critical) for name in spoken_of)


def _compared(
    strand: str, items: Sequence[AnsweredItem], told: Sequence[AnswerEvidence], critical: float
) -> StrandResult:
    efficient = efficient_score(told, [item.strand == strand for item in items])
    weighted = [*zip(items, efficient.weights, strict=True)]
    shared = passage_variance(weighted) + math.fsum((weight * item.difficulty_sd) ** 2 for item, weight in weighted)
    se = math.sqrt(efficient.variance + shared) / efficient.variance
    difference = efficient.score / efficient.variance
    standing = _standing(difference / se, critical)
    return StrandResult(strand, _answered(strand, items), difference, se, standing, critical * se)


def strand_points(strands: Iterable[StrandResult], scale: ReportingScale) -> tuple[StrandPoints, ...]:
    """The comparisons in points of a scale.

    An end that rounds to 0 though the interval leaves 0 out is moved a point away from it, since readers tell by 0.
    """
    return tuple(_in_points(each, scale.unit) for each in strands)


def _in_points(result: StrandResult, unit: float) -> StrandPoints:
    low, high = round(unit * (result.difference - result.margin)), round(unit * (result.difference + result.margin))
    if result.relative_strength is RelativeStrength.STRONGER:
        low = max(low, 1)
    if result.relative_strength is RelativeStrength.WEAKER:
        high = min(high, -1)
    return StrandPoints(result.strand, result.answered, round(unit * result.difference), low, high)


def _standing(z: float, critical: float) -> RelativeStrength:
    if abs(z) < critical:
        return RelativeStrength.ALIKE
    return RelativeStrength.STRONGER if z > 0 else RelativeStrength.WEAKER


def _answered(strand: str, items: Iterable[AnsweredItem]) -> int:
    return sum(item.strand == strand and not item.omitted for item in items)
