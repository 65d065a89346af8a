"""The commands `mesur audit …`."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from gettext import NullTranslations
from pathlib import Path
from uuid import UUID

import typer

from delivery_api.audit import audit_log, store
from delivery_api.audit.segment_sealing import count_unsealed_rows, seal_segments
from delivery_api.audit.values import AuditFault, AuditFaultKind, Segment
from delivery_api.commands.anchors.anchor_command import anchor, anchor_sentence, anchors_summary, found_anchors
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    failure_text,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import LONDON
from delivery_api.identity.school_history import store as stays
from delivery_api.lifecycle.audit_comparison import HistoryFault
from delivery_api.lifecycle.ledger_comparison import Contradiction
from delivery_api.lifecycle.row_verification import ForgedRow, MissingRows
from delivery_api.lifecycle.schema import metadata
from delivery_api.lifecycle.service_verification import FailedCheck, Fault, verify_service
from delivery_api.row_authentication.row_stock import take_stock
from delivery_api.sittings.record.result_records import ResultFault
from delivery_api.sittings.record.result_verification import FalseResult

HEADS_FILE = "audit-heads.jsonl"

app = typer.Typer(
    no_args_is_help=True,
    help="Audit: seal it, show that nobody changed it, and list whose data somebody met with.",
)


@app.command()
def seal(settings: Path = SettingsFile) -> None:
    """Seal the rows that have come to rest; run it every hour. `mesur retention run` does it too.

    The heads are noted in the certificates directory. Copy that file elsewhere: with it `mesur audit verify` also sees
    whether the last segments were cut off.

    Example: mesur audit seal
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(OSError):
        seal_segments(service.engine, service.ring, clock())
        with service.engine.begin() as connection:
            segments = store.all_segments(connection)
        record_heads(service.settings.certificates / HEADS_FILE, segments)
    console().print(
        say.gettext("Segments: %(count)d. Last head: %(head)s")
        % {"count": len(segments), "head": segments[-1].head.hex() if segments else "–"},
        soft_wrap=True,
    )


app.command()(anchor)


@app.command()
def verify(
    anchors: Path | None = typer.Option(None, help="A folder of `mesur audit anchor`, kept elsewhere."),
    timestamp_certificate: Path | None = typer.Option(
        None, help="The signing certificates of the time-stamp service, as PEM."
    ),
    settings: Path = SettingsFile,
) -> None:
    """Show whether a sealed row of the audit was changed, added or removed, and who or what else was made up.

    Rows that decide who somebody is, what is theirs and what is owed to them, and that this service has not written,
    are named; so is what the ledger or the audit says otherwise than the database. Exit code 1 when anything is.

    A result is named by its sitting: its row, its log and its record have to be as they were left, and those that the
    audit noted have to be there, unless the ledger says that the responses of their school year were destroyed.

    Example: mesur audit verify --anchors /mnt/elsewhere
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    heads = read_heads(service.settings.certificates / HEADS_FILE)
    with exit_on_refusal(OSError, ValueError), service.engine.begin() as connection:
        faults = list(verify_service(connection, service, heads, clock()))
        found = found_anchors(connection, service, anchors, timestamp_certificate) if anchors else ()
    wrong = [*map(partial(_sentence, say=say), faults), *_what_next(faults, say)]
    wrong += [anchor_sentence(each, say) for each in found if each.fault]
    if anchors and not found:
        wrong.append(say.gettext("%(path)s: expected anchors, found none.") % {"path": anchors})
    for sentence in wrong:
        console().print(sentence, soft_wrap=True, markup=False)
    if wrong:
        raise typer.Exit(1)
    with exit_on_refusal(OSError):
        take_stock(service.engine, metadata)
    with exit_on_refusal(), service.engine.begin() as connection:
        segments, unsealed = store.all_segments(connection), count_unsealed_rows(connection)
    if found:
        console().print(anchors_summary(found, say), soft_wrap=True)
    console().print(
        say.gettext("The audit is whole: %(count)d segments, %(rows)d rows. Not sealed yet: %(waiting)d rows.")
        % {"count": len(segments), "rows": sum(each.rows for each in segments), "waiting": unsealed},
        soft_wrap=True,
    )


@app.command()
def affected(
    since: datetime = typer.Option(..., "--from", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="From this time on."),
    until: datetime = typer.Option(
        ..., "--to", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="Up to this time; a day is meant whole."
    ),
    actor: UUID | None = typer.Option(None, help="Only what this person did, by id."),
    school: UUID | None = typer.Option(None, help="Only learners who were at this school then, by id."),
    thing: str | None = typer.Option(None, help="Only through this object, as a class by id."),
    settings: Path = SettingsFile,
) -> None:
    """List the learners whose data were seen or changed in a time (Europe/London): who was affected by a breach.

    One line for each learner: id, how often, first and last time (UTC), as CSV; how many there are is said at the end.

    Example: mesur audit affected --from 2026-11-23 --to 2026-11-25T12:00
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    whole_day = until.time() == time()
    first, last = since.replace(tzinfo=LONDON), until.replace(tzinfo=LONDON) + timedelta(days=whole_day)
    with exit_on_refusal(), service.engine.begin() as connection:
        learners = stays.learners_ever_at(connection, school, first.date(), last.date()) if school else None
        found = audit_log.affected_learners(connection, first, last, actor=actor, thing=thing, learners=learners)
    table = csv.writer(sys.stdout)
    table.writerow(["learner", "rows", "first", "last"])
    table.writerows([each.learner, each.rows, each.first.isoformat(), each.last.isoformat()] for each in found)
    sentence = say.ngettext("%(count)d learner affected.", "%(count)d learners affected.", len(found))
    typer.echo(sentence % {"count": len(found)}, err=True)


def record_heads(path: Path, segments: tuple[Segment, ...]) -> None:
    """Append the heads that a file does not have yet."""
    recorded = {number for number, _ in read_heads(path)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(
            f"{json.dumps([each.number, each.head.hex()])}\n" for each in segments if each.number not in recorded
        )


def read_heads(path: Path) -> list[tuple[int, str]]:
    """Read the heads of a file as (segment number, hex); none if there is no file."""
    lines = path.read_text().splitlines() if path.is_file() else []
    return [(int(number), str(head)) for number, head in map(json.loads, lines)]


def _sentence(fault: Fault, say: NullTranslations) -> str:
    match fault:
        case AuditFault():
            return _fault_sentence(fault, say)
        case ForgedRow():
            return _row_sentence(fault, say)
        case MissingRows():
            sentence = say.gettext("Table %(table)s: rows are missing that this service did not delete: %(count)d.")
            return sentence % {"table": fault.table, "count": fault.count}
        case Contradiction():
            return _entry_sentence(fault, say)
        case HistoryFault():
            return _told_sentence(fault, say)
        case FalseResult():
            return _result_sentence(fault, say)
        case FailedCheck():
            sentence = say.gettext("%(check)s could not be checked to the end: %(error)s")
            return sentence % {"check": fault.check, "error": failure_text(fault.error)}


def _what_next(faults: Sequence[Fault], say: NullTranslations) -> Iterator[str]:
    """Yield what to do about sittings that are gone, whose learners wait."""
    if any(isinstance(each, FalseResult) and each.fault is ResultFault.GONE for each in faults):
        yield say.gettext(
            "Was this database put back to an earlier state by hand? Then run `mesur restore service`. If it was not, "
            "`mesur sitting missing` lists who can start nothing until somebody answers for these sittings."
        )


def _row_sentence(row: ForgedRow, say: NullTranslations) -> str:
    sentence = say.gettext("Table %(table)s, row %(key)s: this service has not written it as it stands.")
    return sentence % {"table": row.table, "key": row.key}


def _entry_sentence(against: Contradiction, say: NullTranslations) -> str:
    sentence = say.gettext(
        "Entry %(number)d of the ledger says otherwise than the database: a row was deleted or put back."
    )
    return sentence % {"number": against.entry}


def _told_sentence(fault: HistoryFault, say: NullTranslations) -> str:
    sentence = say.gettext(
        "Row %(row)s of table %(told_by)s says otherwise than table %(table)s: a row was deleted or put back."
    )
    return sentence % vars(fault)


def _result_sentence(false: FalseResult, say: NullTranslations) -> str:
    sentences = {
        ResultFault.NO_RECORD: say.gettext("Sitting %(sitting)s (%(programme)s): its result has no record."),
        ResultFault.UNREADABLE: say.gettext(
            "Sitting %(sitting)s (%(programme)s): an event of its log was altered or put in another’s place."
        ),
        ResultFault.LOG: say.gettext("Sitting %(sitting)s (%(programme)s): events of its log were removed or added."),
        ResultFault.ROW: say.gettext("Sitting %(sitting)s (%(programme)s): its row was changed."),
        ResultFault.OWNER: say.gettext("Sitting %(sitting)s (%(programme)s): it was given to another learner."),
        ResultFault.REPORTED: say.gettext(
            "Sitting %(sitting)s (%(programme)s): what was reported of it was changed, put back or deleted."
        ),
        ResultFault.OLDER: say.gettext("Sitting %(sitting)s (%(programme)s): an older state of it was put back."),
        ResultFault.UNKNOWN: say.gettext(
            "Sitting %(sitting)s (%(programme)s): it holds an event that this release does not know."
        ),
        ResultFault.GONE: say.gettext("Sitting %(sitting)s (%(programme)s): it was deleted."),
    }
    return sentences[false.fault] % {"sitting": false.sitting, "programme": false.programme}


def _fault_sentence(fault: AuditFault, say: NullTranslations) -> str:
    sentences = {
        AuditFaultKind.MISSING_SEGMENT: say.gettext("Segment %(number)d is missing."),
        AuditFaultKind.CHAIN: say.gettext("Segment %(number)d does not follow from the one before."),
        AuditFaultKind.ROWS: say.gettext("Segment %(number)d: a row was changed, added or removed."),
        AuditFaultKind.SEAL: say.gettext("Segment %(number)d: the seal is false."),
        AuditFaultKind.OTHER_KEY: say.gettext(
            "Segment %(number)d: it is sealed under a key that was changed before, or that was never taken up."
        ),
        AuditFaultKind.KEY_GONE: say.gettext(
            "Segment %(number)d: the seal cannot be checked, because its key is gone."
        ),
        AuditFaultKind.NOT_EXPIRED: say.gettext("Segment %(number)d has rows, though its time was up."),
        AuditFaultKind.OUTSIDE: say.gettext("Up to segment %(number)d there is a row that belongs to no segment."),
        AuditFaultKind.UNLINKED: say.gettext(
            "Segment %(number)d: rows of it were made up, or deleted before it was sealed."
        ),
        AuditFaultKind.ROW: say.gettext(
            "Row %(number)d is not sealed yet: it was changed or made up, or the row before it was deleted."
        ),
        AuditFaultKind.ROW_GONE: say.gettext("Row %(number)d was written and is there no more."),
        AuditFaultKind.CUT_SHORT: say.gettext("Segment %(number)d was there and is there no more."),
    }
    return sentences[fault.kind] % {"number": fault.segment}
