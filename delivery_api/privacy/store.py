"""The SQL of destruction certificates and of deleting rows past their retention limit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from delivery_api.identity.tables import enrolments, erasures, memberships, people, rectifications, sessions
from delivery_api.privacy.tables import certificates


def certificate(connection: Connection, programme: str) -> dict[str, Any] | None:
    """The certificate of a programme, complete or in progress; None if there is none."""
    document = connection.scalar(select(certificates.c.document).where(certificates.c.programme == programme))
    found: dict[str, Any] | None = json.loads(document) if document is not None else None
    return found


def begin_certificate(connection: Connection, programme: str, on: date, content: dict[str, Any]) -> None:
    """Store the certificate in progress, with the counts before destruction."""
    row = {"programme": programme, "issued_on": on, "document": json.dumps(content, sort_keys=True).encode()}
    connection.execute(certificates.insert().values(row))


def save_certificate(connection: Connection, programme: str, on: date, content: dict[str, Any]) -> None:
    """Update the certificate with the progress of the destruction."""
    row = {"issued_on": on, "document": json.dumps(content, sort_keys=True).encode()}
    connection.execute(update(certificates).where(certificates.c.programme == programme).values(row))


def people_who_left(connection: Connection, left_by: date) -> Sequence[UUID]:
    """The people who left on or before a day."""
    return connection.scalars(select(people.c.id).where(people.c.left_on <= left_by)).all()


def delete_people_who_left(connection: Connection, left_by: date) -> int:
    """Delete the people who left on or before a day. Returns how many."""
    gone = select(people.c.id).where(people.c.left_on <= left_by)
    for table in (memberships, enrolments, rectifications, sessions):
        connection.execute(delete(table).where(table.c.person.in_(gone)))
    return connection.execute(delete(people).where(people.c.left_on <= left_by)).rowcount


def delete_erasures(connection: Connection, erased_by: date) -> int:
    """Delete the records of erasures made on or before a day. Returns how many."""
    return connection.execute(delete(erasures).where(erasures.c.erased_on <= erased_by)).rowcount
