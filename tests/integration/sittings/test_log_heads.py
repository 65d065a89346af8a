"""How far a sitting has got is noted outside the database: nobody puts it back and has it sat again unseen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update
from starlette.testclient import TestClient

from delivery_api.keys.encryption import Key
from delivery_api.lifecycle.log_noting import note_earlier_logs
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.privacy.person_rights import erase
from delivery_api.sittings.record.result_records import ResultFault
from delivery_api.sittings.record.result_verification import FalseResult
from delivery_api.sittings.storage.log_heads import head_notes
from delivery_api.sittings.storage.log_heads.head_files import HeadFiles, LogHead
from delivery_api.sittings.storage.log_heads.head_notes import head_files
from delivery_api.sittings.storage.tables import programmes, sitting_events, sittings
from delivery_api.sittings.values import Sitting
from tests.support.service_harness import DECISION, ServiceHarness, complete_sitting, put_response, response_body

YEAR = "2026-27"
EVENTS, ROWS = sitting_events.c, sittings.c


@dataclass
class Running:
    """A learner in the middle of a sitting, and an intruder who writes to the database without a key."""

    harness: ServiceHarness
    cadi: TestClient
    sitting: UUID
    item: dict[str, Any]
    answered: int = 0
    seen: list[str] = field(default_factory=list)

    def answer(self, count: int) -> None:
        for _ in range(count):
            body = response_body(self.item, None)
            self.seen.append(self.item["id"])
            self.item = put_response(self.cadi, self.sitting, self.item["position"], body).json()["next"]
            self.answered += 1

    def copied(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        with self.harness.service.engine.connect() as connection:
            events = select(sitting_events).where(EVENTS.sitting == self.sitting)
            row = connection.execute(select(sittings).where(ROWS.id == self.sitting)).mappings().one()
            return [dict(each) for each in connection.execute(events).mappings()], dict(row)

    def put_back(self, copy: tuple[list[dict[str, Any]], dict[str, Any]]) -> None:
        events, row = copy
        with self.harness.service.engine.begin() as connection:
            connection.execute(delete(sitting_events).where(EVENTS.sitting == self.sitting))
            if events:
                connection.execute(insert(sitting_events), events)
            connection.execute(update(sittings).where(ROWS.id == self.sitting).values(row))

    def elsewhere(self) -> TestClient:
        """The learner's other device, which reaches another worker."""
        browser = self.harness.browser_of_another_worker()
        browser.cookies.update(self.cadi.cookies)
        return browser

    def refusals(self) -> set[object]:
        """What the learner is told wherever they try to go on."""
        other, path = self.elsewhere(), f"/api/sittings/{self.sitting}"
        asked = (other.post(f"{path}/start"), other.post(f"{path}/take-over"), other.get(path))
        return {each.json().get("code", each.status_code) for each in asked}

    def named(self) -> set[tuple[UUID, ResultFault]]:
        return {(each.sitting, each.fault) for each in faults(self.harness) if isinstance(each, FalseResult)}


def faults(harness: ServiceHarness) -> list[object]:
    with harness.service.engine.begin() as connection:
        return list(verify_service(connection, harness.service, (), harness.clock.now))


@pytest.fixture
def attacked(harness: ServiceHarness) -> Iterator[ServiceHarness]:
    """A service in which, after the test, no sitting is left that does not verify: the others are replayed."""
    yield harness
    false = [each.sitting for each in faults(harness) if isinstance(each, FalseResult)]
    with harness.service.engine.begin() as connection:
        connection.execute(delete(sittings).where(ROWS.id.in_(false)))


@pytest.fixture
def running(attacked: ServiceHarness) -> Running:
    harness = attacked
    sitting, cadi = harness.assign("cadi"), harness.signed_in("cadi")
    item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
    return Running(harness, cadi, sitting, item)


def test_neither_a_worker_with_an_earlier_state_nor_what_staff_do_makes_up_for_what_was_put_back(
    running: Running,
) -> None:
    """Fault: the log was as long as before after four answers at another worker, or after a pause, and nothing told."""
    here, evans, path = running.cadi, running.harness.signed_in("evans"), f"/api/sittings/{running.sitting}"
    running.answer(2)
    copy, item = running.copied(), running.item
    running.cadi = running.elsewhere()
    running.answer(3)
    running.put_back(copy)
    answered = put_response(here, running.sitting, item["position"], response_body(item, None))
    assert (answered.status_code, answered.json()["code"]) == (409, "sitting_put_back")
    reason = {"reason": "A fire alarm"}
    assert evans.post(f"{path}/pause", json=reason).json()["code"] == "sitting_put_back"
    assert running.copied()[0] == copy[0]
    assert evans.post(f"{path}/discard", json=reason).status_code == 200


def test_a_running_sitting_that_is_put_back_does_not_go_on_and_is_named_and_staff_may_discard_it(
    running: Running,
) -> None:
    running.answer(2)
    copy = running.copied()
    running.answer(4)
    assert faults(running.harness) == []
    running.put_back(copy)
    waiting = response_body({"id": running.seen[2], "language": "en"}, None)
    again = put_response(running.elsewhere(), running.sitting, 3, waiting)
    assert (again.status_code, again.json()["code"]) == (409, "sitting_put_back")
    assert running.refusals() == {"sitting_put_back"}
    other = running.elsewhere()
    welsh = other.get(f"/api/sittings/{running.sitting}?lang=cy").json()
    assert welsh["title"] == "Dydy’r asesiad hwn ddim yn gallu mynd yn ei flaen"
    met = other.app.state.forged_rows._waiting  # becomes an alert
    assert {(each.table, each.learner) for each in met} == {("sittings", running.harness.people["cadi"])}
    assert running.named() == {(running.sitting, ResultFault.OLDER)}
    evans = running.harness.signed_in("evans")
    discarded = evans.post(f"/api/sittings/{running.sitting}/discard", json={"reason": "It was put back"})
    assert discarded.json()["state"] == "discarded"
    assert running.named() == {(running.sitting, ResultFault.OLDER)}
    running.harness.assign("cadi")
    (another,) = (each["id"] for each in running.cadi.get("/api/sittings").json()["sittings"])
    assert running.cadi.post(f"/api/sittings/{another}/start").json()["item"]["id"] not in running.seen[:3]


def test_one_sitting_that_cannot_be_read_hides_no_other(running: Running) -> None:
    running.answer(2)
    joes, joe = running.harness.assign("joe"), running.harness.signed_in("joe")
    complete_sitting(running.harness, joe, joes)
    with running.harness.service.engine.begin() as connection:
        here = (EVENTS.sitting == running.sitting, EVENTS.sequence == 1)
        connection.execute(update(sitting_events).where(*here).values(kind="x"))
        connection.execute(update(sittings).where(ROWS.id == joes).values(design_name="other"))
    assert running.named() == {(running.sitting, ResultFault.UNKNOWN), (joes, ResultFault.ROW)}


def test_a_process_that_is_killed_between_commit_and_note_accuses_nobody(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.answer(1)
    with monkeypatch.context() as killed:
        killed.setattr(head_notes, "try_to", lambda _note: None)
        running.answer(2)
    assert faults(running.harness) == []
    shown = running.elsewhere().post(f"/api/sittings/{running.sitting}/take-over")
    assert shown.json()["item"]["position"] == running.item["position"]
    assert faults(running.harness) == []
    folder = head_files(running.harness.service.ring).folder / YEAR
    content, key = b"".join(file.read_bytes() for file in folder.glob("???")), key_of(running.harness, YEAR)
    assert len(content) == 32
    assert running.sitting.bytes not in content
    assert key.id_of(content[:16]) == running.sitting
    require_nothing_noted_of_what_is_taken_back(running, key)


def require_nothing_noted_of_what_is_taken_back(running: Running, key: Key) -> None:
    files, sitting = head_files(running.harness.service.ring), Sitting(YEAR, running.sitting, None, None, "", None)
    before = files.head(YEAR, key.tag_of(running.sitting))
    with running.harness.service.engine.connect() as connection:
        with connection.begin() as transaction:
            head_notes.note_head(connection, key, sitting, LogHead(50, b"n" * 12))
            transaction.rollback()
        with connection.begin(), suppress(ZeroDivisionError), connection.begin_nested():
            head_notes.note_head(connection, key, sitting, LogHead(60, b"n" * 12))
            raise ZeroDivisionError
    assert before is not None
    assert files.head(YEAR, key.tag_of(running.sitting)) == before


def test_a_restored_database_is_noted_as_it_was_restored(running: Running) -> None:
    running.answer(1)
    copy = running.copied()
    running.answer(2)
    running.put_back(copy)  # as a backup would
    open_restored(running.harness.service, None, running.harness.clock())
    assert faults(running.harness) == []
    shown = running.elsewhere().post(f"/api/sittings/{running.sitting}/take-over").json()
    assert shown["item"]["position"] == 2
    earlier = running.copied()
    other = running.elsewhere()
    answer = put_response(other, running.sitting, 2, response_body(shown["item"], None))
    assert answer.status_code == 200
    running.put_back(earlier)
    assert running.named() == {(running.sitting, ResultFault.OLDER)}


def test_logs_of_a_release_that_noted_none_are_noted_once(running: Running) -> None:
    service = running.harness.service
    head_files(service.ring).remove_all()
    running.answer(3)
    assert not head_files(service.ring).folder.exists()
    assert note_earlier_logs(service.engine, service.ring) == 1
    assert note_earlier_logs(service.engine, service.ring) == 0
    copy = running.copied()
    running.answer(1)
    running.put_back(copy)
    assert running.named() == {(running.sitting, ResultFault.OLDER)}


def test_finished_sittings_of_a_trial_that_are_deleted_or_cut_are_named(attacked: ServiceHarness) -> None:
    harness = attacked
    trial = harness.create_trial("Derwen")
    for name in ("cadi", "joe"):
        browser = harness.signed_in(name)
        (own,) = (each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"])
        complete_sitting(harness, browser, UUID(own["id"]))
    assert faults(harness) == []
    with harness.service.engine.begin() as connection:
        first, second = connection.scalars(select(ROWS.id).where(ROWS.programme == trial).order_by(ROWS.id))
        connection.execute(delete(sitting_events).where(EVENTS.sitting == first))
        connection.execute(delete(sittings).where(ROWS.id == first))
        last = connection.scalars(select(EVENTS.sequence).where(EVENTS.sitting == second).order_by(EVENTS.sequence))
        cut = list(last)[-3]
        connection.execute(delete(sitting_events).where(EVENTS.sitting == second, EVENTS.sequence >= cut))
        connection.execute(update(sittings).where(ROWS.id == second).values(state="started"))
    found = {(each.sitting, each.fault) for each in faults(harness) if isinstance(each, FalseResult)}
    assert found == {(first, ResultFault.GONE), (second, ResultFault.OLDER)}


def test_who_is_erased_leaves_nobody_accused_and_a_late_note_brings_nothing_back(running: Running) -> None:
    harness, service = running.harness, running.harness.service
    complete_sitting(harness, joe := harness.signed_in("joe"), joes := harness.assign("joe"))
    assert joe.get(f"/api/sittings/{joes}").status_code == 200
    with service.engine.begin() as connection:
        erase(connection, service.ring, service.ledger, harness.people["joe"], DECISION, harness.clock())
    assert faults(harness) == []
    files, tag = head_files(service.ring), key_of(harness, YEAR).tag_of(running.sitting)
    files.forget(YEAR, tag)
    files.note_gone(YEAR, tag)
    files.note(YEAR, tag, LogHead(7, b"n" * 12))
    assert files.head(YEAR, tag) is None
    assert tag not in files.heads(YEAR)


def key_of(harness: ServiceHarness, programme: str) -> Key:
    with harness.service.engine.connect() as connection:
        return harness.service.ring.read(
            connection.scalars(select(programmes.c.key_id).where(programmes.c.id == programme)).one()
        )


def test_a_note_goes_on_and_never_back_and_its_place_is_used_again(tmp_path: Any) -> None:
    files, one, other = HeadFiles(tmp_path), b"\0" * 15 + b"a", b"\0" * 15 + b"b"
    files.note("t", one, LogHead(3, b"3" * 12))
    assert files.head("t", one) is None  # the programme is not noted yet
    files.begin("t")
    for events in (3, 5, 4):
        files.note("t", one, LogHead(events, str(events).encode() * 12))
    files.note("t", one, LogHead(5, b"x" * 12))
    assert files.head("t", one) == (5, b"5" * 12)
    files.note("t", one, LogHead(5, b"x" * 12), anew=True)
    files.note("t", other, LogHead(1, b"1" * 12))
    assert files.heads("t") == {one: (5, b"x" * 12), other: (1, b"1" * 12)}
    files.forget("t", one)
    files.note("t", b"\0" * 15 + b"c", LogHead(2, b"2" * 12))
    assert len((tmp_path / "t" / "000").read_bytes()) == 64
    files.remove("t")
    assert files.heads("t") == {}
