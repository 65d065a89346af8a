"""An extract of a trial as large as a country's: read a little at a time, and no statement grows with it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, insert

from delivery_api.keys.encryption import Key
from delivery_api.row_authentication.row_authenticator import row_signer_of
from delivery_api.sittings.record.event_types import Presented, Started
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.sittings.values import Sitting
from tests.support.service_harness import SUBJECT, ServiceHarness

YEAR, MANY, BEGUN = "2026-27", 70_000, 600
AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def begun(module_harness: ServiceHarness) -> list[UUID]:
    """More sittings than a statement takes parameters, some of them begun; the ids of those."""
    with module_harness.service.engine.begin() as connection:
        key = programme_key(module_harness, connection)
        sign = row_signer_of(connection, sittings_table)
        rows = [each | {"mac": sign(each)} for each in (row() for _ in range(MANY))]
        connection.execute(insert(sittings_table), rows)
        ids = [each["id"] for each in rows[:BEGUN]]
        for number, sitting in enumerate(ids):
            held = Sitting(YEAR, sitting, uuid.uuid4(), None, SUBJECT, 4)
            events = (Started(AT, "cy", 4), Presented(AT, 1, f"item-{number}", "cy"))
            logbook.append(connection, key, held, 0, events)
    return ids


def row() -> dict[str, Any]:
    sitting, learner = (UUID(bytes=secrets.token_bytes(16), version=4) for _ in range(2))
    return {
        "programme": YEAR,
        "id": sitting,
        "learner": learner,
        "pseudonym": None,
        "practised_on": None,
        "subject": SUBJECT,
        "year_group": 4,
        "state": "assigned",
    }


def programme_key(harness: ServiceHarness, connection: Any) -> Key:
    programme = store.programme(connection, YEAR)
    assert programme is not None
    return harness.service.ring.read(programme.key_id)


def parameters_of(engine: Engine) -> list[int]:
    """How many parameters each statement has from now on."""
    counts: list[int] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _count(_: object, __: object, ___: str, parameters: Any, *____: object) -> None:
        counts.append(len(parameters))

    return counts


def streamed(harness: ServiceHarness) -> Iterator[tuple[UUID, Any]]:
    with harness.service.engine.begin() as connection:
        yield from logbook.stream_logs(connection, harness.service.ring, YEAR)


@pytest.mark.long_on("sqlite")
def test_more_sittings_than_a_statement_takes_parameters_come_out_each_once_and_in_no_order(
    module_harness: ServiceHarness, begun: list[UUID]
) -> None:
    counts = parameters_of(module_harness.service.engine)
    out = dict(streamed(module_harness))
    assert max(counts) < 1000
    assert list(out) != sorted(out)
    assert set(out) == set(begun)
    assert {sitting: log[1].item for sitting, log in out.items()} == {
        sitting: f"item-{number}" for number, sitting in enumerate(begun)
    }
    assert {len(log) for log in out.values()} == {2}


def test_a_log_is_read_when_it_is_asked_for_and_not_before(module_harness: ServiceHarness, begun: list[UUID]) -> None:
    read: list[int] = []
    stream = streamed(module_harness)
    counts = parameters_of(module_harness.service.engine)
    for _ in range(3):
        next(stream)
        read.append(len(counts))
    stream.close()
    # about two of the begun are in each block of 250, so three of them come long before a quarter of all is read
    assert read[-1] < MANY // 250 // 4
