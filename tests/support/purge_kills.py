"""Kills a retention run at executed lines and runs it again: the result must be that of a run that nobody stopped.

A process of its own, since it forks: `python -m tests.support.purge_kills FOLDER [EVERY [postgresql]]` kills at every
EVERYth of the lines that a run executes, each at its first execution, and prints what differed as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Any

from sqlalchemy.engine import make_url

from delivery_api.lifecycle.service_setup import open_service
from delivery_api.settings import read_settings
from delivery_api.storage.job_lock import JobAlreadyRunning
from tests.support.database_rows import all_rows
from tests.support.planted_rows import DUE, completed_trial, noon, plant_rows, written_extract
from tests.support.postgresql_server import Postgres, running_postgres
from tests.support.service_harness import TEST_START, build_harness

ROOT = Path(__file__).parents[2]
TRACED = (str(ROOT / "delivery_api"), str(ROOT / "itembank" / "atomic_write.py"))
CHANGING = {"keys", "key_confirmations", "key_folders", "audit", "audit_segments", "ledger_position", "people"}
"""Tables of which a second run may have more rows, new ids or nonces; `result` has what must be the same of them."""

Line = tuple[str, int]
Trace = Callable[[FrameType, str, Any], Any]


@dataclass
class KilledRuns:
    """Runs on copies of one service, always in the same folder, which the database names.

    Parameters
    ----------
    server : of PostgreSQL; None for SQLite
    """

    folder: Path
    server: Postgres | None = None
    _template_url: str = ""
    _databases: ExitStack = field(default_factory=ExitStack)
    _copy: ExitStack = field(default_factory=ExitStack)

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
        self._template_url = f"sqlite:///{self.there / 'mesur.sqlite3'}"
        if self.server:
            self._template_url = self._databases.enter_context(self.server.fresh_database())
        harness = build_harness(self.there, self._template_url, "http://localhost:9")
        plant_rows(harness, TEST_START.date())
        written_extract(harness, completed_trial(harness))
        harness.close()
        self.there.rename(self.template)

    def fresh(self) -> None:
        """Put a new copy in place of what a run left."""
        shutil.rmtree(self.there, ignore_errors=True)
        shutil.copytree(self.template, self.there)
        if self.server:
            self._copy.close()
            name = make_url(self._template_url).database or ""
            url = self._copy.enter_context(self.server.fresh_database(name))
            settings = self.there / "settings.toml"
            settings.write_text(settings.read_text().replace(self._template_url, url))

    def close(self) -> None:
        """Remove the databases."""
        self._copy.close()
        self._databases.close()

    def run(self, minutes: int = 0) -> None:
        """Run retention on the day on which all is due."""
        service = open_service(read_settings(self.there / "settings.toml"))
        now = noon(DUE) + timedelta(minutes=minutes)
        outcomes = service.retention.run(now, clock_confirmed_by="A. Rees")
        service.engine.dispose()
        failed = [(each.name, str(each.failure)) for each in outcomes if not each.is_done]
        assert failed == [], failed

    def run_again(self) -> None:
        """Run five minutes later; PostgreSQL lets go of a killed run's lock a moment after its death."""
        for _ in range(40):
            with suppress(JobAlreadyRunning):
                return self.run(minutes=5)
            sleep(0.25)
        raise AssertionError

    def result(self) -> dict[str, Any]:
        """What a run left: certificates, rows, and which files."""
        service = open_service(read_settings(self.there / "settings.toml"))
        rows = all_rows(service.engine)
        with service.engine.begin() as connection:
            known = service.ring.records(connection)
        service.engine.dispose()
        keys = [(each.purpose, each.destroyed_at is None, service.ring.path(each.id).exists()) for each in known]
        return {
            "certificates": {each.name: each.read_text() for each in (self.there / "certificates").glob("*.json")},
            "rows": {name: repr(sorted(map(repr, each))) for name, each in rows.items() if name not in CHANGING},
            "people": sorted(str(row[0]) for row in rows["people"]),
            "audit": sorted({f"{row[3]} {row[5]}" for row in rows["audit"]}),
            "keys": sorted(keys),  # not a file that was made by a transaction that was lost: nothing is sealed under it
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
        again = in_child(runs.run_again)
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


def main(folder: Path, every: int, database: str) -> None:
    """Print a line of JSON for the count of lines, and one for each difference."""
    with ExitStack() as held:
        server = held.enter_context(running_postgres()) if database == "postgresql" else None
        runs = KilledRuns(folder, server)
        held.callback(runs.close)
        runs.prepare()
        for each in differences(runs, every):
            sys.stdout.write(f"{json.dumps(each)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    given = sys.argv[1:] + ["1", "sqlite"][len(sys.argv) - 2 :]
    main(Path(given[0]), int(given[1]), given[2])
