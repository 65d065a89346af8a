"""The commands `mesur release`."""

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
from delivery_api.commands.trial_commands.options import By, Why
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.optional_packages import optional_module
from delivery_api.lifecycle.service_setup import Service
from delivery_api.national import service as national
from delivery_api.national import store
from delivery_api.national.counted_results import counted_results
from delivery_api.national.service import MadeRelease
from delivery_api.norms.extraction import require_year
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.sittings.sitting_context import SittingContext
from itembank.commands.command_options import Lang, output_language

app = typer.Typer(help="National releases: figures of groups of ten learners and more.", no_args_is_help=True)


@app.command("national")
def national_(
    subject: Annotated[str, typer.Argument(help="The subject, as `mesur bank list` shows it.")],
    year: Annotated[str, typer.Argument(help="The school year whose results are counted, such as 2026-27.")],
    by: By,
    reason: Why,
    out: Path | None = typer.Option(
        None, help="The folder to write; one named after year and subject in the extracts directory unless given."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Freeze a release of a school year that is over, and write it as CSV and Parquet with a data dictionary.

    It has means by year group, also by language of the assessment and by the schools’ language medium, and months of
    learning above the first release. Groups of fewer than ten learners are suppressed, and what would tell of them,
    all earlier releases and the schools’ pages taken into account. Results that have not changed make no new release.

    The folder is registered and destroyed with the responses of the school year; the frozen figures stay.
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    path = (out or service.settings.extracts / f"national-{year}-{subject}").resolve()
    with exit_on_refusal(OSError):
        parquet = optional_module("delivery_api.trials.parquet_extract")
        made = _frozen(service, year, subject, Decision(by, reason))
        with service.engine.begin() as connection:
            national.register_folder(connection, service.ledger, year, path, clock())
        with service.engine.begin() as connection:
            national.write_registered(connection, path, made.release, parquet.write_parquet)
    if not made.is_new:
        console().print(say.gettext("Nothing has changed since the last release, so this is the same one."))
    hidden = sum(row.learners is None for row in made.release.rows)
    told = say.gettext("%(release)s written to %(path)s: %(shown)d groups, %(hidden)d suppressed")
    facts = {"release": made.release.name, "path": path, "shown": len(made.release.rows) - hidden, "hidden": hidden}
    console().print(told % facts, soft_wrap=True)


@app.command()
def report(
    subject: Annotated[str, typer.Argument(help="The subject, as `mesur bank list` shows it.")],
    year: Annotated[str, typer.Argument(help="The school year that has a release, such as 2026-27.")],
    out: Annotated[Path, typer.Option(help="The folder to write: a page and a PDF in each language.")],
    fit: Annotated[
        list[Path] | None, typer.Option(help="The calibration document of an adoption, for its DIF; may be repeated.")
    ] = None,
    lang: Lang = None,
    settings: Path = SettingsFile,
) -> None:
    """Write the technical report of a school year as one document: page and PDF, in both languages.

    Reliability and standard error by year group, languages, targeting, bank and blueprint, exposure and overlap,
    trials, DIF, norms and versions. Its figures of learners are those of the year’s last release, so it tells nobody
    more.
    """
    service = open_service_or_exit(settings)
    with exit_on_refusal(OSError):
        part = optional_module("delivery_api.commands.report_commands.year_reporting")
        for path in part.write_year_report(service, subject, year, out, clock(), fit or (), output_language(lang)):
            console().print(str(path), soft_wrap=True)


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show every release: school year, subject and number, and the day on which it was frozen."""
    service = open_service_or_exit(settings)
    with exit_on_refusal(), service.engine.begin() as connection:
        for release in store.releases_of(connection):
            console().print(f"{release.name}  {release.made_on.isoformat()}")


def _frozen(service: Service, year: str, subject: str, decision: Decision) -> MadeRelease:
    now = clock()
    with service.engine.begin() as connection:
        programme = require_year(connection, year, subject)
        national.require_over(programme, now)
        withhold_overdue(connection, service.ring, service.settings.live_retention_years, london_date(now))
        service.ring.require_readable(year)
        context = SittingContext(connection, service.ring, BankCache(), checks=service.checks)
        counted = counted_results(context, service.checks, year, subject)
        return national.freeze_release(
            connection, service.ring, service.ledger, programme, subject, counted, decision, now
        )
