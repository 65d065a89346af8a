"""The commands `mesur privacy …`."""

from __future__ import annotations

from pathlib import Path

import typer

from delivery_api.commands import breach
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.drill import drill
from delivery_api.commands.legal_holds import hold, holds, release
from delivery_api.commands.published_log import publish, verify
from delivery_api.commands.translated_help import preferred_language
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.registers.processing_record import impact_assessment, processing_record
from delivery_api.privacy.registers.register_file import InvalidRegisters, Registers, read_registers
from delivery_api.storage.database import metadata
from itembank.atomic_write import atomic_write

app = typer.Typer(
    no_args_is_help=True,
    help="Privacy: the controller’s registers, documents made from them, the published log, and legal holds.",
)
app.command()(publish)
app.command()(verify)
app.command()(drill)
app.command()(hold)
app.command()(holds)
app.command("release-hold")(release)
app.add_typer(breach.app, name="breach")

Output = typer.Option(None, "--output", help="Where the document goes (Markdown); by itself: to the screen.")


@app.command()
def registers(settings: Path = SettingsFile) -> None:
    """Check the registers of the controller, and say what is still open. Exit code 1 while something is.

    Example: mesur privacy registers
    """
    say, found = reader_sentences(), _registers(settings)
    open_points = found.open_points()
    for each in open_points:
        console().print(say.gettext("Still to be recorded by the controller: %(what)s") % {"what": each})
    if open_points:
        raise typer.Exit(1)
    console().print(say.gettext("The registers are complete."))


@app.command()
def record(output: Path | None = Output, settings: Path = SettingsFile) -> None:
    """Write the record of processing (UK GDPR Article 30) in your language.

    Example: mesur privacy record --output record.md
    """
    language, say = preferred_language(), reader_sentences()
    _write(processing_record(declarations(metadata), _registers(settings), london_date(clock()), language, say), output)


@app.command()
def assessment(output: Path | None = Output, settings: Path = SettingsFile) -> None:
    """Write the impact assessment, for data protection and for children’s rights, in your language.

    Example: mesur privacy assessment --output assessment.md
    """
    language, say = preferred_language(), reader_sentences()
    _write(impact_assessment(declarations(metadata), _registers(settings), london_date(clock()), language, say), output)


def _registers(settings: Path) -> Registers:
    service = open_service_or_exit(settings)
    with exit_on_refusal(InvalidRegisters):
        return read_registers(service.settings.registers)


def _write(document: str, output: Path | None) -> None:
    if output is None:
        typer.echo(document, nl=False)
        return
    with exit_on_refusal(OSError), atomic_write(output) as file:
        file.write(document)
