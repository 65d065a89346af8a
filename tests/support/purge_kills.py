"""Kills a retention run at executed lines and runs it again: the result must be that of a run that nobody stopped.

A process of its own, since it forks: `python -m tests.support.purge_kills FOLDER [EVERY]` kills at every EVERYth of the
lines that a run executes, each at its first execution, and prints what differed as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from delivery_api.lifecycle.service_setup import open_service
from delivery_api.settings import read_settings
from tests.support.database_rows import all_rows
from tests.support.planted_rows import DUE, completed_trial, noon, plant_rows, written_extract
from tests.support.service_harness import TEST_START, build_harness

ROOT = Path(__file__).parents[2]
TRACED = (str(ROOT / "delivery_api"), str(ROOT / "itembank" / "atomic_write.py"))
CHANGING = {"keys", "key_confirmations", "key_folders", "audit", "audit_segments", "ledger_position", "people"}
"""Tables of which a second run may have more rows, new ids or new nonces."""

Line = tuple[str, int]
Trace = Callable[[FrameType, str, Any], Any]


@dataclass(frozen=True)
class KilledRuns:
    """Runs on copies of one service, always in the same folder, which the database names."""

    folder: Path

    @property
    def there(self) -> Path:
        """Where each copy stands."""
        return self.folder / "service"

    @property
    def template(self) -> Path:
        """What is copied."""
        return self.folder / "template"

    def prepare(self) -> None:
        """Make a service with a due trial, its extract, and rows of every kind that are due."""
        self.there.mkdir(parents=True)
        harness = build_harness(self.there, f"sqlite:///{self.there / 'mesur.sqlite3'}", "http://localhost:9")
        plant_rows(harness, TEST_START.date())
        written_extract(harness, completed_trial(harness))
        harness.close()
        self.there.rename(self.template)

    def fresh(self) -> None:
        """Put a new copy in place of what a run left."""
        shutil.rmtree(self.there, ignore_errors=True)
        shutil.copytree(self.template, self.there)

    def run(self, minutes: int = 0) -> None:
        """Run retention on the day on which all is due."""
        service = open_service(read_settings(self.there / "settings.toml"))
        now = noon(DUE) + timedelta(minutes=minutes)
        outcomes = service.retention.run(now, clock_confirmed_by="A. Rees")
        service.engine.dispose()
        failed = [(each.name, str(each.failure)) for each in outcomes if not each.is_done]
        assert failed == [], failed

    def result(self) -> dict[str, Any]:
        """What a run left: certificates, rows, and which files."""
        service = open_service(read_settings(self.there / "settings.toml"))
        rows = all_rows(service.engine)
        service.engine.dispose()
        keys = sorted(json.loads(file.read_text())["purpose"] for file in (self.there / "keys").glob("*.key.json"))
        return {
            "certificates": {each.name: each.read_text() for each in (self.there / "certificates").glob("*.json")},
            "rows": {name: repr(sorted(map(repr, each))) for name, each in rows.items() if name not in CHANGING},
            "people": sorted(str(row[0]) for row in rows["people"]),
            "keys": keys,
            "extracts": sorted(each.name for each in (self.there / "extracts").iterdir()),
        }


def in_child(act: Callable[[], object]) -> int:
    """Do something in a fork. Return its exit status."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def executed_lines(runs: KilledRuns) -> list[Line]:
    """Return the lines of this project that a run executes, in the order of their first execution."""
    found = runs.folder / "lines.json"

    def record() -> None:
        lines: dict[Line, None] = {}
        sys.settrace(_tracing(lambda line: lines.setdefault(line)))
        runs.run()
        sys.settrace(None)
        found.write_text(json.dumps(list(lines)))

    runs.fresh()
    assert in_child(record) == 0
    return [(file, number) for file, number in json.loads(found.read_text())]


def killed_at(runs: KilledRuns, line: Line) -> bool:
    """Run, and kill the process when it comes to a line. Return whether it was killed."""

    def stop(reached: Line) -> None:
        if reached == line:
            os.kill(os.getpid(), signal.SIGKILL)

    def act() -> None:
        sys.settrace(_tracing(stop))
        runs.run()

    return os.WIFSIGNALED(in_child(act))


def differences(runs: KilledRuns, every: int) -> Iterator[dict[str, Any]]:
    """Kill at every few lines, run again, and yield what then differs from a run that nobody stopped."""
    lines = executed_lines(runs)
    expected = runs.result()
    chosen = lines[::every]
    yield {"lines": len(lines), "killed": len(chosen)}
    for line in chosen:
        runs.fresh()
        killed = killed_at(runs, line)
        again = in_child(lambda: runs.run(minutes=5))
        found = runs.result()
        wrong = [name for name, value in expected.items() if found[name] != value]
        if wrong or again or not killed:
            yield {"line": line, "killed": killed, "again": again, "differs": wrong}


def _tracing(act: Callable[[Line], object]) -> Trace:
    def trace(frame: FrameType, event: str, _value: object) -> Trace | None:
        if not frame.f_code.co_filename.startswith(TRACED):
            return None
        if event == "line":
            act((frame.f_code.co_filename, frame.f_lineno))
        return trace

    return trace


def main(folder: Path, every: int) -> None:
    """Print a line of JSON for the count of lines, and one for each difference."""
    runs = KilledRuns(folder)
    runs.prepare()
    for each in differences(runs, every):
        sys.stdout.write(f"{json.dumps(each)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
