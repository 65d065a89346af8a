"""The columns of an extract, in order, and its rows: one for each response of each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delivery_api.sittings.record.event_types import (
    Event,
    Presented,
    Replied,
    hints_taken,
    pending_item,
    quarantined,
    replies,
    started,
    surveyed,
)
from delivery_api.sittings.record.response_time_effort import response_times
from delivery_api.trials.disclosure import UNKNOWN, Cell

Value = int | float | str | None
"""A cell of an extract; None is empty."""


class ColumnKind(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"


COLUMNS: Mapping[str, ColumnKind] = {
    "person": ColumnKind.INTEGER,
    "school": ColumnKind.TEXT,
    "stratum": ColumnKind.TEXT,
    "sampling_weight": ColumnKind.NUMBER,
    "medium": ColumnKind.TEXT,
    "device": ColumnKind.TEXT,
    "year": ColumnKind.TEXT,
    "booklet": ColumnKind.TEXT,
    "form": ColumnKind.TEXT,
    "item": ColumnKind.TEXT,
    "language": ColumnKind.TEXT,
    "position": ColumnKind.INTEGER,
    "score": ColumnKind.INTEGER,
    "status": ColumnKind.TEXT,
    "seconds": ColumnKind.INTEGER,
    "hints": ColumnKind.INTEGER,
    "rapid": ColumnKind.INTEGER,
    "idle": ColumnKind.INTEGER,
    "face_1": ColumnKind.TEXT,
    "face_2": ColumnKind.TEXT,
    "face_3": ColumnKind.TEXT,
}
"""The columns of every extract, with what each holds."""

Forms = Mapping[tuple[str, int], Sequence[str]]
"""By booklet and year group, the item versions of its form in order."""

RESPONSE = "response"
"""The column of raw responses and option choices, which an extract has only where a reason was given for it."""


@dataclass(frozen=True)
class GivenPerson:
    """What an extract gives of a person; "" where it gives nothing.

    Parameters
    ----------
    school : a number that holds in one extract alone, or the word for schools of few persons
    stratum : of the sample
    weight : how many persons this one stands for in the sample
    medium : language medium of the school
    device : kind of device at the start
    booklet : name of the sitting's design
    form : the booklet with the year group, such as "booklet-03/Y5"; "" where the design is no booklet
    """

    cell: Cell = UNKNOWN
    school: str = ""
    stratum: str = ""
    weight: float = 1.0
    medium: str = ""
    device: str = ""
    booklet: str = ""
    form: str = ""

    def values(self) -> dict[str, Value]:
        """The cells that are the same in all rows of the person."""
        return {
            "school": self.school,
            "stratum": self.stratum,
            "sampling_weight": self.weight,
            "medium": self.medium,
            "device": self.device,
            "year": self.cell.year,
            "booklet": self.booklet,
            "form": self.form,
        }


def columns_with(*, responses: bool) -> Mapping[str, ColumnKind]:
    """The columns of an extract with or without raw responses."""
    return {**COLUMNS, RESPONSE: ColumnKind.TEXT} if responses else COLUMNS


def extract_rows(
    logs: Iterable[tuple[GivenPerson, Sequence[Event]]], columns: Iterable[str], forms: Forms
) -> Iterator[tuple[Value, ...]]:
    """Each response as the cells of some columns, persons numbered in the order of their logs.

    Times are in whole seconds. The item that waited when a sitting was left is a row without a score, and so are those
    that would have followed in a booklet.
    """
    names = tuple(columns)
    for person, (given, log) in enumerate(logs, start=1):
        about = {"person": person} | given.values() | _faces(log)
        begun = started(log)
        form = forms.get((given.booklet, begun.year_group), ()) if begun else ()
        for row in _responses(given.cell, log, form):
            cells: dict[str, Value] = {**about, **row}
            yield tuple(None if (cell := cells.get(name)) == "" else cell for name in names)


def _faces(log: Sequence[Event]) -> dict[str, Value]:
    """What the learner chose in the closing survey, statement by statement."""
    said = surveyed(log)
    return {f"face_{number}": face for number, face in enumerate(said.faces if said else (), start=1)}


def _responses(cell: Cell, log: Sequence[Event], form: Sequence[str]) -> Iterator[dict[str, Value]]:
    answered = replies(log)
    for event, pace in zip(answered, response_times(log), strict=True):
        yield _place(cell, log, event) | _reply(event) | {"rapid": int(pace.rapid), "idle": int(pace.idle)}
    waiting = pending_item(log)
    if waiting is not None:
        yield _place(cell, log, waiting) | {"status": "not reached"}
    met = {event.item for event in (*answered, waiting) if event is not None} | quarantined(log)
    first = len(answered) + (waiting is not None) + 1
    for position, item in enumerate((item for item in form if item not in met), start=first):
        yield {"item": item, "position": position, "status": "not reached"}


def _place(cell: Cell, log: Sequence[Event], event: Replied | Presented) -> dict[str, Value]:
    language = event.language if cell.language else ""
    hints = hints_taken(log, event.position)
    return {"item": event.item, "language": language, "position": event.position, "hints": hints}


def _reply(event: Replied) -> dict[str, Value]:
    status = "omitted" if event.response is None else "answered"
    response = _list(event.response) if isinstance(event.response, list) else event.response
    return {"score": event.score, "status": status, "seconds": round(event.elapsed), RESPONSE: response}


def _list(response: Sequence[str]) -> str:
    """Join a list with spaces; spaces within an element, such as "1 000", are removed."""
    return " ".join("".join(each.split()) for each in response)
