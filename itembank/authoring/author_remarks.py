"""What an author is asked to look at once more: the program cannot tell whether it is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from itembank.authoring import authoring_messages as messages
from itembank.authoring.author_faults import Lines
from itembank.content.told_numbers import placed_names, told_numbers
from itembank.content.written_numbers import HALF_DAY
from itembank.expressions import InvalidExpression, exact_number
from itembank.language import Language, Text
from itembank.reading.passage import Passage
from itembank.reasoning.scenario import Number, Scenario

_OF_A_STORY = ("story", "title", "figure")
_UNSEEN = frozenset(
    ("id", "type", "kind", "topic", "process", "features", "key", "solution", "value", "holds", "wrong", "partial")
) | {"options", "hints", "most", "near", "pair", "blank", "blanks"}
"""Fields of a part that learners do not see, or see only as answers."""

_FACTORS = tuple(Fraction(each) for each in ("1", "-1", "100", "1/100", "1000", "1/1000", "60", "1/60"))
"""What a number of the story may be multiplied by where it is reckoned in another unit."""

_KNOWN = frozenset(map(Fraction, (7, 60, 100, 180, 360, 365, 1000)))
"""Numbers that no story needs to tell: the days of a week, the minutes of an hour."""


@dataclass(frozen=True, order=True)
class AuthorRemark:
    """Something to look at once more; it keeps nothing from being shown or written.

    Parameters
    ----------
    line : counted from 1
    message : what to look at
    """

    file: str
    line: int
    message: Text

    def sentence(self, language: Language) -> str:
        """The remark after file and line."""
        return messages.REMARK[language] % (self.file, self.line, self.message[language])


def passage_remarks(file: str, read: Passage) -> Iterator[AuthorRemark]:
    """Remarks on a passage: that none of its questions asks what a word or phrase means."""
    if not any("word_meaning" in question.features for question in read.questions):
        yield AuthorRemark(file, 1, messages.NO_WORD_MEANING)


def story_remarks(read: Scenario, data: Mapping[str, object], lines: Lines) -> Iterator[AuthorRemark]:
    """Remarks on a scenario: the named numbers that stand in no story, figure or question.

    Parameters
    ----------
    data : the file's table
    """
    shown = [data.get(name) for name in _OF_A_STORY]
    texts = [*_texts(shown), *_texts(data.get("part"))]
    told = {value for text in texts for each in told_numbers(text) for value in _values(each)}
    file = f"{read.id}.toml"
    for name, value in read.numbers.items():
        for each in value if isinstance(value, tuple) else (value,):
            if not _is_told(each, told):
                words = messages.UNTOLD_NUMBER.filled(name, each)
                yield AuthorRemark(file, lines.line(f"numbers: {name}"), words)


def order_remarks(file: str, prompts: Iterable[tuple[int, Text]]) -> Iterator[AuthorRemark]:
    """Remarks on the prompts of a table: names of numbers that stand in another order in the two languages.

    Parameters
    ----------
    prompts : with their lines
    """
    for line, prompt in prompts:
        cy, en = placed_names(prompt.cy), placed_names(prompt.en)
        if sorted(cy) == sorted(en) and cy != en:
            words = messages.OTHER_ORDER.filled(", ".join(cy), ", ".join(en))
            yield AuthorRemark(file, line, words)


def _texts(found: object) -> Iterator[str]:
    """Every text and number of a table that learners see."""
    match found:
        case dict():
            for name, value in found.items():
                if name not in _UNSEEN:
                    yield from _texts(value)
        case list():
            for value in found:
                yield from _texts(value)
        case str() | int() | float():
            yield f"{found}"


def _values(number: str) -> tuple[Fraction, ...]:
    """What a number in figures may stand for; a time of day before and after noon."""
    try:
        value = exact_number(number)
    except InvalidExpression:
        return ()
    return (value, value + HALF_DAY) if ":" in number else (value,)


def _is_told(number: Number, told: set[Fraction]) -> bool:
    return any(value in _KNOWN or any(value * factor in told for factor in _FACTORS) for value in _values(f"{number}"))
