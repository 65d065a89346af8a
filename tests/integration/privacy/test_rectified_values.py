"""A value that was put right: both values are kept, sealed, and the school is told until its system agrees."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.bank.service import BankCache
from delivery_api.identity import person_records
from delivery_api.identity.identifier_hashing import NAME_KEYS
from delivery_api.identity.name_keys.cohort_keys import keep_name_keys
from delivery_api.identity.rectification import store
from delivery_api.identity.rectification.rectified_values import opened_values
from delivery_api.identity.tables import rectifications
from delivery_api.keys.key_ring import LONGEST_TRANSACTION
from delivery_api.privacy.person_rights import rectify
from delivery_api.privacy.registers.register_file import SHIPPED_REGISTERS, read_registers
from delivery_api.privacy.rights import service
from delivery_api.privacy.rights.access_bundle import BundleSource, access_bundle
from delivery_api.privacy.rights.rights_cases import Capacity, CaseKind, IdentityCheck, Requester
from delivery_api.privacy.rights.service import NewCase
from delivery_api.sittings.sitting_context import SittingContext
from tests.support.database_rows import all_rows
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import TEST_START, ServiceHarness
from tests.support.typed_days import day_boxes

TODAY, PAGE = TEST_START.date(), {"accept": "text/html"}
BORN, RIGHT = date(2018, 5, 1), date(2018, 5, 11)


def put_right(harness: ServiceHarness, **values: Any) -> None:
    with harness.service.engine.begin() as connection:
        officer, cadi = harness.people["officer"], harness.people["cadi"]
        act = (connection, harness.service.ring, cadi, harness.clock())
        rectify(*act, actor=officer, reference="SAR-9", **values)


def bundle_rows(harness: ServiceHarness, person: UUID) -> list[dict[str, Any]]:
    with harness.service.engine.begin() as connection:
        context = SittingContext(connection, harness.service.ring, BankCache(), checks=harness.service.checks)
        scripts = read_registers(SHIPPED_REGISTERS).exam_scripts
        document = access_bundle(BundleSource(context, harness.service.ledger, scripts), person, TODAY)
    (found,) = [each for each in document["records"] if each["table"] == "rectifications"]
    rows: list[dict[str, Any]] = found["rows"]
    return rows


def test_both_values_stand_in_the_bundle_with_who_and_why_and_nowhere_in_clear(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    put_right(harness, birth_date=BORN)
    put_right(harness, name="Catrin Morgannwg", birth_date=RIGHT, year_group=5)
    rows = {row["field"]: row for row in bundle_rows(harness, harness.people["cadi"])}
    both = {field: (row["before"], row["after"]) for field, row in rows.items()}
    assert both == {
        "name": ("Cadi Morgan", "Catrin Morgannwg"),
        "birth_date": (BORN.isoformat(), RIGHT.isoformat()),
        "year_group": ("4", "5"),
    }
    assert {(row["actor"], row["reference"], row["made_on"]) for row in rows.values()} == {
        ("officer", "SAR-9", TODAY.isoformat())
    }
    stored = repr(all_rows(harness.service.engine))
    assert not [each for each in ("Morgan", "Catrin", BORN.isoformat(), RIGHT.isoformat()) if each in stored]


def test_both_values_stay_under_the_key_of_the_name_and_go_with_it(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    put_right(harness, year_group=5)
    opened, cadi = harness.service, harness.people["cadi"]
    with opened.engine.begin() as connection:
        (old,) = opened.ring.living(connection, NAME_KEYS)
        new = opened.ring.create(connection, NAME_KEYS, harness.clock())
    person_records.reseal_details(opened.engine, opened.ring)
    harness.clock.now += LONGEST_TRANSACTION
    with opened.engine.begin() as connection:
        assert person_records.retire_keys(connection, opened.ledger, harness.clock()) == (old,)
        assert connection.scalars(select(rectifications.c.key_id)).all() == [new.id]
    with opened.engine.begin() as connection:
        leaver = store.open_at(connection, harness.school)
        connection.execute(rectifications.metadata.tables["people"].update().values(left_on=TODAY))
    keep_name_keys(opened.engine, opened.ledger, TODAY + timedelta(days=1), harness.clock())
    with opened.engine.begin() as connection:
        (row,) = store.open_at(connection, harness.school)
        assert row.key_id not in (new.id, leaver[0].key_id)
        values = opened_values(opened.ring, row)
        assert values is not None
        assert (row.person, values.before, values.after) == (cadi, "4", "5")


def test_the_school_is_told_until_somebody_there_says_that_it_is_done(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    head, other = harness.signed_in("head"), harness.signed_in("other.head")
    assert "There is nothing to put right" in head.get("/corrections?lang=en", headers=PAGE).text
    case, officer = _case(harness), harness.signed_in("officer")
    given = {"act": "rectified", "name": "Catrin Morgannwg"} | day_boxes("born", RIGHT)
    assert officer.post(f"/rights/{case}/acts", data=given).status_code == 303
    assert "2 values to put right in your own system" in head.get("/?lang=en", headers=PAGE).text
    assert "i’w cywiro yn eich system eich hun" in head.get("/?lang=cy", headers=PAGE).text
    page = head.get("/corrections?lang=en", headers=PAGE).text
    assert [each in page for each in ("Cadi Morgan", "Catrin Morgannwg", "11 May 2018", "Done")] == [True] * 4
    assert "Catrin" not in other.get("/corrections?lang=en", headers=PAGE).text
    tick = {"person": str(harness.people["cadi"]), "field": "name"}
    assert other.post("/corrections", data=tick).status_code == 303  # of another school: nothing happens
    assert "2 values" in head.get("/?lang=en", headers=PAGE).text
    assert head.post("/corrections", data=tick).status_code == 303
    assert "1 value to put right" in head.get("/?lang=en", headers=PAGE).text
    with harness.service.engine.begin() as connection:
        store.settle(connection, [(harness.people["cadi"], "birth_date")], TODAY)  # as a roster that agrees does
        said = connection.execute(select(audit_table.c.action, audit_table.c.actor)).all()
    assert "to put right" not in head.get("/?lang=en", headers=PAGE).text
    assert ("put right in the school's own system (name)", harness.people["head"]) in {tuple(row) for row in said}
    assert len(bundle_rows(harness, harness.people["cadi"])) == 2  # both values stay


def _case(harness: ServiceHarness) -> UUID:
    learner = Requester(Capacity.LEARNER, IdentityCheck.SCHOOL)
    asked = NewCase("cadi", CaseKind.RECTIFICATION, learner, "SAR-9", TODAY)
    with harness.service.engine.begin() as connection:
        officer = harness.people["officer"]
        return service.open_case(connection, harness.service.ledger, officer, asked, harness.clock()).id
