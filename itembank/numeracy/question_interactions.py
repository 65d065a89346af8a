"""Builders of questions that are answered by selecting, matching, filling gaps or tables, placing, or drawing."""

from collections.abc import Mapping, Sequence
from operator import attrgetter

from itembank.content.response_types import (
    Bar,
    BarChart,
    Blank,
    Gap,
    GapFill,
    Hotspot,
    Mark,
    Matching,
    MultipleChoice,
    NumberLine,
    Option,
    StaticText,
    TableEntry,
)
from itembank.content.scoring_rules import (
    AnticipatedNumber,
    ExactList,
    ExactNumber,
    ExactSet,
    KeyedChoice,
    Misconception,
    PlaceMisconception,
)
from itembank.language import Text
from itembank.numeracy.number_formatting import decimal
from itembank.numeracy.question_draft import ANSWER, QuestionDraft
from itembank.presentation.shuffling import LETTERS, shuffled

StringOrText = str | Text
Distractor = tuple[str, StringOrText]
"""A misconception and the option it leads to."""

_CHOOSE_ALL = Text("Dewisa bob ateb cywir", "Choose every correct answer")


def _as_text(words: StringOrText) -> Text:
    return words if isinstance(words, Text) else Text.same(words)


def _lettered_options(item: str, options: Sequence[Text]) -> tuple[Option, ...]:
    shown = shuffled(item, options, attrgetter("en"))
    return tuple(Option(letter, option) for letter, option in zip(LETTERS, shown, strict=False))


def multiple_response_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    keys: Sequence[StringOrText],
    wrong: Sequence[Distractor],
    exactly: bool = False,
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by choosing every right option.

    Parameters
    ----------
    exactly : whether the question itself is about so many options, such as two numbers that make 10; otherwise the
        form does not tell how many are right
    """
    right, named = [_as_text(key) for key in keys], {_as_text(option): name for name, option in wrong}
    options = _lettered_options(item, [*right, *named])
    n = len(right)
    label = Text(f"Dewisa {n} ateb", f"Choose {n} answers") if exactly else _CHOOSE_ALL
    misconceptions = tuple(Misconception(o.id, named[o.html]) for o in options if o.html in named)
    rule = ExactSet(tuple(o.id for o in options if o.html in right), misconceptions, "whole")
    response = MultipleChoice(label, options, n, n) if exactly else MultipleChoice(label, options, 1, len(options))
    return QuestionDraft(item, topic, year, prompt, response, rule, {"choice": 1, "extra_place": n - 1, **features})


def matching_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    pairs: Sequence[tuple[StringOrText, StringOrText]],
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by matching each row with its option; each option is used once."""
    rows = tuple(Option(f"r{place}", _as_text(row)) for place, (row, _) in enumerate(pairs, 1))
    options = _lettered_options(item, [_as_text(option) for _, option in pairs])
    letter = {option.html: option.id for option in options}
    rule = ExactList(tuple(letter[_as_text(option)] for _, option in pairs), (), "whole")
    response = Matching(Text("Dewisa un i bob rhes", "Choose one for each row"), rows, options)
    return QuestionDraft(item, topic, year, prompt, response, rule, {"extra_place": len(pairs) - 2, **features})


GapOptions = tuple[StringOrText, Sequence[Distractor]]
"""The correct option of a gap and its distractors."""


def gap_fill_question(
    item: str, topic: str, year: int, prompt: Text, parts: Sequence[StringOrText | GapOptions], /, **features: int
) -> QuestionDraft:
    """A question answered by filling gaps in a text, each with its own shuffled options."""
    shown: list[StaticText | Gap] = []
    keys: list[str] = []
    misconceptions: list[PlaceMisconception] = []
    for part in parts:
        if isinstance(part, str | Text):
            shown.append(StaticText(_as_text(part)))
            continue
        key, wrong = part
        options = _lettered_options(f"{item}/{len(keys)}", [_as_text(key), *(_as_text(option) for _, option in wrong)])
        letter = {option.html: option.id for option in options}
        keys.append(letter[_as_text(key)])
        misconceptions += [PlaceMisconception(len(keys), letter[_as_text(option)], name) for name, option in wrong]
        shown.append(Gap(f"g{len(keys)}", options))
    response = GapFill(ANSWER, tuple(shown))
    rule = ExactList(tuple(keys), tuple(misconceptions), "whole")
    return QuestionDraft(
        item, topic, year, prompt, response, rule, {"choice": 1, "extra_place": len(keys) - 1, **features}
    )


def hotspot_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    svg: Text,
    areas: Sequence[Text],
    key: int,
    wrong: Mapping[int, str],
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by selecting one area of a drawing.

    Parameters
    ----------
    areas : names of the areas with ids a, b, c, … in order
    key : index of the correct area, from 0
    wrong : misconception by index of a wrong area
    """
    named = tuple(Option(letter, area) for letter, area in zip(LETTERS, areas, strict=False))
    rule = KeyedChoice(LETTERS[key], tuple(Misconception(LETTERS[place], name) for place, name in wrong.items()))
    response = Hotspot(Text("Dewisa un rhan o’r llun", "Choose one part of the picture"), svg, named)
    return QuestionDraft(item, topic, year, prompt, response, rule, {"choice": 1, **features})


NumberLineRange = tuple[str, str, str, Sequence[str]]
"""Lowest and highest value of a number line, step of the marker, and labelled values."""


def number_line_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    line: NumberLineRange,
    value: str,
    wrong: Mapping[str, str],
    unit: str = "",
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by placing a marker at ``value``; ``wrong`` gives the place of each misconception."""
    low, high, step, labelled = line
    marks = tuple(Mark(at, Text.same(f"{decimal(at)}{unit}")) for at in labelled)
    label = Text("Rho’r marciwr yn ei le", "Put the marker in its place")
    rule = ExactNumber(value, tuple(AnticipatedNumber(at, 0, name) for name, at in wrong.items() if at != value))
    return QuestionDraft(item, topic, year, prompt, NumberLine(label, low, high, step, marks), rule, features)


TableCell = StringOrText | tuple[int, Text]
"""The text of a table cell, or the key and name of a blank."""


def table_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    header: Sequence[StringOrText],
    rows: Sequence[Sequence[TableCell]],
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by filling the blanks of a table with whole numbers."""
    keys: list[str] = []
    shown: list[tuple[StaticText | Blank, ...]] = []
    for row in rows:
        cells: list[StaticText | Blank] = []
        for cell in row:
            if isinstance(cell, tuple):
                keys.append(str(cell[0]))
                cells.append(Blank(f"t{len(keys)}", cell[1]))
            else:
                cells.append(StaticText(_as_text(cell)))
        shown.append(tuple(cells))
    response = TableEntry(ANSWER, tuple(map(_as_text, header)), tuple(shown))
    rule = ExactList(tuple(keys), (), "whole")
    return QuestionDraft(item, topic, year, prompt, response, rule, {"extra_place": len(keys) - 1, **features})


def bar_chart_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    bars: Sequence[tuple[Text, int, bool]],
    scale: tuple[int, int],
    unit: Text,
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by drawing bars.

    Parameters
    ----------
    bars : name, value, and whether the bar is to be drawn by the learner
    scale : top and step of the axis
    """
    top, step = scale
    shown = tuple(
        Bar(letter, name, None if drawn else str(n)) for letter, (name, n, drawn) in zip(LETTERS, bars, strict=False)
    )
    keys = tuple(str(n) for _, n, drawn in bars if drawn)
    response = BarChart(ANSWER, shown, str(top), str(step), unit)
    rule = ExactList(keys, (), "whole")
    return QuestionDraft(item, topic, year, prompt, response, rule, {"extra_place": len(keys) - 1, **features})
