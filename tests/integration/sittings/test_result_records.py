"""What is reported of a sitting is bound to its learner, its log and its score, by a key outside the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from typer.testing import CliRunner

from delivery_api.audit.segment_sealing import seal_segments
from delivery_api.audit.tables import audit_table
from delivery_api.cli import app
from delivery_api.feedback.service import result_of
from delivery_api.identity.tables import people
from delivery_api.lifecycle import result_recording, service_verification
from delivery_api.lifecycle.log_noting import note_earlier_logs
from delivery_api.lifecycle.result_recording import record_earlier_results
from delivery_api.privacy.person_rights import erase
from delivery_api.sittings.record import result_records
from delivery_api.sittings.record.event_types import recorded
from delivery_api.sittings.record.result_records import ResultUnverified
from delivery_api.sittings.record.result_verification import false_results
from delivery_api.sittings.storage.log_heads.head_notes import head_files
from delivery_api.sittings.storage.tables import sitting_events, sittings
from tests.support.service_harness import DECISION, ServiceHarness, complete_sitting, put_response, response_body

HTML = {"accept": "text/html"}
EVENTS = sitting_events.c


@dataclass(frozen=True)
class Sat:
    """Two learners who have finished, with an audit that was sealed since."""

    harness: ServiceHarness
    cadi: UUID
    joe: UUID

    def named(self) -> set[str]:
        """The sittings that `mesur audit verify` names."""
        settings = str(self.harness.settings.keys.parent / "settings.toml")
        told = CliRunner().invoke(app, ["audit", "verify", "--settings", settings])
        found = set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", told.output))
        assert told.exit_code == bool(found), told.output
        return found

    def named_after(self, tampering: Callable[[Connection], object]) -> set[str]:
        """The sittings that a verification names after a change of the database, which is taken back."""
        with self.harness.service.engine.connect() as connection:
            with connection.begin() as transaction:
                tampering(connection)
                ring = self.harness.service.ring
                found = {str(each.sitting) for each in false_results(connection, ring, (), all_recorded=True)}
                transaction.rollback()
            return found


@pytest.fixture
def sat(harness: ServiceHarness) -> Sat:
    cadis, joes, joe = harness.assign("cadi"), harness.assign("joe"), harness.signed_in("joe")
    complete_sitting(harness, harness.signed_in("cadi"), cadis)
    item = joe.post(f"/api/sittings/{joes}/start").json()["item"]
    for position in range(1, 6):
        item = put_response(joe, joes, position, response_body(item, None)).json()["next"]
    ended = harness.signed_in("evans").post(f"/api/sittings/{joes}/finish", json={"reason": "A fire alarm"})
    assert ended.json()["state"] == "completed"
    seal_segments(harness.service.engine, harness.service.ring, harness.clock())
    return Sat(harness, cadis, joes)


def test_two_learners_sittings_that_were_swapped_are_shown_to_nobody_and_named(
    sat: Sat, caplog: pytest.LogCaptureFixture
) -> None:
    assert sat.named() == set()
    people, joes = sat.harness.people, sittings.c.id == sat.joe
    with sat.harness.service.engine.begin() as connection:
        was = connection.scalars(select(sittings.c.design_name).where(joes)).one()
        connection.execute(update(sittings).where(joes).values(design_name="other"))
    assert sat.harness.signed_in("joe").get("/feedback/learners/me").json()["code"] == "result_unverified"
    (logged,) = [vars(each)["facts"] for each in caplog.records if "does not verify" in each.message]
    assert logged == {"event": "result_unverified", "programme": "2026-27", "sitting": str(sat.joe)}
    with sat.harness.service.engine.begin() as connection:
        connection.execute(update(sittings).where(joes).values(design_name=was))
        give(connection, {sat.cadi: people["joe"], sat.joe: people["cadi"]})
    cadi, evans = sat.harness.signed_in("cadi"), sat.harness.signed_in("evans")
    english, welsh = (cadi.get(f"/feedback/learners/me?lang={each}", headers=HTML) for each in ("en", "cy"))
    assert (english.status_code, welsh.status_code) == (409, 409)
    assert "This result cannot be shown: its record does not verify" in english.text
    assert "Ni ellir dangos y canlyniad hwn: ni ellir dilysu ei gofnod" in welsh.text
    for form in (".pdf", ".csv"):
        assert evans.get(f"/feedback/learners/{people['cadi']}{form}").json()["code"] == "result_unverified"
    page = evans.get(f"/feedback/classes/{sat.harness.classes['Derwen']}?lang=en").text
    assert page.count("This result cannot be shown: its record does not verify") >= 2
    assert sat.named() == {str(sat.cadi), str(sat.joe)}
    with sat.harness.service.engine.begin() as connection:
        noted = select(audit_table.c.learner, audit_table.c.thing).where(audit_table.c.action.contains("not verify"))
        assert (people["cadi"], str(sat.joe)) in connection.execute(noted).all()
        give(connection, {sat.cadi: people["cadi"], sat.joe: people["joe"]})
    assert cadi.get("/feedback/learners/me").status_code == 200


def test_a_sitting_that_was_put_back_to_its_middle_and_ended_again_is_named(harness: ServiceHarness) -> None:
    """Fault: the log and the row of a running sitting have genuine codes, so a result could be had twice.

    Where the note of how far it had got is lost as well, the audit tells of it.
    """
    id_, cadi, evans = harness.assign("cadi"), harness.signed_in("cadi"), harness.signed_in("evans")
    item = cadi.post(f"/api/sittings/{id_}/start").json()["item"]
    for position in range(1, 6):
        item = put_response(cadi, id_, position, response_body(item, None)).json()["next"]
    row, its = sittings.c.id == id_, EVENTS.sitting == id_
    with harness.service.engine.connect() as connection:
        log = [dict(each) for each in connection.execute(select(sitting_events).where(its)).mappings()]
        was = dict(connection.execute(select(sittings).where(row)).mappings().one())
    for _ in range(2):
        ended = evans.post(f"/api/sittings/{id_}/finish", json={"reason": "A fire alarm"})
        assert ended.json()["state"] == "completed"
        seal_segments(harness.service.engine, harness.service.ring, harness.clock())
        named = Sat(harness, id_, id_).named()
        with harness.service.engine.begin() as connection:
            connection.execute(delete(sitting_events).where(its))
            connection.execute(insert(sitting_events), log)
            connection.execute(update(sittings).where(row).values(was))
        head_files(harness.service.ring).remove_all()
    assert named == {str(id_)}


def test_what_no_check_can_read_silences_no_other(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault: one text that the service never writes ended the verification with an error, and nothing was named."""

    def unreadable(_connection: Connection, _ring: object, *_more: object) -> None:
        UUID("x")

    monkeypatch.setattr(service_verification, "verify_chain", unreadable)
    with harness.service.engine.begin() as connection:
        connection.execute(update(people).where(people.c.id == harness.people["evans"]).values(post="officer"))
    settings = str(harness.settings.keys.parent / "settings.toml")
    told = CliRunner().invoke(app, ["audit", "verify", "--settings", settings])
    assert told.exit_code == 1
    assert "audit could not be checked to the end: badly formed" in told.output
    assert f"Table people, row {harness.people['evans']}" in told.output


def give(connection: Connection, learners: dict[UUID, UUID]) -> None:
    for sitting, to in learners.items():
        connection.execute(update(sittings).where(sittings.c.id == sitting).values(learner=to))


def test_whatever_is_changed_behind_its_back_is_named(sat: Sat) -> None:
    joe = EVENTS.sitting == sat.joe
    score = select(EVENTS.payload).where(EVENTS.sitting == sat.cadi, EVENTS.kind == "finished").scalar_subquery()

    def row(**values: object) -> Callable[[Connection], object]:
        return lambda connection: connection.execute(update(sittings).where(sittings.c.id == sat.joe).values(values))

    def events(*conditions: object, **values: object) -> Callable[[Connection], object]:
        chosen = (update(sitting_events).values(values) if values else delete(sitting_events)).where(joe, *conditions)
        return lambda connection: connection.execute(chosen)

    def row_gone(connection: Connection) -> None:
        connection.execute(delete(sittings).where(sittings.c.id == sat.joe))

    def put_back(connection: Connection) -> None:
        events()(connection)
        row(**was)(connection)
        connection.execute(insert(sitting_events), log)

    tamperings = {
        "a score from another log": events(EVENTS.kind == "finished", payload=score),
        "another key": events(EVENTS.sequence == 3, key_id="0123456789abcdef"),
        "an answer called an omission": events(EVENTS.kind == "answered", kind="omitted"),
        "an answer less": events(EVENTS.sequence == 4),
        "no end": events(EVENTS.kind.in_(("finished", "recorded"))),
        "no record": events(EVENTS.kind == "recorded"),
        "no log": events(),
        "another year group": row(year_group=9),
        "another design": row(design_name="other"),
        "discarded without a word": row(state="discarded"),
        "open again": row(state="started"),
        "called practice": row(practised_on=sat.harness.clock.now.date()),
        "nobody's": row(learner=UUID(int=5)),
        "gone": lambda connection: (events()(connection), row_gone(connection)),
    }
    assert {name for name, each in tamperings.items() if sat.named_after(each) != {str(sat.joe)}} == set()
    with sat.harness.service.engine.begin() as connection:
        log = [dict(each) for each in connection.execute(select(sitting_events).where(joe)).mappings()]
        was = dict(connection.execute(select(sittings).where(sittings.c.id == sat.joe)).mappings().one())
    evans = sat.harness.signed_in("evans")
    assert evans.post(f"/api/sittings/{sat.joe}/discard", json={"reason": "Not Joe"}).status_code == 200
    assert sat.named_after(lambda _: None) == set()
    assert sat.named_after(put_back) == {str(sat.joe)}


def test_results_of_a_release_without_records_get_theirs_once_and_what_goes_by_law_is_no_fault(
    sat: Sat, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, harness, joe = sat.harness.service, sat.harness, sat.harness.people["joe"]
    with service.engine.begin() as connection:
        connection.execute(delete(sitting_events).where(EVENTS.kind == "recorded"))
        head_files(service.ring).remove_all()
        earlier = replace(harness.context(connection), checks=replace(service.checks, all_recorded=lambda: False))
        assert result_of(earlier, joe, None)
        with pytest.raises(ResultUnverified):
            result_of(harness.context(connection), joe, None)
    assert record_earlier_results(service.engine, service.ledger, harness.clock()) == 0
    with monkeypatch.context() as before_the_upgrade:
        before_the_upgrade.setattr(result_recording, "RecordedResults", lambda _: lambda: False)
        before_the_upgrade.setattr(result_records, "RECORDED_RESULT", "-")  # the audit has a note of each already
        assert record_earlier_results(service.engine, service.ledger, harness.clock()) == 2
    assert note_earlier_logs(service.engine, service.ring) == 2
    before = recorded(harness.log(sat.joe))
    assert (before is not None, sat.named()) == (True, set())
    with service.engine.begin() as connection:
        erase(connection, service.ring, service.ledger, joe, DECISION, harness.clock())
    after = recorded(harness.log(sat.joe))
    assert before is not None
    assert after is not None
    assert (after.owner != before.owner, sat.named()) == (True, set())
    later = harness.clock.now + timedelta(days=365 * (service.settings.live_retention_years + 2))
    service.retention.run(later, clock_confirmed_by="Sian Rees")
    with service.engine.begin() as connection:
        assert connection.scalars(select(sittings.c.id)).all() == []
    assert sat.named() == set()
