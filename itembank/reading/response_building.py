"""Builds the response type and scoring rule of an item from a passage's question."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from itembank.content.response_types import (
    Choice,
    Gap,
    GapFill,
    Matching,
    MultipleChoice,
    Option,
    Ordering,
    Response,
    StaticText,
)
from itembank.content.response_types import SelectText as TextSelection
from itembank.content.scoring_rules import ExactList, ExactOrder, ExactSet, KeyedChoice, Misconception, Rule
from itembank.language import Language, Text
from itembank.presentation.shuffling import LETTERS, shuffled, shuffled_cards
from itembank.reading.passage import (
    Answer,
    ChooseOne,
    ChooseSeveral,
    Distractor,
    FillGaps,
    Match,
    Passage,
    PutInOrder,
    Question,
    SelectText,
)
from itembank.reading.passage_markup import selectable_parts

_ANSWER = Text("Dy ateb", "Your answer")
_CHOOSE = Text("Dewisa un ateb", "Choose one answer")
_CHOOSE_ALL = Text("Dewisa bob ateb cywir", "Choose every correct answer")
_MATCH = Text("Dewisa’r un sy’n cyfateb i bob un", "Choose the one that goes with each")
_SELECT = Text("Dewisa’r geiriau yn y testun", "Choose the words in the text")

PARAGRAPH_BREAK = "<br>"
"""Separator of paragraphs in selectable text."""


def monolingual_text(language: Language, words: str) -> Text:
    """Text of a bank in one language; the other language is empty."""
    return Text(words, "") if language == "cy" else Text("", words)


def maximum_score(answer: Answer) -> int:
    """Maximum score of an answer: 2 if it has several parts (1 for about half of them), else 1."""
    if isinstance(answer, FillGaps):
        return min(len(answer.gaps), 2)
    return 2 if isinstance(answer, ChooseSeveral | Match) else 1


def response_and_rule(passage: Passage, question: Question, language: Language) -> tuple[Response, Rule]:
    """Build the response and scoring rule of a question."""
    builder = _ResponseBuilder(f"{passage.id}/{question.id}", language)
    match question.answer:
        case ChooseOne():
            return builder.choose_one(question.answer)
        case ChooseSeveral():
            return builder.choose_several(question.answer)
        case PutInOrder(order=order):
            return builder.put_in_order(order)
        case Match():
            return builder.match(question.answer)
        case FillGaps():
            return builder.fill_gaps(question.answer)
        case SelectText():
            return builder.select_text(passage, question.answer)


class _ResponseBuilder:
    """Builds responses; options are shuffled by a hash so that the key is equally likely in every position."""

    def __init__(self, name: str, language: Language) -> None:
        self.name = name
        self.language = language

    def choose_one(self, answer: ChooseOne) -> tuple[Response, Rule]:
        letters, options = self._lettered([answer.key, *(wrong.text for wrong in answer.wrong)])
        rule = KeyedChoice(letters[answer.key], _misconceptions(letters, answer.wrong))
        return Choice(self._label(_CHOOSE), options), rule

    def choose_several(self, answer: ChooseSeveral) -> tuple[Response, Rule]:
        letters, options = self._lettered([*answer.keys, *(wrong.text for wrong in answer.wrong)])
        keys = tuple(sorted(letters[key] for key in answer.keys))
        rule = ExactSet(keys, _misconceptions(letters, answer.wrong), "net")
        return MultipleChoice(self._label(_CHOOSE_ALL), options, 1, len(options)), rule

    def put_in_order(self, order: Sequence[str]) -> tuple[Response, Rule]:
        letters, options = self._lettered(shuffled_cards(self.name, order, str), mixed=False)
        return Ordering(self._label(_ANSWER), options), ExactOrder(tuple(letters[card] for card in order))

    def match(self, answer: Match) -> tuple[Response, Rule]:
        letters, options = self._lettered([*(right for _, right in answer.pairs), *answer.extra])
        rows = tuple(Option(str(place), self._html(left)) for place, (left, _) in enumerate(answer.pairs, 1))
        rule = ExactList(tuple(letters[right] for _, right in answer.pairs), (), "parts")
        return Matching(self._label(_MATCH), rows, options), rule

    def fill_gaps(self, answer: FillGaps) -> tuple[Response, Rule]:
        parts: list[StaticText | Gap] = []
        keys: list[str] = []
        for place, words in enumerate(re.split(r"\[\d+\]", answer.sentence)):
            if place:
                gap = answer.gaps[place - 1]
                letters, options = self._lettered([gap.key, *gap.wrong], f"/{place}")
                parts.append(Gap(f"g{place}", options))
                keys.append(letters[gap.key])
            if words:
                parts.append(StaticText(self._html(words)))
        return GapFill(self._label(_ANSWER), tuple(parts)), ExactList(tuple(keys), (), "parts")

    def select_text(self, passage: Passage, answer: SelectText) -> tuple[Response, Rule]:
        stretches = sorted([answer.key, *answer.candidates], key=passage.text.find)
        parts: list[StaticText | Option] = []
        for paragraph in selectable_parts(passage, stretches):
            parts += [StaticText(monolingual_text(self.language, PARAGRAPH_BREAK))] if parts else []
            parts += [
                Option(LETTERS[int(number)], monolingual_text(self.language, html))
                if number
                else StaticText(monolingual_text(self.language, html))
                for number, html in paragraph
            ]
        key = LETTERS[stretches.index(answer.key)]
        wrong = (Distractor(stretch, "true-elsewhere") for stretch in answer.candidates)
        ideas = _misconceptions({stretch: LETTERS[place] for place, stretch in enumerate(stretches)}, tuple(wrong))
        return TextSelection(self._label(_SELECT), tuple(parts), 1, 1), ExactSet((key,), ideas, "whole")

    def _label(self, label: Text) -> Text:
        return monolingual_text(self.language, label[self.language])

    def _html(self, words: str) -> Text:
        return monolingual_text(self.language, escape(words, quote=False))

    def _lettered(
        self, options: Sequence[str], within: str = "", *, mixed: bool = True
    ) -> tuple[Mapping[str, str], tuple[Option, ...]]:
        shown = shuffled(self.name + within, options, str) if mixed else options
        letters = {option: LETTERS[place] for place, option in enumerate(shown)}
        return letters, tuple(Option(letter, self._html(option)) for option, letter in letters.items())


def _misconceptions(letters: Mapping[str, str], wrong: Sequence[Distractor]) -> tuple[Misconception, ...]:
    return tuple(
        sorted((Misconception(letters[one.text], one.misconception) for one in wrong), key=lambda idea: idea.option)
    )
