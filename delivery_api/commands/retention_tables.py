"""Shows what is held, or would go, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from gettext import NullTranslations

from rich.table import Column, Table

from delivery_api.commands.command_context import listing
from delivery_api.privacy.declaration_messages import rule_phrase
from delivery_api.privacy.ended_by_itself import ACCOUNTS_LAPSED, RESULTS_ANONYMISED, TRIALS_ENDED
from delivery_api.privacy.file_messages import file_kind_phrase, file_rule_phrase
from delivery_api.privacy.holds.values import LegalHold
from delivery_api.privacy.retention.schedule import (
    Scheduled,
    ScheduledFiles,
    ScheduledHold,
    ScheduledProgramme,
    ScheduledRows,
)


def scheduled_table(scheduled: Sequence[Scheduled], say: NullTranslations) -> Table:
    """Return a table with a line for each programme, each rule of a table, and each task."""
    table = listing(
        say.gettext("What"),
        say.gettext("When it goes"),
        Column(say.gettext("How many"), justify="right", no_wrap=True),
        Column(say.gettext("Due"), no_wrap=True),
    )
    for each in scheduled:
        table.add_row(*_cells(each, say))
    return table


def _cells(scheduled: Scheduled, say: NullTranslations) -> tuple[str, ...]:
    match scheduled:
        case ScheduledProgramme(programme, due_on, rows):
            return programme.id, _programme_phrase(scheduled, say), str(rows), _day(due_on)
        case ScheduledRows(name, rule, rows, first_on):
            return name, rule_phrase(rule, say), str(rows), _day(first_on)
        case ScheduledFiles(declaration, count):
            number = "–" if count is None else str(count)
            return file_kind_phrase(declaration.kind, say), file_rule_phrase(declaration.rule, say), number, "–"
        case ScheduledHold(hold):
            return hold_phrase(hold, say), hold_end_phrase(hold, say), "–", "–"
    return _task_phrase(scheduled.name, say), "–", str(scheduled.count), "–"


def hold_phrase(hold: LegalHold, say: NullTranslations) -> str:
    """Return what a hold is on: a programme by its id, a person by the entry of the ledger that names them."""
    if hold.subject.programme is not None:
        return say.gettext("legal hold: %(programme)s") % {"programme": hold.subject.programme}
    return say.gettext("legal hold: a person (ledger entry %(entry)d)") % {"entry": hold.entry}


def hold_end_phrase(hold: LegalHold, say: NullTranslations) -> str:
    """Return until when a hold keeps something, and where its reason stands."""
    sentence = say.gettext("kept until %(day)s; the reason is in the ledger, entry %(entry)d")
    return sentence % {"day": hold.ends_on, "entry": hold.entry}


def _task_phrase(name: str, say: NullTranslations) -> str:
    phrases = {
        TRIALS_ENDED: say.gettext("trials on their latest day"),
        ACCOUNTS_LAPSED: say.gettext("accounts that nobody has used or named for a year"),
        RESULTS_ANONYMISED: say.gettext("results of accounts that go today"),
    }
    return phrases[name]


def _programme_phrase(scheduled: ScheduledProgramme, say: NullTranslations) -> str:
    programme = scheduled.programme
    if programme.kind == "year":
        return say.gettext("with the school year, as configured")
    if programme.completed_on is None:
        return say.gettext("%(name)s: not completed yet") % {"name": programme.name}
    sentence = say.gettext("%(name)s: 18 months after %(on)s")
    return sentence % {"name": programme.name, "on": programme.completed_on}


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"
