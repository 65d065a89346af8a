"""No acknowledged answer is lost, whatever fails and when; what was counted is said at the end of the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.faults.count_summary import summary
from tests.faults.fault_plan import DATABASE, KILLS, POSTMASTER, PROCESS, REQUEST_FAULTS, WORKER, FaultPlan
from tests.faults.fault_run import run_and_verify
from tests.faults.service_under_faults import FaultRun, build_unthrottled_harness, running_under_faults
from tests.support.postgresql_server import Postgres

ON_SQLITE = FaultPlan(seed=7, request_faults=94, kills={WORKER: 6})
ON_POSTGRESQL = FaultPlan(seed=8, request_faults=176, kills={WORKER: 10, DATABASE: 5, POSTMASTER: 5, PROCESS: 4})
OF_EVERY_DAY = {
    "sqlite": FaultPlan(seed=17, request_faults=28, kills={WORKER: 1}, learners=10),
    "postgresql": FaultPlan(
        seed=18, request_faults=27, kills={WORKER: 1, DATABASE: 1, POSTMASTER: 1, PROCESS: 1}, learners=10
    ),
}
"""Each kind of fault, several times; the larger plans are of `make study`."""
Record = Callable[[str, str], None]


def asked(engine: Engine, *questions: str) -> list[str]:
    with engine.begin() as connection:
        return [str(connection.scalar(text(question))) for question in questions]


def run_and_record(fault_run: FaultRun, record_property: Record) -> None:
    """Run the plan and record its counts for the terminal summary."""
    counts = run_and_verify(fault_run)
    assert counts["acknowledged"] == counts["in the logs"] > 20 * fault_run.plan.learners
    assert {name: counts[name] for name in fault_run.plan.kills} == dict(fault_run.plan.kills)
    record_property(f"faults on {fault_run.harness.service.engine.dialect.name}", summary(counts))


def test_the_plans_are_of_300_faults_ten_of_which_kill_postgresql() -> None:
    assert ON_SQLITE.faults + ON_POSTGRESQL.faults == 300
    assert ON_POSTGRESQL.kills[DATABASE] + ON_POSTGRESQL.kills[POSTMASTER] == 10
    assert sum(map(len, ON_POSTGRESQL.faults_by_learner())) == ON_POSTGRESQL.request_faults


def test_the_plans_of_every_day_have_each_kind_of_fault() -> None:
    assert sum(plan.faults for plan in OF_EVERY_DAY.values()) == 60
    for plan in OF_EVERY_DAY.values():
        assert {fault for faults in plan.faults_by_learner() for fault in faults} == set(REQUEST_FAULTS)
    assert set(OF_EVERY_DAY["postgresql"].kills) == set(KILLS)


@pytest.mark.slow
def test_on_sqlite_no_fault_loses_an_answer(tmp_path: Path, record_property: Record) -> None:
    on_sqlite(OF_EVERY_DAY["sqlite"], tmp_path, record_property)


@pytest.mark.slow
def test_on_postgresql_no_fault_loses_an_answer(
    own_postgres: Postgres, tmp_path: Path, record_property: Record
) -> None:
    on_postgresql(OF_EVERY_DAY["postgresql"], own_postgres, tmp_path, record_property)


@pytest.mark.long
def test_on_sqlite_none_of_a_hundred_faults_loses_an_answer(tmp_path: Path, record_property: Record) -> None:
    """Every day: `test_on_sqlite_no_fault_loses_an_answer`, with fewer sittings."""
    on_sqlite(ON_SQLITE, tmp_path, record_property)


@pytest.mark.long
def test_on_postgresql_none_of_two_hundred_faults_loses_an_answer(
    own_postgres: Postgres, tmp_path: Path, record_property: Record
) -> None:
    """Every day: `test_on_postgresql_no_fault_loses_an_answer`, with fewer sittings."""
    on_postgresql(ON_POSTGRESQL, own_postgres, tmp_path, record_property)


def on_sqlite(plan: FaultPlan, folder: Path, record_property: Record) -> None:
    (folder / "data").mkdir()
    harness = build_unthrottled_harness(folder, f"sqlite:///{folder / 'data' / 'mesur.sqlite3'}")
    assert asked(harness.service.engine, "PRAGMA synchronous", "PRAGMA journal_mode") == ["2", "wal"]  # 2: FULL
    with running_under_faults(plan, harness, folder, workers=1) as fault_run:
        run_and_record(fault_run, record_property)
    harness.close()


def on_postgresql(plan: FaultPlan, server: Postgres, folder: Path, record_property: Record) -> None:
    with server.fresh_database() as url:
        harness = build_unthrottled_harness(folder, url)
        durable = ("synchronous_commit", "fsync", "full_page_writes")
        assert asked(harness.service.engine, *(f"SHOW {name}" for name in durable)) == ["on"] * 3
        with running_under_faults(plan, harness, folder, workers=2, database=server) as fault_run:
            run_and_record(fault_run, record_property)
        harness.close()
