"""What a learner can do in a strand, or in the whole subject, where single topics tell too little."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from reports.claims.topic_posterior import CAN_SEEN, CAN_SHARE, CAN_SURE, FEWEST_MET, SittingPosterior, share_earned
from reports.claims.topic_sums import TopicAnswer
from reports.claims.year_pool import Area, AreaCurves, YearPool


@dataclass(frozen=True, slots=True)
class AreaClaim:
    """The claim that a learner can do most of an area.

    Parameters
    ----------
    area : which
    probability : that the expected share of the marks over the area's questions is at least `CAN_SHARE`
    expected : posterior mean of that share
    met : number of questions met that it rests on: the area's, or the strand's where fewer than two are the area's
    """

    area: Area
    probability: float
    expected: float
    met: int


def area_claims(answers: Iterable[TopicAnswer], posterior: SittingPosterior, pool: YearPool) -> tuple[AreaClaim, ...]:
    """The widest area of each strand, and of the whole subject, of which "can" may be claimed; hardest first.

    Parameters
    ----------
    answers : all scored answers of the sitting
    posterior : what they leave of the prior

    Notes
    -----
    The expected share π of an area's marks is a sum over its topics. Given θ these are independent, so that π is about
    normal with the mean m(θ) and the variance v(θ), and P(π ≥ .65) = Σ P(θ) Φ((m(θ) − .65)/√v(θ)). Topics that were not
    met enter with what the prior says of them. "Can": that is .9 or more, two of the area's questions were met, and at
    least half of their marks earned. Of the easier questions of a strand an able learner is asked none: where fewer
    than two were met, the two and the marks are also those of the whole strand, the rest of which is harder.
    """
    given = tuple(answers)
    whole = {curves.area.strand: curves.items for curves in pool.areas}  # a strand's last area holds all others
    widest: dict[str, AreaClaim] = {}
    for curves in pool.areas:
        own, of_strand = _met(given, curves.items), _met(given, whole[curves.area.strand])
        met = own if len(own) >= FEWEST_MET else of_strand
        if len(met) < FEWEST_MET or min(map(share_earned, filter(None, (own, met)))) < CAN_SEEN:
            continue
        claim = _claim(curves, len(met), posterior, pool)
        if claim.probability >= CAN_SURE:
            widest[curves.area.strand] = claim
    return tuple(sorted(widest.values(), key=lambda claim: (claim.expected, claim.area.strand)))


def _met(answers: Sequence[TopicAnswer], items: frozenset[str]) -> Sequence[TopicAnswer]:
    return [answer for answer in answers if answer.item in items]


def _claim(curves: AreaCurves, met: int, posterior: SittingPosterior, pool: YearPool) -> AreaClaim:
    weights = np.stack(_weights(curves, posterior, pool))
    means = (weights * curves.shares).sum(axis=2)
    variances = (weights * curves.shares**2).sum(axis=2) - means**2
    mean, sd = means.sum(axis=0), np.sqrt(np.maximum(variances.sum(axis=0), 1e-12))
    probability = float((posterior.ability * ndtr((mean - CAN_SHARE) / sd)).sum())
    return AreaClaim(curves.area, probability, float((posterior.ability * mean).sum()), met)


def _weights(curves: AreaCurves, posterior: SittingPosterior, pool: YearPool) -> Sequence[np.ndarray]:
    """The weights of each topic's deviation given the ability, those of the prior where the topic was not met."""
    prior = np.broadcast_to(pool.deviations, pool.levels.shape)
    return [posterior.deviations.get(pool.topics[place], prior) for place in curves.topics]
