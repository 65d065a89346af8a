"""What was reported of a sitting is fixed in a row when it ends; a rescoring adds one, and a false one shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, and_, delete, insert, select, update

from delivery_api.bank.service import BankCache
from delivery_api.privacy.opened_rows import opened_row
from delivery_api.sittings.record import reported_results as scoring
from delivery_api.sittings.record.event_types import Recorded, Rescored, finished, recorded, replies, rescored
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.reported_reading import reported_results as read
from delivery_api.sittings.record.result_records import ResultFault, record_result
from delivery_api.sittings.record.result_verification import false_results
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.reported_results.store import latest_reported
from delivery_api.sittings.storage.reported_results.tables import reported_results
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.sittings.storage.tables import sitting_events
from delivery_api.sittings.values import Sitting
from engine import ENGINE_VERSION
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body

ROWS, EVENTS = reported_results.c, sitting_events.c


def sat_to_the_end(harness: ServiceHarness) -> UUID:
    sitting = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), sitting)
    return sitting


def stopped(harness: ServiceHarness) -> UUID:
    sitting, joe = harness.assign("joe"), harness.signed_in("joe")
    item = joe.post(f"/api/sittings/{sitting}/start").json()["item"]
    for position in range(1, 4):
        item = put_response(joe, sitting, position, response_body(item, None)).json()["next"]
    ended = harness.signed_in("evans").post(f"/api/sittings/{sitting}/finish", json={"reason": "A fire alarm"})
    assert ended.json()["state"] == "completed"
    return sitting


def rows(harness: ServiceHarness, sitting: UUID) -> list[dict[str, Any]]:
    with harness.service.engine.begin() as connection:
        query = select(reported_results).where(ROWS.sitting == sitting).order_by(ROWS.revision)
        return [dict(row) for row in connection.execute(query).mappings()]


def read_in(
    harness: ServiceHarness, connection: Connection, *ids: UUID
) -> tuple[dict[UUID, ReportedResult], set[UUID]]:
    held = [each for each in (store.find(connection, id_) for id_ in ids) if each is not None]
    found, false = read(harness.context(connection), held, all_recorded=True)
    return found, set(false)


def test_what_is_reported_is_fixed_when_a_sitting_ends_and_goes_with_its_school_year(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    cadis, joes = sat_to_the_end(harness), stopped(harness)
    service = harness.service
    with monkeypatch.context() as rows_only, service.engine.begin() as connection:
        rows_only.setattr(scoring, "reported_result", None)  # nothing is scored again
        rows_only.setattr(logbook, "stored_logs", None)  # and no whole log is read
        found, false = read_in(harness, connection, cadis, joes)
    assert (set(found), false) == ({cadis, joes}, set())
    end, log = finished(harness.log(cadis)), harness.log(cadis)
    assert end is not None
    got = found[cadis]
    assert (got.theta, got.se, got.status, got.finished_at) == (end.theta, end.se, end.status, end.at)
    assert (got.asked, got.answered + got.omitted, got.not_reached) == (len(replies(log)), len(replies(log)), 0)
    assert (got.subject, got.year_group, got.ended_early, got.too_few) == ("numeracy-procedural", 4, False, False)
    assert (got.scale_version, got.bank_version, got.engine_version) == ("1", harness.bank.hash, ENGINE_VERSION)
    assert (got.adopted_share, got.provisional, got.rescored_at) == (0.0, True, None)
    early = found[joes]
    assert (early.ended_early, early.too_few, early.reason) == (True, True, "stopped by staff")
    assert (early.asked, early.answered, early.omitted, early.not_reached) == (4, 0, 3, 1)
    (row,) = rows(harness, cadis)
    assert opened_row(service.ring, "reported_results", row)["reported"]["theta"] == end.theta
    later = harness.clock.now + timedelta(days=365 * (service.settings.live_retention_years + 2))
    service.retention.run(later, clock_confirmed_by="Sian Rees")
    assert rows(harness, cadis) == rows(harness, joes) == []


def test_a_rescored_sitting_has_a_second_row_beside_the_first_and_a_false_row_shows(harness: ServiceHarness) -> None:
    cadis, joes = sat_to_the_end(harness), stopped(harness)
    service = harness.service
    with service.engine.begin() as connection:
        sitting = store.find(connection, cadis)
        assert sitting is not None
        rescore(harness, connection, sitting)
    first, second = rows(harness, cadis)
    (of_joe,) = rows(harness, joes)
    log = harness.log(cadis)
    latest, record = rescored(log), recorded(log)
    assert latest is not None
    assert isinstance(record, Recorded)
    with service.engine.begin() as connection:
        stored = latest_reported(connection, service.ring, [sitting])[cadis]
        found, _ = read_in(harness, connection, cadis)
    assert (stored.sha256, stored.result) == (record.reported_sha256, found[cadis])
    assert (found[cadis].theta, found[cadis].rescored_at) == (latest.theta, latest.at)

    mine = ROWS.sitting == cadis
    tamperings: dict[str, Callable[[Connection], object]] = {
        "deleted": lambda connection: connection.execute(delete(reported_results).where(mine)),
        "the later one deleted": lambda connection: connection.execute(
            delete(reported_results).where(mine, ROWS.revision == 2)
        ),
        "the first one put in its place": lambda connection: connection.execute(
            update(reported_results).where(mine, ROWS.revision == 2).values(payload=first["payload"])
        ),
        "another learner's": lambda connection: connection.execute(
            update(reported_results).where(mine, ROWS.revision == 2).values(payload=of_joe["payload"])
        ),
        "another key": lambda connection: connection.execute(
            update(reported_results).where(mine).values(key_id="0" * 16)
        ),
        "a third": lambda connection: connection.execute(insert(reported_results).values(second | {"revision": 3})),
    }
    for name, tampering in tamperings.items():
        with service.engine.connect() as connection, connection.begin() as transaction:
            tampering(connection)
            named = [
                (each.sitting, each.fault) for each in false_results(connection, service.ring, (), all_recorded=True)
            ]
            assert (name, named) == (name, [(cadis, ResultFault.REPORTED)])
            assert (name, *read_in(harness, connection, cadis, joes)[1]) == (name, cadis)
            transaction.rollback()
    with service.engine.connect() as connection, connection.begin() as transaction:
        tamperings["the later one deleted"](connection)
        record_2 = and_(EVENTS.sitting == cadis, EVENTS.sequence == len(log) - 1)
        connection.execute(delete(sitting_events).where(record_2))  # the first record names the first row
        assert [*read_in(harness, connection, cadis, joes)[1]] == [cadis]
        transaction.rollback()
    with service.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(delete(reported_results))
        without_rows(harness, connection, cadis)  # as a release before wrote it: the log says what was reported
        again, false = read_in(harness, connection, cadis)
        transaction.rollback()
    assert (again, false) == (found, set())


def rescore(harness: ServiceHarness, connection: Connection, sitting: Sitting) -> None:
    """Log what `mesur bank rescore` logs, under the same bank with all answers wrong."""
    ring = harness.service.ring
    log, key = logbook.log(connection, ring, sitting), ring.read(key_id(connection, sitting))
    wrong = Rescored(harness.clock(), harness.bank.hash, (0,) * len(replies(log)), -2.5, 0.9, "constant")
    logbook.append(connection, key, sitting, len(log), [wrong])
    record_result(
        connection, harness.service.ring, key, sitting, harness.clock(), BankCache({harness.bank.hash: harness.bank})
    )


def without_rows(harness: ServiceHarness, connection: Connection, sitting_id: UUID) -> None:
    sitting, ring = store.find(connection, sitting_id), harness.service.ring
    assert sitting is not None
    key = ring.read(key_id(connection, sitting))
    for sequence, record in logbook.records(connection, ring, sitting).items():
        assert isinstance(record, Recorded)
        logbook.replace_record(connection, key, sitting, sequence, replace(record, reported_sha256=""))


def key_id(connection: Connection, sitting: Sitting) -> str:
    programme = store.programme(connection, sitting.programme)
    assert programme is not None
    return programme.key_id
