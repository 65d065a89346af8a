"""A person's record: sealed details, what is put right, erasure, and keys that are changed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, text

from delivery_api.identity import person_records, store
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS, parse_identifier
from delivery_api.identity.personal_details import PersonalDetails
from delivery_api.identity.tables import enrolments, memberships, rectifications
from delivery_api.identity.tables import people as table
from delivery_api.keys.encryption import DecryptionFailed
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.lifecycle import schema
from delivery_api.row_authentication.row_authenticator import RowForged
from delivery_api.row_authentication.store import change_rows
from delivery_api.storage.database import open_database
from tests.support.database_rows import all_rows
from tests.support.service_harness import TEST_START, ServiceHarness, sign_in

TODAY = TEST_START.date()
BORN = date(2018, 3, 1)


def row(connection: Connection, person: UUID):
    return connection.execute(select(table).where(table.c.id == person)).one()


def test_a_name_and_a_date_of_birth_are_put_right_and_stand_nowhere_in_clear(harness: ServiceHarness) -> None:
    cadi, ring = harness.people["cadi"], harness.service.ring
    with harness.service.engine.begin() as connection:
        assert person_records.read_details(connection, ring, cadi) == PersonalDetails("Cadi Morgan")
        person_records.rectify(connection, ring, cadi, TODAY, name="Catrin Morgannwg", birth_date=BORN)
        assert person_records.read_details(connection, ring, cadi) == PersonalDetails("Catrin Morgannwg", BORN)
        noted = connection.scalars(select(rectifications.c.field).order_by(rectifications.c.field)).all()
        assert noted == ["birth_date", "name"]
        person_records.rectify(connection, ring, cadi, TODAY, name="Catrin Morgan")
        assert person_records.read_details(connection, ring, cadi) == PersonalDetails("Catrin Morgan", BORN)
    stored = repr(all_rows(harness.service.engine))
    assert "Catrin" not in stored
    assert BORN.isoformat() not in stored


def test_a_year_group_is_put_right_from_a_day_on_and_what_was_before_stays(harness: ServiceHarness) -> None:
    cadi, ring = harness.people["cadi"], harness.service.ring
    later = date(2026, 12, 1)
    with harness.service.engine.begin() as connection:
        person_records.rectify(connection, ring, cadi, later, year_group=5)
        for each in (enrolments, memberships):
            mine = select(each.c.year_group, each.c.left_on).where(each.c.person == cadi).order_by(each.c.joined_on)
            assert [tuple(found) for found in connection.execute(mine)] == [(4, later), (5, None)]
        person_records.rectify(connection, ring, cadi, later, year_group=6)
        mine = select(enrolments.c.year_group).where(enrolments.c.person == cadi).order_by(enrolments.c.joined_on)
        assert connection.scalars(mine).all() == [4, 6]


def test_sealed_details_open_at_their_own_person_alone(harness: ServiceHarness) -> None:
    cadi, joe, ring = harness.people["cadi"], harness.people["joe"], harness.service.ring
    with harness.service.engine.begin() as connection:
        theirs = row(connection, joe).sealed_name
        connection.execute(table.update().where(table.c.id == cadi).values(sealed_name=theirs))
        with pytest.raises(DecryptionFailed):
            store.read_details_row(row(connection, cadi)).sealed.opened(ring, cadi)
        with pytest.raises(RowForged):
            person_records.read_details(connection, ring, cadi)


def test_names_are_sealed_anew_and_the_old_key_goes_when_nothing_stands_under_it(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_records, "BATCH", 2)  # several batches
    ring = harness.service.ring
    with harness.service.engine.begin() as connection:
        person_records.rectify(connection, ring, harness.people["cadi"], TODAY, birth_date=BORN)
        (old,) = ring.living(connection, NAME_KEYS)
        new = ring.create(connection, NAME_KEYS, new_at := harness.clock())
    harness.clock.now += LONGEST_TRANSACTION
    with harness.service.engine.begin() as connection:
        assert person_records.retire_keys(connection, harness.service.ledger, harness.clock()) == ()
    assert person_records.reseal_details(harness.service.engine, ring).count == len(harness.people)
    with harness.service.engine.begin() as connection:
        assert person_records.retire_keys(connection, harness.service.ledger, new_at) == ()  # somebody may seal with it
        assert person_records.retire_keys(connection, harness.service.ledger, harness.clock()) == (old,)
        assert ring.living(connection, NAME_KEYS) == [new.id]
        assert not ring.path(old).exists()
        assert person_records.read_details(connection, ring, harness.people["cadi"]) == PersonalDetails(
            "Cadi Morgan", BORN
        )
    assert person_records.reseal_details(harness.service.engine, ring).count == 0
    assert harness.signed_in("joe").get("/api/me").json()["name"] == "Joe B"


def test_an_identifier_key_goes_when_everybody_has_been_in_contact_and_not_before(harness: ServiceHarness) -> None:
    ring = harness.service.ring
    with harness.service.engine.begin() as connection:
        (old,) = ring.living(connection, IDENTIFIER_KEYS)
        ring.create(connection, IDENTIFIER_KEYS, harness.clock())
    *most, last = harness.people
    for name in most:
        assert sign_in(harness.browser(), name).status_code == 303
    with harness.service.engine.begin() as connection:
        assert person_records.retire_keys(connection, harness.service.ledger, harness.clock()) == ()
    assert sign_in(harness.browser(), last).status_code == 303
    for later, ended in ((timedelta(days=7), ()), (timedelta(days=1), (old,))):  # a class PIN may be a week old
        harness.clock.now += later
        harness.trust_clock(harness.clock())
        with harness.service.engine.begin() as connection:
            assert person_records.retire_keys(connection, harness.service.ledger, harness.clock()) == ended
    assert sign_in(harness.browser(), last).status_code == 303


def test_whoever_was_stored_before_kinds_were_told_apart_is_found_and_stored_anew(harness: ServiceHarness) -> None:
    cadi, ring, upn = harness.people["cadi"], harness.service.ring, "M660200005001"
    with harness.service.engine.begin() as connection:
        (key_id,) = ring.living(connection, IDENTIFIER_KEYS)
        as_before = ring.read(key_id).fingerprint("hwb", "source-identifier", upn)
        change_rows(connection, table, table.c.id == cadi, {"identifier": as_before})
        found = person_records.find_by_identifier(connection, ring, parse_identifier(upn))
        assert found is not None
        assert found.id == cadi
        assert row(connection, cadi).identifier == ring.read(key_id).fingerprint("hwb", "upn", upn)


def test_whoever_was_in_a_class_before_there_were_enrolments_is_enrolled_by_the_migration(database_url: str) -> None:
    engine = open_database(database_url)
    schema.upgrade(engine, "0001")
    ids = {name: f"{number:032x}" for number, name in enumerate(("school", "class", "cadi", "evans"), 1)}
    statements = (
        "INSERT INTO schools (id, name) VALUES (:school, 'Ysgol')",
        "INSERT INTO classes (id, school, name) VALUES (:class, :school, 'Derwen')",
        "INSERT INTO people (id, kind, school, identifier, identifier_key, sealed_name, name_key)"
        " VALUES (:cadi, 'learner', :school, :one, 'k', :one, 'n'), (:evans, 'staff', :school, :two, 'k', :two, 'n')",
        "INSERT INTO memberships (class, person, joined_on, role, year_group)"
        " VALUES (:class, :cadi, '2026-09-01', 'learner', 4), (:class, :evans, '2026-09-01', 'teacher', NULL)",
    )
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {**ids, "one": b"1", "two": b"2"})
    schema.upgrade(engine)
    with engine.begin() as connection:
        (found,) = connection.execute(select(enrolments)).all()
    began = date(2026, 9, 1)
    assert tuple(found) == (UUID(ids["cadi"]), UUID(ids["school"]), began, began, None, 4, None, True, None)
    schema.downgrade(engine, "0001")
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM people")) == 2
    engine.dispose()
