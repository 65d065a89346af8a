"""The privacy drill in full: retention on every night of three school years, on SQLite and on PostgreSQL."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from delivery_api.drill.drill_report import write_report
from delivery_api.drill.drill_service import open_drill
from delivery_api.drill.walk import END, Walk, every_night
from delivery_api.lifecycle.postgresql_programs import PostgresqlPrograms
from tests.support.postgresql_server import running_postgres


@contextmanager
def databases() -> Iterator[list[tuple[str, str, PostgresqlPrograms]]]:
    with running_postgres() as server, server.fresh_database() as url:
        os.environ["LD_LIBRARY_PATH"] = str(server.programs.parent / "lib")
        yield [("sqlite", "", PostgresqlPrograms()), ("postgresql", url, PostgresqlPrograms(server.programs))]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--on", choices=["sqlite", "postgresql"], nargs="+", default=["sqlite", "postgresql"])
    given = parser.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as folder, databases() as both:
        for name, url, programs in (each for each in both if each[0] in given.on):
            began, used = time.monotonic(), time.process_time()
            walk = Walk(open_drill(Path(folder) / name, url, programs), every_night())
            findings = walk.go()
            report = write_report(Path(folder) / name, walk, datetime(END.year, END.month, END.day, 12, tzinfo=UTC))
            promises = json.loads(report.read_text("utf-8"))["report"]["promises"]
            tried = sum(each["tried"] for each in promises.values())
            took, used = time.monotonic() - began, time.process_time() - used
            print(
                f"{name}: {len(walk.nights)} nights, {tried} trials of {len(promises)} promises, {took:.0f} s "
                f"({used:.0f} s of this process)",
                flush=True,
            )
            for each in findings.broken():
                print(f"  BROKEN {each.promise}: {each.detail}")
            broken += len(findings.broken())
            walk.drill.service.engine.dispose()
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
