"""Builds the response type and scoring rule of an item from a scenario's answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

from itembank.content.response_types import (
    Bar,
    BarChart,
    Choice,
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
    StaticText,
    TableEntry,
    TimeEntry,
)
from itembank.content.response_types import Blank as TableBlank
from itembank.content.scoring_rules import (
    AnticipatedNumber,
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    PlaceMisconception,
    Rule,
)
from itembank.language import Text
from itembank.numeracy.html_table import Cell
from itembank.numeracy.number_formatting import decimal, in_units
from itembank.presentation.shuffling import LETTERS, shuffled, shuffled_cards
from itembank.reasoning.maps import selectable_points, selectable_squares
from itembank.reasoning.prose_markup import inline, plain
from itembank.reasoning.scenario import (
    Answer,
    AnswerOption,
    Blank,
    ChooseOne,
    ChooseSeveral,
    DrawnBar,
    FillChart,
    FillGaps,
    FillTable,
    MapOfSquares,
    MatchRows,
    NumberLineRange,
    PickPlace,
    PutInOrder,
    WriteFraction,
    WriteNumber,
    WriteTime,
    Written,
)

_ANSWER = Text("Dy ateb", "Your answer")
_CHOOSE = Text("Dewisa un ateb", "Choose one answer")
_CHOOSE_ALL = Text("Dewisa bob ateb cywir", "Choose every correct answer")
_MATCH = Text("Dewisa’r un sy’n cyfateb i bob un", "Choose the one that goes with each")
_PLACE = Text("Dewisa’r lle ar y map", "Choose the place on the map")


def response_and_rule(name: str, answer: Answer) -> tuple[Response, Rule]:
    """Build the response and scoring rule of a part.

    Parameters
    ----------
    name : name of the item, which determines the order of its options
    """
    match answer:
        case WriteNumber(line=line):
            return _number(answer) if line is None else _number_line(answer, line)
        case WriteFraction(mixed=mixed, in_this_form=in_this_form):
            return FractionEntry(_ANSWER, mixed), replace(_exact_number(answer), in_this_form=in_this_form)
        case WriteTime(clock=clock):
            return TimeEntry(_ANSWER, clock), _exact_number(answer)
        case FillTable():
            return _fill_table(answer)
        case FillChart():
            return _fill_chart(answer)
        case PickPlace():
            return _pick_place(answer)
        case _:
            return _by_options(name, answer)


def _by_options(
    name: str, answer: ChooseOne | ChooseSeveral | PutInOrder | MatchRows | FillGaps
) -> tuple[Response, Rule]:
    match answer:
        case ChooseOne():
            return _choose_one(name, answer)
        case ChooseSeveral():
            return _choose_several(name, answer)
        case PutInOrder(cards=cards):
            return _put_in_order(name, [text for text, _ in cards])
        case MatchRows():
            return _match(name, answer)
        case FillGaps():
            return _fill_gaps(name, answer)


def _number(answer: WriteNumber) -> tuple[Response, Rule]:
    written = Decimal(answer.key)
    with_point = written != written.to_integral_value() or answer.before == "£"
    return NumberEntry(_ANSWER, Text.same(answer.before), plain(answer.after), with_point), _exact_number(answer)


def _exact_number(answer: Written) -> ExactNumber:
    return ExactNumber(
        answer.key, tuple(AnticipatedNumber(each.value, each.score, each.wrong, each.step) for each in answer.partial)
    )


def _number_line(answer: WriteNumber, line: NumberLineRange) -> tuple[Response, Rule]:
    units = in_units(answer.after)
    label = Text(f"{_ANSWER.cy}, mewn {units.cy}", f"{_ANSWER.en}, in {units.en}")
    marks = tuple(Mark(at, Text.same(decimal(at))) for at in line.marks)
    return NumberLine(label, line.low, line.high, line.step, marks), _exact_number(answer)


def _choose_one(name: str, answer: ChooseOne) -> tuple[Response, Rule]:
    shown = _shown(name, answer.options, as_written=answer.as_written)
    (key,) = (letter for letter, option in shown.items() if not option.wrong)
    return Choice(_CHOOSE, _options(shown)), KeyedChoice(key, _misconceptions(shown))


def _choose_several(name: str, answer: ChooseSeveral) -> tuple[Response, Rule]:
    shown = _shown(name, answer.options, as_written=answer.as_written)
    keys = tuple(letter for letter, option in shown.items() if not option.wrong)
    return MultipleChoice(_CHOOSE_ALL, _options(shown), 1, len(shown)), ExactSet(keys, _misconceptions(shown), "whole")


def _shown(name: str, options: Sequence[AnswerOption], *, as_written: bool = False) -> Mapping[str, AnswerOption]:
    """Options by letter, shuffled by a hash so that the key is equally likely in every position."""
    order = options if as_written else shuffled(name, options, lambda option: option.text.en)
    return dict(zip(LETTERS, order, strict=False))


def _options(shown: Mapping[str, AnswerOption]) -> tuple[Option, ...]:
    return tuple(Option(letter, inline(option.text)) for letter, option in shown.items())


def _misconceptions(shown: Mapping[str, AnswerOption]) -> tuple[Misconception, ...]:
    return tuple(Misconception(letter, option.wrong) for letter, option in shown.items() if option.wrong)


def _put_in_order(name: str, cards: Sequence[Text]) -> tuple[Response, Rule]:
    shown = shuffled_cards(name, cards, attrgetter("en"))
    letters = {card: LETTERS[place] for place, card in enumerate(shown)}
    options = tuple(Option(letter, inline(card)) for card, letter in letters.items())
    return Ordering(_ANSWER, options), ExactOrder(tuple(letters[card] for card in cards))


def _match(name: str, answer: MatchRows) -> tuple[Response, Rule]:
    shown = _shown(name, tuple(answer.options.values()))
    letters = {option.text: letter for letter, option in shown.items()}
    by_id = {named: letters[option.text] for named, option in answer.options.items()}
    rows = tuple(Option(str(place), inline(row.text)) for place, row in enumerate(answer.rows, 1))
    ideas = tuple(
        PlaceMisconception(place, letter, option.wrong)
        for place, row in enumerate(answer.rows, 1)
        for letter, option in shown.items()
        if option.wrong and option.row_option == row.pair
    )
    keys = tuple(by_id[row.pair] for row in answer.rows)
    return Matching(_MATCH, rows, _options(shown)), ExactList(keys, ideas, "parts")


def _fill_gaps(name: str, answer: FillGaps) -> tuple[Response, Rule]:
    parts: list[StaticText | Gap] = []
    keys: list[str] = []
    ideas: list[PlaceMisconception] = []
    gaps = {gap.id: gap for gap in answer.gaps}
    for piece in _pieces(answer):
        if isinstance(piece, Text):
            parts.append(StaticText(inline(piece)))
            continue
        shown = _shown(f"{name}/{piece}", gaps[piece].options)
        parts.append(Gap(piece, _options(shown)))
        keys += [letter for letter, option in shown.items() if not option.wrong]
        ideas += [PlaceMisconception(len(keys), letter, o.wrong) for letter, o in shown.items() if o.wrong]
    return GapFill(_ANSWER, tuple(parts)), ExactList(tuple(keys), tuple(ideas), "parts")


def _pieces(answer: FillGaps) -> Iterable[Text | str]:
    """Text and gap ids, alternating; both languages have the gaps in the same order."""
    cy, en = (re.split(r"\{(\w+)\}", sentence) for sentence in (answer.sentence.cy, answer.sentence.en))
    for place, (welsh, english) in enumerate(zip(cy, en, strict=True)):
        if place % 2:
            yield english
        elif welsh or english:
            yield Text(welsh, english)


def _fill_table(answer: FillTable) -> tuple[Response, Rule]:
    head = tuple(map(_cell, answer.head))
    rows = tuple(
        tuple(
            TableBlank(cell.id, plain(cell.text)) if isinstance(cell, Blank) else StaticText(_cell(cell))
            for cell in row
        )
        for row in answer.rows
    )
    return TableEntry(_ANSWER, head, rows), _all_keys(answer.blanks)


def _cell(cell: Cell) -> Text:
    return inline(Text.same(cell) if isinstance(cell, str) else cell)


def _all_keys(blanks: Sequence[Blank]) -> ExactList:
    return ExactList(tuple(blank.key for blank in blanks), (), "parts")


def _fill_chart(answer: FillChart) -> tuple[Response, Rule]:
    bars = tuple(
        Bar(f"b{place}", inline(bar.text), bar.value if isinstance(bar, DrawnBar) else None)
        for place, bar in enumerate(answer.bars, 1)
    )
    return BarChart(_ANSWER, bars, answer.top, answer.step, plain(answer.unit)), _all_keys(answer.blanks)


def _pick_place(answer: PickPlace) -> tuple[Response, Rule]:
    shown = answer.map
    if isinstance(shown, MapOfSquares):
        svg, areas, area_at = selectable_squares(shown)
    else:
        svg, areas, area_at = selectable_points(shown, answer.points)
    ideas = tuple(Misconception(area_at(place), idea) for place, idea in answer.misconceptions)
    return Hotspot(_PLACE, svg, areas), KeyedChoice(area_at(answer.key), ideas)
