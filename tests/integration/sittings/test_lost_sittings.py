"""A database that was put back by hand has lost sittings: their learners start again once a named person says so."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, event, select, update

from delivery_api.audit.tables import audit_table
from delivery_api.commands import audit, restore, sitting
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.lifecycle.service_verification import verify_service
from delivery_api.sittings.conducting import monitor_routes
from delivery_api.sittings.conducting.staff_actions import StaffAction, move
from delivery_api.sittings.record.lost_sittings import lost_sittings
from delivery_api.sittings.record.result_records import ResultFault
from delivery_api.sittings.record.result_verification import FalseResult
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.log_heads import head_notes
from delivery_api.sittings.storage.log_heads.learner_files import LearnerFiles
from delivery_api.sittings.storage.tables import sitting_events, sittings
from delivery_api.sittings.values import SittingState
from tests.support.command_runner import CommandRunner
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.rolled_back_database import copied_aside
from tests.support.service_harness import ServiceHarness, put_response, response_body

EVENTS = sitting_events.c
DECIDED = ("--by", "A. Rees", "--reason", "The volume was put back to Tuesday")


@dataclass
class Service:
    """A service whose database can be put back to how it was before anybody sat."""

    harness: ServiceHarness
    put_back: Callable[[], None] = lambda: None

    def sit(self, name: str, answers: int = 3) -> UUID:
        """A learner starts a sitting and answers some questions."""
        sitting, browser = self.given(name), self.harness.signed_in(name)
        item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
        for position in range(1, answers + 1):
            item = put_response(browser, sitting, position, response_body(item, None)).json()["next"]
        return sitting

    def given(self, name: str) -> UUID:
        """The sitting that waits for a learner, assigned if there is none."""
        self.harness.assign(name)
        mine = self.harness.signed_in(name).get("/api/sittings").json()["sittings"]
        (waiting,) = (each["id"] for each in mine if each["state"] == "assigned" and not each["practice"])
        return UUID(waiting)

    def start(self, name: str, sitting: UUID, lang: str = "en") -> Any:
        return self.harness.signed_in(name).post(f"/api/sittings/{sitting}/start?lang={lang}")

    def monitor(self, name: str, lang: str = "en") -> str:
        page = self.harness.signed_in(name).get(f"/classes/{self.harness.classes['Derwen']}/monitor?lang={lang}")
        assert page.status_code == 200, page.text
        return page.text

    def false_results(self) -> set[tuple[UUID, ResultFault]]:
        with self.harness.service.engine.begin() as connection:
            found = list(verify_service(connection, self.harness.service, (), self.harness.clock.now))
        return {(each.sitting, each.fault) for each in found if isinstance(each, FalseResult)}


@pytest.fixture
def attacked(harness: ServiceHarness) -> Iterator[ServiceHarness]:
    """A service in which, after the test, no sitting is left that does not verify: the others are replayed."""
    add_people_of_all_roles(harness)
    yield harness
    with harness.service.engine.begin() as connection:
        found = list(verify_service(connection, harness.service, (), harness.clock.now))
        false = [each.sitting for each in found if isinstance(each, FalseResult)]
        connection.execute(delete(sittings).where(sittings.c.id.in_(false)))


@pytest.fixture
def service(
    request: pytest.FixtureRequest, harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    monkeypatch.setattr(sitting, "clock", harness.clock)
    monkeypatch.setattr(restore, "clock", harness.clock)
    monkeypatch.setattr(audit, "clock", harness.clock)
    add_people_of_all_roles(harness)
    with copied_aside(harness, lambda: request.getfixturevalue("postgres")) as put_back:
        yield Service(harness, put_back)


def test_a_learner_whose_sitting_was_lost_with_the_database_starts_again_when_the_operator_has_given_it_up(
    service: Service,
) -> None:
    """Fault: the learner was refused for two school years, and only a decision record named a way out."""
    harness, run = service.harness, CommandRunner(service.harness)
    lost, of_joe = service.sit("cadi"), service.sit("joe")
    service.put_back()
    waiting, joes = service.given("cadi"), service.given("joe")

    refused = service.start("cadi", waiting)
    assert (refused.status_code, refused.json()["code"]) == (409, "earlier_sitting_cut")
    assert "You have done nothing wrong" in refused.json()["detail"]
    assert "Dwyt ti ddim wedi gwneud dim o’i le" in service.start("cadi", waiting, "cy").json()["detail"]
    for staff in ("evans", "head"):
        page = service.monitor(staff)
        assert "Cadi Morgan</b>: An earlier assessment of theirs is no longer there" in page
        assert str(lost) in page
        assert "Rhif yr asesiad yw " in service.monitor(staff, "cy")

    verified = run("audit", "verify")
    assert verified.exit_code == 1
    assert f"Sitting {lost} (2026-27): it was deleted." in verified.stdout
    assert "`mesur sitting missing`" in verified.stdout
    listed = run("sitting", "missing")
    assert listed.exit_code == 1
    assert {str(lost), str(of_joe), str(harness.people["cadi"])} <= set(listed.stdout.split())

    unsigned = run("sitting", "lost", str(lost), "--by", "", "--reason", "", "--yes")
    assert unsigned.exit_code == 2
    there = run("sitting", "lost", str(waiting), *DECIDED, "--yes")
    assert there.exit_code == 2
    assert str(waiting) in there.stderr
    assert run("sitting", "lost", str(lost), *DECIDED, answer="n\n").exit_code == 1
    assert service.start("cadi", waiting).status_code == 409
    given_up = run("sitting", "lost", str(lost), *DECIDED, "--yes")
    assert given_up.exit_code == 0, given_up.output

    assert service.start("cadi", waiting).status_code == 200
    assert service.start("joe", joes).status_code == 409  # nobody has answered for his
    assert "Cadi Morgan</b>" not in service.monitor("evans")
    assert service.false_results() == {(of_joe, ResultFault.GONE)}
    assert "A learner’s sitting is missing from the database" in harness.signed_in("head").get("/alerts?lang=en").text
    (entry,) = harness.service.ledger.entries_of(EntryKind.DECIDED)
    assert entry.facts is not None
    assert (entry.facts["by"], entry.facts["sittings"]) == ("A. Rees", [str(lost)])
    with harness.service.engine.begin() as connection:
        told = select(audit_table.c.learner).where(audit_table.c.thing == str(lost))
        assert harness.people["cadi"] in set(connection.scalars(told))
    assert run("sitting", "lost", "--all", *DECIDED, "--yes").exit_code == 0
    assert service.start("joe", joes).status_code == 200
    assert run("sitting", "missing").exit_code == 0


def test_opening_a_database_that_was_put_back_by_hand_says_how_many_sittings_it_has_lost(service: Service) -> None:
    run = CommandRunner(service.harness)
    service.sit("cadi")
    service.put_back()
    waiting = service.given("cadi")
    opened = run("restore", "service")
    assert opened.exit_code == 0, opened.output
    assert "Begun after this backup, and lost: 1 sitting" in opened.stdout
    assert service.start("cadi", waiting).status_code == 200
    assert run("audit", "verify").exit_code == 0
    (entry,) = service.harness.service.ledger.entries_of(EntryKind.RESTORED)
    assert entry.facts is not None
    assert entry.facts["lost_sittings"] == 1


def cut(connection: Connection, sitting: UUID) -> None:
    connection.execute(delete(sitting_events).where(EVENTS.sitting == sitting, EVENTS.sequence > 2))


def alter(connection: Connection, sitting: UUID) -> None:
    connection.execute(update(sitting_events).where(EVENTS.sitting == sitting).values(payload=b"\0" * 600))


def test_staff_see_on_their_page_which_earlier_assessment_was_changed_and_set_it_aside_there(
    attacked: ServiceHarness,
) -> None:
    """Fault: learners were sent to their teacher, none of whose pages had a way to an earlier sitting, or opened."""
    service = Service(attacked)
    earlier = service.sit("cadi")
    evans = attacked.signed_in("evans")
    assert evans.post(f"/api/sittings/{earlier}/finish", json={"reason": "A fire alarm"}).status_code == 200
    waiting = service.given("cadi")
    assert "done nothing wrong" not in service.monitor("evans")
    with attacked.service.engine.begin() as connection:
        alter(connection, earlier)
    assert service.start("cadi", waiting).status_code == 409
    assert attacked.signed_in("cadi").get("/").status_code == 200
    page = service.monitor("evans")
    assert "Cadi Morgan</b>: An earlier assessment of theirs was changed where it is kept" in page
    form = {"act": "discard", "sitting": str(earlier), "reason": "It was changed"}
    assert f'value="{earlier}"' in page
    done = evans.post(f"/classes/{attacked.classes['Derwen']}/monitor?lang=en", data=form)
    assert (done.status_code, "/confirmations" in done.headers["location"]) == (303, True)
    head, shown = attacked.signed_in("head"), attacked.signed_in("head").get("/confirmations?lang=en")
    assert shown.status_code == 200
    act = re.search(r'name="act" value="([^"]+)"', shown.text)
    assert act
    head.post("/confirmations", data={"act": act[1], "decision": "confirm"})
    assert "done nothing wrong" not in service.monitor("evans")
    assert service.start("cadi", waiting).status_code == 200


def test_an_assessment_that_was_assigned_before_and_begun_after_the_copy_is_set_aside_on_the_staffs_page(
    request: pytest.FixtureRequest, attacked: ServiceHarness
) -> None:
    service, waiting = Service(attacked), attacked.assign("cadi")
    with copied_aside(attacked, lambda: request.getfixturevalue("postgres")) as put_back:
        assert service.sit("cadi") == waiting
        put_back()
    assert service.start("cadi", waiting).json()["code"] == "sitting_put_back"
    assert "Cadi Morgan</b>: Part of their assessment is missing, so they cannot go on." in service.monitor("evans")
    form = {"act": "discard", "sitting": str(waiting), "reason": "The volume was put back"}
    evans = attacked.signed_in("evans")
    assert evans.post(f"/classes/{attacked.classes['Derwen']}/monitor?lang=en", data=form).status_code == 303
    assert service.start("cadi", service.given("cadi")).status_code == 200


def test_a_process_that_is_killed_while_staff_set_a_cut_assessment_aside_leaves_no_learner_waiting(
    attacked: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: set aside, and noted to have begun: the learner was refused, and nobody could set it aside again."""
    service = Service(attacked)
    earlier = service.sit("cadi")
    with attacked.service.engine.begin() as connection:
        cut(connection, earlier)
    with monkeypatch.context() as killed:
        killed.setattr(head_notes, "try_to", lambda _note: None)  # what is noted after the commit never is
        with attacked.service.engine.begin() as connection:
            found = store.find(connection, earlier)
            assert found is not None
            by = StaffAction(attacked.people["evans"], attacked.clock(), "It was cut")
            move(connection, attacked.service.ring, found, SittingState.DISCARDED, by)
    assert service.start("cadi", service.given("cadi")).status_code == 200


def test_staff_set_a_cut_assessment_aside_again_where_what_is_noted_of_it_could_not_be_changed(
    attacked: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "learners")

    service, evans = Service(attacked), attacked.signed_in("evans")
    earlier = service.sit("cadi")
    with attacked.service.engine.begin() as connection:
        cut(connection, earlier)
    with monkeypatch.context() as failing:
        failing.setattr(LearnerFiles, "forget", refuse)
        refused = evans.post(f"/api/sittings/{earlier}/discard", json={"reason": "It was cut"})
    assert (refused.status_code, refused.headers.get("retry-after") is not None) == (503, True)
    assert evans.post(f"/api/sittings/{earlier}/discard", json={"reason": "It was cut"}).status_code == 200
    assert service.start("cadi", service.given("cadi")).status_code == 200


@dataclass
class AlarmedClass:
    """A class in which Cadi and Joe answer, and whose teacher has the buttons for all of them."""

    service: Service
    cadi: UUID
    joe: UUID

    def press(self, name: str, language: str = "en") -> str:
        """The page that the teacher sees after a press."""
        evans = self.service.harness.signed_in("evans")
        form = {"act": name} | ({"reason": "A fire alarm"} if name == "resume" else {})
        address = f"/classes/{self.service.harness.classes['Derwen']}/monitor?lang={language}"
        done = evans.post(address, data=form)
        assert done.status_code == 303, done.text
        return evans.get(done.headers["location"]).text

    def states(self) -> list[str]:
        with self.service.harness.service.engine.begin() as connection:
            return [str(found.state) for each in (self.cadi, self.joe) if (found := store.find(connection, each))]


@pytest.fixture
def alarmed(attacked: ServiceHarness) -> AlarmedClass:
    service = Service(attacked)
    return AlarmedClass(service, service.sit("cadi"), service.sit("joe"))


@pytest.mark.parametrize(
    ("name", "before", "after", "told", "welsh"),
    [
        ("pause", "started", "paused", "Cadi Morgan could not be paused", "Nid oedd modd oedi asesiad Cadi Morgan"),
        ("resume", "paused", "started", "Cadi Morgan could not go on", "Nid oedd modd i Cadi Morgan fynd ymlaen"),
    ],
)
def test_one_cut_assessment_keeps_nobody_else_from_being_paused_or_from_going_on_with_the_class(
    alarmed: AlarmedClass, name: str, before: str, after: str, told: str, welsh: str
) -> None:
    """Fault: with one cut log in the class, the button for an alarm paused nobody."""
    if name == "resume":
        alarmed.press("pause")
    assert alarmed.states() == [before, before]
    with alarmed.service.harness.service.engine.begin() as connection:
        cut(connection, alarmed.cadi)
    page = alarmed.press(name)
    assert alarmed.states() == [before, after]
    assert told in page
    assert told.replace("Cadi Morgan", "Joe Bennett") not in page
    assert "Cadi Morgan</b>: Part of their assessment is missing" in page  # and what to do
    assert welsh in alarmed.press(name, "cy")
    assert told not in alarmed.service.monitor("evans")


def test_a_learner_who_finishes_while_the_class_is_paused_keeps_nobody_else_from_being_paused(
    alarmed: AlarmedClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, read = alarmed.service.harness, monitor_routes.monitor_rows

    def and_ends(connection: Connection, ring: KeyRing, *facts: Any) -> Any:
        rows, sitting = read(connection, ring, *facts), store.find(connection, alarmed.cadi)
        if sitting is not None and sitting.state == SittingState.STARTED:
            by = StaffAction(harness.people["evans"], harness.clock(), "At another computer")
            move(connection, ring, sitting, SittingState.DISCARDED, by)
        return rows

    monkeypatch.setattr(monitor_routes, "monitor_rows", and_ends)
    page = alarmed.press("pause")
    assert alarmed.states() == ["discarded", "paused"]
    assert "could not be paused" not in page


def test_what_the_database_has_lost_is_told_with_one_look_at_what_is_there(service: Service) -> None:
    """Fault: for each sitting that was noted, all sittings' numbers were read in a transaction of their own."""
    lost = {service.sit("cadi"), service.sit("joe")}
    service.put_back()
    engine, looks = service.harness.service.engine, list[str]()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.split() == ["SELECT", "sittings.id", "FROM", "sittings"]:
            looks.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        found = lost_sittings(engine, service.harness.service.ring)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert {each.id for each in found} == lost
    assert len(looks) == 1
