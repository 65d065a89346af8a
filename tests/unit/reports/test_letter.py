"""A letter as PDF has the words it was given: read by the tables of its fonts."""

from __future__ import annotations

from datetime import date

from reports.formats.letter import Letter, LetterSection, letter_pdf
from tests.support.pdf_text import pdf_text


def test_every_character_of_a_letter_is_read_back_from_its_pdf() -> None:
    shown = "".join(map(chr, range(33, 127))) + "ŵŷâêôïÂ€–’“”"  # numbers of glyphs pass those of brackets and backslash
    opening = tuple(shown[at : at + 12] for at in range(0, len(shown), 12))
    letter = Letter("Gwahoddiad (1) i dreial: ŵ", opening, (LetterSection("You can say no", ("12.345 (of 7)",)),))
    read = pdf_text(letter_pdf(letter, "cy", date(2026, 11, 25))).splitlines()
    assert [each for each in (letter.title, *opening, "You can say no") if each not in read] == []
    assert any("12.345 (of 7)" in each for each in read)
