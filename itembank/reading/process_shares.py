"""What the questions in reach of a year group ask for: shares by process, single words to find, meanings of words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine import Count
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items, shadow_blueprint
from itembank.design.adaptive_test_design import TestDesign
from itembank.reading.passage import PROCESSES, ChooseOne, FillGaps, Passage, Question, SelectText
from itembank.versions.bank_version import BankVersion

MOST_SINGLE_WORDS = 0.15
"""Largest share of the questions in reach of a year group that ask for nothing but one word of the text."""

LEAST_GLOBAL = 0.05
"""Smallest share of questions on the whole text; retrieval and judgement have their bounds from the design."""

_ARTICLE = re.compile(r"^(?:an?|the|yr?) ", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class ProcessShares:
    """Shares of the questions in reach of a year group, 0 to 1.

    Parameters
    ----------
    by_process : share of each process
    single_words : share of the questions that `finds_a_single_word`
    """

    questions: int
    by_process: Mapping[str, float]
    single_words: float


def finds_a_single_word(question: Question) -> bool:
    """Whether a question asks for one word that stands in one place of the text, in the words of the text."""
    if question.process != "retrieval" or {"paraphrased", "two_places"} & set(question.features):
        return False
    match question.answer:
        case ChooseOne(key=key) | SelectText(key=key):
            return _is_one_word(key)
        case FillGaps(gaps=(gap,)):
            return _is_one_word(gap.key)
        case _:
            return False


def _is_one_word(key: str) -> bool:
    return len(_WORD.findall(_ARTICLE.sub("", key))) == 1


def without_word_meaning(passages: Iterable[Passage]) -> list[str]:
    """The passages that count and have no question of what a word or phrase means in them, by id."""
    return [
        passage.id
        for passage in passages
        if not passage.practice and not any("word_meaning" in question.features for question in passage.questions)
    ]


def process_shares(bank: BankVersion, passages: tuple[Passage, ...], design: TestDesign, year: int) -> ProcessShares:
    """Return the shares among the questions that a design lets a year group be asked."""
    test = compile_test(bank, replace(design.for_year(year), exposure=None), year)
    reached = {item.item for item, may in zip(bank.items, eligible_items(test), strict=True) if may}
    asked = [
        question for passage in passages for question in passage.questions if f"{passage.id}/{question.id}" in reached
    ]
    shares: dict[str, float] = {
        process: sum(each.process == process for each in asked) / len(asked) for process in PROCESSES
    }
    return ProcessShares(len(asked), shares, sum(map(finds_a_single_word, asked)) / len(asked))


def share_faults(bank: BankVersion, design: TestDesign, year: int, found: ProcessShares) -> Iterator[str]:
    """Yield each share that is not as the design's blueprint and the limits of this module have it."""
    test = compile_test(bank, replace(design.for_year(year), exposure=None), year)
    blueprint = shadow_blueprint(test)
    for count in blueprint.constraints if blueprint else ():
        if isinstance(count, Count) and count.attribute == "process":
            share = sum(found.by_process[value] for value in count.values)
            low, high = (bound / design.length for bound in (count.minimum, count.maximum))
            if not low <= share <= high:
                yield f"Year {year}: {', '.join(count.values)}: expected {low:.2f} to {high:.2f}, received {share:.2f}"
    if found.by_process["global"] < LEAST_GLOBAL:
        yield f"Year {year}: global: expected {LEAST_GLOBAL} or more, received {found.by_process['global']:.2f}"
    if found.single_words > MOST_SINGLE_WORDS:
        yield f"Year {year}: single words: expected {MOST_SINGLE_WORDS} or less, received {found.single_words:.2f}"
