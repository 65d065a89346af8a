"""What the questions say that a year group may be asked, in subjects whose questions may be read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from delivery_api.voice.recorded_sentences import SpokenSentence
from itembank import SUBJECTS, BankVersion
from itembank.language import Language
from itembank.speech import item_sentences


def may_be_read_aloud(subject: str) -> bool:
    """Whether what a subject measures allows that its questions are read aloud."""
    return subject in SUBJECTS and SUBJECTS[subject].read_aloud


def bank_sentences(bank: BankVersion, language: Language, year: int) -> Iterator[SpokenSentence]:
    """Yield the sentences of a bank's questions up to a year group; none where reading is what is measured.

    Those of practice sittings are among them.
    """
    if not may_be_read_aloud(bank.subject):
        return
    for item in bank.all_items:
        if item.introduced_year <= year:
            for text in item_sentences(item, language, bank.stimulus_of(item)):
                yield SpokenSentence(language, text)
