"""The SQL of bookings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.audit.row_traces import note_added, trace_of_added
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.store import change_rows, genuine_rows
from delivery_api.sittings.storage.store import has_gone_with_programme
from delivery_api.sittings.storage.tables import bookings
from delivery_api.sittings.values import Booking


def add_booking(connection: Connection, booking: Booking, now: datetime) -> None:
    """Add a booking, of which the audit tells: without it a sitting would have no window."""
    row = _renamed(asdict(booking), "class_id", "class")
    connection.execute(bookings.insert().values(signed(connection, bookings, row)))
    note_added(connection, now, bookings, booking.programme, booking.id)


BOOKINGS = trace_of_added(bookings, "programme", "id", has_gone=has_gone_with_programme)


def bookings_by_id(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Booking]:
    """Bookings by id."""
    rows = genuine_rows(connection, bookings, select(bookings).where(bookings.c.id.in_(list(ids))))
    return {booking.id: booking for booking in map(_booking, rows)}


def lock_booking(connection: Connection, booking: UUID) -> Booking | None:
    """The current row of a booking, locked until the transaction ends, so that changes of it run one by one."""
    query = select(bookings).where(bookings.c.id == booking).with_for_update()
    return next((_booking(row) for row in genuine_rows(connection, bookings, query)), None)


def change_booking(connection: Connection, booking: Booking) -> None:
    """Write the window, the starting level and the time limit of a booking."""
    changed = {name: getattr(booking, name) for name in ("opens_on", "closes_on", "starting_year", "minutes")}
    change_rows(connection, bookings, bookings.c.id == booking.id, changed)


def _booking(row: Mapping[str, Any]) -> Booking:
    return Booking(**_renamed(dict(row), "class", "class_id"))


def _renamed(values: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {new if name == old else name: value for name, value in values.items()}
