"""No acknowledged answer is lost, whatever fails and when."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.faults import LEARNERS, Plan, built, run, serving_with_faults

ON_SQLITE = Plan(seed=7, of_the_line=75, workers_killed=5, databases_killed=0)


def told(capsys: pytest.CaptureFixture[str], plan: Plan, counts: Counter[str]) -> None:
    assert counts["acknowledged"] == counts["answers in the logs"] > 20 * LEARNERS
    with capsys.disabled():
        listed = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
        print(f"\n{plan.faults} faults, {LEARNERS} sittings: {listed}; 0 answers lost, 0 twice")  # noqa: T201


def asked(engine: Engine, *questions: str) -> list[str]:
    with engine.begin() as connection:
        return [str(connection.scalar(text(question))) for question in questions]


@pytest.mark.slow
def test_on_sqlite_no_fault_loses_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    house = built(tmp_path, f"sqlite:///{tmp_path / 'data' / 'mesur.sqlite3'}")
    assert asked(house.service.engine, "PRAGMA synchronous", "PRAGMA journal_mode") == ["2", "wal"]  # 2: FULL
    with serving_with_faults(house, tmp_path, workers=1) as storm:
        counts = run(storm, ON_SQLITE)
    assert counts["workers killed"] == ON_SQLITE.workers_killed
    told(capsys, ON_SQLITE, counts)
    house.close()
