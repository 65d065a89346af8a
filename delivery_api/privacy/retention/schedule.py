"""What is held, by kind, and what would go on a day: the schedule, and rehearsals that destroy nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, MetaData, Table, func, select

from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.ledger.key_backups import known_key_backups
from delivery_api.privacy.declared_files import DECLARED_FILES, FileDeclaration, FileKind
from delivery_api.privacy.holds import store as holds
from delivery_api.privacy.holds.values import LegalHold
from delivery_api.privacy.retention import store
from delivery_api.privacy.retention.destruction_dates import Moment, rehearsed
from delivery_api.privacy.retention.due_rows import counted_condition, declared, due_condition
from delivery_api.privacy.retention.runner import RetentionRunner
from delivery_api.sittings.storage.store import all_programmes
from delivery_api.sittings.values import Programme
from delivery_api.storage.data_declaration import AfterColumn, Blanked, NoPersonalData, Rule, WithProgramme
from delivery_api.trials import store as trials


@dataclass(frozen=True)
class ScheduledProgramme:
    """A programme that is held, and the rows that go with it.

    Parameters
    ----------
    due_on : None while a trial is open
    rows : in all tables together
    """

    programme: Programme
    due_on: date | None
    rows: int


@dataclass(frozen=True)
class ScheduledRows:
    """The rows of a table that go by a rule.

    Parameters
    ----------
    rows : how many
    first_on : the earliest day on which some go; None where no row's own date says it
    """

    table: str
    rule: Rule
    rows: int
    first_on: date | None


@dataclass(frozen=True)
class ScheduledTask:
    """What else a run does."""

    name: str
    count: int


@dataclass(frozen=True)
class ScheduledFiles:
    """The files of a kind.

    Parameters
    ----------
    count : how many there are; None where the service cannot count them
    """

    declaration: FileDeclaration
    count: int | None


@dataclass(frozen=True)
class ScheduledHold:
    """A legal hold in force: what it keeps does not go before it ends or is released."""

    hold: LegalHold


Scheduled = ScheduledProgramme | ScheduledRows | ScheduledTask | ScheduledFiles | ScheduledHold


def held(runner: RetentionRunner, now: datetime) -> tuple[Scheduled, ...]:
    """Return all that is held, by programme, table and rule, with the day on which the first of it goes."""
    due = {each.programme.id: each.due_on for each in runner.schedule()}
    with runner.engine.begin() as connection:
        programmes, rows = tuple(_programmes(connection, runner, due)), tuple(_rows_held(connection, runner.tables))
        extracts = len(trials.extracts_held(connection))
        kept = tuple(_holds(connection, london_date(now)))
    return (*programmes, *kept, *rows, *_files_held(runner, extracts))


def rehearse(runner: RetentionRunner, day: date, now: datetime) -> tuple[Scheduled, ...]:
    """Return all that a run on a day would destroy, blank or do, and what holds keep from it; nothing is written."""
    moment = rehearsed(day, now, runner.live_years)
    (kind,) = (each for each in DECLARED_FILES if each.kind is FileKind.EXTRACTS)
    due = {each.programme.id: each.due_on for each in runner.due(day)}
    with runner.engine.begin() as connection:
        rows = tuple(_rows_due(connection, runner.tables, moment))
        tasks = tuple(ScheduledTask(task.name, task.count(connection, day)) for task in runner.tasks)
        programmes = [each for each in _programmes(connection, runner, due) if each.due_on is not None]
        extracts = ScheduledFiles(kind, len([each for each in trials.extracts_held(connection) if each in due]))
        kept = tuple(_holds(connection, day))
    files = (extracts,) if extracts.count else ()
    return (*programmes, *kept, *files, *(each for each in rows if each.rows), *(task for task in tasks if task.count))


def _programmes(connection: Connection, runner: RetentionRunner, due: dict[str, date]) -> Iterator[ScheduledProgramme]:
    held_programmes = [each for each in all_programmes(connection) if each.destroyed_on is None or each.id in due]
    for each in sorted(held_programmes, key=lambda held: (due.get(held.id, date.max), held.id)):
        tables = store.programme_tables(runner.tables, each.kind)
        rows = sum(store.count_rows(connection, table, table.c[rule.column] == each.id) for table, rule in tables)
        yield ScheduledProgramme(each, due.get(each.id), rows)


def _holds(connection: Connection, day: date) -> Iterator[ScheduledHold]:
    for hold in holds.all_holds(connection):
        if hold.is_in_force(day):
            yield ScheduledHold(hold)


def _rows_held(connection: Connection, tables: MetaData) -> Iterator[ScheduledRows]:
    for table in tables.sorted_tables:
        for rule in declared(table).rules:
            if not isinstance(rule, WithProgramme | NoPersonalData):
                rows, first = _held_by(connection, table, rule)
                yield ScheduledRows(table.name, rule, rows, first)


def _held_by(connection: Connection, table: Table, rule: Rule) -> tuple[int, date | None]:
    if not isinstance(rule, AfterColumn | Blanked):
        return store.count_rows(connection, table), None
    column = table.c[rule.after if isinstance(rule, Blanked) else rule.column]
    count, earliest = connection.execute(select(func.count(column), func.min(column))).one()
    if earliest is None:
        return count, None
    day = london_date(earliest) if isinstance(earliest, datetime) else earliest
    return count, months_after(day, rule.term.months) + timedelta(days=rule.term.days)


def _files_held(runner: RetentionRunner, extracts: int) -> Iterator[ScheduledFiles]:
    counts = {
        FileKind.EXTRACTS: extracts,
        FileKind.KEYS: len(list(runner.ring.directory.glob("*.key.json"))),
        FileKind.KEY_BACKUPS: len(known_key_backups(runner.ledger)),
        FileKind.CERTIFICATES: len(list(runner.certificates.glob("*.json"))),
        FileKind.SPILL: 0,
    }
    for each in DECLARED_FILES:
        yield ScheduledFiles(each, counts.get(each.kind))


def _rows_due(connection: Connection, tables: MetaData, moment: Moment) -> Iterator[ScheduledRows]:
    for table in tables.sorted_tables:
        is_large = any(isinstance(rule, WithProgramme) and rule.partitioned for rule in declared(table).rules)
        for rule in declared(table).rules:
            # rows that go with a sitting are not counted one by one: that would read the whole log
            find = due_condition if is_large else counted_condition
            if (condition := find(tables, table, rule, moment)) is not None:
                yield ScheduledRows(table.name, rule, store.count_rows(connection, table, condition), moment.today)
