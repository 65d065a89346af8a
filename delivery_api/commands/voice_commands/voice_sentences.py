"""The sentences that young learners have to hear, by where they stand: on pages, in questions, in feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Connection

from delivery_api.bank.service import find_stored_bank, in_use, subjects_in_use
from delivery_api.voice.bank_sentences import bank_sentences
from delivery_api.voice.feedback_sentences import feedback_sentences
from delivery_api.voice.page_sentences import page_sentences
from delivery_api.voice.recorded_sentences import SpokenSentence
from itembank import BankVersion
from itembank.commands.input_files import load_bank
from itembank.language import Language


class Place(StrEnum):
    """Where a sentence stands."""

    PAGES = "pages"
    QUESTIONS = "questions"
    FEEDBACK = "feedback"


Sentences = Mapping[Place, Sequence[SpokenSentence]]


def banks_to_hear(connection: Connection, name: str | None, language: Language) -> tuple[BankVersion, ...]:
    """Return the bank versions whose questions are read aloud: those in use, or one by its name.

    Parameters
    ----------
    name : as for other commands of banks; None for those in use
    language : of an error
    """
    if name is not None:
        return (find_stored_bank(connection, name) or load_bank(name, language),)
    hashes = (in_use(connection, subject)[0] for subject in subjects_in_use(connection))
    return tuple(bank for each in hashes if (bank := find_stored_bank(connection, each)) is not None)


def sentences_to_hear(banks: Sequence[BankVersion], language: Language, year: int) -> Sentences:
    """Return the sentences of a language up to a year group, each once at a place; silent ones are left out."""
    found = {
        Place.PAGES: (each for each in page_sentences() if each.language == language),
        Place.QUESTIONS: (each for bank in banks for each in bank_sentences(bank, language, year)),
        Place.FEEDBACK: (each for bank in banks for each in feedback_sentences(bank, language, year)),
    }
    return {
        place: tuple({each.name: each for each in sentences if not each.is_silent}.values())
        for place, sentences in found.items()
    }
