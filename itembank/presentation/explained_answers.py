"""The answers to an item that its rule tells apart, each with the misconception behind it in words; for staff."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from itembank.content.item_versions import ItemVersion
from itembank.content.misconception_sentences import MISCONCEPTIONS
from itembank.content.pounds_and_pence import POUND, with_pence
from itembank.content.response_types import (
    BarChart,
    Choice,
    FractionEntry,
    GapFill,
    Hotspot,
    Matching,
    MultipleChoice,
    NumberEntry,
    Option,
    Ordering,
    Response,
    SelectText,
    TableEntry,
)
from itembank.content.scoring_rules import (
    EQUAL_IN_ANOTHER_FORM,
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
)
from itembank.content.written_numbers import another_form
from itembank.language import Language

Credit = Literal["right", "part", "wrong"]


@dataclass(frozen=True)
class ExplainedAnswer:
    """An answer, or a reply at one place of it.

    Parameters
    ----------
    place : trusted HTML that names the place, "" where the item has one place, and where the place has no name
    html : trusted HTML of the answer
    why : the misconception behind it as a sentence, "" if none is known
    """

    place: str
    html: str
    credit: Credit
    why: str = ""


def explained_answers(item: ItemVersion, language: Language) -> tuple[ExplainedAnswer, ...]:
    """The key of an item, and the wrong answers that its rule names, in the order of the places."""
    return tuple(_explained(item, language))


def _explained(item: ItemVersion, language: Language) -> Iterator[ExplainedAnswer]:
    words = _words(item.response, language)
    match item.rule:
        case ExactNumber():
            yield from _numbers(item.response, item.rule, language)
        case KeyedChoice(key=key, misconceptions=ideas):
            yield ExplainedAnswer("", words[key], "right")
            yield from (ExplainedAnswer("", words[i.option], "wrong", _why(i.name, language)) for i in ideas)
        case ExactSet(keys=keys, misconceptions=ideas):
            yield from (ExplainedAnswer("", words[key], "right") for key in keys)
            yield from (ExplainedAnswer("", words[i.option], "wrong", _why(i.name, language)) for i in ideas)
        case ExactOrder(order=order):
            yield from (ExplainedAnswer(str(n), words[card], "right") for n, card in enumerate(order, start=1))
        case ExactList():
            yield from _places(item.response, item.rule, words, language)


def _numbers(response: Response, rule: ExactNumber, language: Language) -> Iterator[ExplainedAnswer]:
    yield ExplainedAnswer("", _number(response, rule.value, language), "right")
    for each in rule.named:
        credit: Credit = "part" if each.score else "wrong"
        yield ExplainedAnswer("", _number(response, each.value, language), credit, _why(each.misconception, language))
    if rule.in_this_form:
        other = _number(response, another_form(rule.value), language)
        yield ExplainedAnswer("", other, "wrong", _why(EQUAL_IN_ANOTHER_FORM, language))


def _places(
    response: Response, rule: ExactList, words: Mapping[str, str], language: Language
) -> Iterator[ExplainedAnswer]:
    names = _place_names(response, len(rule.keys), language)
    for number, (name, key) in enumerate(zip(names, rule.keys, strict=True), start=1):
        yield ExplainedAnswer(name, words.get(key, escape(key)), "right")
        for idea in rule.misconceptions:
            if idea.place == number:
                shown = words.get(idea.reply, escape(idea.reply))
                yield ExplainedAnswer(name, shown, "wrong", _why(idea.name, language))


def _place_names(response: Response, places: int, language: Language) -> Sequence[str]:
    match response:
        case Matching(rows=rows):
            return [row.html[language] for row in rows]
        case TableEntry(blanks=blanks):
            return [escape(blank.label[language]) for blank in blanks]
        case BarChart(drawn=bars):
            return [bar.html[language] for bar in bars]
        case _:
            return [str(number) for number in range(1, places + 1)]


def _words(response: Response, language: Language) -> Mapping[str, str]:
    """The HTML of each option, by its id."""
    return {option.id: option.html[language] for option in _options(response)}


def _options(response: Response) -> Sequence[Option]:
    match response:
        case Choice(options=options) | MultipleChoice(options=options) | Matching(options=options):
            return options
        case Ordering(items=options) | Hotspot(areas=options) | SelectText(stretches=options):
            return options
        case GapFill(gaps=gaps):
            return [option for gap in gaps for option in gap.options]
        case _:
            return ()


def _number(response: Response, value: str, language: Language) -> str:
    if isinstance(response, FractionEntry):
        return _fraction(value)
    if not isinstance(response, NumberEntry):
        return escape(value)
    before, after = response.before[language], response.after[language]
    digits = with_pence(value) if before == POUND else value
    return " ".join(filter(None, (escape(before), escape(digits), escape(after))))


def _fraction(written: str) -> str:
    """MathML of a fraction, after the whole number of a mixed one."""
    whole, _, part = written.rpartition(" ") if "/" in written else (written, "", "")
    top, _, bottom = part.partition("/")
    return whole + (f"<math><mfrac><mn>{top}</mn><mn>{bottom}</mn></mfrac></math>" if part else "")


def _why(name: str, language: Language) -> str:
    sentence = MISCONCEPTIONS.get(name)
    return sentence[language] if sentence else ""
