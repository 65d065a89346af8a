"""Questions that are answered otherwise than by a number, a choice or an order."""

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
from itembank.numeracy.question_draft import Draft
from itembank.presentation.shuffling import LETTERS, shuffled

Said = str | Text
Wrong = tuple[str, Said]
"""A misconception and what it leads to."""


def _text(words: Said) -> Text:
    return words if isinstance(words, Text) else Text.same(words)


def _lettered(item: str, options: Sequence[Text]) -> tuple[Option, ...]:
    shown = shuffled(item, options, attrgetter("en"))
    return tuple(Option(letter, option) for letter, option in zip(LETTERS, shown, strict=False))


def multiple(
    item: str, topic: str, year: int, prompt: Text, keys: Sequence[Said], wrong: Sequence[Wrong], /, **features: int
) -> Draft:
    """As many options to choose as there are keys."""
    right, named = [_text(key) for key in keys], {_text(option): name for name, option in wrong}
    options = _lettered(item, [*right, *named])
    n = len(right)
    label = Text(f"Dewisa {n} ateb", f"Choose {n} answers")
    misconceptions = tuple(Misconception(o.id, named[o.html]) for o in options if o.html in named)
    rule = ExactSet(tuple(o.id for o in options if o.html in right), misconceptions, "whole")
    response = MultipleChoice(label, options, n, n)
    return Draft(item, topic, year, prompt, response, rule, {"choice": 1, "extra_place": n - 1, **features})


def matching(
    item: str, topic: str, year: int, prompt: Text, pairs: Sequence[tuple[Said, Said]], /, **features: int
) -> Draft:
    """Each row with the option that belongs to it; no option serves twice."""
    rows = tuple(Option(f"r{place}", _text(row)) for place, (row, _) in enumerate(pairs, 1))
    options = _lettered(item, [_text(option) for _, option in pairs])
    letter = {option.html: option.id for option in options}
    rule = ExactList(tuple(letter[_text(option)] for _, option in pairs), (), "whole")
    response = Matching(Text("Dewisa un i bob rhes", "Choose one for each row"), rows, options)
    return Draft(item, topic, year, prompt, response, rule, {"extra_place": len(pairs) - 2, **features})


Blanked = tuple[Said, Sequence[Wrong]]
"""What belongs in a gap, and what else is offered there."""


def gaps(item: str, topic: str, year: int, prompt: Text, parts: Sequence[Said | Blanked], /, **features: int) -> Draft:
    """Words with gaps, each with its own options in an order of their own."""
    shown: list[StaticText | Gap] = []
    keys: list[str] = []
    misconceptions: list[PlaceMisconception] = []
    for part in parts:
        if isinstance(part, str | Text):
            shown.append(StaticText(_text(part)))
            continue
        key, wrong = part
        options = _lettered(f"{item}/{len(keys)}", [_text(key), *(_text(option) for _, option in wrong)])
        letter = {option.html: option.id for option in options}
        keys.append(letter[_text(key)])
        misconceptions += [PlaceMisconception(len(keys), letter[_text(option)], name) for name, option in wrong]
        shown.append(Gap(f"g{len(keys)}", options))
    response = GapFill(Text("Llenwa’r bylchau", "Fill the gaps"), tuple(shown))
    rule = ExactList(tuple(keys), tuple(misconceptions), "whole")
    return Draft(item, topic, year, prompt, response, rule, {"choice": 1, "extra_place": len(keys) - 1, **features})


def hotspot(
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
) -> Draft:
    """One of the areas of a drawing, which are a, b, c, … in order; ``key`` and ``wrong`` count from 0."""
    named = tuple(Option(letter, area) for letter, area in zip(LETTERS, areas, strict=False))
    rule = KeyedChoice(LETTERS[key], tuple(Misconception(LETTERS[place], name) for place, name in wrong.items()))
    response = Hotspot(Text("Dewisa un rhan o’r llun", "Choose one part of the picture"), svg, named)
    return Draft(item, topic, year, prompt, response, rule, {"choice": 1, **features})


Line = tuple[str, str, str, Sequence[str]]
"""Lowest and highest value of a number line, what the marker moves by, and where there are numbers."""


def on_line(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    line: Line,
    value: str,
    wrong: Mapping[str, str],
    unit: str = "",
    /,
    **features: int,
) -> Draft:
    """A marker to be put at ``value``; ``wrong`` is where each misconception puts it."""
    low, high, step, labelled = line
    marks = tuple(Mark(at, Text.same(f"{decimal(at)}{unit}")) for at in labelled)
    label = Text("Rho’r marciwr yn ei le", "Put the marker in its place")
    rule = ExactNumber(value, tuple(AnticipatedNumber(at, 0, name) for name, at in wrong.items() if at != value))
    return Draft(item, topic, year, prompt, NumberLine(label, low, high, step, marks), rule, features)


Cell = Said | tuple[int, Text]
"""What stands in a table, or what belongs in a blank and what the blank is called."""


def fill_table(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    header: Sequence[Said],
    rows: Sequence[Sequence[Cell]],
    /,
    **features: int,
) -> Draft:
    """A table with blanks to be filled with whole numbers."""
    keys: list[str] = []
    shown: list[tuple[StaticText | Blank, ...]] = []
    for row in rows:
        cells: list[StaticText | Blank] = []
        for cell in row:
            if isinstance(cell, tuple):
                keys.append(str(cell[0]))
                cells.append(Blank(f"t{len(keys)}", cell[1]))
            else:
                cells.append(StaticText(_text(cell)))
        shown.append(tuple(cells))
    label = Text("Llenwa’r tabl", "Fill in the table")
    response = TableEntry(label, tuple(map(_text, header)), tuple(shown))
    rule = ExactList(tuple(keys), (), "whole")
    return Draft(item, topic, year, prompt, response, rule, {"extra_place": len(keys) - 1, **features})


def draw_bars(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    bars: Sequence[tuple[Text, int, bool]],
    scale: tuple[int, int],
    unit: Text,
    /,
    **features: int,
) -> Draft:
    """Bars, of which those marked True are to be drawn, on an axis to (top) in steps of (step)."""
    top, step = scale
    shown = tuple(
        Bar(letter, name, None if drawn else str(n)) for letter, (name, n, drawn) in zip(LETTERS, bars, strict=False)
    )
    keys = tuple(str(n) for _, n, drawn in bars if drawn)
    label = Text("Llunia’r bariau sydd ar goll", "Draw the missing bars")
    response = BarChart(label, shown, str(top), str(step), unit)
    rule = ExactList(keys, (), "whole")
    return Draft(item, topic, year, prompt, response, rule, {"extra_place": len(keys) - 1, **features})
