"""The command `mesur norms extract`; those that need no service are in `reports.technical.commands.norms`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from delivery_api.bank.service import BankCache
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.norm_commands.left_out_messages import left_out_sentences
from delivery_api.commands.trial_commands.options import By, Why
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.service_setup import Service
from delivery_api.norms import extraction
from delivery_api.norms.extraction import SampleRequest
from delivery_api.norms.sample_rows import ChosenRows, choose_rows
from delivery_api.privacy.retention.destruction_dates import latest_destruction
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.values import Programme
from reports.technical.commands.norms import app

__all__ = ["app"]


@app.command()
def extract(
    subject: Annotated[str, typer.Argument(help="The subject, as `mesur bank list` shows it.")],
    year: Annotated[str, typer.Argument(help="The school year whose results are taken, such as 2026-27.")],
    by: By,
    reason: Why,
    out: Path | None = typer.Option(
        None, help="The folder to write; one named after year and subject in the extracts directory unless given."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Write a reference sample of live results as a folder: table, data dictionary and manifest.

    It has the first result of each learner in the school year with age in months and learning time; no name, no id, no
    date. Results that are provisional, ended early by staff, unconfirmed or do not verify are left out, and learners
    whose data are restricted. The folder is registered and destroyed with the responses of the school year.

    Then: mesur norms fit FOLDER/sample.csv --subject SUBJECT
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    path = (out or service.settings.extracts / f"norms-{year}-{subject}").resolve()
    with exit_on_refusal(OSError):
        decision = Decision(by, reason)
        programme, chosen = _chosen(service, year, subject)
        for sentence in left_out_sentences(chosen, say):
            console().print(sentence, soft_wrap=True)
        last = latest_destruction(programme, service.settings.live_retention_years)
        request = SampleRequest(year, subject, path, last)
        with service.engine.begin() as connection:
            extraction.register_sample(connection, service.ledger, request, chosen, decision, clock())
        with service.engine.begin() as connection:
            count = extraction.write_registered(connection, request, chosen, clock())
    console().print(
        say.ngettext("%(count)d learner written to %(path)s", "%(count)d learners written to %(path)s", count)
        % {"count": count, "path": path},
        soft_wrap=True,
    )


def _chosen(service: Service, year: str, subject: str) -> tuple[Programme, ChosenRows]:
    with service.engine.begin() as connection:
        programme = extraction.require_year(connection, year, subject)
        withhold_overdue(connection, service.ring, service.settings.live_retention_years, london_date(clock()))
        service.ring.require_readable(year)
        context = SittingContext(connection, service.ring, BankCache(), checks=service.checks)
        return programme, choose_rows(context, year, subject, all_recorded=service.checks.all_recorded())
