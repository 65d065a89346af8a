"""The provisional difficulty model of reading questions (docs/item-bank.md)."""

from collections.abc import Iterator, Mapping

from itembank.numeracy.difficulty_model import above_the_year
from itembank.reading.passage import ChooseOne, ChooseSeveral, Match, Passage, PutInOrder, Question
from itembank.reading.passage_validation import LENGTHS
from itembank.reading.prose_analysis import sentence_length, words

YEAR_MEAN = {2: -3.3, 3: -1.9, 4: -0.8, 5: 0.0, 6: 0.6, 7: 1.1, 8: 1.4, 9: 1.7}
YEAR_SD = 1.3

INCREMENTS: Mapping[str, float] = {
    "paraphrased": 0.4,
    "local": 0.7,
    "global": 1.0,
    "judgement": 1.2,
    "two_places": 0.5,
    "hundred_words": 0.15,
    "long_sentences": 0.2,
    "rare_word": 0.6,
    "echo": 0.4,
    "negative": 0.5,
    "late": 0.2,
    "choice": -0.6,
    # a guess of this bank beyond the literature's list
    "extra_card": 0.2,
}
"""Logits each occurrence adds; starting guesses, to be replaced by estimates from responses."""

SENTENCE = {2: 7, 3: 8, 4: 10, 5: 11, 6: 12, 7: 13, 8: 14, 9: 15}
"""Mean words a sentence that the level of a year takes for granted."""

_ECHOES = 2  # words of the passage that make a wrong option tempting
_TELLING = 5  # letters of a word that is more than grammar


def features(passage: Passage, question: Question) -> Mapping[str, int]:
    """How many times a question has each feature, without those it has not."""
    counts = {
        **dict.fromkeys(question.features, 1),
        question.process: 1,
        "hundred_words": max(0, len(words(passage.text)) - sum(LENGTHS[passage.year]) // 2) // 100,
        "long_sentences": max(0, round((_sentence(passage) - SENTENCE[passage.year]) / 3)),
        "echo": sum(_echoes(passage, wrong) for wrong in _wrong(question)),
        "choice": int(isinstance(question.answer, ChooseOne)),
        "extra_card": max(0, _cards(question) - 3),
    }
    return {name: counts[name] for name in sorted(counts) if counts[name] and name in INCREMENTS}


def difficulty(year: int, counts: Mapping[str, int]) -> float:
    """The level of the year and what the features add, in logits; a sum above 0 levels off as in numeracy."""
    total = sum(count * INCREMENTS[name] for name, count in counts.items())
    return round(YEAR_MEAN[year] + above_the_year(total), 2)


def _sentence(passage: Passage) -> float:
    return 0.0 if passage.kind == "verse" else sentence_length(passage.text)


def _wrong(question: Question) -> Iterator[str]:
    if isinstance(question.answer, ChooseOne | ChooseSeveral):
        yield from (wrong.text for wrong in question.answer.wrong)


def _echoes(passage: Passage, option: str) -> bool:
    told = {word for word in words(passage.text) if len(word) >= _TELLING}
    return sum(word in told for word in set(words(option))) >= _ECHOES


def _cards(question: Question) -> int:
    match question.answer:
        case PutInOrder(order=order):
            return len(order)
        case Match(pairs=pairs):
            return len(pairs)
    return 0
