"""What an extract gives of each person, from the start of their sittings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from delivery_api.sittings.record.event_types import Event, pending_item, replies, started
from delivery_api.trials.disclosure import SMALL_SCHOOLS, Cell, Traits, disclosed_traits
from delivery_api.trials.extract_columns import Forms, GivenPerson


@dataclass(frozen=True)
class SchoolFacts:
    """What is known of a school of a trial: its stratum and weight in the sample, and its language medium."""

    stratum: str = ""
    medium: str = ""
    weight: float = 1.0


NOTHING_KNOWN = SchoolFacts()


def traits_of(
    log: Sequence[Event],
    schools: Mapping[str, SchoolFacts] | None = None,
    booklet: str = "",
    forms: Forms | None = None,
) -> Traits:
    """What the start of a sitting tells of a person, and the languages in which its questions were answered.

    A question that was shown in another language than it was answered in does not count: an extract does not tell it.

    Parameters
    ----------
    schools : by what stands for a school in the log
    booklet : the design of the sitting
    forms : of the booklets; a year group that has one is told by its items
    """
    begun = started(log)
    told = (*replies(log), pending_item(log))
    languages = {event.language for event in told if event is not None}
    cell = Cell(f"{begun.year_group}" if begun else "", " ".join(sorted(languages)))
    if begun is None:
        return Traits(cell)
    form = f"{booklet}/Y{cell.year}" if (booklet, begun.year_group) in (forms or {}) else ""
    facts = (schools or {}).get(begun.school, NOTHING_KNOWN)
    return Traits(cell, begun.school, facts.stratum, facts.medium, begun.device_kind, form)


def given_people(
    traits: Mapping[UUID, Traits], booklets: Mapping[UUID, str], schools: Mapping[str, SchoolFacts] | None = None
) -> dict[UUID, GivenPerson]:
    """What may be given of the person of each sitting, so that no group of fewer than ten stands out.

    A person of whom nothing may be given, because the items tell too much, is not in the result.

    Schools are numbered anew in the order in which persons of theirs come, which is random. A weight tells a school's
    size, so that persons whose school is not told have the mean of theirs.

    Parameters
    ----------
    booklets : by sitting the name of its design
    schools : as of `traits_of`
    """
    given = disclosed_traits(traits)
    weights = _weights(traits, given, schools or {})
    numbers = _numbers(each.school for each in given.values())
    return {
        sitting: GivenPerson(
            each.cell,
            numbers[each.school],
            stratum=each.stratum,
            weight=weights[each.school],
            medium=each.medium,
            device=each.device,
            booklet=booklets.get(sitting, ""),
            form=each.form,
        )
        for sitting, each in given.items()
    }


def _weights(
    traits: Mapping[UUID, Traits], given: Mapping[UUID, Traits], schools: Mapping[str, SchoolFacts]
) -> dict[str, float]:
    """The mean weight of the persons of each school that is told, to three digits."""
    found: dict[str, list[float]] = {}
    for sitting, each in given.items():
        found.setdefault(each.school, []).append(schools.get(traits[sitting].school, NOTHING_KNOWN).weight)
    return {school: float(f"{fmean(weights):.3g}") for school, weights in found.items()}


def _numbers(schools: Iterable[str]) -> dict[str, str]:
    """A number for each school, from 1, in the order in which they come; what stands for no school stays."""
    numbers = {"": "", SMALL_SCHOOLS: SMALL_SCHOOLS}
    for school in schools:
        numbers.setdefault(school, str(len(numbers) - 1))
    return numbers
