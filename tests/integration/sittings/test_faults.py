"""No acknowledged answer is lost, whatever fails and when; what was counted is said at the end of the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.faults.plan import DATABASE, LEARNERS, POSTMASTER, PROCESS, WORKER, Plan
from tests.faults.running import run
from tests.faults.storm import Storm, brewing, built
from tests.faults.telling import told
from tests.support.postgresql_server import Postgres

ON_SQLITE = Plan(seed=7, of_the_line=94, kills={WORKER: 6})
ON_POSTGRESQL = Plan(seed=8, of_the_line=176, kills={WORKER: 10, DATABASE: 5, POSTMASTER: 5, PROCESS: 4})
Record = Callable[[str, str], None]


def asked(engine: Engine, *questions: str) -> list[str]:
    with engine.begin() as connection:
        return [str(connection.scalar(text(question))) for question in questions]


def weather(storm: Storm, record_property: Record) -> None:
    """Run the plan to its end, and say what was counted."""
    counts = run(storm)
    assert counts["acknowledged"] == counts["in the logs"] > 20 * LEARNERS
    assert {name: counts[name] for name in storm.plan.kills} == dict(storm.plan.kills)
    record_property(f"faults on {storm.house.service.engine.dialect.name}", told(counts))


def test_the_plans_are_of_300_faults_ten_of_which_kill_postgresql() -> None:
    assert ON_SQLITE.faults + ON_POSTGRESQL.faults == 300
    assert ON_POSTGRESQL.kills[DATABASE] + ON_POSTGRESQL.kills[POSTMASTER] == 10
    assert sum(map(len, ON_POSTGRESQL.dealt())) == ON_POSTGRESQL.of_the_line


@pytest.mark.slow
def test_on_sqlite_no_fault_loses_an_answer(tmp_path: Path, record_property: Record) -> None:
    (tmp_path / "data").mkdir()
    house = built(tmp_path, f"sqlite:///{tmp_path / 'data' / 'mesur.sqlite3'}")
    assert asked(house.service.engine, "PRAGMA synchronous", "PRAGMA journal_mode") == ["2", "wal"]  # 2: FULL
    with brewing(ON_SQLITE, house, tmp_path, workers=1) as storm:
        weather(storm, record_property)
    house.close()


@pytest.mark.slow
def test_on_postgresql_no_fault_loses_an_answer(
    own_postgres: Postgres, tmp_path: Path, record_property: Record
) -> None:
    with own_postgres.fresh_database() as url:
        house = built(tmp_path, url)
        durable = ("synchronous_commit", "fsync", "full_page_writes")
        assert asked(house.service.engine, *(f"SHOW {name}" for name in durable)) == ["on"] * 3
        with brewing(ON_POSTGRESQL, house, tmp_path, workers=2, database=own_postgres) as storm:
            weather(storm, record_property)
        house.close()
