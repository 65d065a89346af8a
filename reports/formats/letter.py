"""A letter or a sheet of instructions, as values and as tagged PDF."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from reports.formats.pdf import typeset


@dataclass(frozen=True)
class LetterSection:
    """A part of a letter: its heading and its points."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A letter in one language.

    Parameters
    ----------
    opening : paragraphs before the first heading
    """

    title: str
    opening: tuple[str, ...]
    sections: tuple[LetterSection, ...]


def letter_pdf(letter: Letter, language: str, on: date) -> bytes:
    """Return a letter as PDF.

    Parameters
    ----------
    language : ``cy`` or ``en``, declared in the document for screen readers
    on : the day that the document bears
    """
    return typeset("letter.typ", {"letter": asdict(letter), "language": language}, on)
