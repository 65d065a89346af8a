"""The questions of a row: one for each choice of its numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from itembank.content.pounds_and_pence import POUND, with_pence
from itembank.content.scoring_rules import AnticipatedNumber, ExactNumber
from itembank.content.told_numbers import Untold, untold_calculation, untold_name, untold_number, without_places
from itembank.errors import NOTHING, Described, InvalidBank, quoted
from itembank.expressions import InvalidExpression, exact_number
from itembank.item_tables.columns import PARAMETER, written
from itembank.item_tables.item_words import Numbers, filled, holds, number_of, shown_digits
from itembank.item_tables.parameter_values import parameter_values
from itembank.item_tables.row_faults import row_fault
from itembank.item_tables.table_rows import Row
from itembank.item_tables.written_forms import FORMS, WrittenForm
from itembank.language import LANGUAGES, Text
from itembank.numeracy.difficulty_model import INCREMENTS
from itembank.numeracy.number_formatting import decimal
from itembank.numeracy.question_draft import Quantity, QuestionDraft, choice_question, make_prompt, number_question

MAX_ITEMS = 200
"""Most items that a row may make."""

TYPES = ("number", "choice", *FORMS)


@dataclass(frozen=True)
class RowReading:
    """Questions of a row, or its faults."""

    questions: tuple[QuestionDraft, ...]
    faults: tuple[InvalidBank, ...]


def row_questions(file: str, family: str, row: Row) -> RowReading:
    """The questions of a row with every fault; none of them if it has a fault."""
    reader = _RowReader(file, family, row, [])
    questions = tuple(reader.questions())
    return RowReading(() if reader.faults else questions, tuple(reader.faults))


@dataclass(frozen=True)
class _RowReader:
    """Reads a row and collects its faults."""

    file: str
    family: str
    row: Row
    faults: list[InvalidBank]

    def refuse(self, column: str, expected: str, received: object) -> None:
        self.faults.append(row_fault(self.file, self.row, column, expected, received))

    def cell(self, name: str) -> str:
        return written(self.row.cells, name)

    @property
    def form(self) -> WrittenForm | None:
        """How the answer is written, if not in digits."""
        return FORMS.get(self.cell("type"))

    def spelt(self, value: Fraction) -> str:
        """A value as a key; raises `InvalidExpression` if it cannot be one."""
        return self.form.spell(value) if self.form else shown_digits(value)

    def questions(self) -> Iterator[QuestionDraft]:
        year, features, chosen = self._year(), self._features(), self._chosen()
        if not self.cell("topic"):
            self.refuse("topic", "a topic of this bank", NOTHING)
        if (kind := self.cell("type") or "number") not in TYPES:
            self.refuse("type", f"one of {', '.join(TYPES)}", kind)
        if self.form and (unit := self.cell("before") or self._both("after").en):
            self.refuse("after", "no unit beside a fraction or a time", unit)
        self._compare_languages()
        if self.faults:
            return
        answers = self._answers(chosen)
        if self.faults:
            return
        self._compare(answers)
        self._compare_misconceptions(chosen, answers)
        for numbers, answer in zip(chosen, answers, strict=True):
            if self.faults:
                return
            yield from self._question(kind, year, features, numbers, answer)

    def _compare_languages(self) -> None:
        """Names and numbers that stand in one language of the prompt or of the unit and not in the other."""
        prompt = Text.each(lambda language: self.cell(f"prompt_{language}"))
        if prompt.cy and prompt.en:
            self._require_told("prompt", untold_name(prompt) or untold_calculation(prompt))
        self._require_told("after", untold_number(self._both("after")))

    def _require_told(self, column: str, untold: Untold | None) -> None:
        if untold is not None:
            self.refuse(f"{column}_{untold.language}", untold.expected, untold.received)

    def _year(self) -> int:
        told = self.cell("year")
        if told not in ("2", "3", "4", "5", "6", "7", "8", "9"):
            self.refuse("year", "a whole number from 2 to 9", told or NOTHING)
            return 2
        return int(told)

    def _features(self) -> Mapping[str, int]:
        """Features such as "carry=2 second_step", each once if it has no number."""
        counted: dict[str, int] = {}
        for each in self.cell("features").replace(",", " ").split():
            name, _, count = each.partition("=")
            if name not in INCREMENTS or not (count or "1").isdecimal() or not 1 <= int(count or "1") <= 9:
                self.refuse("features", f"one of {', '.join(INCREMENTS)}, with =2 for twice", each)
            else:
                counted[name] = int(count or "1")
        return counted

    def _chosen(self) -> Sequence[Numbers]:
        """Each choice of the row's numbers for which its condition holds."""
        values: dict[str, tuple[Fraction, ...]] = {}
        for name, cell in self.row.cells.items():
            if PARAMETER.fullmatch(name) and cell and cell != "-":
                values[name] = self._values(name, cell)
        count = 1
        for each in values.values():
            count *= max(1, len(each))
        if count > 10 * MAX_ITEMS:
            self.refuse(next(iter(values)), f"at most {MAX_ITEMS} items from a row", count)
            return ()
        return self._kept([dict(zip(values, each, strict=True)) for each in product(*values.values())])

    def _values(self, name: str, cell: str) -> tuple[Fraction, ...]:
        try:
            return parameter_values(cell)
        except InvalidExpression as error:
            self.refuse(name, error.expected, error.received)
            return ()

    def _kept(self, chosen: Sequence[Numbers]) -> Sequence[Numbers]:
        condition = self.cell("where")
        try:
            kept = [numbers for numbers in chosen if not condition or holds(condition, numbers)]
        except InvalidExpression as error:
            self.refuse("where", error.expected, error.received)
            return ()
        if not 0 < len(kept) <= MAX_ITEMS and not self.faults:
            self.refuse("where" if condition else "key", f"from 1 to {MAX_ITEMS} items from a row", len(kept))
        return kept

    def _number(self, column: str, expression: str, numbers: Numbers) -> Fraction | None:
        """The number that an expression of a column gives, if it can be written."""
        try:
            value = number_of(expression, numbers)
            self.spelt(value)
        except InvalidExpression as error:
            self.refuse(column, f"an expression with a value: {error.expected}", error.received)
            return None
        return value

    def _answers(self, chosen: Sequence[Numbers]) -> tuple[Fraction, ...]:
        """The answer of each item, up to the first that has none."""
        found: list[Fraction] = []
        for numbers in chosen:
            value = self._number("answer", self.cell("answer"), numbers)
            if value is None:
                break
            found.append(value)
        return tuple(found)

    def _compare(self, answers: Sequence[Fraction]) -> None:
        """The author's own key against what the expression gives: of the first and the last item of a range."""
        told, gives = self.cell("key"), f"which {self.cell('answer')} gives"
        ends = (answers[0],) if len(answers) == 1 else (answers[0], answers[-1])
        expected = "..".join(map(self.spelt, ends))
        read = self.form.read if self.form else exact_number
        try:
            keys = tuple(read(each.replace("−", "-")) for each in told.split(".."))
        except InvalidExpression:
            self.refuse("key", f"{expected}, {gives}", told or NOTHING)
            return
        if keys != ends:
            of = "" if len(ends) == 1 else " for the first and the last item"
            self.refuse("key", f"{expected}, {gives}{of}", told)

    def _compare_misconceptions(self, chosen: Sequence[Numbers], answers: Sequence[Fraction]) -> None:
        """Wrong answers that are right for every item, or have no misconception."""
        for number, (expression, why) in self._mistakes().items():
            if not why or not expression:
                missing = "why" if expression else "wrong"
                self.refuse(f"{missing}_{number}", "a wrong answer and its misconception", NOTHING)
                continue
            values = [self._number(f"wrong_{number}", expression, numbers) for numbers in chosen[:1]]
            if None in values:
                continue
            given = [number_of(expression, numbers) for numbers in chosen if self._divides(expression, numbers)]
            if list(given) == list(answers):
                self.refuse(
                    f"wrong_{number}", "an answer that is wrong", Described(f"{quoted(expression)}, which is the key")
                )

    def _divides(self, expression: str, numbers: Numbers) -> bool:
        try:
            number_of(expression, numbers)
        except InvalidExpression:
            return False
        return True

    def _mistakes(self) -> Mapping[int, tuple[str, str]]:
        told = {number: (self.cell(f"wrong_{number}"), self.cell(f"why_{number}")) for number in range(1, 5)}
        return {number: mistake for number, mistake in told.items() if any(mistake)}

    def _question(
        self, kind: str, year: int, features: Mapping[str, int], numbers: Numbers, answer: Fraction
    ) -> Iterator[QuestionDraft]:
        prompt, wrong = self._prompt(numbers), self._wrong(numbers, answer)
        if prompt is None:
            return
        name = self._name(numbers)
        before, after = self.cell("before"), self._both("after")
        topic = self.cell("topic")
        named = tuple(AnticipatedNumber(self.spelt(value), 0, why) for why, value in wrong.items())
        if self.form:
            rule = ExactNumber(self.spelt(answer), named, self.form.in_this_form)
            yield QuestionDraft(name, topic, year, prompt, self.form.response, rule, features)
        elif kind == "number":
            quantity = Quantity(shown_digits(answer), before, after)
            draft = number_question(name, topic, year, prompt, quantity, **features)
            yield replace(draft, rule=ExactNumber(shown_digits(answer), named))
        elif len(wrong) < 2:
            self.refuse("wrong_2", "two wrong answers that differ from the key and from each other", len(wrong))
        else:
            options = {why: self._option(value, before, after) for why, value in wrong.items()}
            key = self._option(answer, before, after)
            yield choice_question(name, topic, year, prompt, key, options, **features)

    def _name(self, numbers: Numbers) -> str:
        template = self.cell("template")
        told = [*([template] if template else ()), *map(shown_digits, numbers.values())]
        return "/".join([self.family, *(told or [str(self.row.number)])])

    def _prompt(self, numbers: Numbers) -> Text | None:
        """The prompt; words of one language stand for both where a draft has no others."""
        told: dict[str, str] = {}
        for language in LANGUAGES:
            if not (template := self.cell(f"prompt_{language}")):
                continue
            try:
                told[language] = filled(template, numbers)
            except InvalidExpression as error:
                self.refuse(f"prompt_{language}", error.expected, error.received)
                return None
        if not told:
            self.refuse("prompt_en", "words", NOTHING)
            return None
        either = next(iter(told.values()))
        text = Text.each(lambda language: told.get(language, either))
        if untold := untold_number(text):
            written_out = Text.each(lambda language: without_places(self.cell(f"prompt_{language}")))
            self._require_told("prompt", untold_number(written_out) or untold)
        return make_prompt(text.cy, text.en)

    def _both(self, name: str) -> Text:
        """A unit in both languages; that of one language stands for both where the other is empty."""
        same = self.cell(name)
        cy, en = self.cell(f"{name}_cy"), self.cell(f"{name}_en")
        return Text(cy or same or en, en or same or cy)

    def _wrong(self, numbers: Numbers, answer: Fraction) -> Mapping[str, Fraction]:
        """Wrong answers by misconception, without those that are the key of this item or stand there already."""
        kept: dict[str, Fraction] = {}
        for expression, why in self._mistakes().values():
            if not self._divides(expression, numbers):
                continue
            value = number_of(expression, numbers)
            if value != answer and value not in kept.values() and why not in kept and self._is_written(value):
                kept[why] = value
        return kept

    def _is_written(self, value: Fraction) -> bool:
        try:
            self.spelt(value)
        except InvalidExpression:
            return False
        return True

    def _option(self, value: Fraction, before: str, after: Text) -> Text:
        digits = shown_digits(value)
        shown = decimal(with_pence(digits) if before == POUND else digits)
        return Text.each(lambda language: f"{before}{shown}{_unit(after[language])}")


def _unit(after: str) -> str:
    """A unit after an option: a word or symbol after a space, p and % without."""
    return after if after in ("", "p", "%", "°") else f"\u00a0{after}"
