"""What a trial is to find out, whether a design reaches it, and the number of responses that would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from scipy.stats import norm

from calibration.collection.design_study import DesignStudy
from calibration.invariance.dif_classes import SLIGHT

_CRITICAL = 1.96
D_DIF_OF_A_LOGIT = 2.35
"""MH D-DIF of a logit between the groups (Holland & Thayer, 1988)."""
_STEP = 10  # responses: a sample is not planned to the child


class Aim(StrEnum):
    """The kinds of aims."""

    SE = "standard error"
    POWER = "power"
    LINKING = "linking error"


@dataclass(frozen=True)
class Aims:
    """What a trial is to find out.

    Parameters
    ----------
    se : the mean standard error of the difficulty of candidates within a logit of their year group's mean, at most
    dif : a difference between the languages, in logits, above 0.43: below it items count as without one
    power : the share of such differences that is found, at least
    linking_error : the standard error of each link between adjacent year groups, at most, logits
    """

    se: float = 0.17
    dif: float = 0.64
    power: float = 0.8
    linking_error: float = 0.1


@dataclass(frozen=True)
class Shortfall:
    """An aim that a design does not reach.

    Parameters
    ----------
    wanted, reached : in the aim's unit
    responses : about the number of responses to each item in each language with which it would
    """

    aim: Aim
    wanted: float
    reached: float
    responses: int


def shortfalls(study: DesignStudy, aims: Aims, responses: int) -> tuple[Shortfall, ...]:
    """The aims that a design does not reach with so many responses to each item in each language."""
    return tuple(_shortfalls(study, aims, responses))


def needed_responses(found: tuple[Shortfall, ...]) -> int:
    """About the number of responses with which every aim would be reached."""
    return max(each.responses for each in found)


def _shortfalls(study: DesignStudy, aims: Aims, responses: int) -> Iterator[Shortfall]:
    for aim, wanted, reached in (
        (Aim.SE, aims.se, study.se),
        (Aim.LINKING, aims.linking_error, study.linking_error),
    ):
        if reached > wanted:
            yield Shortfall(aim, wanted, reached, _more(responses, (reached / wanted) ** 2))
    if study.power is not None and study.power < aims.power:
        more = (_error_of_d_dif(study.power, study.dif) / _error_of_d_dif(aims.power, study.dif)) ** 2
        yield Shortfall(Aim.POWER, aims.power, study.power, _more(responses, more))


def _error_of_d_dif(power: float, dif: float) -> float:
    """The standard error of MH D-DIF at which a difference is flagged B or C so often.

    It falls with the root of the sample. A flag needs a D-DIF of 1 that is significant at the 5 % level (Zieky, 1993);
    where standard errors are small the first condition decides, else the second.
    """
    true, z = D_DIF_OF_A_LOGIT * dif, float(norm.ppf(min(max(power, 0.05), 0.99)))
    by_size = (true - SLIGHT) / z if z > 0 else inf
    return by_size if by_size * _CRITICAL <= SLIGHT else true / (z + _CRITICAL)


def _more(responses: int, factor: float) -> int:
    """So many times the responses, rounded up, and a step more at least: at both ends of power the factor says 1."""
    return max(int(-(-responses * factor // _STEP) * _STEP), responses + _STEP)
