"""What a trial is to find out, whether a design reaches it, and the number of responses that would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import norm

from calibration.collection.design_study import DesignStudy

_CRITICAL = 1.96
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
    dif : a difference between the languages, in logits
    power : the share of such differences that is found, at least
    linking_error : the standard error of each link between adjacent year groups, at most, logits
    """

    se: float = 0.17
    dif: float = 0.64
    power: float = 0.9
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
            yield Shortfall(aim, wanted, reached, _rounded(responses * (reached / wanted) ** 2))
    if study.power is not None and study.power < aims.power:
        more = (_distance(aims.power) / _distance(study.power)) ** 2
        yield Shortfall(Aim.POWER, aims.power, study.power, _rounded(responses * more))


def _distance(power: float) -> float:
    """Standard errors from 0 at which a difference is found so often; it grows with the root of the sample."""
    return _CRITICAL + float(norm.ppf(min(max(power, 0.05), 0.99)))


def _rounded(responses: float) -> int:
    return int(-(-responses // _STEP) * _STEP)
