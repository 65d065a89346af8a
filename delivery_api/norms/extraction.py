"""The use case of a reference sample: it is chosen, registered before its first byte, and written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.norms.sample_files import SampleOrigin, write_sample
from delivery_api.norms.sample_rows import ChosenRows
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.values import Programme
from delivery_api.trials import store as extracts
from delivery_api.trials.extraction import require_own_path
from itembank import SUBJECTS
from reports.disclosure.smallest_group import FEWEST


class NoSample(Declined):
    """There is no such school year or subject, or too few results that norms may rest on."""


@dataclass(frozen=True)
class SampleRequest:
    """A reference sample that somebody asks for.

    Parameters
    ----------
    year : a school year, such as 2026-27
    path : of its folder
    destroyed_on : the day on which the school year's responses are destroyed
    """

    year: str
    subject: str
    path: Path
    destroyed_on: date


def require_year(connection: Connection, year: str, subject: str) -> Programme:
    """A school year whose responses are there; an unknown subject is refused too.

    Raises
    ------
    NoSample
    """
    programme = sittings.programme(connection, year)
    if programme is None or programme.kind != "year" or programme.destroyed_on is not None:
        there = [
            each.id for each in sittings.all_programmes(connection) if each.kind == "year" and not each.destroyed_on
        ]
        raise NoSample(Reason.NO_SCHOOL_YEAR, year=repr(year), there=", ".join(there) or "–")
    if subject not in SUBJECTS:
        raise NoSample(Reason.UNKNOWN_SUBJECT_NAMED, subject=repr(subject), there=", ".join(SUBJECTS))
    return programme


def register_sample(
    connection: Connection,
    ledger: Ledger,
    request: SampleRequest,
    chosen: ChosenRows,
    decision: Decision,
    now: datetime,
) -> None:
    """Record where a sample will be written; committed before the first byte, so that no copy is unknown.

    Raises
    ------
    NoSample : fewer than ten learners would be in it
    PathTaken, LedgerRefused
    """
    if len(chosen.rows) < FEWEST:
        raise NoSample(Reason.SAMPLE_TOO_SMALL, least=FEWEST)
    require_own_path(connection, request.year, request.path)
    extracts.add_extract(connection, request.year, request.path, london_date(now))
    act = "extracted a sample for norms"
    noted = record_decision(connection, ledger, now, act, f"{request.year} {request.subject}", decision)
    audit_log.record(connection, now, act, thing=noted)
    ledger.append(connection, now, EntryKind.EXTRACT_REGISTERED, programme=request.year, path=str(request.path))


def write_registered(connection: Connection, request: SampleRequest, chosen: ChosenRows, now: datetime) -> int:
    """Write a registered sample, and register its hashes. Return how many learners are in it."""
    today = london_date(now)
    origin = SampleOrigin(request.year, request.subject, today, request.destroyed_on, str(request.path))
    written = write_sample(request.path, chosen, origin)
    extracts.save_hashes(connection, request.year, request.path, written)
    return written.persons
