"""A question as generated, before it has an id and parameters; builders of number, choice and ordering questions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from itembank.content.response_types import Choice, NumberEntry, Option, Ordering, Response
from itembank.content.scoring_rules import ExactNumber, ExactOrder, KeyedChoice, Misconception, Rule
from itembank.language import LANGUAGES, Text
from itembank.numeracy.number_formatting import NO_BREAK, whole_number
from itembank.presentation.shuffling import LETTERS, shuffled, shuffled_cards

ANSWER = Text("Dy ateb", "Your answer")
CHOOSE = Text("Dewisa un ateb", "Choose one answer")

# a symbol stays beside its number, and a ratio whole
_MEASURE = re.compile(r"(?<=\d) (?=(?:mm|cm|m|km|g|kg|ml|°C|s|min|h)\b|: \d)|(?<=\d :) (?=\d)")


@dataclass(frozen=True)
class QuestionDraft:
    """A question in both languages with its key and its features."""

    item: str
    topic: str
    year: int
    prompt: Text
    response: Response
    rule: Rule
    features: Mapping[str, int]


def make_prompt(cy: str, en: str, *figures: Text) -> Text:
    """HTML of a prompt in both languages: one paragraph for each line, then the figures."""
    shown = Text.each(lambda language: "".join(figure[language] for figure in figures))
    return Text(_paragraphs(cy) + shown.cy, _paragraphs(en) + shown.en)


def _paragraphs(words: str) -> str:
    kept = _MEASURE.sub(NO_BREAK, words)
    return "".join(f"<p>{line}</p>" for line in kept.split("\n"))


def displayed_calculation(expression: str) -> Text:
    """A calculation on a line of its own, in larger figures."""
    return Text.same(f'<p class="item-sum">{expression}</p>')


@dataclass(frozen=True)
class Quantity:
    """A number with the unit shown before or after the entry box."""

    value: int | str | Decimal
    before: str = ""
    after: str | Text = ""


def number_question(
    item: str, topic: str, year: int, prompt: Text, answer: int | str | Decimal | Quantity, /, **features: int
) -> QuestionDraft:
    """A question answered by entering a number."""
    quantity = answer if isinstance(answer, Quantity) else Quantity(answer)
    value = Decimal(quantity.value)
    decimal = value != value.to_integral_value() or quantity.before == "£"
    response = NumberEntry(ANSWER, Text.same(quantity.before), _as_text(quantity.after), decimal)
    return QuestionDraft(item, topic, year, prompt, response, ExactNumber(str(value)), features)


def choice_question(
    item: str,
    topic: str,
    year: int,
    prompt: Text,
    key: str | Text,
    wrong: Mapping[str, str | Text],
    /,
    **features: int,
) -> QuestionDraft:
    """A question answered by choosing one option.

    Parameters
    ----------
    key : the correct option
    wrong : distractors by misconception

    Raises
    ------
    ValueError : two options read the same
    """
    named = {"": _as_text(key)} | {name: _as_text(option) for name, option in wrong.items()}
    _require_distinct(item, list(named.values()))
    shown = shuffled(item, list(named), lambda name: named[name].en)
    letter = dict(zip(shown, LETTERS, strict=False))
    options = tuple(Option(letter[name], named[name]) for name in shown)
    misconceptions = tuple(Misconception(letter[name], name) for name in shown if name)
    rule = KeyedChoice(letter[""], misconceptions)
    return QuestionDraft(item, topic, year, prompt, Choice(CHOOSE, options), rule, {"choice": 1, **features})


MisconceptionAnswers = Mapping[str, str | int]
"""The answer that each misconception leads to, as displayed or as a whole number."""


def distractors(key: str, wrong: MisconceptionAnswers, most: int = 3) -> dict[str, str]:
    """Select distractors: the first ``most`` answers that differ from the key and from each other, by misconception.

    Raises
    ------
    ValueError : fewer than two answers differ
    """
    kept: dict[str, str] = {}
    for name, answer in wrong.items():
        shown = answer if isinstance(answer, str) else whole_number(answer)
        if shown != key and shown not in kept.values():
            kept[name] = shown
    if len(kept) < 2:
        message = f"two misconceptions that lead away from {key}; received {dict(wrong)}"
        raise ValueError(message)
    return dict(list(kept.items())[:most])


def ordering_question(
    item: str, topic: str, year: int, prompt: Text, ordered: Sequence[str | Text], /, **features: int
) -> QuestionDraft:
    """A question answered by ordering cards, which are shown in a different order.

    Parameters
    ----------
    ordered : the cards in their correct order

    Raises
    ------
    ValueError : two cards read the same
    """
    cards = [_as_text(card) for card in ordered]
    _require_distinct(item, cards)
    shown = shuffled_cards(item, cards, attrgetter("en"))
    letter = {card: LETTERS[place] for place, card in enumerate(shown)}
    response = Ordering(ANSWER, tuple(Option(letter[card], card) for card in shown))
    rule = ExactOrder(tuple(letter[card] for card in cards))
    return QuestionDraft(item, topic, year, prompt, response, rule, {"extra_card": len(cards) - 3, **features})


def _as_text(words: str | Text) -> Text:
    return words if isinstance(words, Text) else Text.same(words)


def _require_distinct(item: str, options: Sequence[Text]) -> None:
    for language in LANGUAGES:
        shown = [option[language] for option in options]
        if len(set(shown)) != len(shown):
            message = f"{item}: two options read the same in {language}: {shown}"
            raise ValueError(message)
