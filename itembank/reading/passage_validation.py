"""What is wrong with a passage before anybody is asked about it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from itembank.errors import InvalidBank
from itembank.reading.passage import (
    ChooseOne,
    ChooseSeveral,
    FillGaps,
    Match,
    Passage,
    PutInOrder,
    Question,
    SelectText,
)
from itembank.reading.prose_analysis import flowing, sentence_length, words

LENGTHS = {
    2: (60, 120),
    3: (100, 180),
    4: (150, 250),
    5: (200, 320),
    6: (250, 400),
    7: (300, 450),
    8: (350, 500),
    9: (400, 600),
}
"""Fewest and most words of a passage for each year; a poem may have half as many."""

SENTENCES = {2: 9, 3: 11, 4: 13, 5: 15, 6: 17, 7: 20, 8: 20, 9: 20}
"""The longest mean sentence, in words, for each year."""

QUESTIONS = (4, 6)


def faults(passage: Passage) -> Iterator[InvalidBank]:
    """Every fault of a passage, each naming file, place, what was expected and what came."""
    file = f"{passage.id}.toml"
    yield from _of_text(file, passage)
    yield from _repeated(file, "question", [question.id for question in passage.questions])
    for question in passage.questions:
        for field, expected, received in _of_answer(passage, question):
            yield InvalidBank(file, f"question {question.id}: {field}", expected, received)


def _of_text(file: str, passage: Passage) -> Iterator[InvalidBank]:
    fewest, most = LENGTHS[passage.year]
    fewest = fewest // 2 if passage.kind == "verse" else fewest
    count = len(words(passage.text))
    if not fewest <= count <= most:
        yield InvalidBank(file, "text", f"{fewest} to {most} words for Year {passage.year}", count)
    mean = sentence_length(passage.text)
    if passage.kind != "verse" and mean > SENTENCES[passage.year]:
        expected = f"at most {SENTENCES[passage.year]} words a sentence on average for Year {passage.year}"
        yield InvalidBank(file, "text", expected, round(mean, 1))
    if not QUESTIONS[0] <= len(passage.questions) <= QUESTIONS[1]:
        yield InvalidBank(file, "question", f"{QUESTIONS[0]} to {QUESTIONS[1]} questions", len(passage.questions))


def _repeated(file: str, field: str, names: Sequence[str]) -> Iterator[InvalidBank]:
    for name, times in Counter(names).items():
        if times > 1:
            yield InvalidBank(file, field, "each once", name)


Fault = tuple[str, str, object]


def _of_answer(passage: Passage, question: Question) -> Iterator[Fault]:
    match question.answer:
        case ChooseOne(key=key, wrong=wrong):
            yield from _options("wrong", [key, *(one.text for one in wrong)], 3, 5)
        case ChooseSeveral(keys=keys, wrong=wrong):
            yield from _count("keys", keys, 2, 3)
            yield from _options("wrong", [*keys, *(one.text for one in wrong)], 4, 7)
        case PutInOrder(order=order):
            yield from _options("order", order, 3, 5)
        case Match(pairs=pairs, extra=extra):
            yield from _options("pairs", [left for left, _ in pairs], 3, 5)
            yield from _options("pairs", [*(right for _, right in pairs), *extra], 3, 7)
        case FillGaps():
            yield from _of_gaps(question.answer)
        case SelectText(key=key, candidates=candidates):
            yield from _options("candidates", [key, *candidates], 3, 8)
            yield from _stretches(flowing(passage.text), [key, *candidates])


def _of_gaps(answer: FillGaps) -> Iterator[Fault]:
    places = re.findall(r"\[(\d+)\]", answer.sentence)
    if places != [str(place) for place in range(1, len(answer.gaps) + 1)]:
        yield "sentence", f"[1] to [{len(answer.gaps)}], each once and in order", answer.sentence
    for place, gap in enumerate(answer.gaps, 1):
        yield from _options(f"gap {place}", [gap.key, *gap.wrong], 2, 5)


def _options(field: str, options: Sequence[str], fewest: int, most: int) -> Iterator[Fault]:
    yield from _count(field, options, fewest, most)
    folded = [option.strip().casefold() for option in options]
    for option in options:
        if folded.count(option.strip().casefold()) > 1:
            yield field, "options that differ", option


def _count(field: str, options: Sequence[str], fewest: int, most: int) -> Iterator[Fault]:
    if not fewest <= len(options) <= most:
        yield field, f"{fewest} to {most} options", len(options)


def _stretches(text: str, stretches: Sequence[str]) -> Iterator[Fault]:
    for stretch in stretches:
        if (times := text.count(flowing(stretch))) != 1:
            yield "candidates", "words of the text that stand there once", f"{stretch} ({times} times)"
    spans = sorted((text.find(flowing(one)), text.find(flowing(one)) + len(flowing(one))) for one in stretches)
    for (_, end), (begin, _) in pairwise(spans):
        if begin < end:
            yield "candidates", "stretches that do not overlap", text[begin:end]
