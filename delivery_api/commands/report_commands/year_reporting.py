"""What `mesur release report` does: it reads what is known of a school year, and writes it as pages and PDFs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

import engine
from calibration import CalibrationError
from calibration.sentences.sentences import error_sentence
from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank import store as bank_store
from delivery_api.bank.norms_in_use import store as norm_store
from delivery_api.bank.service import BankCache, in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.lifecycle.service_setup import Service
from delivery_api.national.store import releases_of
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.sittings.record.item_counts import live_item_counts
from delivery_api.web.message_catalogue import translations
from itembank import LANGUAGES
from itembank.atomic_write import atomic_write
from itembank.commands.command_output import refuse, write_file
from itembank.language import Language, Text
from reports import strand_name, subject_name
from reports.formats.document import document_page, document_pdf
from reports.norms.norm_document import read_norms
from reports.technical.adoption.fit_file import FitFile, read_fit_file
from reports.year_report.year_record import Adoption, NormsInUse, YearRecord
from reports.year_report.year_report import year_report


class NoReleaseOfYear(Declined):
    """The school year has no release of the subject."""


class FitNotAdopted(Declined):
    """No adoption of the subject that is in force is of the fit."""


def write_year_report(
    service: Service, subject: str, year: str, out: Path, now: datetime, fits: Sequence[Path], language: Language
) -> tuple[Path, ...]:
    """Write the report into a folder, as page and PDF in both languages; nothing before all of it is there.

    Parameters
    ----------
    fits : calibration documents of adoptions
    language : of what is said of a document that cannot be read

    Raises
    ------
    NoReleaseOfYear, FitNotAdopted
    """
    files = _read_fits(fits, language)
    with service.engine.begin() as connection:
        withhold_overdue(connection, service.ring, service.settings.live_retention_years, london_date(now))
        record = _with_fits(read_year(connection, service, subject, year, now), files)
    rendered = []
    for each in LANGUAGES:
        document = year_report(record, each)
        rendered.append((each, document_page(document, each), document_pdf(document, each, record.today)))
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for each, page, pdf in rendered:
        stem = out / f"{year}-{subject}.{each}"
        write_file(stem.with_name(f"{stem.name}.html"), page, each)
        with atomic_write(stem.with_name(f"{stem.name}.pdf")) as file:
            file.buffer.write(pdf)
        paths += [stem.with_name(f"{stem.name}.{kind}") for kind in ("html", "pdf")]
    return tuple(paths)


def read_year(connection: Connection, service: Service, subject: str, year: str, now: datetime) -> YearRecord:
    """What is known of a school year in a subject."""
    releases = [each for each in releases_of(connection, subject) if each.name.year == year]
    if not releases:
        raise NoReleaseOfYear(Reason.NO_RELEASE_OF_YEAR, year=f"{year} {subject}")
    bank_hash, design = in_use(connection, subject)
    bank = BankCache().bank(connection, bank_hash)
    answers: Counter[str] = Counter()
    for (item, _, _), (times, _, _) in live_item_counts(connection, service.ring).items():
        answers[item] += times
    known = {each.hash for each in bank_store.versions(connection) if each.subject == subject}
    adoptions = [
        Adoption(each.programme, london_date(each.at), each.fit, each.bank_version)
        for each in bank_store.adoptions(connection)
        if each.bank_version in known and each.discarded_at is None
    ]
    adoptions.sort(key=lambda each: each.on, reverse=True)
    names = Text.each(lambda language: subject_name(subject, translations(language)))
    strands = {each: _strand(each) for each in {item.strand for item in bank.items}}
    return YearRecord(
        names,
        strands,
        releases[-1],
        bank,
        bank.design(design),
        answers,
        adoptions,
        engine.ENGINE_VERSION,
        london_date(now),
        norms=_norms(connection, subject),
    )


def _read_fits(paths: Sequence[Path], language: Language) -> list[FitFile]:
    try:
        return [read_fit_file(path) for path in paths]
    except CalibrationError as error:
        refuse(error_sentence(error, language))


def _with_fits(record: YearRecord, files: Sequence[FitFile]) -> YearRecord:
    adopted = {each.fit for each in record.adoptions}
    for file in files:
        if file.sha256 not in adopted:
            there = ", ".join(sorted(each[:12] for each in adopted)) or "–"
            raise FitNotAdopted(Reason.FIT_NOT_OF_SUBJECT, fit=file.name, got=file.sha256[:12], there=there)
    return replace(record, fits={file.sha256: file for file in files})


def _norms(connection: Connection, subject: str) -> list[NormsInUse]:
    return [
        NormsInUse(read_norms(each.document), london_date(each.at))
        for each in norm_store.adoptions_of(connection, subject)
    ]


def _strand(strand: str) -> Text:
    return Text.each(lambda language: strand_name(strand, translations(language)))
