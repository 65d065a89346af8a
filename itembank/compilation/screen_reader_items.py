"""Which items still measure when a screen reader tells them, and why the others do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import BarChart, Choice, NumberLine
from itembank.content.scoring_rules import ExactList, ExactNumber, KeyedChoice
from itembank.content.shown_texts import all_texts, text_alternatives, words_beside_drawings
from itembank.content.told_numbers import told_numbers
from itembank.language import Language, Text
from itembank.versions.bank_version import BankVersion


class Barrier(StrEnum):
    """Why an item measures nothing of a learner who uses a screen reader."""

    UNDESCRIBED = "undescribed"
    TOLD = "told"
    PLACED = "placed"


REASONS = MappingProxyType(
    {
        Barrier.UNDESCRIBED: Text(
            "Mae llun heb ddisgrifiad yn un o’r ieithoedd.", "A drawing has no description in one of the languages."
        ),
        Barrier.TOLD: Text("Mae’r ateb yn nisgrifiad llun.", "The answer stands in the description of a drawing."),
        Barrier.PLACED: Text(
            "Mae’r cwestiwn yn rhoi’r rhif, ac mae darllenydd sgrin yn dweud pryd mae’r marciwr neu’r bar yno.",
            "The question gives the number, and a screen reader says when the marker or the bar is there.",
        ),
    }
)
"""The reasons in words."""

_NUMBER = re.compile(r"[£€]?[-−]?\d[\d.,\u202f]*\s?[^\W\d]{0,6}[²³]?")
_WORDS = re.compile(r"\w+")


def barriers(bank: BankVersion, item: ItemVersion) -> tuple[Barrier, ...]:
    """Return why an item measures nothing with a screen reader; empty if it measures as it does for others.

    A text is judged as it stands. A number that stands in a description by chance is refused too: a listener who tries
    the numbers that were read out would be right.
    """
    found = {each for language in bank.languages for each in _barriers_in(bank, item, language)}
    return tuple(barrier for barrier in Barrier if barrier in found)


def _barriers_in(bank: BankVersion, item: ItemVersion, language: Language) -> Iterator[Barrier]:
    if _is_placed(item, language):
        yield Barrier.PLACED
    shown = all_texts((item.prompt, item.response, bank.stimulus_of(item), item.hints))
    alternatives = [each for text in shown for each in text_alternatives(text[language])]
    if "" in alternatives:
        yield Barrier.UNDESCRIBED
    if alternatives and _is_told(item, " ".join(alternatives), language):
        yield Barrier.TOLD


def left_out(bank: BankVersion, items: Iterable[ItemVersion]) -> Mapping[str, Barrier]:
    """Return the first reason of each item that is not asked of who uses a screen reader, by the item's id."""
    found = ((item.id, barriers(bank, item)) for item in items)
    return {id_: why[0] for id_, why in found if why}


def _is_placed(item: ItemVersion, language: Language) -> bool:
    """Whether the question gives the numbers that are placed or drawn, so that only placing them is left."""
    if not isinstance(item.response, NumberLine | BarChart):
        return False
    return _all_stand(_keyed_numbers(item), words_beside_drawings(item.prompt[language]))


def _is_told(item: ItemVersion, description: str, language: Language) -> bool:
    if isinstance(item.response, NumberLine | BarChart):
        return False  # what is placed is never described
    if isinstance(item.response, Choice) and isinstance(item.rule, KeyedChoice):
        return set(_standing_options(item.response, description, language)) == {item.rule.key}
    return _all_stand(_keyed_numbers(item), description)


def _standing_options(response: Choice, description: str, language: Language) -> Iterator[str]:
    """The options whose words, or whose number if they are one, stand in a description."""
    described = _plain(description)
    for option in response.options:
        words = words_beside_drawings(option.html[language]).strip()
        as_number = _NUMBER.fullmatch(words) and _all_stand(told_numbers(words), description)
        if as_number or (_plain(words) != "  " and _plain(words) in described):
            yield option.id


def _plain(words: str) -> str:
    return f" {' '.join(_WORDS.findall(words.casefold()))} "


def _keyed_numbers(item: ItemVersion) -> tuple[str, ...]:
    """The numbers of a right answer; none where it is no number."""
    match item.rule:
        case ExactNumber(value=value):
            return told_numbers(value)
        case ExactList(keys=keys):
            return tuple(number for key in keys for number in told_numbers(key))
    return ()


def _all_stand(numbers: tuple[str, ...], words: str) -> bool:
    return bool(numbers) and set(numbers) <= set(told_numbers(words))
