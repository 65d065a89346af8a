"""Progress: how a learner's scores of one subject changed from sitting to sitting, and what of it is beyond error.

The change is the last score minus the first. Its error is that of both scores, and of the link between their scales
where the sittings were scored under versions of a bank that were linked to each other:
SE² = SE₁² + SE₂² + SE_link² (Kolen & Brennan, 2014, ch. 7). A change is beyond error if it is further from 0 than
1.645 SE, as the 90 % band of a score is drawn.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.scales.reporting_scale import Z90, ReportingScale, ScaleScore, scale_score


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """The score of one sitting as a point of a learner's progress.

    Parameters
    ----------
    on : date of completion
    year : the learner's school year at the sitting
    scale : the score as it is shown, whole points within the obtainable scores
    points, se : the score and its standard error, scale points, neither rounded nor bounded
    provisional : whether too little of its information comes from items whose parameters were measured
    """

    on: date
    year: int
    scale: ScaleScore
    points: float
    se: float
    provisional: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's scores in order of date, and the change from the first to the last.

    Parameters
    ----------
    points : at least two
    change, change_se : last minus first score and its standard error, scale points; None where one of the two is
        open at an end, so that its answers do not bound the level, and neither do they bound the change
    beyond_error : whether the change is further from 0 than its error explains, nine times in ten
    expected : the last score of a learner who kept pace with the others of the same learning time; None if unknown
    """

    points: tuple[ScorePoint, ...]
    change: float | None
    change_se: float | None
    beyond_error: bool
    expected: ScaleScore | None = None


def score_point(
    on: date, year: int, theta: float, se: float, scale: ReportingScale, *, provisional: bool
) -> ScorePoint:
    """The point of one sitting.

    Parameters
    ----------
    on : date of completion
    year : the learner's school year at the sitting
    theta, se : reported ability and its standard error, logits; both finite, se > 0
    scale : the reporting scale of the subject
    provisional : whether too little of its information comes from items whose parameters were measured

    Raises
    ------
    ValueError
        for a theta that is not finite, or an se that is not finite or not above 0
    """
    shown = scale_score(theta, se, scale)
    return ScorePoint(on, year, shown, scale.origin + scale.unit * theta, scale.unit * se, provisional)


def progress(points: Sequence[ScorePoint], link_se: float = 0.0, expected: ScaleScore | None = None) -> Progress | None:
    """Progress over sittings of one subject; None for fewer than two, and while any of them is provisional.

    Parameters
    ----------
    points : in any order
    link_se : standard error of the link between the scales of the first and the last, scale points; 0 within one
        version of a bank
    expected : the last score of a learner who kept pace, where norms tell it

    Raises
    ------
    ValueError
        for a link_se that is not finite or below 0
    """
    if not (math.isfinite(link_se) and link_se >= 0):
        msg = f"link_se: expected a finite number from 0, got {link_se}"
        raise ValueError(msg)
    if len(points) < 2 or any(point.provisional for point in points):
        return None
    in_order = tuple(sorted(points, key=lambda point: point.on))
    first, last = in_order[0], in_order[-1]
    if _is_open(first.scale) or _is_open(last.scale):
        return Progress(in_order, None, None, beyond_error=False, expected=expected)
    change, se = last.points - first.points, math.hypot(first.se, last.se, link_se)
    return Progress(in_order, change, se, abs(change) > Z90 * se, expected)


def _is_open(scale: ScaleScore) -> bool:
    return scale.open_below or scale.open_above
