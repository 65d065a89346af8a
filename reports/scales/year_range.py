"""The part of a scale in which half of a year group is expected, while nobody has measured where it is."""

from dataclasses import dataclass
from enum import StrEnum

from reports.scales.reporting_scale import ReportingScale, ScaleScore

QUARTILE = 0.6744897501960817
"""Standard normal quantile at 0.75: half of a normal distribution lies within this many SDs of its mean."""


@dataclass(frozen=True, slots=True)
class YearRange:
    """The middle half of a year group as a test design expects it.

    Parameters
    ----------
    year : school year, 2 to 9
    low, high : scores between which half of the year group is expected; a quarter is expected on either side
    """

    year: int
    low: int
    high: int


def year_range(year: int, mean: float, sd: float, scale: ReportingScale) -> YearRange:
    """The expected middle half of a year group, mean ∓ 0.674 SD.

    It is what those who made the design assume, not a norm: no score relative to it may be given.

    Parameters
    ----------
    mean, sd : of the year group's ability in the design, logits
    scale : of the subject
    """
    return YearRange(year, scale.points(mean - QUARTILE * sd), scale.points(mean + QUARTILE * sd))


class Beside(StrEnum):
    """On which side of a range a score is, and whether the level may lie within it nevertheless."""

    BELOW = "below"
    JUST_BELOW = "below, with a band that reaches it"
    WITHIN = "within"
    JUST_ABOVE = "above, with a band that reaches it"
    ABOVE = "above"


def beside(scale: ScaleScore, half: YearRange) -> Beside:
    """On which side of the range a score is."""
    if scale.score < half.low:
        return Beside.JUST_BELOW if scale.open_above or scale.high >= half.low else Beside.BELOW
    if scale.score > half.high:
        return Beside.JUST_ABOVE if scale.open_below or scale.low <= half.high else Beside.ABOVE
    return Beside.WITHIN
