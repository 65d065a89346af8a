"""The commands `mesur database …`: upgrade the schema while sittings run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.lifecycle import schema
from delivery_api.lifecycle.schema_upgrade import upgrade_schema
from delivery_api.lifecycle.service_setup import sign_rows
from delivery_api.releases import release_number, store
from delivery_api.releases.live_releases import find_live_releases
from delivery_api.releases.migration_kinds import Migration, MigrationKind

app = typer.Typer(
    no_args_is_help=True,
    help="Database: bring its tables to what this release needs, also while sittings run.",
)


@app.command()
def upgrade(
    expand: bool = typer.Option(
        False, "--expand", help="Only what the release before can bear; the rest waits until it has gone."
    ),
    ignore_live_releases: bool = typer.Option(
        False, "--even-so", help="Do not ask whether workers of an older release are serving."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Apply the migrations that this release brings; safe to repeat, and after an interruption.

    A migration that takes something away is refused while workers of a release that needs it are serving.

    Example: mesur database upgrade --expand
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal():
        done = upgrade_schema(service.engine, expand_only=expand, ignore_live_releases=ignore_live_releases)
        sign_rows(service, clock())
    if done.applied:
        console().print(say.gettext("Applied: %(what)s.") % {"what": _revisions(done.applied)}, soft_wrap=True)
    if done.waiting:
        sentence = say.gettext("Waiting until the release before has gone: %(what)s.")
        console().print(sentence % {"what": _revisions(done.waiting)}, soft_wrap=True)
    if not done.applied and not done.waiting:
        console().print(say.gettext("The database is up to date."))


@app.command()
def status(settings: Path = SettingsFile) -> None:
    """Show which releases can run on the database, which are serving, and what is still to be applied."""
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), service.engine.connect() as connection:
        standing, pending = schema.schema_status(connection), schema.pending_migrations(connection)
        oldest = store.oldest_release(connection)
    with exit_on_refusal():
        serving = find_live_releases(service.engine)
    table = listing(show_header=False)
    table.add_row(say.gettext("this release"), release_number.RELEASE)
    table.add_row(say.gettext("oldest release that can run"), oldest or "–")
    table.add_row(say.gettext("serving now"), ", ".join(sorted(serving)) or "–")
    for change in pending:
        adds = change.kind is MigrationKind.EXPAND
        told = say.gettext("to apply: adds") if adds else say.gettext("to apply: takes away")
        table.add_row(told, f"{change.revision} {change.title}")
    console().print(table)
    if standing is not schema.SchemaStatus.COMPATIBLE:
        raise typer.Exit(1)


def _revisions(applied: Sequence[Migration]) -> str:
    return ", ".join(change.revision for change in applied)
