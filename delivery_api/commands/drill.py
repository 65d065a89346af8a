"""The command `mesur privacy drill`."""

from __future__ import annotations

from pathlib import Path

import typer

from delivery_api.commands.command_context import console, exit_on_refusal, reader_sentences
from delivery_api.dates.clock import clock
from delivery_api.drill.drill_report import write_report
from delivery_api.drill.drill_service import open_drill
from delivery_api.drill.walk import SHORT_NIGHTS, Walk, every_night
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms


def drill(
    folder: Path = typer.Argument(help="A new folder, which the drill fills; nothing else is touched."),
    database_url: str = typer.Option(
        "", help="An empty PostgreSQL database, which the drill fills and empties; an SQLite file unless given."
    ),
    every: bool = typer.Option(
        False, "--every-night", help="Run retention on each night of the three years; else on those that matter."
    ),
    programs: Path | None = typer.Option(
        None, help="The folder of PostgreSQL’s programs; the PATH or Debian’s newest unless given."
    ),
) -> None:
    """Try the promises of the privacy notice: three school years on a service of its own. Exit code 1: one is broken.

    The drill plants markers in every table and in files, lets trials end, people leave and be erased, kills runs,
    restores an older backup, takes keys and extracts away, sets the clock wrong, and looks for whatever should be
    gone. It writes a signed report in both languages. The live service is not touched.

    Example: mesur privacy drill /var/tmp/drill
    """
    say = reader_sentences()
    with exit_on_refusal(OSError):
        walk = Walk(
            open_drill(folder, database_url, PostgresqlPrograms(programs)), every_night() if every else SHORT_NIGHTS
        )
        try:
            findings = walk.go()
            report = write_report(folder, walk, clock())
        finally:
            walk.drill.service.engine.dispose()
    for each in findings.broken():
        line = say.gettext("BROKEN: %(promise)s: %(detail)s") % {"promise": each.promise.value, "detail": each.detail}
        console().print(line, soft_wrap=True, markup=False)
    console().print(say.gettext("Report: %(path)s") % {"path": report}, soft_wrap=True)
    if findings.broken():
        raise typer.Exit(1)
