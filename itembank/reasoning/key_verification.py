"""Verification that every key of a scenario is what the author's expressions over the story's numbers give."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from itembank.errors import NOTHING, InvalidBank
from itembank.expressions import InvalidExpression, Value, evaluated
from itembank.language import Text
from itembank.reasoning.label_values import label_agrees, mislabelled
from itembank.reasoning.number_forms import DECIMAL, FORMS, NumberForm, shown_value
from itembank.reasoning.scenario import (
    Answer,
    AnswerOption,
    Blank,
    ChooseOne,
    ChooseSeveral,
    FillChart,
    FillGaps,
    FillTable,
    MatchRow,
    MatchRows,
    Numbers,
    Part,
    PickPlace,
    PutInOrder,
    Scenario,
    WriteFraction,
    WriteNumber,
    WriteTime,
    Written,
)


def key_faults(scenario: Scenario) -> Iterator[InvalidBank]:
    """Every key of a scenario that its ``solution``, ``value`` or ``holds`` does not give, by part and field."""
    for part in scenario.parts:
        yield from part_key_faults(f"{scenario.id}.toml", part, scenario.numbers)


def part_key_faults(file: str, part: Part, numbers: Numbers) -> Iterator[InvalidBank]:
    """Every key of a part that the author's expressions do not give."""
    yield from _Verification(file, f"part {part.id}: ", numbers).faults(part.answer)


@dataclass(frozen=True)
class _Verification:
    file: str
    place: str
    numbers: Numbers

    def faults(self, answer: Answer) -> Iterator[InvalidBank]:
        match answer:
            case WriteNumber() | WriteFraction() | WriteTime():
                yield from self._written(answer)
            case FillTable(blanks=blanks):
                for place, blank in enumerate(blanks, 1):
                    yield from self._number(f"blanks {blank.id or place}: key", blank.key, blank.solution)
            case FillChart():
                yield from self._bars(answer)
            case PickPlace():
                yield from self._place(answer)
            case _:
                yield from self._offered(answer)

    def _bars(self, chart: FillChart) -> Iterator[InvalidBank]:
        for place, bar in enumerate(chart.bars, 1):
            field, key = ("key", bar.key) if isinstance(bar, Blank) else ("value", bar.value)
            yield from self._number(f"bars {place}: {field}", key, bar.solution)

    def _offered(self, answer: ChooseOne | ChooseSeveral | PutInOrder | MatchRows | FillGaps) -> Iterator[InvalidBank]:
        match answer:
            case ChooseOne(options=options, solution=solution):
                yield from self._options("", options, solution)
            case ChooseSeveral(options=options):
                yield from self._options("", options, "")
            case FillGaps(gaps=gaps):
                for gap in gaps:
                    yield from self._options(f"gap {gap.id}: ", gap.options, gap.solution)
            case PutInOrder(cards=cards):
                yield from self._rising(cards)
            case MatchRows():
                yield from self._matched(answer)

    def _written(self, answer: Written) -> Iterator[InvalidBank]:
        form = FORMS.get(type(answer), DECIMAL)
        yield from self._number("key", answer.key, answer.solution, form)
        for place, known in enumerate(answer.partial, 1):
            yield from self._number(f"partial {place}: value", known.value, known.solution, form)

    def _number(self, field: str, key: str, solution: str, form: NumberForm = DECIMAL) -> Iterator[InvalidBank]:
        """A key that is not the number which its solution gives."""
        place, space, _ = field.rpartition(" ")
        solved = yield from self._value(f"{place}{space}solution", solution)
        if solved is None:
            return
        try:
            written = form.read(key)
        except InvalidExpression as error:
            yield self._fault(field, error.expected, key)
            return
        if solved != written:
            yield self._fault(field, f"{form.show(solved)}, which {solution} gives", key)

    def _place(self, answer: PickPlace) -> Iterator[InvalidBank]:
        """A place on a map that is not the one which its two solutions give."""
        across = yield from self._value("solution", answer.solution[0])
        up = yield from self._value("solution", answer.solution[1])
        if across is not None and up is not None and (across, up) != answer.key:
            solved = f"[{shown_value(across)}, {shown_value(up)}]"
            yield self._fault("key", f"{solved}, which [{', '.join(answer.solution)}] gives", list(answer.key))
            return
        for number, (near, _) in enumerate(answer.misconceptions, 1):
            if near == answer.key:
                yield self._fault(f"near {number}: at", "another place than the key", list(near))

    def _options(self, place: str, options: Sequence[AnswerOption], solution: str) -> Iterator[InvalidBank]:
        """Options that name a misconception and are right by their expression, or name none and are not."""
        wanted = (yield from self._value(f"{place}solution", solution)) if solution else None
        if solution and wanted is None:
            return
        for number, option in enumerate(options, 1):
            at = f"{place}options {number}: "
            expression, field = (option.holds, "holds") if option.holds else (option.value, "value")
            if not expression or (field == "value" and not solution):
                yield self._fault(at + "holds", "an expression that is true, or a value beside a solution", NOTHING)
                continue
            value = yield from self._value(at + field, expression)
            if value is not None and (value is True if field == "holds" else value == wanted) == bool(option.wrong):
                yield self._mistaken(at, expression, option)
            elif field == "value" and isinstance(value, Fraction):
                yield from self._labelled(at, option, value)

    def _labelled(self, at: str, option: AnswerOption, value: Fraction) -> Iterator[InvalidBank]:
        """A label that is a number, and not the one that the value is: a learner would see a wrong one."""
        for label in dict.fromkeys((option.text.cy, option.text.en)):
            if not label_agrees(label, value):
                expected = f"{shown_value(value)}, which {option.value} gives"
                yield self._fault(at.removesuffix(": "), expected, label)

    def _all_labelled(
        self, places: Sequence[str], labelled: Sequence[tuple[Text, str]], values: Sequence[Value | None]
    ) -> Iterator[InvalidBank]:
        """Labels of one kind of which some say another number than their value."""
        numbers = [value for value in values if isinstance(value, Fraction)]
        if len(numbers) < len(values):
            return
        for labels in zip(*((text.cy, text.en) for text, _ in labelled), strict=True):
            for at in (wrong := mislabelled(labels, numbers)):
                expected = f"{shown_value(numbers[at])}, which {labelled[at][1]} gives"
                yield self._fault(places[at], expected, labels[at])
            if wrong:
                return

    def _mistaken(self, at: str, expression: str, option: AnswerOption) -> InvalidBank:
        if option.wrong:
            expected = f"no misconception, since {expression} makes this option right"
            return self._fault(f"{at}wrong", expected, option.wrong)
        expected = f"an option that is right, or its misconception in wrong: {expression} does not make it right"
        return self._fault(at.removesuffix(": "), expected, option.text.en)

    def _rising(self, cards: Sequence[tuple[Text, str]]) -> Iterator[InvalidBank]:
        values = []
        for number, (_, expression) in enumerate(cards, 1):
            value = yield from self._value(f"items {number}: value", expression)
            values.append(value)
        yield from self._all_labelled([f"items {number}" for number in range(1, len(cards) + 1)], cards, values)
        for number, (one, other) in enumerate(pairwise(values), 2):
            if isinstance(one, Fraction) and isinstance(other, Fraction) and one >= other:
                yield self._fault(f"items {number}: value", f"more than {shown_value(one)}", shown_value(other))

    def _matched(self, answer: MatchRows) -> Iterator[InvalidBank]:
        worth: dict[str, Value | None] = {}
        for number, (name, option) in enumerate(answer.options.items(), 1):
            worth[name] = yield from self._value(f"options {name or number}: value", option.value)
        offered = [(option.text, option.value) for option in answer.options.values()]
        yield from self._all_labelled([f"options {name}" for name in worth], offered, [*worth.values()])
        for number, row in enumerate(answer.rows, 1):
            value = yield from self._value(f"rows {number}: solution", row.solution)
            right = [name for name, known in worth.items() if known == value]
            if value is not None and right != [row.pair]:
                yield self._fault(f"rows {number}: pair", *_unpaired(right, value, row, worth[row.pair]))

    def _value(self, field: str, expression: str) -> Generator[InvalidBank, None, Value | None]:
        """The value of an expression; None after a fault."""
        try:
            return evaluated(expression, self.numbers)
        except InvalidExpression as error:
            yield self._fault(field, f"an expression with a value: {error.expected}", error.received)
        return None

    def _fault(self, field: str, expected: str, received: object) -> InvalidBank:
        return InvalidBank(self.file, f"{self.place}{field}", expected, received)


def _unpaired(right: Sequence[str], value: Value, row: MatchRow, other: Value | None) -> tuple[str, str]:
    """The option that a row belongs to, or that there is none, and the one that the author gave it, with its value."""
    wanted = " = ".join((*right, shown_value(value))) if right else f"an option with the value {shown_value(value)}"
    return f"{wanted}, which {row.solution} gives", row.pair if other is None else f"{row.pair} = {shown_value(other)}"
