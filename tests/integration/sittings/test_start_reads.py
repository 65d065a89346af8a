"""What a sitting reads when it starts cannot be changed for a moment, so that known questions come again unseen."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, insert, select, true, update
from starlette.testclient import TestClient

from delivery_api.alerts.forged_row_alerts import ForgedRowMet
from delivery_api.bank.item_status_changes import approve, withdraw
from delivery_api.bank.service import put_in_use
from delivery_api.bank.tables import banks_in_use, item_statuses
from delivery_api.keys.tables import keys_table
from delivery_api.lifecycle.log_noting import note_earlier_logs
from delivery_api.lifecycle.restored_service import open_restored
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.privacy.person_rights import erase, rectify
from delivery_api.sittings.conducting.staff_actions import StaffAction, hand_over, move
from delivery_api.sittings.record.event_types import Presented, Quarantined, started
from delivery_api.sittings.record.items_seen import items_seen
from delivery_api.sittings.record.result_verification import FalseResult
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.log_heads import head_notes
from delivery_api.sittings.storage.log_heads.head_files import HeadFiles
from delivery_api.sittings.storage.log_heads.head_notes import learner_files
from delivery_api.sittings.storage.log_heads.learner_notes import noted_of_learner
from delivery_api.sittings.storage.tables import bookings, sitting_events, sittings
from delivery_api.sittings.values import Sitting, SittingState
from itembank import ItemStatus
from reports.feedback.sitting_results import FEWEST_SCORED
from tests.support.service_harness import (
    DECISION,
    SUBJECT,
    ServiceHarness,
    complete_sitting,
    put_response,
    response_body,
    sign_in,
)

EVENTS, ROWS = sitting_events.c, sittings.c
Change = Callable[[Any, UUID], None]
UNPINNED = dict.fromkeys(("bank_version", "design", "design_name", "seed", "engine_version"))


@dataclass
class Learner:
    """A learner who has sat one assessment, and has the next one before them."""

    harness: ServiceHarness
    name: str
    browser: TestClient
    first: UUID
    next: UUID

    @property
    def id(self) -> UUID:
        return self.harness.people[self.name]

    def sitting(self, connection: Connection, sitting: UUID) -> Sitting:
        found = store.find(connection, sitting)
        assert found is not None
        return found

    def shown(self, sitting: UUID) -> list[str]:
        return [event.item for event in self.harness.log(sitting) if isinstance(event, Presented)]

    def start(self) -> Any:
        return self.browser.post(f"/api/sittings/{self.next}/start")

    def told(self) -> set[ForgedRowMet]:
        """Of what alerts are waiting."""
        return told(self.browser)


def told(browser: TestClient) -> set[ForgedRowMet]:
    waiting: set[ForgedRowMet] = browser.app.state.forged_rows._waiting  # type: ignore[attr-defined]
    return waiting


def learner(harness: ServiceHarness, name: str, answers: int | None = None) -> Learner:
    """A learner who answers a whole assessment, or some questions until staff end it."""
    browser = harness.signed_in(name)
    first = assigned(harness, browser, name)
    if answers is None:
        complete_sitting(harness, browser, first)
    else:
        item = browser.post(f"/api/sittings/{first}/start").json()["item"]
        for position in range(1, answers + 1):
            item = put_response(browser, first, position, response_body(item, None)).json()["next"]
        ended = harness.signed_in("evans").post(f"/api/sittings/{first}/finish", json={"reason": "A fire alarm"})
        assert ended.status_code == 200
    return Learner(harness, name, browser, first, assigned(harness, browser, name))


def assigned(harness: ServiceHarness, browser: TestClient, name: str) -> UUID:
    """The sitting that waits for a learner, assigned now."""
    harness.assign(name)
    (waiting,) = (each["id"] for each in browser.get("/api/sittings").json()["sittings"] if each["state"] == "assigned")
    return UUID(waiting)


def faults(harness: ServiceHarness) -> list[object]:
    with harness.service.engine.begin() as connection:
        return list(verify_service(connection, harness.service, (), harness.clock.now))


@contextmanager
def for_a_moment(harness: ServiceHarness, change: Change, sitting: UUID) -> Iterator[None]:
    """An intruder, with the database alone, changes what is about a sitting, and puts it back."""
    engine = harness.service.engine
    about = {sittings: ROWS.id == sitting, sitting_events: EVENTS.sitting == sitting, keys_table: true()}
    with engine.begin() as connection:
        before = {
            table: [dict(row) for row in connection.execute(select(table).where(where)).mappings()]
            for table, where in about.items()
        }
        change(connection, sitting)
    yield
    with engine.begin() as connection:
        for table, where in about.items():
            connection.execute(delete(table).where(where))
            connection.execute(insert(table), before[table])


def cut_showings(connection: Any, first: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == first, EVENTS.kind == "presented"))


def cut_end(connection: Any, first: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == first, EVENTS.sequence > 3))


def delete_whole(connection: Any, first: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == first))
    connection.execute(delete(sittings).where(ROWS.id == first))


def delete_with_key(connection: Any, first: UUID) -> None:
    delete_whole(connection, first)
    connection.execute(delete(keys_table).where(keys_table.c.purpose.startswith("programme:")))


def delete_behind_a_made_up_key(connection: Any, first: UUID) -> None:
    """The key of the notes seems to be one whose file is missing."""
    delete_whole(connection, first)
    key = dict(
        connection.execute(select(keys_table).where(keys_table.c.purpose == "programme:2026-27")).mappings().one()
    )
    later = key["created_at"] + timedelta(days=400)
    connection.execute(insert(keys_table), [key | {"id": key["id"][::-1], "created_at": later}])


def alter_events(connection: Any, first: UUID) -> None:
    connection.execute(update(sitting_events).where(EVENTS.sitting == first).values(payload=b"\0" * 600))


def rename_showings(connection: Any, first: UUID) -> None:
    showings = (EVENTS.sitting == first, EVENTS.kind == "presented")
    connection.execute(update(sitting_events).where(*showings).values(kind="moved"))


CUTS = (
    cut_showings,
    cut_end,
    delete_whole,
    delete_with_key,
    delete_behind_a_made_up_key,
    alter_events,
    rename_showings,
)


def unpin(connection: Any, first: UUID) -> None:
    connection.execute(update(sittings).where(ROWS.id == first).values(**UNPINNED))


def delete_row(connection: Any, first: UUID) -> None:
    connection.execute(delete(sittings).where(ROWS.id == first))


def called_set_aside(connection: Any, first: UUID) -> None:
    connection.execute(update(sittings).where(ROWS.id == first).values(state="discarded", **UNPINNED))


def state_of(state: str) -> Change:
    def change(connection: Any, sitting: UUID) -> None:
        connection.execute(update(sittings).where(ROWS.id == sitting).values(state=state))

    return change


def test_no_question_comes_again_because_an_earlier_sitting_was_hidden_while_the_next_one_starts(
    harness: ServiceHarness,
) -> None:
    """Fault: 8 to 14 of 30 questions came again, and nothing told of it once everything was put back."""
    sat = learner(harness, "cadi")
    for verb in ("absent", "reinstate"):  # then its own log tells under which key it is
        moved = harness.signed_in("evans").post(f"/api/sittings/{sat.next}/{verb}", json={"reason": "not_in_school"})
        assert moved.status_code == 200, moved.text
    for cut in CUTS:
        with for_a_moment(harness, cut, sat.first):
            refused = sat.start()
        assert refused.status_code in (409, 503), (cut.__name__, refused.text)
    assert ForgedRowMet("sittings", sat.id) in sat.told()
    sat.told().clear()
    with for_a_moment(harness, unpin, sat.first):
        started = sat.start()
    assert started.status_code == 200, started.text
    assert ForgedRowMet("sittings", sat.id) in sat.told()
    complete_sitting(harness, sat.browser, sat.next)
    assert not set(sat.shown(sat.first)).intersection(sat.shown(sat.next))
    assert faults(harness) == []


def test_what_was_seen_is_known_of_last_year_too_and_whoever_is_erased_is_forgotten(harness: ServiceHarness) -> None:
    """Fault: an earlier sitting counted only if its row said whose it was and what it was pinned to."""
    sat = learner(harness, "cadi", answers=3)
    seen, service = frozenset(sat.shown(sat.first)), harness.service
    a_year_later = harness.clock.now + timedelta(days=300)
    for hide in (unpin, delete_row, called_set_aside):
        with service.engine.connect() as connection, connection.begin() as transaction:
            hide(connection, sat.first)
            known = items_seen(connection, service.ring, sat.sitting(connection, sat.next), a_year_later)
            transaction.rollback()
        assert frozenset(known) == seen, hide.__name__
    with service.engine.begin() as connection:
        erase(connection, service.ring, service.ledger, sat.id, DECISION, harness.clock())
        assert noted_of_learner(connection, service.ring, "2026-27", sat.id) == frozenset()
    folder = learner_files(service.ring).folder / "2026-27" / "learners"
    assert {file.read_bytes().strip(b"\0") for file in folder.iterdir()} == {b""}
    assert faults(harness) == []


def test_a_sitting_that_is_handed_over_is_known_of_the_learner_who_took_it(harness: ServiceHarness) -> None:
    sat, service, joe = learner(harness, "cadi", answers=3), harness.service, harness.people["joe"]
    joes, years, seen = harness.assign("joe"), ("2026-27",), frozenset(sat.shown(sat.first))
    with service.engine.begin() as connection:
        by = StaffAction(harness.people["evans"], harness.clock(), "Joe sat it")
        hand_over(connection, service.ring, sat.sitting(connection, sat.first), joe, by, 2)
    with service.engine.connect() as connection, connection.begin() as transaction:
        assert [noted_of_learner(connection, service.ring, *years, each) for each in (sat.id, joe)] == [
            frozenset(),
            frozenset({sat.first}),
        ]
        delete_row(connection, sat.first)
        waiting = sat.sitting(connection, joes)
        assert frozenset(items_seen(connection, service.ring, waiting, harness.clock())) == seen
        transaction.rollback()


def test_staff_may_set_aside_an_earlier_sitting_that_was_cut_and_the_next_one_starts(harness: ServiceHarness) -> None:
    for name, cut in (("cadi", cut_showings), ("joe", cut_end)):
        sat = learner(harness, name, answers=3)
        with harness.service.engine.begin() as connection:
            cut(connection, sat.first)
        refused = sat.start()
        assert (refused.status_code, refused.json()["code"]) == (409, "earlier_sitting_cut")
        welsh = sat.browser.post(f"/api/sittings/{sat.next}/start?lang=cy").json()
        assert welsh["title"] == "Dydy’r asesiad hwn ddim yn gallu dechrau am y tro"
        practice = sat.browser.post("/api/practice/sittings").json()["sitting"]["id"]
        assert sat.browser.post(f"/api/sittings/{practice}/start").json()["item"]["position"] == 1
        with harness.service.engine.begin() as connection:
            by = StaffAction(harness.people["evans"], harness.clock(), "It was cut")
            earlier = sat.sitting(connection, sat.first)
            move(connection, harness.service.ring, earlier, SittingState.DISCARDED, by)
        assert sat.start().status_code == 200
        assert sat.first in {each.sitting for each in faults(harness) if isinstance(each, FalseResult)}
        with harness.service.engine.begin() as connection:
            delete_whole(connection, sat.first)  # it could not be replayed


def test_a_process_that_is_killed_before_it_notes_a_start_and_a_restore_accuse_nobody(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(head_notes, "try_to", lambda _note: None)
        sat = learner(harness, "cadi", answers=3)
    service, seen = harness.service, frozenset(sat.shown(sat.first))
    for again in (False, True):
        if again:
            open_restored(service, None, harness.clock())  # what was begun is noted from the database
        with service.engine.connect() as connection, connection.begin() as transaction:
            assert (sat.first in noted_of_learner(connection, service.ring, "2026-27", sat.id)) is again
            waiting = sat.sitting(connection, sat.next)
            assert frozenset(items_seen(connection, service.ring, waiting, harness.clock())) == seen
            transaction.rollback()
    assert sat.start().status_code == 200
    assert not sat.told()
    assert faults(harness) == []


def test_a_learner_goes_on_and_starts_again_while_the_notes_cannot_be_written_or_are_away(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", refuse)
        sat = learner(harness, "cadi", answers=3)
    assert sat.start().status_code == 200
    begun = started(harness.log(sat.next))
    assert begun is not None
    assert set(begun.unavailable) == set(sat.shown(sat.first))
    shutil.rmtree(learner_files(harness.service.ring).folder)
    joe = learner(harness, "joe", answers=3)
    assert note_earlier_logs(harness.service.engine, harness.service.ring) > 0
    assert joe.start().status_code == 200
    assert not sat.told() | joe.told()
    assert faults(harness) == []


def test_a_learner_is_asked_to_wait_while_the_service_may_not_read_its_notes(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "sitting-logs")

    sat = learner(harness, "cadi", answers=3)
    with monkeypatch.context() as unreadable:
        unreadable.setattr(HeadFiles, "head", refuse)
        answer = sat.start()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"]
    assert sat.start().status_code == 200


def test_no_sitting_starts_that_staff_have_not_let_start_and_none_goes_on_while_it_is_paused(
    harness: ServiceHarness,
) -> None:
    """Fault: with another state in its row for a moment, a learner sat what was set aside, or answered in a pause."""
    cadi, evans, why = harness.signed_in("cadi"), harness.signed_in("evans"), {"reason": "A fire alarm"}
    for verb, false_state in (("disapply", "assigned"), ("reinstate", "disapplied"), ("pause", "started")):
        sitting = harness.assign("cadi")  # the same one until it ends
        if verb == "pause":
            item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
        assert evans.post(f"/api/sittings/{sitting}/{verb}", json=why).status_code == 200
        with for_a_moment(harness, state_of(false_state), sitting):
            start = cadi.post(f"/api/sittings/{sitting}/start")
            if verb == "pause":
                answer = put_response(cadi, sitting, 1, response_body(item, None))
                assert (answer.status_code, answer.json()["code"]) == (409, "sitting_put_back")
        assert verb == "reinstate" or (start.status_code, start.json()["code"]) == (409, "sitting_put_back")
        assert verb != "reinstate" or start.json()["item"] is None
    assert faults(harness) == []


def test_no_sitting_starts_outside_its_window_because_its_booking_is_away(harness: ServiceHarness) -> None:
    """Fault: a sitting whose booking was deleted for a moment started on any day, and without its time limit."""
    evans, cadi = harness.signed_in("evans"), harness.signed_in("cadi")
    later = harness.clock.now.date() + timedelta(days=7)
    window = {"opens_on": later.isoformat(), "closes_on": later.isoformat(), "minutes": 20}
    assert evans.post(f"/api/classes/{harness.classes['Derwen']}/sittings", json=window).status_code == 201
    (own,) = cadi.get("/api/sittings").json()["sittings"]
    assert cadi.post(f"/api/sittings/{own['id']}/start").json()["code"] == "not_open_yet"
    with harness.service.engine.begin() as connection:
        (booking,) = (dict(row) for row in connection.execute(select(bookings)).mappings())
        connection.execute(delete(bookings))
    refused = cadi.post(f"/api/sittings/{own['id']}/start")
    assert (refused.status_code, refused.json()["code"]) == (403, "row_forged")
    with harness.service.engine.begin() as connection:
        connection.execute(insert(bookings), [booking])
    assert cadi.post(f"/api/sittings/{own['id']}/start").json()["code"] == "not_open_yet"
    assert faults(harness) == []


def test_nobody_chooses_the_questions_by_withdrawing_the_others_for_a_moment(harness: ServiceHarness) -> None:
    """Fault: whatever an intruder called withdrawn was logged as that, and only what they had left was asked."""
    item = harness.bank.items[-1].id
    with harness.service.engine.begin() as connection:
        approve(connection, harness.bank, DECISION, harness.clock())
        withdraw(connection, item, ItemStatus.QUARANTINED, DECISION, harness.clock())
    cadi, sitting = harness.signed_in("cadi"), harness.assign("cadi")
    for step in ("start", "answer"):
        with harness.service.engine.begin() as connection:
            before = [dict(row) for row in connection.execute(select(item_statuses)).mappings()]
            connection.execute(update(item_statuses).values(status=ItemStatus.QUARANTINED.value))
        if step == "start":
            waiting = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
        else:
            assert put_response(cadi, sitting, 1, response_body(waiting, None)).json()["next"] is not None
        with harness.service.engine.begin() as connection:
            connection.execute(delete(item_statuses))
            connection.execute(insert(item_statuses), before)
    named = {name for event in harness.log(sitting) if isinstance(event, Quarantined) for name in event.items}
    assert named <= {item}
    assert ForgedRowMet("item_statuses") in told(cadi)
    assert faults(harness) == []


def test_an_earlier_year_group_or_bank_that_is_put_back_while_a_sitting_starts_is_told_of(
    harness: ServiceHarness,
) -> None:
    """Fault: a row that was genuine once let a sitting start by it, and nothing told once it was away again."""
    service, sitting, cadi = harness.service, harness.assign("cadi"), harness.signed_in("cadi")
    earlier: dict[Any, Any] = {}
    with service.engine.begin() as connection:
        for table in (sittings, banks_in_use):
            earlier[table] = dict(connection.execute(select(table)).mappings().one())
    with service.engine.begin() as connection:
        rectify(connection, service.ring, harness.people["cadi"], harness.clock(), year_group=6)
        put_in_use(connection, harness.bank, SUBJECT, harness.clock())
    with service.engine.begin() as connection:
        for table, row in earlier.items():
            connection.execute(update(table).values(row))
    assert cadi.post(f"/api/sittings/{sitting}/start").status_code == 200
    assert told(cadi) == {ForgedRowMet("sittings", harness.people["cadi"]), ForgedRowMet("banks_in_use")}
    joe, joes = harness.browser_of_another_worker(), harness.assign("joe")
    with service.engine.begin() as connection:
        put_in_use(connection, harness.bank, SUBJECT, harness.clock())
    sign_in(joe, "joe")
    assert joe.post(f"/api/sittings/{joes}/start").status_code == 200
    assert told(joe) == set()


def test_nobody_is_given_a_third_sitting_while_the_first_two_are_hidden(harness: ServiceHarness) -> None:
    """Fault: whoever deleted a learner's rows for a moment had them given one more."""
    cadi, path = harness.people["cadi"], f"/api/classes/{harness.classes['Derwen']}/sittings"
    evans, firsts = harness.signed_in("evans"), []
    for _ in range(2):
        sat = learner(harness, "cadi", answers=FEWEST_SCORED)
        firsts.append(sat.first)
        with harness.service.engine.begin() as connection:
            store.delete_unstarted(connection, sat.sitting(connection, sat.next))
    for hide in (delete_row, delete_whole, cut_end):
        with for_a_moment(harness, hide, firsts[0]), for_a_moment(harness, hide, firsts[1]):
            given = evans.post(path, json={})
        assert given.status_code == (201 if hide is delete_row else 409), given.text  # the others get theirs
        with harness.service.engine.begin() as connection:
            states = [each.state for each in store.of_learners(connection, [cadi])]
        assert states == ["completed", "completed"], hide.__name__
    assert faults(harness) == []
