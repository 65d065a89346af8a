"""The commands `mesur retention …`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer
from rich.table import Table

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.lifecycle.ledger_replay import replay_ledger
from delivery_api.lifecycle.service_setup import Service
from delivery_api.privacy.retention import DueDestruction, RetentionRunner

app = typer.Typer(
    no_args_is_help=True,
    help="Retention: destroy what the privacy notice says must go, on the day, and prove it.",
)


def _retention(service: Service) -> RetentionRunner:
    chosen = service.settings
    return RetentionRunner(service.engine, service.ring, chosen.certificates, chosen.live_retention_years)


@app.command()
def run(
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be destroyed, and destroy nothing."),
    at: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="Act as on this day (Europe/London); today unless given."
    ),
    yes: bool = typer.Option(False, "--yes", help="Do not ask, when --at lies in the future."),
    keys_lost: bool = typer.Option(
        False, "--keys-lost", help="Go on although a key file is not in the key directory: it is known to be gone."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Destroy every programme's responses whose day has come; safe to run daily, and again.

    A trial's responses go 18 calendar months after its completion: extract files, key, rows. A certificate with counts
    and dates, and no identifiers, is written to the certificates directory.

    Example: mesur retention run --dry-run --at 2028-05-31
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    today = london_date(now)
    on = at.date() if at else today
    retention = _retention(service)
    with exit_on_refusal():
        due = retention.due(on)
    if dry_run or not due:
        _show(due)
        if dry_run or on > today:
            return
    if on > today and not yes:
        typer.confirm(say.gettext("That day lies in the future. Destroy these responses now?"), abort=True)
    with exit_on_refusal(OSError):
        replay_ledger(service.engine, service.ledger)
        certificates = retention.run(on, now, keys_lost=keys_lost)
        for certificate in certificates:
            path = service.settings.certificates / f"{certificate['programme']}.json"
            console().print(
                say.gettext("%(programme)s: %(events)d events destroyed. Certificate: %(path)s")
                % {**certificate, "path": path},
                soft_wrap=True,
            )
    lost = sum(certificate["extracts_not_found"] for certificate in certificates)
    if lost:
        sentence = say.ngettext(
            "%(count)d extract was not where it was written. If it was moved or copied, find and destroy it.",
            "%(count)d extracts were not where they were written. If they were moved or copied, find and destroy them.",
            lost,
        )
        console().print(sentence % {"count": lost})
        raise typer.Exit(1)


@app.command()
def schedule(settings: Path = SettingsFile) -> None:
    """Show what is held and the day on which each goes."""
    service = open_service_or_exit(settings)
    with exit_on_refusal():
        _show(_retention(service).schedule())


def _show(due: tuple[DueDestruction, ...]) -> None:
    say = reader_sentences()
    if not due:
        console().print(say.gettext("Nothing is due."))
        return
    table = Table(say.gettext("Responses of"), say.gettext("Name"), say.gettext("Completed"), say.gettext("Due"))
    for each in due:
        programme = each.programme
        completed = programme.completed_on.isoformat() if programme.completed_on else "–"
        table.add_row(programme.id, programme.name or "–", completed, each.due_on.isoformat())
    console().print(table)
