"""The commands `mesur restore …`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.setup_messages import setup_message
from delivery_api.dates.clock import clock
from delivery_api.lifecycle.database_backup import BackupKind, read_backup
from delivery_api.lifecycle.database_restore import RestoredServer, restore_base, restore_dump, restore_file
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms
from delivery_api.lifecycle.restored_service import open_restored

app = typer.Typer(
    no_args_is_help=True,
    help="Restore: bring a backup back beside what is there, and open it only when it knows what was destroyed since.",
)


@app.command()
def database(
    backup: Path = typer.Argument(help="The backup: a folder that `mesur backup` made."),
    into: str = typer.Option(
        help="Where to: a new SQLite file, a new folder for a base backup, the address of an empty database for a dump."
    ),
    archive: Path | None = typer.Option(None, help="The archived log to be applied to a base backup; it is only read."),
    until: datetime | None = typer.Option(
        None, formats=["%Y-%m-%dT%H:%M:%S"], help="The time (UTC) up to which the log is applied; its end unless given."
    ),
    timeline: str = typer.Option("latest", help="The timeline that is followed: latest, current or a number."),
    port: int = typer.Option(5433, help="The restored server’s port; production’s own is taken on the same machine."),
    production: bool = typer.Option(
        False, "--production", help="The restored server takes production’s place, and archives its log again."
    ),
    programs: Path | None = typer.Option(
        None, help="The folder of PostgreSQL’s programs; the PATH or Debian’s newest unless given."
    ),
) -> None:
    """Restore a backup; nothing is overwritten, and unless --production is given nothing writes to the archive.

    Example: mesur restore database /backup/mesur-20261126T023000Z --into /var/lib/mesur/data/restored.sqlite3
    """
    say = reader_sentences()
    with exit_on_refusal(OSError):
        found = read_backup(backup)
        if found.kind is BackupKind.SQLITE:
            restore_file(found, Path(into))
        elif found.kind is BackupKind.DUMP:
            restore_dump(found, into, PostgresqlPrograms(programs))
        else:
            instant = until.replace(tzinfo=UTC) if until else None
            restore_base(found, Path(into), RestoredServer(port, archive, instant, timeline, production))
            console().print(
                say.gettext("Start it as the user who owns it: `pg_ctl --pgdata=%(path)s --wait start`")
                % {"path": into},
                soft_wrap=True,
            )
    console().print(say.gettext("Restored. Name it in the settings as database_url, then run `mesur restore service`."))


@app.command()
def service(
    keys: Path | None = typer.Option(None, help="The backup of the keys, from which missing files are brought back."),
    settings: Path = SettingsFile,
) -> None:
    """Open a restored database: keys, tables, and what the ledger says was destroyed since.

    Afterwards run `mesur retention run`, which removes the rows of what was destroyed.
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(OSError):
        found = open_restored(service, keys, now)
    sentence = say.gettext("Keys brought back: %(keys)d. Entries of the ledger done again: %(entries)d.")
    console().print(sentence % {"keys": len(found.keys), "entries": len(found.done_again)})
    console().print(setup_message(found.setup, say), soft_wrap=True)
    came_back = say.gettext("Brought up to the ledger: rights cases %(cases)d, breaches %(breaches)d.")
    console().print(came_back % {"cases": found.cases, "breaches": found.breaches})
    if found.sittings:
        sentence = say.ngettext(
            "Begun after this backup, and lost: %(count)d sitting. Its learner can be given another.",
            "Begun after this backup, and lost: %(count)d sittings. Their learners can be given others.",
            found.sittings,
        )
        console().print(sentence % {"count": found.sittings}, soft_wrap=True)
    if found.corrections:
        sentence = say.gettext("Lost with the database, and to be put right again: the corrections of %(cases)s.")
        console().print(sentence % {"cases": ", ".join(found.corrections)}, soft_wrap=True)
    if found.lost:
        sentence = say.gettext(
            "Made after this backup, and lost: %(trials)s. Restore a newer backup if there is one: after %(days)d days "
            "`mesur retention run` destroys their keys and extracts."
        )
        facts = {"trials": ", ".join(found.lost), "days": service.settings.backup_days}
        console().print(sentence % facts, soft_wrap=True)
    if found.missing:
        console().print(say.gettext("Still missing: %(keys)s.") % {"keys": ", ".join(found.missing)})
    if found.missing or found.setup.lacking:
        raise typer.Exit(1)
