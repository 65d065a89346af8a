"""Compares the database with its own history: whether what an act left behind is there, and nothing that an act ended.

The audit is chained, so that nobody takes an act out of it unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from delivery_api.alerts.store import ALERTS
from delivery_api.audit.row_traces import RowTrace, contradicted_acts
from delivery_api.bank.norms_in_use.store import NORM_ADOPTIONS
from delivery_api.bank.seeding_permission.store import SEEDING_PERMISSIONS
from delivery_api.bank.store import ADOPTIONS, DECISIONS, WITHDRAWALS, moves_against_statuses
from delivery_api.class_pins.store import VISITS
from delivery_api.permissions.store import BROKEN_GLASS
from delivery_api.permissions.view_permission.store import VIEW_PERMISSIONS
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.sittings.storage.bookings.store import BOOKINGS
from delivery_api.sittings.storage.held_acts.store import HELD_ACTS
from delivery_api.sittings.storage.store import programmes_unchecked
from delivery_api.trials.participation.store import OBJECTIONS, SAMPLED_SCHOOLS
from delivery_api.trials.store import has_other_withdrawals

ROW_TRACES: tuple[RowTrace, ...] = (
    *(VISITS, ALERTS, HELD_ACTS, WITHDRAWALS, OBJECTIONS, BOOKINGS, SAMPLED_SCHOOLS),
    *(DECISIONS, ADOPTIONS, SEEDING_PERMISSIONS, BROKEN_GLASS, NORM_ADOPTIONS, VIEW_PERMISSIONS),
)


@dataclass(frozen=True)
class HistoryFault:
    """A row of the history that a deleted row contradicts, or one that was put back.

    Parameters
    ----------
    told_by : the table of the history
    row : its number or id there
    table : where a row was deleted or put back
    """

    told_by: str
    row: str
    table: str


def history_checks(connection: Connection, now: datetime) -> Iterator[tuple[str, Callable[[], Iterator[HistoryFault]]]]:
    """Yield what finds the rows that the audit, the moves of items and trials contradict, and the table's name."""
    for trace in ROW_TRACES:
        yield trace.table, partial(_untrue_acts, connection, trace, now)
    yield WITHDRAWALS.table, partial(_untrue_moves, connection)
    yield "trial_withdrawals", partial(_missing_marks, connection)


def _untrue_acts(connection: Connection, trace: RowTrace, now: datetime) -> Iterator[HistoryFault]:
    since = now - trace.kept_for if trace.kept_for else None
    for act in contradicted_acts(connection, trace, since):
        yield HistoryFault("audit", str(act.row), act.table)


def _untrue_moves(connection: Connection) -> Iterator[HistoryFault]:
    for number in moves_against_statuses(connection):
        yield HistoryFault("item_moves", str(number), WITHDRAWALS.table)


def _missing_marks(connection: Connection) -> Iterator[HistoryFault]:
    for programme in programmes_unchecked(connection):
        with suppress(RowForged):  # the trial's own row is named as that
            if has_other_withdrawals(connection, programme):
                yield HistoryFault("programmes", programme, "trial_withdrawals")
