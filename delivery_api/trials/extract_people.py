"""What an extract gives of each person, from the start of their sittings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from delivery_api.sittings.record.event_types import Event, Presented, started
from delivery_api.trials.disclosure import SMALL_SCHOOLS, YEAR_BANDS, Cell, Traits, disclosed_traits
from delivery_api.trials.extract_columns import GivenPerson


def traits_of(log: Sequence[Event]) -> Traits:
    """What the start of a sitting tells of a person, and the languages of its questions."""
    begun = started(log)
    languages = {event.language for event in log if isinstance(event, Presented)}
    cell = Cell(YEAR_BANDS.get(begun.year_group, "") if begun else "", " ".join(sorted(languages)))
    return Traits(cell, begun.school, device=begun.device_kind) if begun else Traits(cell)


def given_people(traits: Mapping[UUID, Traits], booklets: Mapping[UUID, str]) -> dict[UUID, GivenPerson]:
    """What may be given of the person of each sitting, so that no group of fewer than ten stands out.

    Schools are numbered anew in the order in which persons of theirs come, which is random.

    Parameters
    ----------
    booklets : by sitting the name of its design
    """
    given = disclosed_traits(traits)
    numbers = _numbers(each.school for each in given.values())
    return {
        sitting: GivenPerson(
            each.cell,
            numbers[each.school],
            stratum=each.stratum,
            medium=each.medium,
            device=each.device,
            booklet=booklets.get(sitting, ""),
        )
        for sitting, each in given.items()
    }


def _numbers(schools: Iterable[str]) -> dict[str, str]:
    """A number for each school, from 1, in the order in which they come; what stands for no school stays."""
    numbers = {"": "", SMALL_SCHOOLS: SMALL_SCHOOLS}
    for school in schools:
        numbers.setdefault(school, str(len(numbers) - 1))
    return numbers
