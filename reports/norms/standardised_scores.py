"""The age-standardised score of a reported score, with a band that has its error and that of the norms."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.numerics.array_types import Floats
from reports.norms.learning_time import LearningTime, relative_age
from reports.norms.norm_model import NormModel
from reports.norms.norm_sample import MOST_MONTHS

MEAN, SD = 100, 15
LOWEST, HIGHEST = 70, 140
"""Beyond these too few are in any sample to tell one score from another: "below 70", "above 140"."""

Z90 = 1.6448536269514722
"""Standard normal quantile at 0.95: a two-sided 90 % band."""

MARGIN = 0.1
"""How far beyond the learning times of the sample norms still speak, in school years: four weeks."""


class OutsideNorms(StrEnum):
    """Why there is no age-standardised score."""

    LEARNING_TIME = "learning time"
    AGE = "age"
    NO_BIRTH_DATE = "no date of birth"


@dataclass(frozen=True, slots=True)
class NormSource:
    """What norms were fitted to.

    Parameters
    ----------
    subject : whose scores
    scale : version of the reporting scale
    persons, schools : how many; 0 schools where they are not known
    sha256 : of the sample's file, hexadecimal
    fictional : whether the sample is made up, for a demonstration
    """

    subject: str
    scale: str
    persons: int
    schools: int
    sha256: str
    fictional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Norms:
    """The norms of a subject.

    Parameters
    ----------
    usable : whether their checks allow age-standardised scores
    """

    source: NormSource
    model: NormModel
    usable: bool = True


@dataclass(frozen=True, slots=True)
class StandardisedScore:
    """An age-standardised score: mean 100 and SD 15 among learners of the same age and learning time.

    Parameters
    ----------
    score, low, high : the score and the ends of its 90 % band, 70 to 140
    below, above : whether the score itself is below 70 or above 140
    """

    score: int
    low: int
    high: int
    below: bool = False
    above: bool = False


def standardised_score(
    norms: Norms, theta: float, se: float, time: LearningTime, age_months: float
) -> StandardisedScore | OutsideNorms:
    """The age-standardised score of a reported score; the reason, where the norms do not reach the learner.

    The band's ends are the scores of θ ± 1.645·√(SE² + (s/z′)²), with s the standard error of z by the norms and z′ its
    slope: the norms' error is brought to the scale of θ, so that the band is as skewed as the norms are.

    Parameters
    ----------
    theta, se : reported ability and its standard error, which has the error of the items' parameters; logits
    age_months : age at the sitting in completed months
    """
    outside = _outside(norms.model, time, age_months)
    if outside is not None:
        return outside
    score, low, high = (round(MEAN + SD * each) for each in _standardised_band(norms, theta, se, time, age_months))
    return StandardisedScore(_kept(score), _kept(low), _kept(high), score < LOWEST, score > HIGHEST)


def kept_pace(
    norms: Norms, theta: float, se: float, then: tuple[LearningTime, float], now: tuple[LearningTime, float]
) -> tuple[float, float, float] | OutsideNorms:
    """The ability that has the same place among others later, and the ends of its 90 % band, θ.

    The ends are those of the first score, wherever they lie: an end that were held at 70 or 140, beyond which no score
    is told, would be no end of a band that holds nine in ten.

    Parameters
    ----------
    theta, se : reported ability at the first sitting and its standard error, logits
    then, now : learning time, and age in completed months, at the first sitting and later
    """
    for when in (then, now):
        if (outside := _outside(norms.model, *when)) is not None:
            return outside
    there = norms.model.distribution(*_place(*now))
    score, low, high = there.quantile(np.array(_standardised_band(norms, theta, se, *then)))
    return float(score), float(low), float(high)


def _standardised_band(
    norms: Norms, theta: float, se: float, time: LearningTime, age_months: float
) -> tuple[float, float, float]:
    """Standard normal z of a score and of the ends of its band, each within ±6."""
    level, age = _place(time, age_months)
    there, at = norms.model.distribution(level, age), np.array([theta])
    error = np.hypot(se, norms.model.standardised_error(at, level, age) / there.slope(at))
    z = np.clip(there.standardised(np.concatenate([at, at - Z90 * error, at + Z90 * error])), -6, 6)
    return float(z[0]), float(z[1]), float(z[2])


def _kept(score: int) -> int:
    return min(max(score, LOWEST), HIGHEST)


def _outside(model: NormModel, time: LearningTime, age_months: float) -> OutsideNorms | None:
    if not model.basis.low - MARGIN <= time.level <= model.basis.high + MARGIN:
        return OutsideNorms.LEARNING_TIME
    return OutsideNorms.AGE if abs(relative_age(time.year, time.weeks, age_months)) > MOST_MONTHS else None


def _place(time: LearningTime, age_months: float) -> tuple[Floats, Floats]:
    return np.array([time.level]), np.array([relative_age(time.year, time.weeks, age_months)])
