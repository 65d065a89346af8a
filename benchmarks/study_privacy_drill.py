"""The privacy drill in full: retention on every night of three school years, on SQLite and on PostgreSQL."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
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
    broken = 0
    with tempfile.TemporaryDirectory() as folder, databases() as both:
        for name, url, programs in both:
            walk = Walk(open_drill(Path(folder) / name, url, programs), every_night())
            findings = walk.go()
            report = write_report(Path(folder) / name, walk, datetime.combine(END, time(12), UTC))
            promises = json.loads(report.read_text("utf-8"))["report"]["promises"]
            tried = sum(each["tried"] for each in promises.values())
            print(f"{name}: {len(walk.nights)} nights, {tried} trials of {len(promises)} promises")
            for each in findings.broken():
                print(f"  BROKEN {each.promise}: {each.detail}")
            broken += len(findings.broken())
            walk.drill.service.engine.dispose()
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
