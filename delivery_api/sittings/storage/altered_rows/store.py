"""Tells of rows of sittings that a start finds altered or missing."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn
from uuid import UUID

from sqlalchemy import Connection, and_, select

from delivery_api.row_authentication.row_authenticator import authenticator_of, is_genuine, refuse_row
from delivery_api.row_authentication.store import tell_earlier_rows
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import bookings, programmes, sittings
from delivery_api.sittings.values import Programme, Sitting


def tell_altered(connection: Connection, learner: UUID) -> None:
    """Raise an alert that a row of a learner's earlier sitting was altered or deleted."""
    authenticator_of(connection).tell_forged(sittings, {"learner": learner})


def tell_put_back(connection: Connection, sitting: Sitting) -> None:
    """Raise an alert if the row of a sitting that starts is an earlier one, of another year group or learner."""
    this = and_(sittings.c.programme == sitting.programme, sittings.c.id == sitting.id)
    tell_earlier_rows(connection, sittings, this, {"learner": sitting.learner})


def refuse_without_booking(connection: Connection, learner: UUID | None) -> NoReturn:
    """Refuse a sitting whose booking is gone.

    Raises
    ------
    RowForged
    """
    refuse_row(connection, bookings, {"learner": learner})


def subjects_of(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """The subjects of sittings by id, of those whose rows are there and genuine, whoever has them now."""
    rows = connection.execute(select(sittings).where(sittings.c.id.in_(ids))).mappings()
    return {row["id"]: row["subject"] for row in rows if is_genuine(connection, sittings, row)}


def believed_programmes(connection: Connection) -> tuple[Programme, ...]:
    """All programmes whose rows this service has written: one that was altered stops no work on the others."""
    rows = connection.execute(select(programmes).order_by(programmes.c.id)).mappings().all()
    return tuple(store.programme_of(dict(row)) for row in rows if is_genuine(connection, programmes, row))


def altered_programmes(connection: Connection) -> tuple[str, ...]:
    """The ids of the programmes whose rows this service has not written as they stand."""
    believed = {each.id for each in believed_programmes(connection)}
    return tuple(each for each in store.programmes_unchecked(connection) if each not in believed)


def sitting_ids(connection: Connection) -> frozenset[UUID]:
    """The ids of all sittings whose rows are there, whatever they say."""
    return frozenset(connection.scalars(select(sittings.c.id)))
