"""Rectification, erasure, restriction and their lifting, each through a case, by page and by command."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from delivery_api.audit.tables import audit_table
from delivery_api.commands import rights
from delivery_api.identity.person_records import read_details
from delivery_api.identity.restriction.store import RestrictionGround, restriction_ground
from delivery_api.identity.tables import people
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.privacy.rights import service, store
from delivery_api.privacy.rights.bundle_csv import read_bundle_csv
from delivery_api.privacy.rights.rights_cases import Capacity, CaseKind, IdentityCheck, Requester, RightsCase, StepKind
from delivery_api.privacy.rights.service import NewCase
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import TEST_START, ServiceHarness, sign_in
from tests.support.typed_days import day_boxes

PAGE = {"accept": "text/html"}


@pytest.fixture
def full(harness: ServiceHarness) -> ServiceHarness:
    add_people_of_all_roles(harness)
    return harness


def case_of(harness: ServiceHarness, kind: CaseKind, name: str = "cadi") -> RightsCase:
    learner, reference = Requester(Capacity.LEARNER, IdentityCheck.SCHOOL), f"C-{kind.replace(' ', '')[:8]}1"
    asked = NewCase(name, kind, learner, reference, TEST_START.date())
    with harness.service.engine.begin() as connection:
        officer = harness.people["officer"]
        return service.open_case(connection, harness.service.ledger, officer, asked, harness.clock())


def steps(harness: ServiceHarness, case: RightsCase) -> list[tuple[str, str]]:
    with harness.service.engine.begin() as connection:
        return [(step.kind, step.detail) for step in service.steps_of(connection, case)]


def test_a_name_and_a_year_are_put_right_and_the_officer_is_in_the_audit(full: ServiceHarness) -> None:
    case, officer = case_of(full, CaseKind.RECTIFICATION), full.signed_in("officer")
    page = officer.get(f"/rights/{case.id}?lang=en", headers=PAGE).text
    assert "Put it right" in page
    acts = f"/rights/{case.id}/acts"
    for wrong in (
        {"act": "rectified"},
        {"act": "rectified", "year_group": "12"},
        {"act": "rectified", "year_group": "9" * 5_000},  # more digits than Python reads
        {"act": "rectified"} | day_boxes("born", "9999-12-31"),  # no year comes after it
        {"act": "rectified", "name": "x" * 121},
        {"act": "rectified"} | day_boxes("born", "2050-02-03"),
        {"act": "rectified"} | day_boxes("born", "2023-01-01"),  # three years old
        {"act": "rectified", "name": "Cadi Morgan-Rees"} | day_boxes("born", "2006-05-01"),
    ):
        with nothing_written(full.service.engine):
            assert officer.post(acts, data=wrong).status_code == 422
    with nothing_written(full.service.engine):
        assert officer.post(acts, data={"act": "erased"}).status_code == 409
    given = {"act": "rectified", "name": "Cadi Morgan-Rees", "year_group": "5"} | day_boxes("born", "2018-05-01")
    assert officer.post(acts, data=given).status_code == 303
    with full.service.engine.begin() as connection:
        assert read_details(connection, full.service.ring, full.people["cadi"]).name == "Cadi Morgan-Rees"
        rows = connection.execute(select(audit_table).where(audit_table.c.thing == case.reference)).all()
    assert {row.actor for row in rows} == {full.people["officer"]}
    assert steps(full, case)[1:] == [("rectified", field) for field in ("name", "birth_date", "year_group")]
    assert officer.post(f"/rights/{case.id}/steps", data={"step": "granted"}).status_code == 303


def test_whoever_is_erased_through_a_case_leaves_a_case_that_leads_to_nobody_and_can_be_brought_back(
    full: ServiceHarness,
) -> None:
    case, officer = case_of(full, CaseKind.ERASURE), full.signed_in("officer")
    acts, cadi = f"/rights/{case.id}/acts", full.people["cadi"]
    assert officer.post(acts, data={"act": "erased", "identifier": "cadi"}).status_code == 303
    with full.service.engine.begin() as connection:
        assert connection.scalar(select(people.c.id).where(people.c.id == cadi)) is None
        left = store.cases.find(connection, case.id)
    assert left is not None
    assert left.person != cadi
    assert "Cadi" not in officer.get(f"/rights/{case.id}?lang=en", headers=PAGE).text
    assert sign_in(full.browser(), "cadi").status_code == 403
    assert officer.post(f"/rights/{case.id}/steps", data={"step": "granted"}).status_code == 303
    assert officer.post(acts, data={"act": "erasure lifted"}).status_code == 422
    assert officer.post(acts, data={"act": "erasure lifted", "identifier": "joe"}).status_code == 409
    assert officer.post(acts, data={"act": "erasure lifted", "identifier": "cadi"}).status_code == 303
    assert [kind for kind, _ in steps(full, left)] == ["opened", "erased", "granted", "erasure lifted"]
    entries = [each for each in full.service.ledger.checked_entries() if each.kind != EntryKind.RIGHTS_CASE]
    assert [entry.kind for entry in entries[-2:]] == [EntryKind.ERASED, EntryKind.ERASURE_LIFTED]
    assert entries[-1].facts is not None
    assert entries[-1].facts["by"]


@pytest.mark.parametrize(
    ("kind", "form", "ground"),
    [
        (CaseKind.OBJECTION, {}, RestrictionGround.OBJECTION),
        (CaseKind.RESTRICTION, {"ground": "claims"}, RestrictionGround.CLAIMS),
        (CaseKind.RECTIFICATION, {"ground": "accuracy"}, RestrictionGround.ACCURACY),
    ],
)
def test_data_are_restricted_through_a_case_and_the_restriction_is_lifted(
    full: ServiceHarness, kind: CaseKind, form: dict[str, str], ground: RestrictionGround
) -> None:
    case, officer = case_of(full, kind), full.signed_in("officer")
    acts, cadi = f"/rights/{case.id}/acts", full.people["cadi"]
    if form:
        assert officer.post(acts, data={"act": "restricted"}).status_code == 422
    assert officer.post(acts, data={"act": "restricted"} | form).status_code == 303
    with full.service.engine.begin() as connection:
        assert restriction_ground(connection, cadi) is ground
    assert officer.post(acts, data={"act": "restriction lifted"}).status_code == 303
    with full.service.engine.begin() as connection:
        assert restriction_ground(connection, cadi) is None
    assert steps(full, case)[1:] == [("restricted", ground.value), ("restriction lifted", "")]


def test_a_person_reviews_what_was_set_automatically_and_the_act_is_recorded(full: ServiceHarness) -> None:
    case, officer = case_of(full, CaseKind.HUMAN_REVIEW), full.signed_in("officer")
    taken = f"/rights/{case.id}/steps"
    assert officer.post(taken, data={"step": "granted"}).status_code == 409
    assert officer.post(taken, data={"step": "reviewed by a person"}).status_code == 422
    reviewed = {"step": "reviewed by a person", "detail": "changed by the school"}
    assert officer.post(taken, data=reviewed).status_code == 303
    assert officer.post(taken, data={"step": "granted"}).status_code == 303
    assert steps(full, case)[1:] == [("reviewed by a person", "changed by the school"), ("granted", "")]


def test_a_copy_is_a_page_json_and_csv_and_each_is_a_step(full: ServiceHarness) -> None:
    case, officer = case_of(full, CaseKind.ACCESS), full.signed_in("officer")
    at = f"/rights/{case.id}/bundle"
    pages = {language: officer.post(f"{at}?lang={language}", headers=PAGE).text for language in ("cy", "en")}
    assert "Everything that is held about you" in pages["en"]
    assert "Popeth a gedwir amdanoch chi" in pages["cy"]
    document: dict[str, Any] = officer.post(f"{at}.json").json()
    assert document["format"] == "mesur-access-bundle-1"
    assert read_bundle_csv(officer.post(f"{at}.csv").text)["format"] == document["format"]
    assert [kind for kind, _ in steps(full, case)].count(StepKind.BUNDLE_MADE) == 4
    with nothing_written(full.service.engine):  # a link that somebody follows makes no copy
        assert [officer.get(f"{at}{kind}").status_code for kind in ("", ".json", ".csv")] == [405] * 3
    other = case_of(full, CaseKind.ERASURE)
    assert officer.post(f"/rights/{other.id}/bundle.json").status_code == 409


def test_the_commands_do_what_the_pages_do(
    full: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "clock", full.clock)
    runner, copy = CommandRunner(full), tmp_path / "copy"

    def mesur(*words: str, code: int = 0) -> str:
        result = runner("rights", *words)
        assert result.exit_code == code, result.output
        return result.output

    by = ("--officer", "officer")
    asked = ("--kind", "access", "--about", "cadi", "--capacity", "learner", "--identity", "not yet")
    assert "the clock waits" in mesur("open", "SAR-1", *asked, *by)
    assert "the data-protection officer" in mesur("open", "SAR-2", *asked, "--officer", "evans", code=2)
    assert "2026-12-29" in mesur("step", "SAR-1", "identity confirmed", "--detail", "document seen", *by)
    mesur("bundle", "SAR-1", *by, "--output", str(copy))
    files = {path.name for path in copy.iterdir()}
    assert files == {"bundle.cy.html", "bundle.en.html", "bundle.json", "bundle.csv", "access_bundle.schema.json"}
    document = json.loads((copy / "bundle.json").read_text())
    assert read_bundle_csv((copy / "bundle.csv").read_text()) == document
    assert "Granted and closed" in mesur("step", "SAR-1", "granted", *by)
    case_of(full, CaseKind.RECTIFICATION)
    right = ("--year-group", "5", "--born", "2018-05-01")
    told = mesur("act", "C-rectific1", "rectified", *right, *by)
    assert ("Put right – Year group" in told, "Put right – Date of birth" in told) == (True, True)
    assert "2026-12-29" in mesur("list")
    full.clock.now += timedelta(days=40)
    assert "OVERDUE: 1 case" in mesur("list", code=1)
    assert "SAR-1" in mesur("list", "--closed", code=1)
    assert "Put right" in mesur("show", "C-rectific1")
