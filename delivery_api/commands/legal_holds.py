"""The commands of legal holds: what a named person orders to be kept although its day comes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer
from rich.table import Table
from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.service_setup import Service
from delivery_api.privacy.dated_cases.case_input import find_person
from delivery_api.privacy.holds import store
from delivery_api.privacy.holds.legal_holds import order_hold, release_hold
from delivery_api.privacy.holds.values import HoldSubject, LegalHold

Programme = typer.Option("", "--programme", help="A trial or a school year, as `mesur retention schedule` names it.")
Person = typer.Option("", "--person", help="A person’s UPN, staff code or sign-in name. It is not kept.")
By = typer.Option(..., "--by", help="Who orders it, by name.")
Because = typer.Option(..., "--reason", help="Why, for the ledger; without the names of others.")


def hold(
    programme: str = Programme,
    person: str = Person,
    until: datetime = typer.Option(
        ..., formats=["%Y-%m-%d"], help="The last day of the hold, within a year; order it again if it takes longer."
    ),
    by: str = By,
    reason: str = Because,
    settings: Path = SettingsFile,
) -> None:
    """Order that a trial, a school year or what is held of a person is kept until a day, or renew that.

    Nothing of it is destroyed or erased meanwhile. A hold on a person keeps the programmes in which the person has
    rows, since one key opens all of a programme.

    Example: mesur privacy hold --programme 2026-27 --until 2027-03-31 --by "A. Rees" --reason "claim CL-7"
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), service.engine.begin() as connection:
        subject = _subject(connection, service.ring, programme, person)
        made = order_hold(connection, service.ledger, subject, until.date(), Decision(by, reason), now)
    sentence = say.gettext("Kept until %(day)s (ledger entry %(entry)d).")
    console().print(sentence % {"day": made.ends_on, "entry": made.entry})


def holds(settings: Path = SettingsFile) -> None:
    """Show the legal holds: what each keeps, until when, who ordered it and why.

    Example: mesur privacy holds
    """
    service, say, today = open_service_or_exit(settings), reader_sentences(), london_date(clock())
    with exit_on_refusal():
        with service.engine.begin() as connection:
            found = [each for each in store.all_holds(connection) if each.is_in_force(today)]
        table = _table(service, found)
    console().print(table if found else say.gettext("There is no legal hold."))


def release(
    programme: str = Programme,
    person: str = Person,
    by: str = By,
    reason: str = Because,
    settings: Path = SettingsFile,
) -> None:
    """Release every legal hold on a trial, a school year or a person. What is due goes with the next retention run.

    Example: mesur privacy release-hold --programme 2026-27 --by "A. Rees" --reason "claim CL-7 was settled"
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), service.engine.begin() as connection:
        subject = _subject(connection, service.ring, programme, person)
        release_hold(connection, service.ledger, subject, Decision(by, reason), clock())
    console().print(say.gettext("Released."))


def _subject(connection: Connection, ring: KeyRing, programme: str, person: str) -> HoldSubject:
    if bool(programme) is bool(person):
        raise Declined(Reason.ONE_TO_HOLD)
    return HoldSubject(programme) if programme else HoldSubject(person=find_person(connection, ring, person))


def _table(service: Service, found: list[LegalHold]) -> Table:
    say = reader_sentences()
    table = listing(
        say.gettext("What is kept"),
        say.gettext("Until"),
        say.gettext("Ordered by"),
        say.gettext("Reason"),
        say.gettext("Ledger entry"),
    )
    for each in found:
        what = each.subject.programme or say.gettext("a person")
        table.add_row(what, str(each.ends_on), *_decision(service.ledger, each.entry), str(each.entry))
    return table


def _decision(ledger: Ledger, entry: int) -> tuple[str, str]:
    (found, *_) = ledger.entries(after=entry - 1)
    facts = found.facts or {}
    return str(facts.get("by", "–")), str(facts.get("reason", "–"))
