"""Anchors elsewhere show what no list beside the database shows: that everything was deleted, or written anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, text
from typer.testing import CliRunner, Result

from delivery_api.audit.tables import audit_table, segments_table
from delivery_api.audit.written_rows import FOLDER, forget_all_rows
from delivery_api.cli import app
from delivery_api.storage.database import is_sqlite
from tests.support.service_harness import ServiceHarness
from tests.support.timestamp_service import STAMPED_AT, running_timestamp_service


class Operator:
    """Runs `mesur audit …` on a service, with anchors in a folder of their own."""

    def __init__(self, harness: ServiceHarness, folder: Path) -> None:
        self.harness, self.anchors = harness, folder
        self.settings = harness.settings.keys.parent / "settings.toml"
        folder.mkdir()

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["audit", *words, "--settings", str(self.settings)])

    def verify(self, *words: str) -> Result:
        return self.run("verify", "--anchors", str(self.anchors), *words)

    def delete_the_audit(self) -> None:
        """All rows and segments, and what was recorded beside them: the heads, and the last rows of each process."""
        with self.harness.service.engine.begin() as connection:
            connection.execute(text(f"DROP TRIGGER audit_is_append_only{'' if is_sqlite(connection) else ' ON audit'}"))
            connection.execute(delete(audit_table))
            connection.execute(delete(segments_table))
        (self.harness.settings.certificates / "audit-heads.jsonl").unlink(missing_ok=True)
        forget_all_rows(self.harness.service.ring.notes / FOLDER)


@pytest.fixture
def operator(harness: ServiceHarness, tmp_path: Path) -> Operator:
    return Operator(harness, tmp_path / "elsewhere")


def test_an_audit_that_was_deleted_with_its_heads_is_missed_by_the_anchors(operator: Operator) -> None:
    operator.harness.assign("cadi")
    operator.harness.signed_in("evans")
    assert (operator.verify().exit_code, operator.run("anchor", str(operator.anchors)).exit_code) == (1, 0)
    assert operator.run("anchor", str(operator.anchors)).exit_code == 0
    (anchor,) = operator.anchors.iterdir()  # the second said the same
    assert operator.verify().exit_code == 0
    operator.delete_the_audit()
    assert operator.run("verify").exit_code == 0  # nothing beside the database misses it
    missed = operator.verify()
    assert missed.exit_code == 1
    assert anchor.name in missed.output


def test_a_ledger_that_was_cut_and_an_anchor_that_was_written_over_are_named(operator: Operator) -> None:
    assert operator.run("anchor", str(operator.anchors)).exit_code == 0
    (anchor,) = operator.anchors.iterdir()
    ledger, whole = operator.harness.service.ledger.path, operator.harness.service.ledger.path.read_text()
    ledger.write_text("".join(whole.splitlines(keepends=True)[:-1]))
    assert "ledger" in operator.verify().output
    ledger.write_text(whole)
    anchor.write_text(anchor.read_text().replace('"segments": ', '"segments": 1'))
    assert operator.verify().exit_code == 1


def test_a_time_stamp_service_stamps_each_anchor(operator: Operator, tmp_path: Path) -> None:
    certificate = tmp_path / "service.pem"
    with running_timestamp_service() as (address, service):
        certificate.write_bytes(service.certificate)
        with operator.settings.open("a") as file:
            file.write(f'timestamp_url = "{address}"\n')
        assert operator.run("anchor", str(operator.anchors)).exit_code == 0
    held = operator.verify("--timestamp-certificate", str(certificate))
    assert (held.exit_code, STAMPED_AT.isoformat() in held.output) == (0, True), held.output
    (stamp,) = operator.anchors.glob("*.tsr")
    stamp.write_bytes(stamp.read_bytes()[:-1] + b"x")
    assert operator.verify("--timestamp-certificate", str(certificate)).exit_code == 1
    stamp.unlink()
    (anchor,) = operator.anchors.iterdir()
    anchor.unlink()
    assert operator.run("anchor", str(operator.anchors)).exit_code == 2  # the service is away: none is written
    assert list(operator.anchors.iterdir()) == []
