"""What some of a sitting's answers tell beside the others, allowing for the ability that all of them gave."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.claims.answer_evidence import AnswerEvidence


@dataclass(frozen=True, slots=True)
class EfficientScore:
    """The efficient score of some answers.

    Parameters
    ----------
    score, variance : u and V
    weights : for each answer of the sitting, how u rises with the level at which it was given
    """

    score: float
    variance: float
    weights: tuple[float, ...]


def efficient_score(told: Sequence[AnswerEvidence], here: Sequence[bool]) -> EfficientScore:
    """Compare some answers of a sitting with all of them.

    Parameters
    ----------
    told : of each answer of the sitting, at the ability that was estimated from them
    here : which of them are compared

    Notes
    -----
    With r the derivative by θ of the log-likelihood of the answers that are compared and I their information, and R and
    J those of all answers, u = r − (I/J)R has the variance V = I(1 − I/J): Neyman's (1959) C(α) form of Rao's score
    test, which allows for θ having been estimated from the same answers. If the level at which answer j was given is
    higher by e than θ, u rises by e·I_j(1 − I/J) for one that is compared, and falls by e·I_j·I/J for another one.
    """
    compared = [each for each, is_here in zip(told, here, strict=True) if is_here]
    information = math.fsum(each.information for each in compared)
    share = information / math.fsum(each.information for each in told)
    score = math.fsum(each.rise for each in compared) - share * math.fsum(each.rise for each in told)
    weights = tuple(each.information * (is_here - share) for each, is_here in zip(told, here, strict=True))
    return EfficientScore(score, information * (1 - share), weights)
