"""The command `mesur`: each group of subcommands is imported only when it is used."""

from __future__ import annotations

import importlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_lifetime import command_lifetime
from delivery_api.commands.translated_help import translate_help, translate_typer_labels
from delivery_api.lifecycle.optional_packages import extra_of

COMMAND_GROUPS = {
    "simulate": ("itembank.commands", "app"),
    "design": ("itembank.commands.design", "app"),
    "bank": ("delivery_api.commands.bank", "app"),
    "calibrate": ("reports.technical.commands.calibrate", "app"),
    "link": ("reports.technical.commands.link", "app"),
    "dif": ("reports.technical.commands.dif", "app"),
    "drift": ("reports.technical.commands.drift", "app"),
    "exposure": ("delivery_api.commands.exposure_commands.watch", "app"),
    "explain-difficulty": ("reports.technical.commands.explain_difficulty", "app"),
    "norms": ("delivery_api.commands.norm_commands.adopt", "app"),
    "release": ("delivery_api.commands.report_commands.release", "app"),
    "population": ("reports.technical.commands.population", "app"),
    "trial": ("delivery_api.commands.trial", "app"),
    "seeding": ("delivery_api.commands.trial_commands.seeding", "app"),
    "views": ("delivery_api.commands.report_commands.views", "app"),
    "roster": ("delivery_api.commands.roster", "app"),
    "people": ("delivery_api.commands.people", "app"),
    "keys": ("delivery_api.commands.keys", "app"),
    "audit": ("delivery_api.commands.audit", "app"),
    "sitting": ("delivery_api.commands.sitting", "app"),
    "retention": ("delivery_api.commands.retention", "app"),
    "privacy": ("delivery_api.commands.privacy", "app"),
    "backup": ("delivery_api.commands.backup", "app"),
    "restore": ("delivery_api.commands.restore", "app"),
    "rights": ("delivery_api.commands.rights", "app"),
    "database": ("delivery_api.commands.database", "app"),
}


# typer carries its own copy of click, whose types have no public name: hence Any.
class LazyCommandGroup(TyperGroup):
    """A command group that imports its subcommands on first use."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401
        """Return the names of the commands of this file and of every group."""
        return [*super().list_commands(ctx), *COMMAND_GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Return a command by name."""
        if cmd_name not in COMMAND_GROUPS:
            return super().get_command(ctx, cmd_name)
        command = get_command(_command_group(*COMMAND_GROUPS[cmd_name]))
        command.name = cmd_name
        return translate_help(command)

    def main(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        """Run the command line with help and errors in the reader's language."""
        translate_typer_labels()
        translate_help(self)
        with command_lifetime():
            return super().main(*given, **named)


def _command_group(module: str, name: str) -> typer.Typer:
    """Import a command group; where its packages are not installed, return a command that says so."""
    try:
        group: typer.Typer = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as missing:
        return _unavailable(extra_of(missing))
    return group


def _unavailable(extra: str) -> typer.Typer:
    """Return a command that takes any arguments, and declines."""
    from delivery_api.commands.command_context import reader_sentences

    group, anything = typer.Typer(), {"ignore_unknown_options": True, "allow_extra_args": True}

    @group.command(help=reader_sentences().gettext("Not installed here."), context_settings=anything)
    def decline() -> None:
        _decline_without(extra)

    return group


def _decline_without(extra: str) -> NoReturn:
    from delivery_api.commands.command_context import exit_on_refusal

    with exit_on_refusal():
        raise Declined(Reason.EXTRA_NOT_INSTALLED, extra=extra)


app = typer.Typer(
    cls=LazyCommandGroup,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"mesur {version('mesur')}")
        raise typer.Exit


@app.callback()
def main(
    show_version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Mesur: an adaptive assessment engine for reading and numeracy, in Welsh and English.

    Begin with `mesur demo`.
    """


@app.command()
def demo(
    port: int = typer.Option(8400, help="Where browsers find the service."),
    provider_port: int = typer.Option(9400, help="Where the demonstration’s sign-in provider listens."),
    folder: Path | None = typer.Option(
        None, help="Where everything is kept between runs: var/demo, or var/demo-adopted with --adopted."
    ),
    database_url: str | None = typer.Option(
        None, help="Another database than the embedded one (postgresql+psycopg://…)."
    ),
    adopted: bool = typer.Option(
        False, "--adopted", help="After a made-up trial and with made-up norms: scores are no longer provisional."
    ),
    small: bool = typer.Option(False, "--small", help="Begin with three learners a class: ready within seconds."),
) -> None:
    """Run a demonstration: a bank, two made-up schools and a sign-in provider, all on this machine."""
    from delivery_api.commands.command_context import console, exit_on_refusal
    from itembank.commands.command_output import progress

    try:
        from delivery_api.demo.people import SCHOOLS, SMALL_SCHOOLS
        from delivery_api.demo.run import SETTING_UP, SIMULATING, OtherState, PortTaken, prepare_demo, serve_demo
    except ModuleNotFoundError as missing:
        _decline_without(extra_of(missing))

    with exit_on_refusal(PortTaken, OtherState), progress() as bar:
        task = bar.add_task(SETTING_UP, total=None)

        def watch(done: int, of: int) -> None:
            bar.update(task, description=SIMULATING, completed=done, total=of)

        schools = SMALL_SCHOOLS if small else SCHOOLS
        where = folder or Path("var/demo-adopted" if adopted else "var/demo")
        settings = prepare_demo(where, port, provider_port, database_url, schools, watch, adopted=adopted)
    with exit_on_refusal(PortTaken):
        serve_demo(settings, port, provider_port, console())


@app.command()
def serve(
    host: str = typer.Option("127.0.0.1", help="The address to listen on."),
    port: int = typer.Option(8400, help="The port to listen on."),
    workers: int = typer.Option(1, min=1, help="How many processes answer; more than one needs PostgreSQL."),
    settings: Path = typer.Option(
        Path("var/demo/settings.toml"), envvar="MESUR_SETTINGS", help="The service’s settings file."
    ),
) -> None:
    """Run the service with your own settings, database and sign-in provider."""
    from delivery_api.commands.command_context import exit_on_refusal
    from delivery_api.privacy.registers.register_file import InvalidRegisters
    from delivery_api.server.serving import serve as run
    from delivery_api.settings import read_settings
    from delivery_api.web.bundles.bundled_files import AssetsMissing

    with exit_on_refusal(AssetsMissing, InvalidRegisters):
        run(read_settings(settings, os.environ), host, port, workers)


@app.command("setup")
def set_up(
    settings: Path = typer.Option(
        Path("var/demo/settings.toml"), envvar="MESUR_SETTINGS", help="The service’s settings file."
    ),
) -> None:
    """Bring the database up to date; make keys and room for this school year and the next. Safe to repeat."""
    from delivery_api.commands.command_context import console, exit_on_refusal, open_service_or_exit, reader_sentences
    from delivery_api.commands.setup_messages import setup_message
    from delivery_api.dates.clock import clock
    from delivery_api.lifecycle.service_setup import set_up as make_ready

    service = open_service_or_exit(settings)
    with exit_on_refusal():
        found = make_ready(service, clock())
    console().print(setup_message(found, reader_sentences()), soft_wrap=True)
    if found.lacking:
        raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="mesur")
