"""Time to import a national roster on PostgreSQL: 300,000 fictitious learners in 1,460 schools, new and unchanged.

It is compared with a bare COPY of the same rows. Run: .venv/bin/python -m benchmarks.study_roster
"""

import csv
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.roster_import import apply_import, plan_import
from delivery_api.identity.upn import check_letter
from delivery_api.lifecycle.service_setup import Service, open_service, set_up
from delivery_api.settings import Settings
from tests.support.postgresql_server import running_postgres

LEARNERS, SCHOOLS = 300_000, 1_460
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
FIRST_NAMES = ("Aled", "Bethan", "Cadi", "Dafydd", "Efa", "Gwen", "Harri", "Ioan", "Mali", "Osian", "Tomos", "Zofia")
LAST_NAMES = ("Bevan", "Davies", "Evans", "Griffiths", "Hughes", "Jenkins", "Jones", "Morgan", "Nowak", "Rahman")
HEADER = (
    *("role", "school", "school_name", "identifier", "name", "birth_date", "year_group", "class"),
    *("registration_group", "registration", "began"),
)


def learner_rows(learners: int, schools: int, seed: int = 2026) -> Iterator[tuple[str, ...]]:
    """Learners with right UPNs, in schools of unlike sizes, classes of about 25, and a teacher for each class."""
    rng = np.random.default_rng(seed)
    sizes = rng.multinomial(learners, rng.dirichlet(np.full(schools, 4.0)))
    for index, size in enumerate(sizes):
        authority, establishment = 660 + index % 22, 2000 + index // 22
        school, name = f"{authority}{establishment}", f"Ysgol {index + 1}"
        for serial in range(size):
            year = 2 + serial % 8
            rest = f"{authority}{establishment}{(26 - year) % 100:02d}{serial % 1000:03d}"
            upn = check_letter(rest) + rest
            who = f"{FIRST_NAMES[serial % 12]} {LAST_NAMES[(serial * 7 + index) % 10]}"
            born = date(TODAY.year - 5 - year, 1 + serial % 12, 1 + serial % 28).isoformat()
            group = f"{year}{'ABCDEFGH'[serial // 200 % 8]}"
            yield ("learner", school, name, upn, who, born, str(year), group, group, "main", "2025-09-01")
        for number, group in enumerate(sorted({f"{2 + s % 8}{'ABCDEFGH'[s // 200 % 8]}" for s in range(size)})):
            yield ("teacher", school, name, f"T{number}", f"{LAST_NAMES[number % 10]} Athro", "", "", group, "", "", "")


def write_roster(path: Path, learners: int, schools: int) -> int:
    """A plain CSV; how many rows."""
    with path.open("w", newline="") as file:
        writer, number = csv.writer(file), count()
        writer.writerow(HEADER)
        for row in learner_rows(learners, schools):
            writer.writerow(row)
            next(number)
    return next(number)


def timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def import_once(service: Service, path: Path) -> tuple[dict[str, float], object]:
    """Read, plan and write as `mesur roster import` does; seconds of each and the outcome."""
    spent = {}
    started, worked = perf_counter(), process_time()
    roster = read_roster(path, TODAY)
    spent["read and check"] = perf_counter() - started
    with service.engine.begin() as connection:
        started = perf_counter()
        planned = plan_import(connection, service.ring, roster, TODAY)
        spent["recognise and compare"] = perf_counter() - started
        started = perf_counter()
        apply_import(connection, service.ring, planned, TODAY, NOW)
    spent["write and commit"] = perf_counter() - started
    print(f"\nseconds of processor in this process: {process_time() - worked:.1f}; load {os.getloadavg()[0]:.1f}")
    return spent, planned.summary()


def bare_copy(service: Service) -> float:
    """The same rows out of the tables and into bare copies of them: the least that a database can take."""
    with service.engine.begin() as connection:
        cursor = connection.connection.cursor()
        rows = {}
        for table in ("people", "enrolments", "memberships"):
            connection.execute(text(f"CREATE TABLE bare_{table} (LIKE {table})"))
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                rows[table] = b"".join(copy)
        started = perf_counter()
        for table, held in rows.items():
            with cursor.copy(f"COPY bare_{table} FROM STDIN") as copy:
                copy.write(held)
    return perf_counter() - started


def main(learners: int = LEARNERS, schools: int = SCHOOLS) -> None:
    with tempfile.TemporaryDirectory() as folder, running_postgres() as server, server.fresh_database() as url:
        path = Path(folder) / "roster.csv"
        rows = write_roster(path, learners, schools)
        nowhere = Path(folder)
        settings = Settings(
            url, nowhere / "keys", nowhere / "e", nowhere / "c", "http://localhost:1", "http://localhost:2", "m", "s", 1
        )
        service = open_service(settings)
        set_up(service, NOW)
        print(f"{learners:,} learners in {schools:,} schools, {rows:,} rows, {path.stat().st_size / 2**20:.0f} MB")
        for title in ("first import", "again, unchanged", "with every school's last learner gone"):
            if title.startswith("with"):
                without_the_last(path)
            spent, outcome = import_once(service, path)
            print(f"{title}: {sum(spent.values()):.1f} s")
            for step, seconds in spent.items():
                print(f"  {step:<24}{seconds:6.1f} s")
            print(f"  {outcome}")
        leave_one_school(path)
        spent, outcome = import_once(service, path)
        print(f"one school's feed among all of them: {sum(spent.values()):.2f} s\n  {outcome}")
        print(f"\nbare COPY of people, enrolments and memberships, no index, no check: {bare_copy(service):.1f} s")
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MB")
        service.engine.dispose()


def without_the_last(path: Path) -> None:
    """Leave the last learner of each school out."""
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    last = {row[1]: number for number, row in enumerate(rows) if row[0] == "learner"}
    gone = set(last.values())
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(row for number, row in enumerate(rows) if number not in gone)


def leave_one_school(path: Path) -> None:
    """Leave one school's rows in the file."""
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([rows[0], *(row for row in rows[1:] if row[1] == rows[1][1])])


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
