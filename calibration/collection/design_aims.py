"""What a trial is to find out, whether a design reaches it, and the number of responses that would do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from calibration.collection.design_study import DesignStudy

_STEP = 10  # responses: a sample is not planned to the child
_MOST = 40  # times the responses: where even these would not do, none will


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
        yield Shortfall(Aim.POWER, aims.power, study.power, _responses_for_power(study, aims.power, responses))


def _responses_for_power(study: DesignStudy, wanted: float, responses: int) -> int:
    """The least step of responses with which the items' standard errors would give the power; very many if none does.

    All steps are looked at: where a difference shows as less than a flag needs, more responses make flags rarer.
    """
    most = responses * _MOST // _STEP + 1
    for step in range(responses // _STEP + 1, most):
        if (study.power_with(step * _STEP / responses) or 0.0) >= wanted:
            return step * _STEP
    return most * _STEP


def _more(responses: int, factor: float) -> int:
    """So many times the responses, rounded up, and a step more at least."""
    return max(int(-(-responses * factor // _STEP) * _STEP), responses + _STEP)
