"""The commands `mesur trial …`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import typer
from rich.table import Column, Table

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank.requested_subject import DEFAULT_SUBJECT
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.identity import store as identity
from delivery_api.privacy.retention.destruction_dates import TRIAL_MONTHS
from delivery_api.privacy.retention.due_programmes import withhold_overdue
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.partitions import vacuum_old_row_versions
from delivery_api.trials import service

app = typer.Typer(
    no_args_is_help=True,
    help="Trials: create one, record its completion, extract its responses for calibration.\n\n"
    "A trial's responses are sealed under a key of their own and are destroyed 18 calendar months after completion "
    "by `mesur retention run`.",
)

Day = typer.Option(None, formats=["%Y-%m-%d"], help="The day of completion; today unless given.")


@app.command()
def create(
    name: str = typer.Argument(help="What the trial is called, for staff."),
    subject: str = typer.Option(DEFAULT_SUBJECT, help="The subject that is trialled."),
    class_: list[str] = typer.Option([], "--class", help="A class to invite, by id; give it once for each."),
    all_classes: bool = typer.Option(False, "--all-classes", help="Invite every class of every school."),
    settings: Path = SettingsFile,
) -> None:
    """Create a trial with its own key and partitions, and invite classes.

    Learners of those classes find the trial beside their assessments at their next sign-in.

    Example: mesur trial create "Autumn trial" --all-classes
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), opened.engine.begin() as connection:
        there = identity.class_ids(connection)
        classes = there if all_classes else list(dict.fromkeys(_known(each, there) for each in class_))
        if not classes:
            raise Declined(Reason.NO_CLASS)
        made = service.create(connection, opened.ring, name=name, subject=subject, classes=classes, now=now)
    console().print(
        say.gettext("Trial %(trial)s is open. Invited classes: %(count)d.") % {"trial": made, "count": len(classes)}
    )


@app.command()
def complete(
    trial: str = typer.Argument(help="The trial's id, as `mesur trial list` shows it."),
    on: datetime | None = Day,
    settings: Path = SettingsFile,
) -> None:
    """Record that a trial is completed. Nobody can sit it any more, and the 18 months begin."""
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    today = london_date(now)
    day = on.date() if on else today
    with exit_on_refusal(), opened.engine.begin() as connection:
        if day > today:
            raise Declined(Reason.COMPLETED_IN_FUTURE)
        service.complete(connection, opened.ledger, trial, day, now)
    vacuum_old_row_versions(opened.engine, trial)
    console().print(
        say.gettext("Completed on %(day)s. Its responses will be destroyed on %(due)s.")
        % {"day": day, "due": months_after(day, TRIAL_MONTHS)}
    )


@app.command()
def extract(
    trial: str = typer.Argument(help="The trial's id."),
    out: Path | None = typer.Option(None, help="Where to write the CSV; the extracts directory unless given."),
    settings: Path = SettingsFile,
) -> None:
    """Write a trial's responses as a CSV for `mesur calibrate`.

    The file's path is registered, so that the destruction of the trial's responses destroys this copy too. Do not copy
    it further.
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    path = (out or opened.settings.extracts / f"{trial}.csv").resolve()
    with exit_on_refusal(OSError):
        with opened.engine.begin() as connection:
            withhold_overdue(connection, opened.ring, opened.settings.live_retention_years, london_date(clock()))
            opened.ring.require_readable(trial)
            service.register_extract(connection, trial, path, clock())
        with opened.engine.begin() as connection:
            count = service.extract(connection, opened.ring, trial, path)
    console().print(
        say.ngettext("%(count)d response written to %(path)s", "%(count)d responses written to %(path)s", count)
        % {"count": count, "path": path},
        soft_wrap=True,
    )
    console().print(
        say.gettext(
            "To calibrate: mesur calibrate %(path)s --drop-constant (which leaves out, and names, the items that "
            "nobody reached or that all answered alike)"
        )
        % {"path": path},
        soft_wrap=True,
    )


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show the trials, when each was completed and when its responses go."""
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        held = [each for each in sittings.all_programmes(connection) if each.kind == "trial"]
    heads = (
        Column(say.gettext("Trial"), no_wrap=True),
        say.gettext("Name"),
        say.gettext("Created"),
        say.gettext("Completed"),
        say.gettext("Destroyed by"),
        say.gettext("Destroyed"),
    )
    table = Table(*heads)
    for each in held:
        due = months_after(each.completed_on, TRIAL_MONTHS) if each.completed_on else None
        table.add_row(each.id, each.name, *map(_day, (each.created_on, each.completed_on, due, each.destroyed_on)))
    console().print(table if held else say.gettext("There are no trials yet."))


def _known(class_id: str, there: Sequence[UUID]) -> UUID:
    found = next((each for each in there if str(each) == class_id.lower()), None)
    if found is None:
        raise Declined(Reason.UNKNOWN_CLASS, given=repr(class_id))
    return found


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"
