"""A trial of any size on PostgreSQL, of copies of one real sitting: what a purge is tried on.

Each sitting has every event that a real one has, presented, answered and all others, each with the bytes that were
sealed for it; only its id is its own. Rows stand in the order of their ids, all visible, as after `mesur trial
complete`. They are copied in without the write-ahead log, which a restart with other settings allows.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from benchmarks.benchmark_service import SUBJECT, BenchmarkSchool
from benchmarks.loopback_postgres import restart_with
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date, months_after
from delivery_api.ledger.decisions import Decision
from delivery_api.sittings.storage import store as sittings
from delivery_api.sittings.storage.tables import sitting_events
from delivery_api.sittings.storage.tables import sittings as sittings_table
from delivery_api.storage.database import autocommit_connection
from delivery_api.trials import service as trials

FAST = {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "'8GB'"}
HEAD, TAIL, PLACE = b"PGCOPY\n\xff\r\n\0" + bytes(8), struct.pack("!h", -1), b"\0the sitting's\0\0"
AT_ONCE = 200


@dataclass(frozen=True)
class RealSitting:
    """A sitting that was answered through the service.

    Parameters
    ----------
    row : of the table of sittings
    events : sequence, kind and sealed bytes of each
    """

    row: dict[str, Any]
    events: tuple[tuple[int, str, bytes], ...]

    @property
    def responses(self) -> int:
        """How many of the events are answers."""
        return sum(kind in ("answered", "omitted") for _, kind, _ in self.events)


def longest_sitting(school: BenchmarkSchool) -> RealSitting:
    """Return the sitting with the most events."""
    with school.service.engine.begin() as connection:
        most = text("SELECT sitting FROM sitting_events GROUP BY sitting ORDER BY count(*) DESC LIMIT 1")
        id_ = connection.scalar(most)
        row = connection.execute(select(sittings_table).where(sittings_table.c.id == id_)).one()
        columns = (sitting_events.c.sequence, sitting_events.c.kind, sitting_events.c.payload)
        events = connection.execute(select(*columns).where(sitting_events.c.sitting == id_).order_by(columns[0]))
        return RealSitting(row._asdict(), tuple((each[0], each[1], bytes(each[2])) for each in events))


def make_trial(school: BenchmarkSchool, url: str, sitting: RealSitting, count: int) -> str:
    """Make a trial of so many sittings that was completed nineteen months ago. Return its id."""
    trial = _planned(school)
    school.service.engine.dispose()
    restart_with(url, FAST)
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        _copy(connection, trial, sitting, count)
    restart_with(url, dict.fromkeys(FAST))
    with school.service.engine.begin() as connection:
        sittings.complete_programme(connection, trial, months_after(london_date(clock()), -19))
    with autocommit_connection(school.service.engine) as connection:
        connection.execute(text("ANALYZE"))
        connection.execute(text("CHECKPOINT"))
    return trial


def _planned(school: BenchmarkSchool) -> str:
    service, now = school.service, clock()
    with service.engine.begin() as connection:
        return trials.create(
            connection,
            service.ring,
            service.ledger,
            terms=trials.TrialTerms("Study", SUBJECT, london_date(now) + timedelta(days=7)),
            classes=[school.class_id],
            decision=Decision("A. Rees", "to study its destruction"),
            now=now,
        )


def _copy(connection: psycopg.Connection, trial: str, sitting: RealSitting, count: int) -> None:
    slug, ids = trial.replace("-", "_"), _ids(count)
    key = connection.execute("SELECT key_id FROM programmes WHERE id = %s", [trial]).fetchone()
    tables = [f"{name}_{slug}" for name in ("sitting_events", "sittings", "trial_attendance")]
    connection.execute(f"TRUNCATE {', '.join(tables)}")  # so that the copy needs no write-ahead log and is frozen
    names = "programme, sitting, sequence, kind, key_id, payload"
    assert key is not None
    events = b"".join(_record(trial, PLACE, number, kind, key[0], sealed) for number, kind, sealed in sitting.events)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {tables[0]} ({names}) FROM STDIN (FORMAT binary, FREEZE)") as copy:
            copy.write(HEAD)
            for some in _some(ids):
                copy.write(b"".join(events.replace(PLACE, each) for each in some))
            copy.write(TAIL)
        row = sitting.row | {"programme": trial, "learner": None, "year_group": None, "booking": None}
        with cursor.copy(f"COPY {tables[1]} ({', '.join(row)}) FROM STDIN (FREEZE)") as copy:
            for each in ids:
                copy.write_row(tuple((row | {"id": UUID(bytes=each), "pseudonym": each.hex() * 2}).values()))
        with cursor.copy(f"COPY {tables[2]} (programme, learner) FROM STDIN (FREEZE)") as copy:
            for each in ids:
                copy.write_row((trial, UUID(bytes=each)))


def _ids(count: int) -> list[bytes]:
    step = 2**128 // count
    return [(number * step).to_bytes(16) for number in range(count)]


def _some(ids: list[bytes]) -> Iterator[list[bytes]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _record(*values: str | int | bytes) -> bytes:
    """A row in PostgreSQL's binary format."""
    fields = [
        struct.pack("!i", each) if isinstance(each, int) else each.encode() if isinstance(each, str) else each
        for each in values
    ]
    return struct.pack("!h", len(fields)) + b"".join(struct.pack("!i", len(each)) + each for each in fields)
