"""A letter or a sheet of instructions, as values and as tagged PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from reports.formats.pdf import Pages, band_places, half_places, learners_data, typeset
from reports.scales.reporting_scale import ScaleScore
from reports.scales.year_range import YearRange


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
    notices : paragraphs after these that nobody should miss: what the results are worth
    closing : paragraphs at the foot, in small type
    """

    title: str
    opening: tuple[str, ...]
    sections: tuple[LetterSection, ...]
    closing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def with_notice(letter: Letter, notice: str) -> Letter:
    """The letter with a notice before its own; as it is where that is empty."""
    return replace(letter, notices=(notice, *letter.notices)) if notice else letter


@dataclass(frozen=True)
class LetterBand:
    """A score that is drawn with its band below a heading.

    Parameters
    ----------
    alt : the drawing in words
    half : where half of the year group is expected; None where that is not drawn
    half_name : what stands beside that
    """

    scale: ScaleScore
    alt: str
    half: YearRange | None = None
    half_name: str = ""


_NO_BANDS: Mapping[str, LetterBand] = {}


LETTERS = "letter.typ"


def letter_pdf(
    letter: Letter, language: str, on: date, bands: Mapping[str, LetterBand] = _NO_BANDS, where: str = ""
) -> bytes:
    """Return a letter as PDF.

    Parameters
    ----------
    language : ``cy`` or ``en``, declared in the document for screen readers
    on : the day that the document bears
    bands : scores to draw, by the heading that they stand below
    where : school and class, below the title
    """
    pages = letter_pages(letter, language, bands, where)
    return typeset(LETTERS, learners_data([pages], letter.title, language), on)


def letter_pages(letter: Letter, language: str, bands: Mapping[str, LetterBand] = _NO_BANDS, where: str = "") -> Pages:
    """What `LETTERS` reads of a letter.

    Parameters
    ----------
    letter, language, bands, where : as in `letter_pdf`
    """
    drawn = {heading: _drawn(each) for heading, each in bands.items()}
    return {"letter": asdict(letter), "language": language, "bands": drawn, "where": where}


def _drawn(band: LetterBand) -> dict[str, object]:
    half = {**half_places(band.half), "name": band.half_name} if band.half else None
    return {"places": band_places(band.scale), "alt": band.alt, "half": half}
