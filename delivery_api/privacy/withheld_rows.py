"""Rows about a person that the person is not told of: what a court or an authority had opened, and legal holds.

What was done decides, never who did it: whoever looked may have another post since, or their record may be gone.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, false, not_, or_, select

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.permissions.values import BreakGlassReason
from delivery_api.privacy.holds.legal_holds import ORDERED, RELEASED
from delivery_api.privacy.person_rows import concerning

WITHHELD_GROUNDS = (BreakGlassReason.LAW.value,)
"""Grounds of emergency access that the learner is not told of: telling could defeat what a court asked for."""

WITHHELD_ENTRIES = frozenset({EntryKind.HELD, EntryKind.HOLD_RELEASED})
"""The kinds of the ledger's entries that the person is not told of."""


def withheld(table: Table, person: UUID) -> ColumnElement[bool]:
    """Return which of a table's rows are about a person and not told to them.

    Why somebody ordered a hold is in words that the software cannot judge, so that every hold is withheld; the officer
    tells of it where its reason allows that.
    """
    match table.name:
        case "legal_holds":
            return table.c.person.is_not_distinct_from(person)
        case "broken_glass":
            return and_(table.c.learner == person, table.c.ground.in_(WITHHELD_GROUNDS))
        case "audit":
            return _withheld_acts(table, table.metadata.tables["broken_glass"], person)
        case _:
            return false()


def told(table: Table, person: UUID) -> ColumnElement[bool]:
    """Return which of a table's rows a person is told of: those about them and those that they made."""
    return and_(concerning(table, person), not_(withheld(table, person)))


def withheld_keys(connection: Connection, table: Table, person: UUID) -> frozenset[tuple[Any, ...]]:
    """Return the primary keys of the rows that a person is not told of."""
    query = select(*table.primary_key.columns).where(withheld(table, person))
    return frozenset(tuple(row) for row in connection.execute(query))


def _withheld_acts(audit: Table, broken_glass: Table, person: UUID) -> ColumnElement[bool]:
    acts = (ORDERED, RELEASED, *(f"broke the glass ({ground})" for ground in WITHHELD_GROUNDS))
    during = exists().where(
        withheld(broken_glass, person),
        broken_glass.c.actor == audit.c.actor,
        broken_glass.c.at <= audit.c.at,
        audit.c.at <= broken_glass.c.until,
    )
    return and_(audit.c.learner.is_not_distinct_from(person), or_(audit.c.action.in_(acts), during))
