"""One strand against the rest of a learner's own answers.

An adaptive test asks every strand near the learner's level, so raw shares right are near one half everywhere and say
nothing. What is tested is whether the strand's answers depart from what the learner's one overall ability predicts.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, groupby
from statistics import NormalDist

from reports.feedback.sitting_results import AnsweredItem

MINIMUM_ANSWERED = 5
FAMILY_ALPHA = 0.05
"""Chance that a learner of equal ability in every strand is told otherwise of any."""


class Standing(StrEnum):
    """How a strand stands to the learner's own overall level."""

    STRONGER = "stronger"
    ALIKE = "alike"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class StrandResult:
    """A strand with enough answers to speak of.

    Parameters
    ----------
    strand : its id
    answered : items answered, omitted ones not counted
    difference : strand less overall ability, logits (one scoring step, Rasch metric)
    se : standard error of the difference, logits
    standing : what may be said of it
    """

    strand: str
    answered: int
    difference: float
    se: float
    standing: Standing


def strand_results(theta: float, items: Sequence[AnsweredItem]) -> tuple[StrandResult, ...]:
    """The strands with at least five answered items, each against the whole sitting.

    Parameters
    ----------
    theta : the overall ability, logits
    items : the scored items; an omitted one counts as wrong, as it did in the sitting

    Notes
    -----
    With r the sum of score − E(score | θ) and I the information of a strand under the Rasch model, and the partial
    credit model (Masters, 1982) for items that score in steps, and R and J those of the sitting, the efficient
    score is u = r − (I/J)·R with variance V = I·(1 − I/J): Neyman's (1959) C(α) form of Rao's score test, which
    allows for θ having been estimated from the same answers. The difference is u/V with standard error 1/√V. Of k
    strands, one is called stronger or weaker when |u|/√V passes the normal quantile at 1 − 0.05/(2k) (Bonferroni).
    """
    by_strand = {name: tuple(group) for name, group in groupby(sorted(items, key=_strand), _strand)}
    spoken_of = {name: group for name, group in by_strand.items() if _answered(group) >= MINIMUM_ANSWERED}
    if len(by_strand) < 2:  # one strand has nothing to be compared with
        return ()
    whole = _score_and_information(theta, items)
    critical = NormalDist().inv_cdf(1 - FAMILY_ALPHA / (2 * max(len(spoken_of), 1)))
    return tuple(_against(name, group, theta, whole, critical) for name, group in spoken_of.items())


def _against(
    name: str, group: Sequence[AnsweredItem], theta: float, whole: tuple[float, float], critical: float
) -> StrandResult:
    residual, information = _score_and_information(theta, group)
    share = information / whole[1]
    variance = information * (1 - share)
    efficient = residual - share * whole[0]
    z = efficient / math.sqrt(variance)
    return StrandResult(name, _answered(group), efficient / variance, 1 / math.sqrt(variance), _standing(z, critical))


def _standing(z: float, critical: float) -> Standing:
    if abs(z) < critical:
        return Standing.ALIKE
    return Standing.STRONGER if z > 0 else Standing.WEAKER


def _score_and_information(theta: float, items: Iterable[AnsweredItem]) -> tuple[float, float]:
    parts = [(item.score, *_expected_and_variance(theta, item.steps or (item.difficulty,))) for item in items]
    return sum(score - expected for score, expected, _ in parts), sum(variance for *_, variance in parts)


def _expected_and_variance(theta: float, steps: Sequence[float]) -> tuple[float, float]:
    """Of a score: P(k) is in proportion to exp(Σ (θ − b_v), v = 1 … k); its variance is its information."""
    weights = [math.exp(total) for total in accumulate((theta - b for b in steps), initial=0.0)]
    expected = sum(k * weight for k, weight in enumerate(weights)) / sum(weights)
    return expected, sum((k - expected) ** 2 * weight for k, weight in enumerate(weights)) / sum(weights)


def _strand(item: AnsweredItem) -> str:
    return item.strand


def _answered(items: Iterable[AnsweredItem]) -> int:
    return sum(not item.omitted for item in items)
