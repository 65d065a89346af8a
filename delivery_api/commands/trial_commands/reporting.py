"""What `mesur trial report` does: it reads what is known of a trial, and writes it as pages and PDFs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from calibration import CalibrationError
from calibration.sentences.sentences import error_sentence
from delivery_api.commands.command_context import console
from delivery_api.lifecycle.service_setup import Service
from delivery_api.trial_report import report_messages as messages
from delivery_api.trial_report.report_document import report_document
from delivery_api.trial_report.trial_record import ReportRequest, TrialRecord, read_trial
from itembank import LANGUAGES
from itembank.atomic_write import atomic_write
from itembank.commands.command_output import refuse, write_file
from itembank.language import Language
from reports.formats.document import document_page, document_pdf


def write_report(service: Service, request: ReportRequest, out: Path, now: datetime, language: Language) -> None:
    """Write the report of a trial into a folder, as page and PDF in both languages."""
    try:
        with service.engine.begin() as connection:
            record = read_trial(connection, service.ring, service.ledger, request, now)
            out.mkdir(parents=True, exist_ok=True)
    except CalibrationError as error:
        refuse(error_sentence(error, language))
    rendered = [(out / f"{record.trial.id}.{each}", each, _rendered(record, each)) for each in LANGUAGES]
    for path, each, (page, pdf) in rendered:  # nothing is written before all of it is there
        write_file(path.with_name(f"{path.name}.html"), page, each)
        with atomic_write(path.with_name(f"{path.name}.pdf")) as file:
            file.buffer.write(pdf)
    named = ", ".join(str(out / f"{request.programme}.{each}.{kind}") for each in LANGUAGES for kind in ("html", "pdf"))
    console().print(messages.WRITTEN[language] % named, soft_wrap=True)


def _rendered(record: TrialRecord, language: Language) -> tuple[str, bytes]:
    document = report_document(record, language)
    return document_page(document, language), document_pdf(document, language, record.today)
