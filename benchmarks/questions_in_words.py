"""A question with all that a child sees of it, in English words, for judges who read it as text."""

import re
from collections.abc import Iterable
from functools import singledispatch

from itembank import ItemVersion
from itembank.content.response_types import (
    BarChart,
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
    StaticText,
    TableEntry,
    TimeEntry,
)
from itembank.speech.shown_text import sentences_of

_DRAWING = re.compile(r'<svg\b[^>]*?aria-label="([^"]*)"[^>]*>.*?</svg>', re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)


def question_in_words(item: ItemVersion) -> str:
    """Prompt and what there is to answer with, one line for each sentence."""
    lines = (*_lines(item.prompt.en), *_lines(item.response.label.en), response_in_words(item.response))
    return "\n    ".join(lines)


def _lines(markup: str) -> tuple[str, ...]:
    """The sentences of a markup: a fraction as (3/4), a picture as its text alternative, cells of a row apart."""
    told = _DRAWING.sub(r"<p>[Picture: \1]</p>", markup)
    return sentences_of(_CELL.sub(r"\1 | ", told))


def _words(markup: str) -> str:
    return " ".join(_lines(markup))


def _listed(options: Iterable[Option]) -> str:
    return " | ".join(_words(option.html.en) for option in options)


@singledispatch
def response_in_words(response: Response) -> str:
    """Everything that a child answers with, as it is first shown.

    Raises
    ------
    NotImplementedError : a type that no procedural item has
    """
    message = f"a response of procedural numeracy; received {response.type}"
    raise NotImplementedError(message)


@response_in_words.register
def _(response: NumberEntry) -> str:
    return f"Box for a number: {_words(response.before.en)}[   ] {_words(response.after.en)}".rstrip()


@response_in_words.register
def _(response: FractionEntry) -> str:
    whole = "Box for a whole number; beside it a" if response.mixed else "A"
    return f"{whole} box above another one, for a fraction"


@response_in_words.register
def _(response: TimeEntry) -> str:
    half = "; am or pm to choose" if response.clock == "am-pm" else ""
    return f"Box for hours : box for minutes{half}"


@response_in_words.register
def _(response: Choice | MultipleChoice) -> str:
    return f"Options: {_listed(response.options)}"


@response_in_words.register
def _(response: Ordering) -> str:
    return f"Cards, as first shown: {_listed(response.items)}"


@response_in_words.register
def _(response: Matching) -> str:
    return f"Rows: {_listed(response.rows)}. Options for each row: {_listed(response.options)}"


@response_in_words.register
def _(response: GapFill) -> str:
    parts = (
        part.html.en if isinstance(part, StaticText) else f"[{' or '.join(each.html.en for each in part.options)}]"
        for part in response.parts
    )
    return f"Text with gaps: {' ; '.join(_lines(''.join(parts)))}"


@response_in_words.register
def _(response: Hotspot) -> str:
    return f"{_words(response.svg.en)} Its parts: {_listed(response.areas)}"


@response_in_words.register
def _(response: NumberLine) -> str:
    marks = " | ".join(_words(mark.html.en) for mark in response.marks)
    return f"Number line from {response.low} to {response.high}; lines every {response.step}; numbers on it: {marks}"


@response_in_words.register
def _(response: TableEntry) -> str:
    header = " | ".join(_words(head.en) for head in response.header)
    rows = (
        " | ".join(_words(cell.html.en) if isinstance(cell, StaticText) else "[   ]" for cell in row)
        for row in response.rows
    )
    return f"Table: {' ; '.join((header, *rows))}"


@response_in_words.register
def _(response: BarChart) -> str:
    bars = " | ".join(f"{_words(bar.html.en)}: {bar.value or '[to be drawn]'}" for bar in response.bars)
    axis = f"{_words(response.unit.en)}, from 0 to {response.top}, lines every {response.step}"
    return f"Bar chart, axis: {axis}; bars: {bars}"
