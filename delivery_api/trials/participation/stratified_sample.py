"""Draws a stratified sample of schools with probability proportional to size, and two replacements for each school.

Within each explicit stratum the schools are sorted by implicit strata and, up and down in turn, by size; every so many
learners along that list a school is drawn (systematic sampling). The neighbours in the list, which are most like a
school, stand by as its replacements.

References
----------
OECD (2009), PISA 2006 Technical Report, ch. 4; Martin, Mullis & Hooper (2016), Methods and Procedures in TIMSS 2015,
ch. 3; Cochran (1977), Sampling Techniques, 3rd ed., section 9A.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from uuid import UUID

from delivery_api.trials.trial_plans import MOST_REPLACEMENTS

SMALLEST_MEASURE = 30
"""The least measure of size, about a class: a smaller school is as likely to be drawn as one of so many learners.

Without it a school of ten learners would hardly ever be drawn, and would then have a very large weight.
"""


@dataclass(frozen=True)
class FrameSchool:
    """A school that can be drawn.

    Parameters
    ----------
    stratum : the explicit stratum, by the values of its attributes
    order : the values of the implicit strata
    learners : number of learners of the years that are asked, at least 1
    """

    school: UUID
    stratum: tuple[str, ...]
    order: tuple[str, ...]
    learners: int

    @property
    def measure(self) -> int:
        """The measure of size."""
        return max(self.learners, SMALLEST_MEASURE)


@dataclass(frozen=True)
class DrawnSchool:
    """A school of the sample, or one that stands by for it.

    Parameters
    ----------
    weight : the inverse of the probability with which the school is drawn
    replaces : the school of the sample that it stands by for; None for one of the sample
    turn : 0 for the sample, 1 or 2 for the first or the second replacement
    """

    school: UUID
    stratum: tuple[str, ...]
    weight: float
    replaces: UUID | None = None
    turn: int = 0


def draw_sample(
    frame: Sequence[FrameSchool], schools: int, starts: Mapping[tuple[str, ...], float], turns: int = MOST_REPLACEMENTS
) -> tuple[DrawnSchool, ...]:
    """Draw a number of schools, each followed by its replacements.

    Parameters
    ----------
    frame : at least as many schools as are drawn, and as many strata at most
    schools : how many to draw
    starts : for each stratum a random number from 0 to 1, 1 excluded
    turns : the most replacements of a school

    Raises
    ------
    ValueError : there are fewer schools than asked for, or more strata
    """
    strata = strata_of(frame)
    if not len(strata) <= schools <= len(frame):
        msg = f"expected from {len(strata)} (the strata) to {len(frame)} (the schools) schools to draw, got {schools}"
        raise ValueError(msg)
    counts = allocate(
        {name: _measure(each) for name, each in strata.items()}, schools, {k: len(v) for k, v in strata.items()}
    )
    return tuple(
        one for name, each in strata.items() for one in _draw_stratum(in_order(each), counts[name], starts[name], turns)
    )


def strata_of(frame: Sequence[FrameSchool]) -> dict[tuple[str, ...], list[FrameSchool]]:
    """The schools of each explicit stratum, strata in alphabetical order."""
    found: dict[tuple[str, ...], list[FrameSchool]] = {}
    for each in sorted(frame, key=lambda one: (one.stratum, one.school)):
        found.setdefault(each.stratum, []).append(each)
    return found


def allocate(
    sizes: Mapping[tuple[str, ...], int], total: int, most: Mapping[tuple[str, ...], int]
) -> dict[tuple[str, ...], int]:
    """Share a number of schools among strata in proportion to their sizes: at least one each, at most those there are.

    Each next school goes to the stratum that is furthest below its share, after the method of Sainte-Laguë.
    """
    given = dict.fromkeys(sizes, 1)
    while sum(given.values()) < total:
        open_ = [name for name in sizes if given[name] < most[name]]
        given[max(open_, key=lambda name: (sizes[name] / (2 * given[name] + 1), name))] += 1
    return given


def in_order(schools: Sequence[FrameSchool]) -> list[FrameSchool]:
    """The schools by implicit strata, and in these by size, up and down in turn, so that neighbours are alike."""
    by_order = sorted(schools, key=lambda one: (one.order, one.measure, one.learners, one.school))
    ordered: list[FrameSchool] = []
    for place, (_, group) in enumerate(groupby(by_order, key=lambda one: one.order)):
        ordered.extend(list(group)[:: -1 if place % 2 else 1])
    return ordered


def _draw_stratum(schools: Sequence[FrameSchool], count: int, start: float, turns: int) -> list[DrawnSchool]:
    probabilities = inclusion_probabilities([each.measure for each in schools], count)
    drawn = _systematic(probabilities, start)
    taken, sample = set(drawn), []
    for place in drawn:
        main = schools[place]
        sample.append(DrawnSchool(main.school, main.stratum, 1 / probabilities[place]))
        # first the next school of the list, then the one before: as PISA and TIMSS do
        turn = 0
        for near in (place + 1, place - 1, place + 2, place - 2):
            if turn < turns and 0 <= near < len(schools) and near not in taken:
                turn += 1
                taken.add(near)
                other = schools[near]
                weight = 1 / probabilities[near]
                sample.append(DrawnSchool(other.school, other.stratum, weight, main.school, turn))
    return sample


def inclusion_probabilities(measures: Sequence[int], count: int) -> list[float]:
    """The probability with which each school is drawn: in proportion to its measure; 1 for one that is too large.

    Whoever would have more than 1 is drawn for certain, and the others share what is left (Cochran, 1977, 9A.5).
    """
    certain: set[int] = set()
    while True:
        rest = sum(measure for place, measure in enumerate(measures) if place not in certain)
        left = count - len(certain)
        more = {
            place for place, measure in enumerate(measures) if place not in certain and rest and left * measure >= rest
        }
        if not more:
            break
        certain |= more
    return [1.0 if place in certain else left * measure / rest for place, measure in enumerate(measures)]


def _systematic(probabilities: Sequence[float], start: float) -> list[int]:
    """The places at which the running sum of the probabilities passes start, start + 1, start + 2 …"""
    # the exact sum is a whole number; rounding it keeps the count exact
    total = round(sum(probabilities))
    ends = [*list(accumulate(probabilities))[:-1], float(total)]
    drawn, due = [], start
    for place, end in enumerate(ends):
        if end > due and due < total:
            drawn.append(place)
            due += 1
    return drawn


def _measure(schools: Sequence[FrameSchool]) -> int:
    return sum(each.measure for each in schools)
