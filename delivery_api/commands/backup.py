"""The command `mesur backup`."""

from __future__ import annotations

from pathlib import Path

import typer

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.lifecycle.database_backup import back_up_database, clean_archive, note_backup, remove_expired
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms

app = typer.Typer()


@app.command()
def backup(
    folder: Path = typer.Argument(help="The folder of backups, on another disk; never with the keys."),
    dump: bool = typer.Option(
        False, "--dump", help="Of PostgreSQL a dump instead of a base backup: it needs no right to replicate."
    ),
    archive: Path | None = typer.Option(
        None, help="PostgreSQL’s folder of archived log; what no kept base backup needs is removed from it."
    ),
    programs: Path | None = typer.Option(
        None, help="The folder of PostgreSQL’s programs; the PATH or Debian’s newest unless given."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Back the database up while the service runs, check the copy, and remove copies whose time is over.

    The setting backup_days says how long a copy is kept; the newest one stays in any case, and no copy is removed while
    the clock is more than two days from the last retention run. Keys are backed up apart, by
    `mesur keys backup`.

    Example: mesur backup /backup
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    tools = PostgresqlPrograms(programs)
    with exit_on_refusal(OSError), console().status(say.gettext("Backing up…")):
        done = back_up_database(service, folder, now, dump=dump, programs=tools)
    console().print(say.gettext("Backed up: %(path)s.") % {"path": done.folder}, soft_wrap=True)
    with exit_on_refusal(OSError):
        note_backup(service, done, now)
        expired = remove_expired(service, folder, now, service.settings.backup_days)
        if archive is not None:
            clean_archive(folder, archive, tools)
    if expired:
        console().print(say.gettext("Removed, their time being over: %(names)s.") % {"names": ", ".join(expired)})
