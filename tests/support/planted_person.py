"""Plants a row about a person in every table that declares how a person's rows are found."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, select

from delivery_api.keys.key_ring import KeyRing
from delivery_api.privacy.person_rows import located_tables
from delivery_api.row_authentication.row_authenticator import signed
from delivery_api.row_authentication.row_mac import AUTHENTICATED
from delivery_api.sittings.record.event_types import TakenOver
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.reported_results.store import add_reported
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.storage.data_declaration import PersonColumns
from delivery_api.storage.database import UtcDateTime

DAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PROGRAMME = "2026-27"
MARKER = "planted-7319048"
_BY_TYPE: Mapping[type, Any] = {int: 1, str: "x", bytes: b"x" * 32, date: DAY, bool: False}
_BY_NAME: Mapping[str, Mapping[str, Any]] = {
    "*": {"programme": PROGRAMME},
    "memberships": {"role": "learner", "year_group": 4},
    "sittings": {"state": "assigned", "pseudonym": None, "year_group": 4, "bank_version": None, "practised_on": None},
    "grants": {"right": "reports"},
    "restrictions": {"ground": "objection"},
    "breaches": {"kind": "seen by others", "risk": "risk", "purposes": "trial"},
    "breach_steps": {"kind": "recorded", "detail": ""},
    "rectifications": {"field": "name", "sealed_values": None, "key_id": None},
    "held_acts": {"act": "discard", "state": "asked", "sealed_reason": None, "key_id": None},
    "legal_holds": {"programme": None, "ends_on": date(2026, 11, 24)},
    "pin_entries": {"settled": "staff"},
    "rights_cases": {
        "kind": "access",
        "capacity": "learner",
        "identity": "document seen",
        "authority": "none",
        "competence": "not assessed",
    },
    "case_steps": {"kind": "opened"},
}
"""By table, the values that a check constraint asks for; a new table whose row is refused is written in here."""


def plant_everywhere(connection: Connection, ring: KeyRing, person: UUID) -> frozenset[str]:
    """Plant a row about a learner in every table with persons' rows that has none of theirs. Returns the tables."""
    for table in located_tables():
        if isinstance(locator := table.info["declaration"].person, PersonColumns):
            _plant(connection, table, person, (*locator.subjects, *locator.actors))
    (sitting, *_) = sittings.of_learners(connection, [person])
    programme = sittings.programme(connection, PROGRAMME)
    assert programme is not None
    logbook.append(connection, ring.read(programme.key_id), sitting, 1, [TakenOver(NOON, MARKER)])
    result = ReportedResult(
        subject=sitting.subject,
        year_group=4,
        theta=0.0,
        se=0.4,
        status="converged",
        reason="max_items",
        ended_early=False,
        too_few=False,
        asked=24,
        answered=24,
        omitted=0,
        not_reached=0,
        finished_at=NOON,
        language="cy",
        adopted_share=0.0,
        scale_version="1",
        bank_version="x",
        design="x",
        engine_version="x",
    )
    add_reported(connection, ring.read(programme.key_id), sitting, result)
    presence = next(table for table in located_tables() if table.name == "sitting_presence")
    _plant(connection, presence, sitting.id, ("sitting",))
    return frozenset(table.name for table in located_tables())


def _plant(connection: Connection, table: Table, person: UUID, columns: tuple[str, ...]) -> None:
    if any(connection.execute(select(table).where(table.c[name] == person)).first() for name in columns):
        return
    values = {column.name: _value(connection, table, column) for column in table.columns if not _numbered(column)}
    row = values | dict.fromkeys(columns, person)
    connection.execute(table.insert().values(signed(connection, table, row) if AUTHENTICATED in table.info else row))


def _value(connection: Connection, table: Table, column: Column[Any]) -> Any:
    for name in (table.name, "*"):
        if column.name in _BY_NAME.get(name, {}):
            return _BY_NAME[name][column.name]
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return connection.scalar(select(key.column).limit(1))
    if isinstance(column.type, UtcDateTime):
        return NOON
    return uuid.uuid4() if column.type.python_type is UUID else _BY_TYPE[column.type.python_type]


def _numbered(column: Column[Any]) -> bool:
    return column.autoincrement is True
