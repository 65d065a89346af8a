"""The commands `mesur rights …`: requests of people for their rights, in the name of the officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.access.roles import Role
from delivery_api.bank.service import BankCache
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.translated_help import preferred_language
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.identifier_hashing import parse_identifier
from delivery_api.identity.person_records import find_by_identifier
from delivery_api.keys.key_ring import KeyRing
from delivery_api.lifecycle.service_setup import Service
from delivery_api.privacy.registers.register_file import InvalidRegisters, Registers, read_registers
from delivery_api.privacy.rights import service, store
from delivery_api.privacy.rights.access_bundle import BundleSource, make_bundle
from delivery_api.privacy.rights.acts import OfficerAtWork, perform, read_act
from delivery_api.privacy.rights.bundle_files import bundle_files
from delivery_api.privacy.rights.case_clock import Holidays
from delivery_api.privacy.rights.case_messages import detail_label, label
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    IdentityCheck,
    Requester,
    StepKind,
)
from delivery_api.privacy.rights.service import CaseView, NewCase
from delivery_api.sittings.sitting_context import SittingContext
from itembank.atomic_write import atomic_write
from reports.translations import long_date

app = typer.Typer(
    no_args_is_help=True,
    help="Rights of people: requests, the day by which each is answered, and what is done about it.",
)

OfficerName = Annotated[
    str,
    typer.Option("--officer", envvar="MESUR_OFFICER", help="The sign-in name of the officer who does this."),
]
Case = Annotated[str, typer.Argument(help="The case’s number in the officer’s own system.")]


@app.command("list")
def list_(
    closed: bool = typer.Option(False, "--closed", help="Show the closed cases too."), settings: Path = SettingsFile
) -> None:
    """Show the cases and by which day each is to be answered. Exit code 1 while one is overdue.

    Example: mesur rights list
    """
    opened, today = open_service_or_exit(settings), london_date(clock())
    with _connection(opened) as connection:
        cases = store.cases.all(connection, only_open=not closed)
        found = service.views(connection, cases, today, _holidays(opened))
    console().print(_table(found))
    late = sum(view.is_overdue for view in found)
    if late:
        say = reader_sentences()
        sentence = say.ngettext("OVERDUE: %(count)d case", "OVERDUE: %(count)d cases", late)
        console().print(sentence % {"count": late}, style="bold red")
        raise typer.Exit(1)


@app.command("open")
def open_(
    case: Case,
    officer: OfficerName,
    kind: CaseKind = typer.Option(help="What is asked for."),
    about: str = typer.Option(help="Whom it is about: a UPN, a staff code or a sign-in name. It is not kept."),
    capacity: Capacity = typer.Option(help="Who asks."),
    identity: IdentityCheck = typer.Option(help="How their identity was made certain."),
    authority: Authority = typer.Option(Authority.NONE, help="What shows that a parent or representative may ask."),
    competence: Competence = typer.Option(
        Competence.NOT_ASSESSED, help="What was found about the child, when a parent asks."
    ),
    received: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="The day on which it was received; today unless given."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Write down a request, and say by which day it is to be answered.

    Example: mesur rights open SAR-12 --officer swyddog.data --kind access --about B801200005001 --capacity learner
    --identity "school knows them"
    """
    opened, now = open_service_or_exit(settings), clock()
    today = london_date(now)
    requester = Requester(capacity, identity, authority, competence)
    asked = NewCase(about, kind, requester, case, received.date() if received else today)
    with _connection(opened) as connection:
        actor = find_officer(connection, opened.ring, officer)
        made = service.open_case(connection, opened.ledger, actor.id, asked, now)
        (view,) = service.views(connection, [made], today, _holidays(opened))
    _show(view)


@app.command()
def show(case: Case, settings: Path = SettingsFile) -> None:
    """Show a case and its steps.

    Example: mesur rights show SAR-12
    """
    opened, today = open_service_or_exit(settings), london_date(clock())
    with _connection(opened) as connection:
        (view,) = service.views(connection, [service.locked_case(connection, case)], today, _holidays(opened))
    _show(view)


@app.command()
def step(
    case: Case,
    taken: StepKind = typer.Argument(help="What was done.", metavar="STEP"),
    *,
    officer: OfficerName,
    detail: str = typer.Option("", help="The reason of a refusal or an extension, how identity was made certain, …"),
    on: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="Of the outcome of a complaint: the day on which they were told."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Record that something was done in a case.

    Example: mesur rights step SAR-12 extended --detail complex --officer swyddog.data
    """
    opened, now = open_service_or_exit(settings), clock()
    with _connection(opened) as connection:
        found = service.locked_case(connection, case)
        actor = find_officer(connection, opened.ring, officer)
        days, day = _holidays(opened), on.date() if on else None
        service.take_step(connection, opened.ledger, found, taken, actor.id, now, holidays=days, detail=detail, on=day)
        view = _view_of(connection, opened, case)
    _show(view)


@app.command()
def bundle(
    case: Case,
    officer: OfficerName,
    output: Path = typer.Option(help="The folder for the copy: a page in each language, JSON with its schema, CSV."),
    settings: Path = SettingsFile,
) -> None:
    """Write the copy of everything that is held about the person of a case, and nothing about anyone else.

    Example: mesur rights bundle SAR-12 --officer swyddog.data --output copy
    """
    opened, now = open_service_or_exit(settings), clock()
    with _connection(opened) as connection:
        found, actor = service.locked_case(connection, case), find_officer(connection, opened.ring, officer)
        context = SittingContext(connection, opened.ring, BankCache(), checks=opened.checks)
        source = BundleSource(context, opened.ledger, _registers(opened).exam_scripts)
        document = make_bundle(source, found, actor.id, now, _holidays(opened))
    with exit_on_refusal(OSError):
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in bundle_files(document).items():
            with atomic_write(output / name) as file:
                file.write(content)
    console().print(reader_sentences().gettext("The copy is in %(folder)s.") % {"folder": output}, soft_wrap=True)


@app.command()
def act(
    case: Case,
    done: StepKind = typer.Argument(help="What is to be done: rectified, erased, restricted, or one of these lifted."),
    *,
    officer: OfficerName,
    identifier: str = typer.Option(
        "", help="The person’s UPN or sign-in name: it alone leads to what was answered in trials, and to an erasure."
    ),
    name: str = typer.Option("", help="The right name."),
    born: datetime | None = typer.Option(None, formats=["%Y-%m-%d"], help="The right date of birth, as 2018-05-01."),
    year_group: str = typer.Option("", help="The right year group, 2 to 9."),
    ground: str = typer.Option("", help="Why data are restricted: accuracy, unlawful or claims."),
    settings: Path = SettingsFile,
) -> None:
    """Put right, erase, restrict, or lift one of these, through a case.

    Example: mesur rights act SAR-13 rectified --year-group 5 --officer swyddog.data
    """
    opened, now = open_service_or_exit(settings), clock()
    form = {"act": done.value, "identifier": identifier, "name": name}
    form |= {"year_group": year_group, "ground": ground}
    with _connection(opened) as connection:
        found, actor = service.locked_case(connection, case), find_officer(connection, opened.ring, officer)
        put_right = read_act(form, born.date() if born else None)
        perform(connection, opened.ledger, found, put_right, actor, now, _holidays(opened))
        view = _view_of(connection, opened, case)
    _show(view)


@contextmanager
def _connection(opened: Service) -> Iterator[Connection]:
    with exit_on_refusal(InvalidRegisters, OSError), opened.engine.begin() as connection:
        yield connection


def _holidays(opened: Service) -> Holidays:
    return service.holidays_in(_registers(opened))


def _registers(opened: Service) -> Registers:
    return read_registers(opened.settings.registers)


def find_officer(connection: Connection, ring: KeyRing, sign_in_name: str) -> OfficerAtWork:
    """Return the data-protection officer with a sign-in name.

    Raises
    ------
    Declined
    """
    found = find_by_identifier(connection, ring, parse_identifier(sign_in_name.strip()))
    if found is None or found.post != Role.OFFICER:
        raise Declined(Reason.NO_OFFICER)
    return OfficerAtWork(found.id, found.name)


def _view_of(connection: Connection, opened: Service, case: str) -> CaseView:
    (view,) = service.views(
        connection, [service.locked_case(connection, case)], london_date(clock()), _holidays(opened)
    )
    return view


def _table(found: Sequence[CaseView]) -> Table:
    say = reader_sentences()
    table = listing(
        say.gettext("Case number"),
        say.gettext("What is asked for"),
        say.gettext("Who asks"),
        say.gettext("Received"),
        say.gettext("Answer by"),
    )
    for view in found:
        case = view.case
        table.add_row(
            case.reference,
            label(case.kind, say),
            label(case.requester.capacity, say),
            str(case.received_on),
            _due(view),
            style="red" if view.is_overdue else None,
        )
    return table


def _due(view: CaseView) -> str:
    say = reader_sentences()
    if view.case.closed_on is not None:
        return say.gettext("closed on %(date)s") % {"date": view.case.closed_on}
    if view.clock.next_day is None:
        return say.gettext("the clock waits")
    return f"{say.gettext('Overdue')}: {view.clock.next_day}" if view.is_overdue else str(view.clock.next_day)


def _show(view: CaseView) -> None:
    say, language = reader_sentences(), preferred_language()
    console().print(_table([view]))
    for each in view.steps:
        detail = f" – {detail_label(each.detail, say)}" if each.detail else ""
        console().print(f"{long_date(each.on, language)}: {label(each.kind, say)}{detail}")
