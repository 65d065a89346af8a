"""Validity of responses: whether they can be shown and answered."""

from collections.abc import Sequence
from decimal import Decimal

from itembank.content.allowed_html import hotspot_areas
from itembank.content.response_types import (
    Bar,
    BarChart,
    Blank,
    Choice,
    FractionEntry,
    GapFill,
    Hotspot,
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
from itembank.errors import Described
from itembank.validity.field_checks import require, require_decimal, require_distinct, require_id
from itembank.validity.text_checks import TextChecks


def check_response(item: str, response: Response, wording: TextChecks) -> None:
    """Check that a response can be shown and answered.

    Raises
    ------
    InvalidBank
    """
    wording.require_words(item, "response.label", response.label)
    match response:
        case NumberEntry(before=before, after=after):
            wording.require_unit(item, "response.before", before)
            wording.require_unit(item, "response.after", after)
        case FractionEntry() | TimeEntry():
            pass
        case Choice(options=options) | Ordering(items=options):
            _check_options(item, "response", options, wording)
        case MultipleChoice(options=options):
            _check_options(item, "response", options, wording)
            _check_bounds(item, response, len(options))
        case Matching(rows=rows, options=options):
            _check_options(item, "response.rows", rows, wording)
            _check_options(item, "response.options", options, wording)
        case GapFill() | SelectText():
            _check_text(item, response, wording)
        case _:
            _check_drawn(item, response, wording)


def _check_drawn(item: str, response: Hotspot | NumberLine | TableEntry | BarChart, wording: TextChecks) -> None:
    match response:
        case Hotspot():
            _check_hotspot(item, response, wording)
        case NumberLine():
            _check_line(item, response, wording)
        case TableEntry():
            _check_table(item, response, wording)
        case BarChart():
            _check_chart(item, response, wording)


def _check_options(
    item: str, field: str, options: Sequence[Option], wording: TextChecks, *, alike: bool = False
) -> None:
    """Check for two options or more with distinct ids and, unless ``alike`` is allowed, distinct words."""
    for option in options:
        require_id(item, field, option.id)
        wording.require_html(item, f"option {option.id}", option.html)
    require_distinct(item, field, (option.id for option in options))
    require(len(options) >= 2, item, field, "at least two options", len(options))
    for language in () if alike else wording.languages:
        require_distinct(item, f"{field}.{language}", (option.html[language] for option in options))


def _check_bounds(item: str, response: MultipleChoice | SelectText, options: int) -> None:
    bounds = (response.least, response.most)
    require(
        1 <= response.least <= response.most <= options, item, "response.least", f"1 ≤ least ≤ most ≤ {options}", bounds
    )


def _check_text(item: str, response: GapFill | SelectText, wording: TextChecks) -> None:
    for place, part in enumerate(response.parts):
        if isinstance(part, StaticText) and not _is_space(part, wording):
            wording.require_html(item, f"response.parts[{place}]", part.html)
    if isinstance(response, SelectText):
        _check_options(item, "response", response.stretches, wording, alike=True)
        _check_bounds(item, response, len(response.stretches))
    else:
        _check_gaps(item, response, wording)


def _is_space(part: StaticText, wording: TextChecks) -> bool:
    """Whether a part is the white space between two stretches or two gaps."""
    return all(part.html[language].isspace() for language in wording.languages)


def _check_gaps(item: str, response: GapFill, wording: TextChecks) -> None:
    require(bool(response.gaps), item, "response.parts", "at least one place to fill", 0)
    require_distinct(item, "response.parts", (gap.id for gap in response.gaps))
    for gap in response.gaps:
        require_id(item, "response.parts", gap.id)
        _check_options(item, f"gap {gap.id}", gap.options, wording)


def _check_hotspot(item: str, response: Hotspot, wording: TextChecks) -> None:
    _check_options(item, "response.areas", response.areas, wording)
    wording.require_html(item, "response.svg", response.svg)
    named = sorted(area.id for area in response.areas)
    for language in wording.languages:
        drawn = sorted(hotspot_areas(response.svg[language]))
        require(drawn == named, item, f"response.svg.{language}", f"the areas {', '.join(named)}, each once", drawn)


MOST_STEPS = 50
"""Of a number line: a finger hits no finer ones."""


def _check_line(item: str, response: NumberLine, wording: TextChecks) -> None:
    low, high, step = (
        require_decimal(item, f"response.{name}", getattr(response, name)) for name in ("low", "high", "step")
    )
    require(low < high, item, "response.high", f"more than {low}", response.high)
    require_whole_steps(item, "response.step", step, high - low)
    steps = int((high - low) / step)
    require(steps <= MOST_STEPS, item, "response.step", f"at most {MOST_STEPS} steps", steps)
    for mark in response.marks:
        wording.require_html(item, "response.marks", mark.html)
        at = require_decimal(item, "response.marks", mark.at)
        require(low <= at <= high, item, "response.marks", f"from {low} to {high}", mark.at)
    require_distinct(item, "response.marks", (str(Decimal(mark.at).normalize()) for mark in response.marks))


def require_whole_steps(item: str, field: str, step: Decimal, length: Decimal) -> None:
    """Check that a length is a whole number of steps.

    Raises
    ------
    InvalidBank
    """
    require(step > 0 and length % step == 0, item, field, f"a step that divides {length}", str(step))


def _check_table(item: str, response: TableEntry, wording: TextChecks) -> None:
    for place, head in enumerate(response.header):
        wording.require_html(item, f"response.header[{place}]", head)
    for place, row in enumerate(response.rows):
        field = f"response.rows[{place}]"
        require(len(row) == len(response.header), item, field, f"{len(response.header)} cells", len(row))
        require(not isinstance(row[0], Blank), item, field, "a head first", Described("a cell to fill"))
        for cell in row:
            _check_cell(item, field, cell, wording)
    require(bool(response.blanks), item, "response.rows", "at least one place to fill", 0)
    require_distinct(item, "response.rows", (blank.id for blank in response.blanks))


def _check_cell(item: str, field: str, cell: StaticText | Blank, wording: TextChecks) -> None:
    match cell:
        case StaticText(html=html):
            wording.require_html(item, field, html)
        case Blank(id=blank, label=label):
            require_id(item, field, blank)
            wording.require_words(item, f"blank {blank}", label)


def _check_chart(item: str, response: BarChart, wording: TextChecks) -> None:
    top, step = (require_decimal(item, f"response.{name}", getattr(response, name)) for name in ("top", "step"))
    require(top > 0, item, "response.top", "more than 0", response.top)
    require_whole_steps(item, "response.step", step, top)
    wording.require_html(item, "response.unit", response.unit)
    for bar in response.bars:
        _check_bar(item, response, bar, wording)
    require(bool(response.drawn), item, "response.bars", "at least one place to fill", 0)
    require_distinct(item, "response.bars", (bar.id for bar in response.bars))
    for language in wording.languages:
        require_distinct(item, f"response.bars.{language}", (bar.html[language] for bar in response.bars))


def _check_bar(item: str, response: BarChart, bar: Bar, wording: TextChecks) -> None:
    require_id(item, "response.bars", bar.id)
    wording.require_html(item, f"bar {bar.id}", bar.html)
    if bar.value is not None:
        height = require_decimal(item, f"bar {bar.id}", bar.value)
        require(0 <= height <= Decimal(response.top), item, f"bar {bar.id}", f"from 0 to {response.top}", bar.value)
