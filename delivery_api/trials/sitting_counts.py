"""How many sat a trial, and how they answered, in numbers that tell of no person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from delivery_api.sittings.record.event_types import Event, Finished, surveyed
from delivery_api.trials.disclosure import Cell, disclosed_cells, in_tens
from delivery_api.trials.extract_columns import GivenPerson, extract_rows
from delivery_api.trials.extract_people import traits_of
from delivery_api.trials.extraction import KeptSittings
from delivery_api.trials.participation.teacher_survey import ChoiceCount
from reports.disclosure.smallest_group import is_small

_COLUMNS = ("status", "rapid", "idle")

_KINDS = ("reached", "omitted", "not reached", "rapid", "idle")


@dataclass(frozen=True)
class CellCount:
    """The sittings of a year band and a language, in tens.

    Parameters
    ----------
    cell : with the values that are told; several small ones are one
    begun, finished : None where fewer than ten are
    """

    cell: Cell
    begun: int | None
    finished: int | None


@dataclass(frozen=True)
class SittingCounts:
    """Sittings, left-out sittings and answers of a trial.

    Parameters
    ----------
    cells : of the sittings, by year band and language
    begun, finished : of all of them, in tens; None where fewer than ten are
    left_out : by reason, sittings that are not counted here, in tens; None for one to nine
    answers : items by what became of them: "reached", "omitted", "not reached", and "rapid" and "idle" of those that
        were given too fast, or after a long time without an act; None where fewer than ten sittings have such
    faces : by statement of the closing survey, from 1, and by face, learners who chose it, in tens; None for under ten
    teachers : how many teachers chose what in theirs
    """

    cells: tuple[CellCount, ...]
    begun: int | None
    finished: int | None
    left_out: Mapping[str, int | None]
    answers: Mapping[str, int | None]
    faces: Mapping[tuple[int, str], int | None] = field(default_factory=dict)
    teachers: Sequence[ChoiceCount] = ()


def count_sittings(kept: KeptSittings) -> SittingCounts:
    """Count sittings and answers."""
    cells: dict[int, Cell] = {}
    finished: set[int] = set()
    answers: list[Counter[str]] = []
    faces: Counter[tuple[int, str]] = Counter()
    for place, (booklet, log) in enumerate(kept.logs):
        cells[place] = traits_of(log).cell.in_band()
        finished.update([place] if any(isinstance(event, Finished) for event in log) else [])
        said = surveyed(log)
        faces.update((at, face) for at, face in enumerate(said.faces if said else (), start=1) if face)
        answers.append(Counter(_kinds(kept, booklet, log)))
    left_out = {reason: in_tens(count) if count else 0 for reason, count in kept.left_out.items()}
    counted = tuple(_by_cell(disclosed_cells(cells), finished))
    chosen = {each: in_tens(count) for each, count in faces.items()}
    sizes = (in_tens(len(cells)), in_tens(len(finished)))
    return SittingCounts(counted, *sizes, left_out, _by_kind(answers), chosen, kept.teachers)


def _kinds(kept: KeptSittings, booklet: str, log: tuple[Event, ...]) -> Iterator[str]:
    """What each item of a sitting counts as; an item that was reached as several."""
    for status, rapid, idle in extract_rows([(GivenPerson(booklet=booklet), log)], _COLUMNS, kept.forms):
        yield from [str(status)] if status in {"omitted", "not reached"} else []
        yield from ["reached"] if status in {"answered", "omitted"} else []
        yield from ["rapid"] if rapid == 1 else []
        yield from ["idle"] if idle == 1 else []


def _by_kind(sittings: Sequence[Mapping[str, int]]) -> dict[str, int | None]:
    """How many items there are of each kind; None where fewer than ten sittings, but not none, have any."""
    return {
        kind: None if is_small(sum(kind in each for each in sittings)) else sum(each.get(kind, 0) for each in sittings)
        for kind in _KINDS
    }


def _by_cell(given: Mapping[int, Cell], finished: set[int]) -> Iterator[CellCount]:
    begun = Counter(given.values())
    ended = Counter(given[place] for place in finished)
    for cell in sorted(begun, key=lambda cell: (cell.year or "~", cell.language or "~")):
        yield CellCount(cell, in_tens(begun[cell]), in_tens(ended[cell]))
