"""The reporting scale of each subject: a linear transformation of θ, with a 90 % band.

The scale score is 500 + 50·θ. A linear scale keeps differences comparable in every year (Kolen & Brennan, 2014, ch. 9).
Its unit is small against any standard error that a sitting can reach (0.3 logits are 15 points), so rounding adds
little error, but not so small that digits look exact. Over the vertical scale's range, θ from −7 to +6, scores run from
150 to 800. Estimates outside that range occur if every answer or none is right, so the scale has a lowest and a highest
obtainable score, 0 and 1000 (Kolen & Brennan, 2014, ch. 9): a score outside them is reported as the nearer one, and a
band that extends beyond is open at that end. A low score may look like an age-standardised score (70–140) or a
percentage; it is neither.

Each subject has a scale of its own. They are equal today, but scores of two subjects cannot be compared: a subject's θ
means nothing in another. A scale has a version, which a report names, since a later version would put another number
on the same ability.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from reports.translations import Translations

Z90 = 1.6448536269514722
"""Standard normal quantile at 0.95: a two-sided 90 % band."""


@dataclass(frozen=True, slots=True)
class ReportingScale:
    """The reporting scale of a subject.

    Parameters
    ----------
    subject : such as ``numeracy-procedural``
    version : names the transformation and its limits; it changes when one of them does
    origin, unit : scale score of θ = 0, and scale points of one logit
    lowest, highest : lowest and highest obtainable score
    """

    subject: str
    version: str
    origin: float
    unit: float
    lowest: int
    highest: int

    def points(self, theta: float, step: int = 1) -> int:
        """The score of an ability, logits, to a multiple of `step`, within the obtainable scores."""
        return min(max(self._unbounded(theta, step), self.lowest), self.highest)

    def is_below(self, theta: float) -> bool:
        """Whether an ability, logits, lies below the lowest obtainable score."""
        return self._unbounded(theta) < self.lowest

    def is_above(self, theta: float) -> bool:
        """Whether an ability, logits, lies above the highest obtainable score."""
        return self._unbounded(theta) > self.highest

    def _unbounded(self, theta: float, step: int = 1) -> int:
        return round((self.origin + self.unit * theta) / step) * step


_SUBJECTS = ("numeracy-procedural", "numeracy-reasoning", "reading-en", "reading-cy")

SCALES: Mapping[str, ReportingScale] = MappingProxyType(
    {subject: ReportingScale(subject, "1", 500, 50, 0, 1000) for subject in _SUBJECTS}
)
"""The scale of each subject."""


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """A score on the reporting scale with the ends of its 90 % band, whole points.

    Parameters
    ----------
    score, low, high : between the lowest and the highest obtainable score
    open_below, open_above : whether the answers leave the level unbounded at that end, whose number is then not shown
    """

    score: int
    low: int
    high: int
    open_below: bool = False
    open_above: bool = False


def scale_score(theta: float, se: float, scale: ReportingScale) -> ScaleScore:
    """The scale score of an ability estimate.

    Parameters
    ----------
    theta : ability, logits, finite
    se : its standard error, logits, finite and above 0
    scale : the scale of its subject

    Raises
    ------
    ValueError
        for a theta that is not finite, or an se that is not finite or not above 0
    """
    if not math.isfinite(theta):
        msg = f"theta: expected a finite number, got {theta}"
        raise ValueError(msg)
    if not (math.isfinite(se) and se > 0):
        msg = f"se: expected a finite number above 0, got {se}"
        raise ValueError(msg)
    low, high = theta - Z90 * se, theta + Z90 * se
    return ScaleScore(
        scale.points(theta),
        scale.points(low),
        scale.points(high),
        open_below=scale.is_below(low),
        open_above=scale.is_above(high),
    )


def open_below(scale: ScaleScore) -> ScaleScore:
    """The score with its band open below: only the upper end is known."""
    return replace(scale, open_below=True, open_above=False)


def open_above(scale: ScaleScore) -> ScaleScore:
    """The score with its band open above: only the lower end is known."""
    return replace(scale, open_below=False, open_above=True)


def band_text(scale: ScaleScore, translations: Translations) -> str:
    """The band as table text: both ends, or "below" or "above" the known one."""
    if scale.open_below:
        return translations.gettext("below %(high)d") % {"high": scale.high}
    if scale.open_above:
        return translations.gettext("above %(low)d") % {"low": scale.low}
    return f"{scale.low}–{scale.high}"
