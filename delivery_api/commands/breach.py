"""The commands `mesur privacy breach …`: breaches of personal data, in the name of the officer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.rights import OfficerName, find_officer
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import LONDON, london_date
from delivery_api.privacy.breaches import service, store
from delivery_api.privacy.breaches.affected_people import AffectedPeople, affected_people
from delivery_api.privacy.breaches.breach_forms import BreachTimes, read_breach
from delivery_api.privacy.breaches.breach_letters import LetterReader, letter, letter_page
from delivery_api.privacy.breaches.breach_messages import label
from delivery_api.privacy.breaches.breaches import BreachKind, Risk, StepKind
from delivery_api.privacy.breaches.service import BreachView
from delivery_api.storage.data_declaration import Purpose
from delivery_api.web.reader_language import LANGUAGES
from itembank.atomic_write import atomic_write

app = typer.Typer(
    no_args_is_help=True,
    help="Breaches of personal data: what happened, whom it concerns, the 72 hours, and letters.",
)

Reference = Annotated[str, typer.Argument(help="The breach’s number in the officer’s own system.")]
_TIME = ["%Y-%m-%dT%H:%M"]


@app.command("list")
def list_(
    closed: bool = typer.Option(False, "--closed", help="Show the closed ones too."), settings: Path = SettingsFile
) -> None:
    """Show the breaches and by when somebody is to be told. Exit code 1 while one is overdue.

    Example: mesur privacy breach list
    """
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        found = service.views(connection, store.cases.all(connection, only_open=not closed), clock())
    console().print(_table(list(found)))
    if late := sum(view.is_overdue for view in found):
        sentence = say.ngettext("OVERDUE: %(count)d breach", "OVERDUE: %(count)d breaches", late)
        console().print(sentence % {"count": late}, style="bold red")
        raise typer.Exit(1)


@app.command("record")
def record(
    reference: Reference,
    officer: OfficerName,
    kind: BreachKind = typer.Option(help="What happened to the data."),
    known: datetime = typer.Option(formats=_TIME, help="When it was known (Europe/London): the 72 hours begin."),
    began: datetime = typer.Option(formats=_TIME, help="When it began."),
    ended: datetime = typer.Option(formats=_TIME, help="When it ended, or the present time."),
    data: list[Purpose] = typer.Option(help="What the data are held for; give it several times."),
    risk: Risk = typer.Option(Risk.RISK, help="How grave it is for the people."),
    programme: str = typer.Option("", help="Only of this trial or school year."),
    school: str = typer.Option("", help="Only of the school with this number."),
    account: str = typer.Option("", help="Only what this account looked at, by the audit: its sign-in name."),
    settings: Path = SettingsFile,
) -> None:
    """Write down a breach, start its clock, and say whom it concerns.

    Example: mesur privacy breach record BR-7 --officer swyddog.data --kind "seen by others" --known 2026-11-25T09:30
    --began 2026-11-24T12:00 --ended 2026-11-24T15:00 --data feedback --school 6812001
    """
    opened, now = open_service_or_exit(settings), clock()
    times = BreachTimes(*(each.replace(tzinfo=LONDON) for each in (began, ended, known)))
    form = {"reference": reference, "kind": kind.value, "risk": risk.value, "account": account}
    form |= {"programme": programme, "school": school} | {f"purpose {each}": "1" for each in data}
    with exit_on_refusal(), opened.engine.begin() as connection:
        actor = find_officer(connection, opened.ring, officer)
        breach = read_breach(connection, opened.ring, form, times)
        service.record_breach(connection, opened.ledger, breach, actor.id, now)
        (view,) = service.views(connection, [breach], now)
        affected = affected_people(connection, breach)
    _show(view, affected)


@app.command()
def step(
    reference: Reference,
    taken: StepKind = typer.Argument(help="What was done.", metavar="STEP"),
    *,
    officer: OfficerName,
    detail: str = typer.Option("", help="How grave it is, for an assessment: unlikely, risk or high."),
    settings: Path = SettingsFile,
) -> None:
    """Record that something was done about a breach.

    Example: mesur privacy breach step BR-7 reported --officer swyddog.data
    """
    opened, now = open_service_or_exit(settings), clock()
    with exit_on_refusal(), opened.engine.begin() as connection:
        actor = find_officer(connection, opened.ring, officer)
        found = service.locked_breach(connection, reference)
        service.take_step(connection, opened.ledger, found, taken, actor.id, now, detail)
        (view,) = service.views(connection, [service.locked_breach(connection, reference)], now)
    _show(view, None)


@app.command()
def show(reference: Reference, settings: Path = SettingsFile) -> None:
    """Show a breach, whom it concerns, and what was done.

    Example: mesur privacy breach show BR-7
    """
    opened = open_service_or_exit(settings)
    with exit_on_refusal(), opened.engine.begin() as connection:
        found = service.locked_breach(connection, reference)
        (view,) = service.views(connection, [found], clock())
        affected = affected_people(connection, found)
    _show(view, affected)


@app.command()
def letters(
    reference: Reference,
    output: Path = typer.Option(help="The folder for the letters: to each school, to a parent and to a child."),
    settings: Path = SettingsFile,
) -> None:
    """Write the letters about a breach in both languages, as pages to print. They name nobody.

    Example: mesur privacy breach letters BR-7 --output letters
    """
    opened, today = open_service_or_exit(settings), london_date(clock())
    with exit_on_refusal(), opened.engine.begin() as connection:
        found = service.locked_breach(connection, reference)
        steps, affected = service.steps_of(connection, found), affected_people(connection, found)
    wanted: list[tuple[str, LetterReader, UUID | None]]
    wanted = [("parent", LetterReader.PARENT, None), ("child", LetterReader.CHILD, None)]
    schools = [each.school for each in affected.schools if each.kind == "school"]
    wanted += [(f"school-{each}", LetterReader.SCHOOL, each) for each in schools]
    with exit_on_refusal(OSError):
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, reader, school in wanted:
            for language in LANGUAGES:
                page = letter_page(letter(found, steps, affected, reader, today, language, school), language)
                with atomic_write(output / f"{name}.{language}.html") as file:
                    file.write(page)
    sentence = reader_sentences().gettext("The letters are in %(folder)s.")
    console().print(sentence % {"folder": output}, soft_wrap=True)


def _table(found: list[BreachView]) -> Table:
    say = reader_sentences()
    table = listing(
        say.gettext("Case number"),
        say.gettext("What happened"),
        say.gettext("Known since"),
        say.gettext("How grave"),
        say.gettext("Tell by"),
    )
    for view in found:
        breach = view.breach
        row = (breach.reference, label(breach.kind, say), _time(breach.known_at), label(breach.risk, say), _due(view))
        table.add_row(*row, style="red" if view.is_overdue else None)
    return table


def _due(view: BreachView) -> str:
    say = reader_sentences()
    if view.breach.closed_at is not None:
        return say.gettext("closed on %(date)s") % {"date": _time(view.breach.closed_at)}
    if view.clock.next_time is None:
        return say.gettext("nobody is waiting to be told")
    by = _time(view.clock.next_time)
    return f"{say.gettext('Overdue')}: {by}" if view.is_overdue else by


def _show(view: BreachView, affected: AffectedPeople | None) -> None:
    say = reader_sentences()
    console().print(_table([view]))
    if affected is not None:
        count = len(affected.people)
        sentence = say.ngettext("%(num)d person was found.", "%(num)d people were found.", count)
        console().print(sentence % {"num": count})
        for each in affected.schools:
            console().print(f"{each.name}: {each.count}", markup=False)
    for done in view.steps:
        detail = f" – {label(done.detail, say)}" if done.detail else ""
        console().print(f"{_time(done.at)}: {label(done.kind, say)}{detail}")


def _time(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}"
