"""A database of the release before, in use, goes through the migration to moves and windows, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from delivery_api.lifecycle import schema
from delivery_api.sittings.storage.partitions import create_partitions
from delivery_api.storage.database import open_database

BEFORE, AFTER = "0006", "0007"
YEAR, TRIAL = "2026-27", "trial-1"
COLUMNS = "programme, id, learner, pseudonym, subject, year_group, state"


@pytest.fixture
def filled(database_url: str) -> Iterator[Engine]:
    """Version 0006 with a sitting in each state, a trial's, and a log of three events for each."""
    engine = open_database(database_url)
    schema.upgrade(engine, BEFORE)
    with engine.begin() as connection:
        for programme, kind in ((YEAR, "year"), (TRIAL, "trial")):
            connection.execute(
                text("INSERT INTO programmes (id, kind, key_id, created_on) VALUES (:id, :kind, 'k', :day)"),
                {"id": programme, "kind": kind, "day": "2026-09-01"},
            )
            create_partitions(connection, programme)
        for number, state in enumerate(("assigned", "started", "completed", "completed")):
            add(connection, YEAR, number, state, learner=uuid(100 + number // 3 * 2))
            log(connection, YEAR, number)
        add(connection, YEAR, 9, "assigned", learner=uuid(109), subject="reading-cy")
        add(connection, TRIAL, 20, "started", pseudonym="p")
        log(connection, TRIAL, 20)
    yield engine
    engine.dispose()


def uuid(number: int) -> str:
    return UUID(int=number).hex


def add(
    connection: Connection,
    programme: str,
    number: int,
    state: str,
    *,
    learner: str | None = None,
    pseudonym: str | None = None,
    subject: str | None = None,
    **more: Any,
) -> None:
    """A sitting, with the columns that the version before had, and more."""
    row = {
        "programme": programme,
        "id": uuid(number),
        "learner": learner,
        "pseudonym": pseudonym,
        "subject": subject or f"subject-{number}",
        "year_group": 4 if learner else None,
        "state": state,
        **more,
    }
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO sittings ({names}) VALUES ({values})"), row)


def log(connection: Connection, programme: str, number: int) -> None:
    for sequence in range(3):
        connection.execute(
            text(
                "INSERT INTO sitting_events (programme, sitting, sequence, kind, key_id, payload) "
                "VALUES (:programme, :sitting, :sequence, 'answered', 'k', :payload)"
            ),
            {"programme": programme, "sitting": uuid(number), "sequence": sequence, "payload": bytes([number] * 99)},
        )


def rows(engine: Engine, table: str, columns: str) -> list[tuple[Any, ...]]:
    with engine.begin() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3"))
        return [tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in found]


def test_what_was_there_is_there_and_can_now_be_paused_booked_and_practised(filled: Engine) -> None:
    before = rows(filled, "sittings", COLUMNS), rows(filled, "sitting_events", "*")
    schema.upgrade(filled, AFTER)
    assert (rows(filled, "sittings", COLUMNS), rows(filled, "sitting_events", "*")) == before
    assert {(row[-2], row[-1]) for row in rows(filled, "sittings", "programme, id, booking, practised_on")} == {
        (None, None)
    }
    with filled.begin() as connection:
        for state in ("paused", "absent", "disapplied", "discarded", "expired", "started"):
            connection.execute(
                text("UPDATE sittings SET state = :state WHERE id = :id"), {"state": state, "id": uuid(1)}
            )
        add(connection, YEAR, 30, "assigned", learner=uuid(109), subject="reading-cy", practised_on=date(2026, 11, 25))
    assert rows(filled, "bookings", "id, programme, subject") == []


def test_what_stood_in_the_way_of_another_still_does_and_what_is_over_does_not(filled: Engine) -> None:
    schema.upgrade(filled, AFTER)
    with pytest.raises(IntegrityError), filled.begin() as connection:
        add(connection, YEAR, 40, "assigned", learner=uuid(109), subject="reading-cy")
    with filled.begin() as connection:
        connection.execute(text("UPDATE sittings SET state = 'discarded' WHERE id = :id"), {"id": uuid(9)})
        add(connection, YEAR, 40, "assigned", learner=uuid(109), subject="reading-cy")
    with pytest.raises(IntegrityError), filled.begin() as connection:
        add(connection, TRIAL, 41, "assigned", pseudonym="q", practised_on=date(2026, 11, 25))
    with pytest.raises(IntegrityError), filled.begin() as connection:
        add(connection, YEAR, 42, "forgotten", learner=uuid(110))


def test_on_the_way_back_goes_what_the_release_before_has_no_word_for(filled: Engine) -> None:
    schema.upgrade(filled, AFTER)
    with filled.begin() as connection:
        add(connection, YEAR, 50, "completed", learner=uuid(150), practised_on=date(2026, 11, 25))
        for number, state in enumerate(("paused", "absent", "disapplied", "discarded", "expired"), start=51):
            add(connection, YEAR, number, state, learner=uuid(100 + number))
        for number in (50, 51, 54):
            log(connection, YEAR, number)
    schema.downgrade(filled, BEFORE)
    states = {row[1]: row[6] for row in rows(filled, "sittings", COLUMNS)}
    kept = {
        number: states.get(key) for number in (0, 1, 2, 3, 9, 20, *range(50, 56)) for key in as_read(filled, number)
    }
    assert kept == {
        0: "assigned", 1: "started", 2: "completed", 3: "completed", 9: "assigned", 20: "started",
        50: None, 51: "started", 52: "assigned", 53: "assigned", 54: None, 55: None,
    }  # fmt: skip
    assert {row[1] for row in rows(filled, "sitting_events", "programme, sitting, sequence")} == {
        key for number in (0, 1, 2, 3, 20, 51) for key in as_read(filled, number)
    }
    schema.upgrade(filled, AFTER)
    assert len(rows(filled, "sittings", COLUMNS)) == 9


def as_read(engine: Engine, number: int) -> list[object]:
    """An id as the driver gives it back for plain SQL."""
    return [uuid(number) if engine.dialect.name == "sqlite" else UUID(int=number)]
