"""A bundle has every row of a person exactly once, and nothing of anyone else."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, Uuid

from delivery_api.audit import audit_log
from delivery_api.bank.service import BankCache
from delivery_api.lifecycle.schema import metadata
from delivery_api.permissions import store as permissions
from delivery_api.permissions.values import BreakGlassAccess, BreakGlassReason
from delivery_api.privacy.declared_files import FileKind
from delivery_api.privacy.holds.legal_holds import order_hold, release_hold
from delivery_api.privacy.holds.values import HoldSubject
from delivery_api.privacy.person_rows import forget, located_tables, rows_of
from delivery_api.privacy.registers.register_file import ExamScriptDecision
from delivery_api.privacy.rights.access_bundle import BundleSource, UnmappedTable, access_bundle, require_mapped
from delivery_api.privacy.rights.bundle_csv import read_bundle_csv, write_bundle_csv
from delivery_api.privacy.rights.bundle_files import SCHEMA, bundle_files
from delivery_api.privacy.rights.bundle_page import bundle_page
from delivery_api.privacy.rights.bundle_words import value_words
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.storage.data_declaration import NamedInText
from delivery_api.web.reader_language import Language
from tests.support.planted_person import MARKER, plant_everywhere
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness, complete_sitting

TODAY = TEST_START.date()
WITHHELD = ExamScriptDecision(True, "", None, {"cy": "Mae’r banc mewn defnydd.", "en": "The bank is in use."})
GIVEN = ExamScriptDecision(False, "Data controller", TODAY, WITHHELD.reason)


def bundle_of(
    harness: ServiceHarness, connection: Connection, name: str, scripts: ExamScriptDecision = WITHHELD
) -> dict[str, Any]:
    cache = BankCache()
    cache.banks[harness.bank.hash] = harness.bank
    context = SittingContext(connection, harness.service.ring, cache, checks=harness.service.checks)
    return access_bundle(BundleSource(context, harness.service.ledger, scripts), harness.people[name], TODAY)


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "") -> list[str]:
    """What of a value does not fit a schema; of the words of JSON Schema those that the published schema uses."""
    if "$ref" in schema:
        return fits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, place)
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool}
    if "const" in schema and value != schema["const"]:
        return [f"{place}: {value!r}"]
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return [f"{place}: {value!r}"]
    if isinstance(value, dict) and "properties" in schema:
        wrong = [f"{place}/{name}" for name in set(schema["required"]) ^ set(value)]
        parts = [(value[name], each, f"{place}/{name}") for name, each in schema["properties"].items() if name in value]
        return wrong + [fault for part, each, at in parts for fault in fits(part, each, root, at)]
    if isinstance(value, list):
        return [fault for n, each in enumerate(value) for fault in fits(each, schema["items"], root, f"{place}/{n}")]
    if schema.get("format") == "date":
        date.fromisoformat(value)
    return []


def test_what_is_planted_in_every_table_stands_in_the_bundle_exactly_once(harness: ServiceHarness) -> None:
    """A new table that nobody maps fails here, or at `require_mapped`."""
    opened = harness.service
    with opened.engine.begin() as connection:
        plant_everywhere(connection, opened.ring, harness.people["cadi"])
        found = {each.table: each for each in rows_of(connection, harness.people["cadi"])}
        document = bundle_of(harness, connection, "cadi")
    records = {each["table"]: each for each in document["records"]}
    assert len(records) == len(document["records"])
    assert found.keys() == {table.name for table in located_tables()}
    assert found.keys() - records.keys() == {"legal_holds"}  # a hold is not told of
    for name, each in records.items():
        others = [row for row in found[name].actor if row not in found[name].subject]
        assert (len(each["rows"]), len(each["acts"])) == (len(found[name].subject), len(others)), name
    text = json.dumps(document)
    assert text.count(MARKER) == 1
    assert "Cadi Morgan" in text
    strangers = {name: id_ for name, id_ in harness.people.items() if name != "cadi"}
    assert [name for name, id_ in strangers.items() if str(id_) in text] == []
    assert [name for name in ("Joe Bennett", "Mali Jenkins", "Mr Evans") if name in text] == []
    named = {name for name, t in metadata.tables.items() if isinstance(t.info["declaration"].person, NamedInText)}
    listed = [each["what"] for each in document["not_linkable"]]
    assert len(set(listed)) == len(listed)
    assert set(listed) == named | {kind.value for kind in FileKind if kind is not FileKind.LEDGER}
    assert not named & records.keys()
    schema = json.loads(SCHEMA.read_text())
    assert fits(document, schema, schema) == []
    assert fits(document | {"more": 1}, schema, schema) != []
    assert read_bundle_csv(write_bundle_csv(document)) == json.loads(json.dumps(document))


def test_what_is_planted_about_one_learner_is_in_nobody_elses_bundle(harness: ServiceHarness) -> None:
    joe = harness.people["joe"]
    with harness.service.engine.begin() as connection:
        plant_everywhere(connection, harness.service.ring, joe)
        texts = {name: json.dumps(bundle_of(harness, connection, name)) for name in ("cadi", "joe", "evans")}
    assert {name: MARKER in text for name, text in texts.items()} == {"cadi": False, "joe": True, "evans": False}
    assert [name for name in ("cadi", "evans") if str(joe) in texts[name] or "Joe Bennett" in texts[name]] == []


def test_a_table_of_which_nobody_says_how_a_persons_rows_are_found_stops_the_bundle() -> None:
    tables = MetaData()
    Table("notes", tables, Column("person", Uuid))
    with pytest.raises(UnmappedTable, match="notes"):
        require_mapped(tables)


def test_answers_are_given_only_if_the_controller_has_decided_so_and_else_the_reason_is_told(
    harness: ServiceHarness,
) -> None:
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    page = f"/feedback/learners/{harness.people['cadi']}"
    assert harness.signed_in("evans").get(page, headers={"accept": "text/html"}).status_code == 200
    with harness.service.engine.begin() as connection:
        withheld, given = (bundle_of(harness, connection, "cadi", scripts) for scripts in (WITHHELD, GIVEN))

    def answers(document: dict[str, Any]) -> list[Any]:
        (events,) = [each["rows"] for each in document["records"] if each["table"] == "sitting_events"]
        return [row["event"]["response"] for row in events if row["kind"] == "answered"]

    assert set(map(json.dumps, answers(withheld))) == {"null"}
    assert "null" not in set(map(json.dumps, answers(given)))
    assert WITHHELD.reason["en"] in bundle_files(withheld)["bundle.en.html"]
    assert WITHHELD.reason["cy"] in bundle_files(withheld)["bundle.cy.html"]
    assert WITHHELD.reason["en"] not in bundle_files(given)["bundle.en.html"]
    (looks,) = [each["rows"] for each in given["records"] if each["table"] == "audit"]
    looked = [(each["actor"], each["at"]) for each in looks if each["action"] == "saw feedback (page)"]
    assert looked == [("teacher", TODAY.isoformat())]  # by role and day
    (assessment,) = given["assessments"]
    assert assessment["feedback"]["cy"] != assessment["feedback"]["en"]
    assert "next" not in json.dumps([each for each in given["records"] if each["table"] == "sitting_events"])


def test_a_trial_is_listed_as_no_longer_linkable_with_its_day_of_destruction(harness: ServiceHarness) -> None:
    harness.create_trial("Derwen")
    browser = harness.signed_in("cadi")
    (offered,) = browser.get("/api/sittings").json()["sittings"]
    browser.post(f"/api/sittings/{offered['id']}/start")
    with harness.service.engine.begin() as connection:
        (trial,) = bundle_of(harness, connection, "cadi")["trials"]
    assert trial["answers_linkable"] is False
    assert date.fromisoformat(trial["destroyed_by"]) > TODAY


def test_a_look_that_a_court_asked_for_is_not_told(harness: ServiceHarness) -> None:
    now, cadi = harness.clock(), harness.people["cadi"]
    later = now + timedelta(hours=2)
    with harness.service.engine.begin() as connection:
        for number, ground in enumerate((BreakGlassReason.LAW, BreakGlassReason.SUPPORT)):
            access = BreakGlassAccess(
                harness.people["joe"], harness.people["evans"], cadi, ground, f"C-{number}", now, now
            )
            if ground is BreakGlassReason.SUPPORT:
                access = BreakGlassAccess(
                    harness.people["mali"], harness.people["evans"], cadi, ground, f"C-{number}", later, later
                )
            permissions.add_break_glass_access(connection, access)
            audit_log.record(connection, access.at, f"saw feedback ({number})", actor=access.actor, learner=cadi)
            audit_log.record(connection, access.at, f"broke the glass ({ground})", actor=access.actor, learner=cadi)
        document = bundle_of(harness, connection, "cadi")
        forget(connection, [harness.people["evans"]])
        afterwards = bundle_of(harness, connection, "cadi")
    (accesses,) = [each["rows"] for each in document["records"] if each["table"] == "broken_glass"]
    assert [(each["reference"], each["actor"]) for each in accesses] == [("C-1", "teacher")]
    for each in (document, afterwards):
        (acts,) = [record["rows"] for record in each["records"] if record["table"] == "audit"]
        assert [row["action"] for row in acts if row["actor"] != "you"] == [
            "saw feedback (1)",
            "broke the glass (support)",
        ]


def test_a_legal_hold_is_not_in_the_bundle(harness: ServiceHarness) -> None:
    """Why it was ordered is in words; the officer tells of it where these allow that."""
    now, cadi, ledger = harness.clock(), HoldSubject(person=harness.people["cadi"]), harness.service.ledger
    with harness.service.engine.begin() as connection:
        before = bundle_of(harness, connection, "cadi")
        order_hold(connection, ledger, cadi, TODAY + timedelta(days=30), DECISION, now)
        assert bundle_of(harness, connection, "cadi") == before
        release_hold(connection, ledger, cadi, DECISION, now)
        assert bundle_of(harness, connection, "cadi") == before


@pytest.mark.parametrize(
    ("language", "value", "words"),
    [
        ("en", ("on", "2026-11-25"), "25 November 2026"),
        ("cy", ("at", "2026-07-25T23:30:00.123456+00:00"), "26 Gorffennaf 2026, 00:30"),
        ("cy", ("main", True), "ie"),
        ("cy", ("kind", "complaint", "rights_cases"), "Cwyn"),
        ("en", ("actor", "officer"), "The data-protection officer"),
        ("en", ("state", "assigned", "sittings"), "Not started"),
        ("en", ("subject", "numeracy-procedural"), "Numeracy (procedural)"),
        ("en", ("reference", "complaint"), "complaint"),
        ("en", ("at", "2026-13-45"), "2026-13-45"),
    ],
)
def test_a_page_has_values_as_people_write_them(language: Language, value: tuple[Any, ...], words: str) -> None:
    """Fault: days stood there as 2026-11-25, and lists and names from lists as the program has them."""
    name, told, *table = value
    assert value_words(name, told, language, *table) == words


def test_a_page_has_no_name_of_the_program_and_shows_a_list_as_a_list(harness: ServiceHarness) -> None:
    """Fault: a reader met `left_on` and `rights_cases`, and a list as one text."""
    with harness.service.engine.begin() as connection:
        plant_everywhere(connection, harness.service.ring, harness.people["cadi"])
        document = bundle_of(harness, connection, "cadi")
    document["records"][0]["rows"].append({"event": {"constraints": ["a.b", "c.d"], "items": [{"item": "x"}]}})
    page = bundle_page(document, "en").partition("<main")[2]
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r'class="[^"]*"', "", page)) == []
    assert "<li>a.b</li><li>c.d</li>" in page
    assert "25 November 2026" in page
    assert "2026-11-25" not in page
