"""Validation of a passage and its questions: lengths, option counts, and uniqueness."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from itembank.errors import Described, InvalidBank, quoted
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
from itembank.reading.prose_analysis import collapse_whitespace, sentence_length, words

WORD_LIMITS = {
    2: (30, 120),
    3: (100, 180),
    4: (150, 250),
    5: (200, 320),
    6: (250, 400),
    7: (300, 450),
    8: (350, 500),
    9: (400, 600),
}
"""Minimum and maximum number of words of a passage for each year; the minimum of a poem is half of it."""

SENTENCE_LENGTH_LIMITS = {2: 9, 3: 11, 4: 13, 5: 15, 6: 17, 7: 20, 8: 20, 9: 20}
"""Maximum mean sentence length for each year, in words."""

QUESTION_COUNT_LIMITS = (4, 6)
PRACTICE_QUESTION_COUNT_LIMITS = (3, 4)


def validation_errors(passage: Passage) -> Iterator[InvalidBank]:
    """Every error in a passage, each naming the file, the place, and what was expected."""
    file = f"{passage.id}.toml"
    yield from _text_errors(file, passage)
    yield from _duplicate_errors(file, "question", [question.id for question in passage.questions])
    for question in passage.questions:
        for field, expected, received in _answer_errors(passage, question):
            yield InvalidBank(file, f"question {question.id}: {field}", expected, received)


def _text_errors(file: str, passage: Passage) -> Iterator[InvalidBank]:
    fewest, most = WORD_LIMITS[passage.year]
    fewest = fewest // 2 if passage.kind == "verse" else fewest
    count = len(words(passage.text))
    if not fewest <= count <= most:
        yield InvalidBank(file, "text", f"{fewest} to {most} words for Year {passage.year}", count)
    mean = sentence_length(passage.text)
    if passage.kind != "verse" and mean > SENTENCE_LENGTH_LIMITS[passage.year]:
        expected = f"at most {SENTENCE_LENGTH_LIMITS[passage.year]} words a sentence on average for Year {passage.year}"
        yield InvalidBank(file, "text", expected, round(mean, 1))
    least, greatest = PRACTICE_QUESTION_COUNT_LIMITS if passage.practice else QUESTION_COUNT_LIMITS
    if not least <= len(passage.questions) <= greatest:
        yield InvalidBank(file, "question", f"{least} to {greatest} questions", len(passage.questions))


def _duplicate_errors(file: str, field: str, names: Sequence[str]) -> Iterator[InvalidBank]:
    for name, times in Counter(names).items():
        if times > 1:
            yield InvalidBank(file, field, "each once", name)


_FieldError = tuple[str, str, object]


def _answer_errors(passage: Passage, question: Question) -> Iterator[_FieldError]:
    match question.answer:
        case ChooseOne(key=key, wrong=wrong):
            yield from _option_errors("wrong", [key, *(one.text for one in wrong)], 3, 5)
        case ChooseSeveral(keys=keys, wrong=wrong):
            yield from _count_errors("keys", keys, 2, 3)
            yield from _several_errors([*keys, *(one.text for one in wrong)])
        case PutInOrder(order=order):
            yield from _option_errors("order", order, 3, 5)
        case Match(pairs=pairs, extra=extra):
            yield from _option_errors("pairs", [left for left, _ in pairs], 3, 5)
            yield from _option_errors("pairs", [*(right for _, right in pairs), *extra], 3, 7)
        case FillGaps():
            yield from _gap_errors(question.answer)
        case SelectText(key=key, candidates=candidates):
            yield from _option_errors("candidates", [key, *candidates], 3, 8)
            yield from _stretch_errors(collapse_whitespace(passage.text), [key, *candidates])


def _gap_errors(answer: FillGaps) -> Iterator[_FieldError]:
    places = re.findall(r"\[(\d+)\]", answer.sentence)
    if places != [str(place) for place in range(1, len(answer.gaps) + 1)]:
        yield "sentence", f"[1] to [{len(answer.gaps)}], each once and in order", answer.sentence
    for place, gap in enumerate(answer.gaps, 1):
        yield from _option_errors(f"gap {place}", [gap.key, *gap.wrong], 2, 5)


def _option_errors(field: str, options: Sequence[str], fewest: int, most: int) -> Iterator[_FieldError]:
    yield from _count_errors(field, options, fewest, most)
    yield from _repeated(field, options)


def _repeated(field: str, options: Sequence[str]) -> Iterator[_FieldError]:
    folded = [option.strip().casefold() for option in options]
    for option in options:
        if folded.count(option.strip().casefold()) > 1:
            yield field, "options that differ", option


def _several_errors(options: Sequence[str]) -> Iterator[_FieldError]:
    """Errors of the options of which several are right: with four, guessing at random earns a fifth of the marks."""
    if not 5 <= len(options) <= 7:
        yield "wrong", "5 to 7 options, the right ones among them", len(options)
    yield from _repeated("wrong", options)


def _count_errors(field: str, options: Sequence[str], fewest: int, most: int) -> Iterator[_FieldError]:
    if not fewest <= len(options) <= most:
        yield field, f"{fewest} to {most} options", len(options)


def _stretch_errors(text: str, stretches: Sequence[str]) -> Iterator[_FieldError]:
    for stretch in stretches:
        if (times := text.count(collapse_whitespace(stretch))) != 1:
            yield (
                "candidates",
                "words of the text that stand there once, capitals included",
                Described(f"{quoted(stretch)} ({times} times)"),
            )
    spans = sorted(
        (text.find(collapse_whitespace(one)), text.find(collapse_whitespace(one)) + len(collapse_whitespace(one)))
        for one in stretches
    )
    for (_, end), (begin, _) in pairwise(spans):
        if begin < end:
            yield "candidates", "stretches that do not overlap", text[begin:end]
