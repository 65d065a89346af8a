"""Runs every check of `mesur audit verify` by itself: one that fails is named, and the others are still heard.

Whoever writes to the database can write what a check cannot read. That must silence nothing but what it is about.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from delivery_api.audit.chain_verification import verify_chain
from delivery_api.audit.segment_expiry import recorded_expiries
from delivery_api.audit.values import AuditFault
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.recorded_results import RecordedResults
from delivery_api.lifecycle.audit_comparison import HistoryFault, history_checks
from delivery_api.lifecycle.ledger_comparison import Contradiction, comparisons, forgotten_entries
from delivery_api.lifecycle.row_verification import (
    ForgedRow,
    MissingRows,
    find_false_keys,
    find_forged_rows_of,
    find_missing_rows,
    find_missing_years,
)
from delivery_api.lifecycle.schema import metadata
from delivery_api.lifecycle.sealed_verification import SEALED, find_unreadable
from delivery_api.lifecycle.service_setup import Service
from delivery_api.row_authentication.row_authenticator import RowAuthenticator
from delivery_api.row_authentication.row_stock import missed_tables
from delivery_api.row_authentication.standing_rows import all_standing
from delivery_api.row_authentication.store import authenticated_tables
from delivery_api.row_authentication.superseded_codes import superseded_codes
from delivery_api.sittings.record.lost_sittings import given_up
from delivery_api.sittings.record.result_records import ResultFault
from delivery_api.sittings.record.result_verification import FalseResult, false_results
from delivery_api.trials.plan_verification import false_plans

log = logging.getLogger("mesur")


@dataclass(frozen=True)
class FailedCheck:
    """A check that could not be finished, as where a row has what this service never writes.

    Parameters
    ----------
    check : what it looks at
    error : why it failed
    """

    check: str
    error: Exception


Fault = AuditFault | ForgedRow | MissingRows | Contradiction | HistoryFault | FalseResult | FailedCheck
"""What a verification finds."""

Check = tuple[str, Callable[[], Iterable[Fault]]]
"""What a check looks at, and what finds its faults."""


def verify_service(
    connection: Connection, service: Service, known_heads: Sequence[tuple[int, str]], now: datetime
) -> Iterator[Fault]:
    """Yield everything that is wrong with a database, and each check that could not be finished.

    Parameters
    ----------
    known_heads : as in `verify_chain`
    """
    for name, find in _checks(connection, service, known_heads, now):
        yield from _found(connection, name, find)


def _found(connection: Connection, name: str, find: Callable[[], Iterable[Fault]]) -> list[Fault]:
    found: list[Fault] = []
    try:
        with connection.begin_nested():
            for fault in find():
                found.append(fault)  # noqa: PERF402 - what was found before a failure counts
    except Exception as error:
        log.exception("the check of %s could not be finished", name)
        found.append(FailedCheck(name, error))
    return found


def _checks(
    connection: Connection, service: Service, known_heads: Sequence[tuple[int, str]], now: datetime
) -> Iterator[Check]:
    ring, ledger, missed = service.ring, service.ledger, missed_tables(metadata)
    stood = all_standing(RowAuthenticator(ring).standing, missed)  # before anything is read of the database
    yield "audit", lambda: verify_chain(connection, ring, known_heads, recorded_expiries(ledger))
    yield "ledger_position", lambda: forgotten_entries(connection, ledger)
    superseded = superseded_codes(RowAuthenticator(ring).superseded)
    for table in authenticated_tables(metadata):
        yield table.name, partial(find_forged_rows_of, connection, table, superseded)
    for table in missed:
        yield table.name, partial(find_missing_rows, connection, table, stood[table.name])
    for sealed in SEALED:
        yield f"{sealed.table}.{sealed.column}", partial(find_unreadable, connection, ledger, sealed)
    yield "keys", lambda: find_false_keys(connection, ledger)
    yield "programmes of years", lambda: find_missing_years(connection, ring)
    yield "trial_booklets", lambda: (ForgedRow("trial_booklets", each) for each in false_plans(connection))
    yield from comparisons(connection, ledger, london_date(now))
    yield from history_checks(connection, now)
    yield "sittings", lambda: _false_results(connection, service)


def _false_results(connection: Connection, service: Service) -> Iterator[FalseResult]:
    destroyed = {each.facts["programme"] for each in service.ledger.entries_of(EntryKind.DESTROYED) if each.facts}
    all_recorded = RecordedResults(service.ledger)()
    answered_for = given_up(service.ledger)
    found = false_results(connection, service.ring, destroyed, all_recorded=all_recorded)
    return (each for each in found if each.fault is not ResultFault.GONE or each.sitting not in answered_for)
