"""The provisional difficulty model of reading questions (docs/item-bank.md)."""

from collections.abc import Iterator, Mapping

from itembank.numeracy.difficulty_model import saturated_increment
from itembank.reading.passage import ChooseOne, ChooseSeveral, Match, Passage, PutInOrder, Question
from itembank.reading.passage_validation import WORD_LIMITS
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
    "word_meaning": 0.0,  # it counts as the inference that it is, until trial data tell more
    "echo": 0.4,
    "negative": 0.5,
    "late": 0.2,
    "choice": -0.2,
    # guesses beyond the features of the literature
    "easy_text": -0.9,
    "extra_card": 0.2,
}
"""Logits added by each occurrence; guesses, to be replaced by estimates from responses."""

TYPICAL_SENTENCE_LENGTH = {2: 7, 3: 8, 4: 10, 5: 11, 6: 12, 7: 13, 8: 14, 9: 15}
"""Mean sentence length, in words, that is typical for each year."""

EASY_TEXT_WORDS, EASY_SENTENCE_LENGTH = 60, 6
"""Greatest number of words, and of words a sentence on average, of a text that is easy for every year."""

_ECHOES = 2  # number of content words shared with the passage that makes a distractor tempting
_TELLING = 5  # minimum number of letters of a content word


def feature_counts(passage: Passage, question: Question) -> Mapping[str, int]:
    """Number of occurrences of each feature in a question; features with count 0 are left out."""
    counts = {
        **dict.fromkeys(question.features, 1),
        question.process: 1,
        "hundred_words": max(0, len(words(passage.text)) - sum(WORD_LIMITS[passage.year]) // 2) // 100,
        "long_sentences": max(0, round((_mean_sentence_length(passage) - TYPICAL_SENTENCE_LENGTH[passage.year]) / 3)),
        "easy_text": int(_is_easy(passage)),
        "echo": sum(_echoes(passage, wrong) for wrong in _wrong(question)),
        "choice": int(isinstance(question.answer, ChooseOne)),
        "extra_card": max(0, _cards(question) - 3),
    }
    return {name: counts[name] for name in sorted(counts) if counts[name] and name in INCREMENTS}


def difficulty(year: int, counts: Mapping[str, int]) -> float:
    """Difficulty, logits: the year's mean plus `saturated_increment` of Σ count × increment."""
    total = sum(count * INCREMENTS[name] for name, count in counts.items())
    return round(YEAR_MEAN[year] + saturated_increment(total), 2)


def _mean_sentence_length(passage: Passage) -> float:
    return 0.0 if passage.kind == "verse" else sentence_length(passage.text)


def _is_easy(passage: Passage) -> bool:
    return len(words(passage.text)) <= EASY_TEXT_WORDS and _mean_sentence_length(passage) <= EASY_SENTENCE_LENGTH


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
