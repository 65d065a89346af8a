"""The SQL of restrictions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, select

from delivery_api.identity.tables import restrictions
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.store import end_rows, genuine_rows
from delivery_api.storage.database import dialect_insert


class RestrictionGround(StrEnum):
    """Why data are restricted: UK GDPR, Article 18(1)(a) to (c), and an objection under Article 21 with 18(1)(d)."""

    ACCURACY = "accuracy"
    UNLAWFUL = "unlawful"
    CLAIMS = "claims"
    OBJECTION = "objection"


def add_restriction(connection: Connection, person: UUID, ground: RestrictionGround, on: date) -> None:
    """Restrict a person's data; a later ground replaces an earlier one."""
    end_rows(connection, restrictions, restrictions.c.person == person)
    row = signed(connection, restrictions, {"person": person, "ground": ground.value, "made_on": on})
    insert = dialect_insert(connection)(restrictions).values(row)
    connection.execute(insert.on_conflict_do_update(index_elements=["person"], set_=row))


def remove_restriction(connection: Connection, person: UUID) -> bool:
    """Remove a person's restriction. Returns whether there was one."""
    return end_rows(connection, restrictions, restrictions.c.person == person) == 1


def restriction_ground(connection: Connection, person: UUID) -> RestrictionGround | None:
    """Why a person's data are restricted; None if they are not."""
    found = genuine_rows(connection, restrictions, select(restrictions).where(restrictions.c.person == person))
    return RestrictionGround(found[0]["ground"]) if found else None


def restricted_among(connection: Connection, people: Iterable[UUID]) -> frozenset[UUID]:
    """Those of some people whose data are restricted."""
    return restricted_people(connection).intersection(people)


def restricted_people(connection: Connection) -> frozenset[UUID]:
    """Everybody whose data are restricted: left out of extracts, norms, statistics and averages of groups."""
    return frozenset(row["person"] for row in genuine_rows(connection, restrictions, select(restrictions)))
