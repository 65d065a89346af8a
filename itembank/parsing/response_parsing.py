"""Responses parsed from their JSON."""

from collections.abc import Callable, Mapping
from typing import get_args

from itembank.content.response_types import (
    Bar,
    BarChart,
    Blank,
    Choice,
    ClockHours,
    FractionEntry,
    Gap,
    GapFill,
    Hotspot,
    Mark,
    Matching,
    MultipleChoice,
    NumberEntry,
    NumberLine,
    Option,
    Ordering,
    Response,
    SelectText,
    StaticText,
    TableEntry,
    TimeEntry,
)
from itembank.language import Text
from itembank.parsing.json_record import JsonRecord


def parse_response(record: JsonRecord) -> Response:
    """Parse a response.

    Raises
    ------
    InvalidBank
    """
    return _READERS[record.one_of("type", tuple(_READERS))](record, record.bilingual_text("label"))


def _number(record: JsonRecord, label: Text) -> NumberEntry:
    return NumberEntry(
        label, record.bilingual_text("before"), record.bilingual_text("after"), record.boolean("decimal")
    )


def _fraction(record: JsonRecord, label: Text) -> FractionEntry:
    return FractionEntry(label, record.boolean("mixed"))


def _time(record: JsonRecord, label: Text) -> TimeEntry:
    named = record.one_of("clock", get_args(ClockHours))
    return TimeEntry(label, "12" if named == "12" else "24" if named == "24" else "am-pm")


def _choice(record: JsonRecord, label: Text) -> Choice:
    return Choice(label, _options(record, "options"))


def _multiple(record: JsonRecord, label: Text) -> MultipleChoice:
    return MultipleChoice(label, _options(record, "options"), record.integer("least"), record.integer("most"))


def _ordering(record: JsonRecord, label: Text) -> Ordering:
    return Ordering(label, _options(record, "items"))


def _matching(record: JsonRecord, label: Text) -> Matching:
    return Matching(label, _options(record, "rows"), _options(record, "options"))


def _gaps(record: JsonRecord, label: Text) -> GapFill:
    return GapFill(label, tuple(_gap_or_words(part) for part in record.records("parts")))


def _gap_or_words(part: JsonRecord) -> Gap | StaticText:
    return (
        Gap(part.text("id"), _options(part, "options"))
        if "options" in part.data
        else StaticText(part.bilingual_text("html"))
    )


def _hotspot(record: JsonRecord, label: Text) -> Hotspot:
    return Hotspot(label, record.bilingual_text("svg"), _options(record, "areas"))


def _number_line(record: JsonRecord, label: Text) -> NumberLine:
    marks = tuple(Mark(mark.text("at"), mark.bilingual_text("html")) for mark in record.records("marks"))
    return NumberLine(label, record.text("low"), record.text("high"), record.text("step"), marks)


def _table(record: JsonRecord, label: Text) -> TableEntry:
    return TableEntry(
        label, record.bilingual_texts("header"), tuple(_row(record, row) for row in range(_height(record)))
    )


def _height(record: JsonRecord) -> int:
    return len(record.list("rows"))


def _row(record: JsonRecord, place: int) -> tuple[StaticText | Blank, ...]:
    cells = record.cells("rows", place)
    return tuple(_cell(record.element(f"rows[{place}]", at, cell)) for at, cell in enumerate(cells))


def _cell(cell: JsonRecord) -> StaticText | Blank:
    return (
        Blank(cell.text("id"), cell.bilingual_text("label"))
        if "id" in cell.data
        else StaticText(cell.bilingual_text("html"))
    )


def _chart(record: JsonRecord, label: Text) -> BarChart:
    bars = tuple(_bar(bar) for bar in record.records("bars"))
    return BarChart(label, bars, record.text("top"), record.text("step"), record.bilingual_text("unit"))


def _bar(bar: JsonRecord) -> Bar:
    return Bar(bar.text("id"), bar.bilingual_text("html"), bar.text("value") if "value" in bar.data else None)


def _select_text(record: JsonRecord, label: Text) -> SelectText:
    parts = tuple(_stretch_or_words(part) for part in record.records("parts"))
    return SelectText(label, parts, record.integer("least"), record.integer("most"))


def _stretch_or_words(part: JsonRecord) -> Option | StaticText:
    return (
        Option(part.text("id"), part.bilingual_text("html"))
        if "id" in part.data
        else StaticText(part.bilingual_text("html"))
    )


def _options(record: JsonRecord, name: str) -> tuple[Option, ...]:
    return tuple(Option(option.text("id"), option.bilingual_text("html")) for option in record.records(name))


_READERS: Mapping[str, Callable[[JsonRecord, Text], Response]] = {
    NumberEntry.type: _number,
    FractionEntry.type: _fraction,
    TimeEntry.type: _time,
    Choice.type: _choice,
    MultipleChoice.type: _multiple,
    Ordering.type: _ordering,
    Matching.type: _matching,
    GapFill.type: _gaps,
    Hotspot.type: _hotspot,
    NumberLine.type: _number_line,
    TableEntry.type: _table,
    BarChart.type: _chart,
    SelectText.type: _select_text,
}
