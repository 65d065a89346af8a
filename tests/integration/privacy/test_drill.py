"""The drill is green on both databases, signs what it found, and finds promises that are broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Column, String, Table, Uuid
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from delivery_api.cli import app
from delivery_api.drill import walk as drill_walk
from delivery_api.drill.drill_service import DrillService, open_drill
from delivery_api.drill.promises import Promise
from delivery_api.drill.store import tables_of_persons
from delivery_api.drill.walk import BEGIN, END, FIRST_DUE, FIRST_TRIAL_ENDS, LEFT_ON, Walk
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.ledger_entries import Entry
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.retention.row_purge import RowPurge
from delivery_api.storage.data_declaration import DataDeclaration, PersonColumns, Purpose, WithPerson
from tests.support.independent_verifier import text_of

FEW_NIGHTS = frozenset({BEGIN + timedelta(days=1), FIRST_TRIAL_ENDS, LEFT_ON + timedelta(days=1), FIRST_DUE, END})


@pytest.mark.long_on("sqlite")
def test_the_drill_keeps_every_promise_and_signs_its_report(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, options = tmp_path / "drill", []
    if make_url(database_url).get_backend_name() == "postgresql":
        programs = request.getfixturevalue("postgres").programs
        monkeypatch.setenv("LD_LIBRARY_PATH", str(programs.parent / "lib"))
        options = ["--database-url", database_url, "--programs", str(programs)]
    result = CliRunner().invoke(app, ["privacy", "drill", str(folder), *options], env={"MESUR_LANG": "en"})
    assert result.exit_code == 0, result.output
    report = signed_report(folder / "drill.json")
    assert {name: each["kept"] for name, each in report["promises"].items()} == {each.value: True for each in Promise}
    assert report["tables"] == sorted(tables_of_persons(metadata))
    for language, kept, heading in (
        ("en", "kept", "# Privacy drill"),
        ("cy", "wedi’i gadw", "# Ymarfer preifatrwydd"),
    ):
        page = (folder / f"drill.{language}.md").read_text("utf-8")
        assert (page.startswith(heading), page.count(f"| {kept} |")) == (True, len(Promise))
    again = CliRunner().invoke(app, ["privacy", "drill", str(folder), *options], env={"MESUR_LANG": "en"})
    assert (again.exit_code, "expected an empty folder" in again.output) == (2, True)


def signed_report(path: Path) -> dict[str, Any]:
    """The report, if its signature holds."""
    document = json.loads(path.read_text("utf-8"))
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(document["public_key"]))
    key.verify(bytes.fromhex(document["signature"]), text_of(document["report"]).encode())
    report: dict[str, Any] = document["report"]
    return report


@pytest.fixture
def drill(tmp_path: Path) -> Iterator[DrillService]:
    opened = open_drill(tmp_path / "drill", "", PostgresqlPrograms())
    yield opened
    opened.service.engine.dispose()


def test_keys_that_are_not_destroyed_and_a_ledger_that_is_not_replayed_are_found(
    drill: DrillService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyRing, "shred", lambda *_: True)
    monkeypatch.setattr(Entry, "changes_the_database", False)
    for module in ("restored_service", "service_setup"):
        monkeypatch.setattr(f"delivery_api.lifecycle.{module}.replay_ledger", lambda *_: ())
    broken = {each.promise for each in Walk(drill, FEW_NIGHTS).go().broken()}
    assert {Promise.UNREADABLE, Promise.RESTORED} <= broken


def test_rows_that_stay_and_rows_that_go_too_early_are_found(
    drill: DrillService, monkeypatch: pytest.MonkeyPatch
) -> None:
    purge = RowPurge.purge
    kept, early = "sessions", "class_pins"

    def wrong(self: RowPurge, table: Table, moment: object) -> int:
        if table.name == early:
            with self.engine.begin() as connection:
                connection.execute(metadata.tables["pin_entries"].delete())
                return connection.execute(table.delete()).rowcount
        return 0 if table.name == kept else purge(self, table, moment)  # type: ignore[arg-type]

    monkeypatch.setattr(RowPurge, "purge", wrong)
    walk = Walk(drill, frozenset({BEGIN + timedelta(days=1), BEGIN + timedelta(days=3)}))
    walk.findings.found.clear()
    monkeypatch.setattr(Walk, "_events", lambda self: {BEGIN: self._begin})
    details = [f"{each.promise} {each.detail}" for each in walk.go().broken()]
    assert [each for each in details if each.startswith("rows sessions: due")]
    assert [each for each in details if each.startswith("not early") and early in each]


def test_a_new_table_gets_a_marker_by_its_declaration_alone(drill: DrillService) -> None:
    declared = DataDeclaration(Purpose.OPERATION, "notes", (WithPerson(),), PersonColumns(("person",)))
    table = Table(
        "drill_notes",
        metadata,
        Column("person", Uuid, primary_key=True),
        Column("note", String(40), nullable=False),
        info={"declaration": declared},
    )
    try:
        walk = Walk(drill, frozenset())
        drill.set_up(drill_walk.datetime(2026, 9, 8, 12, tzinfo=drill_walk.LONDON))
        with drill.service.engine.begin() as connection:
            table.create(connection)
        walk._begin(drill_walk.datetime(2026, 9, 8, 12, tzinfo=drill_walk.LONDON))
        marker = next(each for each in walk.markers if each.table == "drill_notes")
        assert (marker.text != "", marker.goes_on({f"person:{marker.where['person']}": date(2027, 1, 1)})) == (
            True, date(2027, 1, 1)
        )  # fmt: skip
    finally:
        metadata.remove(table)
