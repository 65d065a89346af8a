"""What the technical report of a school year is made of; nothing in it is about a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from itembank import BankVersion
from itembank.design.adaptive_test_design import TestDesign
from itembank.language import Text
from reports.national.release_values import NationalRelease
from reports.norms.standardised_scores import Norms
from reports.technical.adoption.fit_file import FitFile


@dataclass(frozen=True)
class Adoption:
    """A fit that made a bank version.

    Parameters
    ----------
    fit, bank_version : SHA-256
    """

    trial: str
    on: date
    fit: str
    bank_version: str


@dataclass(frozen=True)
class NormsInUse:
    """Norms that age-standardised scores come from.

    Parameters
    ----------
    since : the day on which they were adopted
    """

    norms: Norms
    since: date


@dataclass(frozen=True)
class YearRecord:
    """A school year in a subject.

    Parameters
    ----------
    subject : its name
    strands : names of the areas, by id
    release : its last national release: every figure of learners is one of it
    bank, design : that sittings start with today
    answers : scored answers of the live sittings of all school years to each item version, cells of under ten left out
    adoptions : those in force of the subject, the latest first
    fits : the calibration documents of adoptions that were given, by their SHA-256
    norms : every norms of the subject, the earliest first
    engine_version, today : of the program, and the day of the report
    """

    subject: Text
    strands: Mapping[str, Text]
    release: NationalRelease
    bank: BankVersion
    design: TestDesign
    answers: Mapping[str, int]
    adoptions: Sequence[Adoption]
    engine_version: str
    today: date
    fits: Mapping[str, FitFile] = field(default_factory=dict)
    norms: Sequence[NormsInUse] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The year groups of the release."""
        return tuple(int(row.cell[0][1]) for row in self.release.rows if len(row.cell) == 1)
