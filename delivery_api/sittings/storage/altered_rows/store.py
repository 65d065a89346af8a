"""Tells of rows of sittings that a start finds altered or missing."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.row_authentication.row_authenticator import authenticator_of, refuse_row
from delivery_api.sittings.storage.tables import bookings, sittings


def tell_altered(connection: Connection, learner: UUID) -> None:
    """Raise an alert that a row of a learner's earlier sitting was altered or deleted."""
    authenticator_of(connection).tell_forged(sittings, {"learner": learner})


def refuse_without_booking(connection: Connection, learner: UUID | None) -> NoReturn:
    """Refuse a sitting whose booking is gone.

    Raises
    ------
    RowForged
    """
    refuse_row(connection, bookings, {"learner": learner})
