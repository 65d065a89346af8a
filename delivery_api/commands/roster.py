"""The commands `mesur roster …`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from gettext import NullTranslations
from pathlib import Path
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    dated_transaction,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.roster_messages import WARNING_SENTENCES, fault_sentence, outcome_counts, unread_sentences
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.roster_import import roll_over as september
from delivery_api.identity.roster_import.class_moves import ClassMove, class_moves
from delivery_api.identity.roster_import.field_checks import FieldChecks
from delivery_api.identity.roster_import.oneroster_rest import OneRosterService, fetch_roster
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import ImportPlan, apply_import, plan_import
from delivery_api.identity.roster_import.values import LAST_YEAR, InvalidRoster, Roster, RosterFaults
from delivery_api.identity.school_attributes import store as school_attributes
from delivery_api.identity.school_attributes.attribute_file import read_attributes
from delivery_api.identity.store import organisations
from delivery_api.lifecycle.service_setup import Service

app = typer.Typer(
    no_args_is_help=True,
    help="Rosters: who is in which school, class and year group, as the school’s system says.\n\n"
    "SOURCE is a plain CSV, a OneRoster 1.2 folder or zip file, or the address of a OneRoster 1.2 service.",
)

SourceArgument = typer.Argument(help="A .csv, a folder, a .zip, or an https address.", metavar="SOURCE")
SchoolsFile = typer.Option(
    None,
    "--schools",
    exists=True,
    dir_okay=False,
    help="A text file with the numbers of the schools expected, one a line.",
)
TokenUrl = typer.Option("", help="Where an address’s access tokens come from (OAuth 2 client credentials).")
ClientId = typer.Option("", help="This service’s account there.")
ClientSecret = typer.Option("", envvar="MESUR_ONEROSTER_SECRET", help="Its secret.", show_default=False)


class LooksWrong(Declined):
    """A roster that would change more than is believed."""


@app.command()
def preview(
    source: str = SourceArgument,
    schools: Path | None = SchoolsFile,
    token_url: str = TokenUrl,
    client_id: str = ClientId,
    client_secret: str = ClientSecret,
    settings: Path = SettingsFile,
) -> None:
    """Show what a roster would change, every move from class to class too, and change nothing.

    Example: mesur roster preview roster.csv
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    roster = _read(source, OneRosterService(source, token_url, client_id, client_secret), london_date(now), say)
    with exit_on_refusal(), service.engine.connect() as connection, connection.begin() as transaction:
        _show(_planned(connection, service, roster, london_date(now), say, to_be_written=False), say)
        _show_missing_schools(roster, schools, say)
        transaction.rollback()


@app.command("import")
def import_(
    source: str = SourceArgument,
    schools: Path | None = SchoolsFile,
    ignore_warnings: bool = typer.Option(False, "--even-so", help="Go on although it looks like a mistake."),
    token_url: str = TokenUrl,
    client_id: str = ClientId,
    client_secret: str = ClientSecret,
    settings: Path = SettingsFile,
) -> None:
    """Make the roster what a school’s system says, all of it or nothing.

    A school that is not in the roster is let be, so that a file which was cut short between two schools looks whole:
    name the schools that must be in it with --schools. What looks like a mistake (more than a third of a school’s
    learners leaving) is refused: look at it with `mesur roster preview`, then say --even-so.

    Example: mesur roster import oneroster.zip
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    today = london_date(now)
    roster = _read(source, OneRosterService(source, token_url, client_id, client_secret), today, say)
    with exit_on_refusal(), dated_transaction(service, now) as connection:
        planned = _planned(connection, service, roster, today, say)
        _show(planned, say)
        missing = _show_missing_schools(roster, schools, say)
        if (planned.warnings or missing) and not ignore_warnings:
            raise LooksWrong(Reason.LOOKS_WRONG)
        with console().status(say.gettext("Writing…")):
            apply_import(connection, service.ring, planned, today, now)
    console().print(say.gettext("The roster is in."))


@app.command()
def schools(
    source: Path = typer.Argument(help="A CSV with a row for each school.", exists=True, dir_okay=False),
    preview: bool = typer.Option(False, "--preview", help="Show what would change, and change nothing."),
    settings: Path = SettingsFile,
) -> None:
    """Store what trials sample schools by: language medium, size and further columns, all of it or nothing.

    The columns: school (its number), medium (welsh, dual or english), size (learners; counted from the roster where it
    is empty), and any others by which schools are to be told apart. The authority is in the number.

    Example: mesur roster schools schools.csv --preview
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    faults = RosterFaults()
    with exit_on_refusal(OSError), dated_transaction(service, now) as connection:
        ids = {each.code: each.id for each in organisations(connection) if each.code}
        with _faults_told(say):
            read = read_attributes(source, ids, FieldChecks(faults, london_date(now)))
        before = school_attributes.attributes_that_verify(connection)
        given = {ids[code]: values for code, values in read.items()}
        changed = {school: values for school, values in given.items() if before.get(school, {}) != values}
        if not preview:
            school_attributes.replace_attributes(connection, changed)
    counts = Counter(name for values in given.values() for name in values)
    table = listing(say.gettext("Attribute"), say.gettext("Schools"))
    for name, count in sorted(counts.items()):
        table.add_row(name, str(count))
    console().print(table)
    sentence = say.gettext(
        "Schools in the file: %(count)d; changed: %(changed)d; of the roster and not in it: %(left)d."
    )
    left = len(ids.keys() - read.keys())
    console().print(sentence % {"count": len(read), "changed": len(changed), "left": left}, soft_wrap=True)
    console().print(say.gettext("Nothing was changed.") if preview else say.gettext("The attributes are in."))


@app.command("roll-over")
def roll_over(
    preview: bool = typer.Option(False, "--preview", help="Show what would change, and change nothing."),
    on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="The first day of the school year; 1 September of the one under way."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Begin a school year: everybody a year group up, Year 9 out, last year’s classes over. Safe to repeat.

    Import the new year’s roster afterwards: it brings the classes.

    Example: mesur roster roll-over --preview --on 2027-09-01
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    day = on.date() if on else september.school_year_start(now)
    with exit_on_refusal(), dated_transaction(service, now) as connection:
        done = september.preview(connection, day) if preview else september.roll_over(connection, day, now)
    table = listing(say.gettext("Year group"), say.gettext("Learners"), say.gettext("from %(day)s") % {"day": day})
    for year, count in done.by_year.items():
        goes = str(year + 1) if year < LAST_YEAR else say.gettext("leaving")
        table.add_row(str(year), str(count), goes)
    console().print(table)
    console().print(say.gettext("Places in classes that end: %(count)d.") % {"count": done.places})


def _read(source: str, address: OneRosterService, today: date, say: NullTranslations) -> Roster:
    with exit_on_refusal(), _faults_told(say), console().status(say.gettext("Reading…")):
        if source.startswith(("https://", "http://")):
            return fetch_roster(address, today)
        return read_roster(Path(source), today)


@contextmanager
def _faults_told(say: NullTranslations) -> Iterator[None]:
    try:
        yield
    except InvalidRoster as error:
        for each in error.faults:
            console().print(fault_sentence(each, say), markup=False, soft_wrap=True)
        sentence = say.ngettext(
            "%(count)d fault. Nothing was changed.", "%(count)d faults. Nothing was changed.", error.total
        )
        console().print(sentence % {"count": error.total})
        raise typer.Exit(2) from None


def _planned(
    connection: Connection,
    service: Service,
    roster: Roster,
    today: date,
    say: NullTranslations,
    *,
    to_be_written: bool = True,
) -> ImportPlan:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    out = console()
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task(say.gettext("Comparing…"), total=len(roster.learners) + len(roster.staff))

        def watch(done: int) -> None:
            progress.update(task, completed=done)

        return plan_import(connection, service.ring, roster, today, watch, to_be_written=to_be_written)


def _show(planned: ImportPlan, say: NullTranslations) -> None:
    outcome, out = planned.summary(), console()
    table = listing(show_header=False)
    for label, count in outcome_counts(outcome, say):
        if count or label == say.gettext("Learners in the roster"):
            table.add_row(label, str(count))
    out.print(table)
    for sentence in unread_sentences(outcome.skipped, say):
        out.print(sentence, markup=False, soft_wrap=True)
    names = {id_: planned.roster.schools[code] for code, id_ in planned.places.schools.items()}
    if moves := class_moves(planned.learners):
        out.print(_table_of_moves(moves, names, {id_: name for (_, name), id_ in planned.places.classes.items()}, say))
    for each in planned.warnings:
        facts = {"school": names[each.school], "count": each.count, "of": each.total}
        out.print(WARNING_SENTENCES[each.kind](say) % facts, markup=False, soft_wrap=True)


def _table_of_moves(
    moves: Counter[ClassMove], schools: Mapping[UUID, str], classes: Mapping[UUID, str], say: NullTranslations
) -> Table:
    """The moves from class to class of each school, by name."""

    def named(ids: frozenset[UUID]) -> str:
        return ", ".join(sorted(classes[each] for each in ids)) or "–"

    table = listing(say.gettext("School"), say.gettext("From class"), say.gettext("To class"), say.gettext("Learners"))
    rows = [(schools[move.school], named(move.left), named(move.entered), str(count)) for move, count in moves.items()]
    for row in sorted(rows):
        table.add_row(*row)
    return table


def _show_missing_schools(roster: Roster, expected: Path | None, say: NullTranslations) -> bool:
    """Name the expected schools that a roster has nothing of. Return whether there are any."""
    numbers = expected.read_text("utf-8").split() if expected else []
    missing = [number for number in numbers if number not in roster.schools]
    if missing:
        sentence = say.gettext("Expected, and not in this roster: %(numbers)s.") % {"numbers": ", ".join(missing)}
        console().print(sentence, markup=False, soft_wrap=True)
    return bool(missing)
