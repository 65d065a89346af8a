"""The service as processes: it drains, replaces a worker that dies, counts for all workers, and logs nobody."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from delivery_api.cli import app
from tests.support.service_harness import ServiceHarness, build_harness, response_body
from tests.support.service_processes import running_service


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("it never came to hold")


def children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid), "-f", "spawn_main"], capture_output=True, text=True).stdout
    return [int(line) for line in listed.split()]


def test_sqlite_is_served_by_one_worker(tmp_path: Path, issuer: str) -> None:
    harness = build_harness(tmp_path, f"sqlite:///{tmp_path / 'mesur.sqlite3'}", issuer)
    harness.close()
    refused = CliRunner().invoke(app, ["serve", "--workers", "2", "--settings", str(tmp_path / "settings.toml")])
    assert refused.exit_code == 2
    assert "SQLite" in refused.output


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)  # the database has no part in it
def test_on_sigterm_new_requests_are_told_to_come_back_and_what_runs_is_finished(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    sitting = harness.assign("cadi")
    with running_service(harness, tmp_path) as served:
        player = served.signed_in_client(harness, "cadi")
        item = player.post(f"/api/sittings/{sitting}/start").json()["item"]
        assert player.get("/readyz").status_code == 200
        os.kill(served.process.pid, signal.SIGTERM)
        eventually(lambda: player.get("/readyz").json().get("why") == "draining")
        refused = player.put(f"/api/sittings/{sitting}/responses/1", json=response_body(item, None))
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert int(refused.headers["retry-after"]) >= 1
        assert player.get("/livez").status_code == 200
        assert served.process.wait(timeout=60) in (0, -signal.SIGTERM)
    said = [line["message"] for line in served.log() if line["from"] == "mesur"]
    assert said[-2:] == ["started", "draining"]


@pytest.mark.postgresql
def test_a_worker_that_is_killed_is_replaced_and_all_workers_counts_are_told(
    postgres_url: str, tmp_path: Path, issuer: str
) -> None:
    harness = build_harness(tmp_path, postgres_url, issuer)
    with running_service(harness, tmp_path, workers=2) as served:
        before = children(served.process.pid)
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        eventually(lambda: len(children(served.process.pid)) == 2 and before[0] not in children(served.process.pid))
        for _ in range(20):
            assert httpx2.get(f"{served.address}/practice").status_code == 200  # each on a connection of its own
        counted = httpx2.get(f"{served.address}/metrics").text
        assert 'mesur_requests_total{kind="other",status="200"} 20.0' in counted
    harness.close()


@pytest.mark.long_on("sqlite")
def test_neither_the_log_nor_the_counts_name_anybody_or_any_answer(harness: ServiceHarness, tmp_path: Path) -> None:
    sitting = harness.assign("cadi")
    with running_service(harness, tmp_path) as served:
        player = served.signed_in_client(harness, "cadi")
        item = player.post(f"/api/sittings/{sitting}/start").json()["item"]
        said = "Dirgelwch77"
        assert player.put(f"/api/sittings/{sitting}/responses/1", json=response_body(item, said)).status_code == 422
        sent = response_body(item, None, key="allwedd-ddirgel")
        assert player.put(f"/api/sittings/{sitting}/responses/1", json=sent).status_code == 200
        with harness.service.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE sitting_events RENAME TO elsewhere")
        assert player.put(f"/api/sittings/{sitting}/responses/2", json=sent).status_code == 500
        with harness.service.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO sitting_events")
        counts = player.get("/metrics").text
    lines = served.log()
    assert [line["level"] for line in lines if line["from"] == "mesur"].count("error") == 1
    assert re.search(r'mesur_requests_total\{kind="answer",status="200"\} 1\.0', counts)
    told = json.dumps(lines, ensure_ascii=False) + counts
    learner, cookie = harness.people["cadi"], next(iter(player.cookies.values()))
    personal = (str(learner), learner.hex, str(sitting), sitting.hex, "cadi", "Cadi Morgan", "127.0.0.1")
    for value in (*personal, cookie, said, sent["key"], item["id"], str(harness.school)):
        assert value not in told


def test_a_database_that_is_away_or_not_migrated_fails_readiness(harness: ServiceHarness, tmp_path: Path) -> None:
    browser = harness.browser()
    with harness.service.engine.begin() as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    refused = browser.get("/readyz")
    assert (refused.status_code, refused.json()["why"]) == (503, "database not migrated")
    with harness.service.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of a later build'")
    assert browser.get("/readyz").status_code == 200  # while an upgrade goes on, the old build works
    with harness.service.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    url = str(harness.settings.database_url)
    gone = "sqlite:////nowhere/mesur.db" if url.startswith("sqlite") else "postgresql+psycopg://x@127.0.0.1:1/nowhere"
    refused = harness.browser(database_url=gone).get("/readyz")
    assert (refused.status_code, refused.json()["why"]) == (503, "database away")
    assert browser.get("/livez").status_code == 200
