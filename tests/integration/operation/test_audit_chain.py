"""The audit's chain: sealed beside writers, verified, expired whole, and each kind of tampering found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from delivery_api.audit import audit_log
from delivery_api.audit.audit_log import AuditFault, AuditFaultKind, audit_table, segments
from delivery_api.keys.key_ring import KeyRing
from delivery_api.lifecycle import schema
from delivery_api.storage.database import is_sqlite, open_database

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
CADI, JOE, EVANS, KHAN = (UUID(int=number) for number in range(1, 5))


@dataclass
class Book:
    """An audit of its own."""

    engine: Engine
    ring: KeyRing

    def write(self, count: int, at: datetime = NOW, *, learner: UUID = CADI, actor: UUID = EVANS) -> None:
        with self.engine.begin() as connection:
            for number in range(count):
                at_last = at + timedelta(seconds=number)
                audit_log.record(connection, at_last, "saw feedback (page)", actor=actor, learner=learner, thing="x")

    def seal(self, now: datetime = NOW) -> tuple[audit_log.Segment, ...]:
        return audit_log.seal_segments(self.engine, self.ring, now)

    def faults(self, known: tuple[tuple[int, str], ...] = ()) -> tuple[AuditFault, ...]:
        with self.engine.begin() as connection:
            return audit_log.verify_chain(connection, self.ring, known)

    @contextmanager
    def behind_its_back(self) -> Iterator[Connection]:
        """What an administrator of the database can do, the trigger taken away."""
        with self.engine.begin() as connection:
            on = "" if is_sqlite(connection) else " ON audit"
            connection.execute(text(f"DROP TRIGGER audit_is_append_only{on}"))
            yield connection


@pytest.fixture
def book(tmp_path: Path, database_url: str) -> Iterator[Book]:
    engine = open_database(database_url)
    schema.upgrade(engine)
    yield Book(engine, KeyRing(tmp_path / "keys"))
    engine.dispose()


def test_rows_are_sealed_once_in_segments_that_follow_each_other(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "MAX_SEGMENT_ROWS", 4)
    assert (book.seal(), book.faults()) == ((), ())
    book.write(10)
    first = book.seal()
    assert [(each.number, each.rows) for each in first] == [(1, 4), (2, 4), (3, 2)]
    assert book.seal() == ()
    book.write(3)
    (second,) = book.seal()
    assert (second.number, second.rows, second.previous) == (4, 3, first[-1].head)
    assert book.faults() == ()


def test_a_segment_is_of_one_school_year(book: Book) -> None:
    for at in (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), datetime(2026, 8, 31, 23, 0, tzinfo=UTC)):
        book.write(1, at)  # one minute before and at midnight in London
    assert [each.rows for each in book.seal()] == [1, 1]


def test_no_row_can_be_changed(book: Book) -> None:
    book.write(1)
    with pytest.raises(DBAPIError, match="append-only"), book.engine.begin() as connection:
        connection.execute(update(audit_table).values(actor=KHAN))


TAMPERING: dict[str, tuple[Callable[[Connection], object], set[AuditFaultKind]]] = {
    "an actor changed": (
        lambda c: c.execute(update(audit_table).where(audit_table.c.sequence == 2).values(actor=KHAN)),
        {AuditFaultKind.ROWS},
    ),
    "a time moved by a microsecond": (
        lambda c: c.execute(
            update(audit_table).where(audit_table.c.sequence == 2).values(at=NOW + timedelta(seconds=1, microseconds=1))
        ),
        {AuditFaultKind.ROWS},
    ),
    "a row removed": (
        lambda c: c.execute(delete(audit_table).where(audit_table.c.sequence == 2)),
        {AuditFaultKind.ROWS},
    ),
    "a row added after the fact": (
        lambda c: c.execute(audit_table.insert().values(sequence=0, at=NOW, action="signed in", actor=KHAN)),
        {AuditFaultKind.OUTSIDE},
    ),
    "a segment removed with its rows": (
        lambda c: (
            c.execute(delete(audit_table).where(audit_table.c.sequence <= 3)),
            c.execute(delete(segments).where(segments.c.number == 1)),
        ),
        {AuditFaultKind.MISSING_SEGMENT},
    ),
    "rows removed under the name of expiry": (
        lambda c: (
            c.execute(delete(audit_table).where(audit_table.c.sequence == 2)),
            c.execute(update(segments).where(segments.c.number == 1).values(expired_at=NOW)),
        ),
        {AuditFaultKind.NOT_EXPIRED},
    ),
    "a head put right for changed rows": (
        lambda c: c.execute(update(segments).where(segments.c.number == 1).values(head=bytes(32))),
        {AuditFaultKind.SEAL, AuditFaultKind.CHAIN},
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found(book: Book, how: str) -> None:
    for _ in range(2):
        book.write(3)
        book.seal()
    tamper, found = TAMPERING[how]
    with book.behind_its_back() as connection:
        tamper(connection)
    assert {fault.broken for fault in book.faults()} == found


def test_the_whole_chain_written_anew_by_whoever_has_the_database_is_found_without_the_key(book: Book) -> None:
    book.write(3)
    (sealed,) = book.seal()
    with book.behind_its_back() as connection:
        connection.execute(update(audit_table).values(actor=KHAN))
        rows = connection.execute(select(audit_table).order_by(audit_table.c.sequence)).all()
        connection.execute(update(segments).values(head=audit_log.chain_hash(sealed.previous, rows)))
    assert book.faults() == (AuditFault(1, AuditFaultKind.SEAL),)


def test_the_last_segments_cut_off_are_found_by_a_head_noted_elsewhere(book: Book) -> None:
    book.write(3)
    book.seal()
    book.write(3)
    (last,) = book.seal()
    known = ((last.number, last.head.hex()),)
    assert book.faults(known) == ()
    with book.behind_its_back() as connection:
        connection.execute(delete(audit_table).where(audit_table.c.sequence >= last.first))
        connection.execute(delete(segments).where(segments.c.number == last.number))
    assert (book.faults(), book.faults(known)) == ((), (AuditFault(2, AuditFaultKind.CUT_SHORT),))


def test_segments_expire_whole_and_the_chain_holds(book: Book) -> None:
    old, boundary = datetime(2025, 11, 25, 9, tzinfo=UTC), datetime(2026, 8, 31, 23, tzinfo=UTC)
    book.write(5, old)
    book.write(2, NOW)
    book.seal()
    assert audit_log.expire_segments(book.engine, boundary, NOW) == 5
    assert audit_log.expire_segments(book.engine, boundary, NOW) == 0
    with book.engine.begin() as connection:
        assert connection.scalar(select(func.min(audit_table.c.at))) == NOW
        assert [each.expired_at is not None for each in audit_log.all_segments(connection)] == [True, False]
    book.seal()
    assert book.faults() == ()


def test_what_is_not_sealed_does_not_expire(book: Book) -> None:
    book.write(2, datetime(2020, 1, 1, tzinfo=UTC))
    assert audit_log.expire_segments(book.engine, NOW, NOW) == 0


def test_writers_beside_the_sealing_lose_no_row_and_break_no_chain(book: Book) -> None:
    writers = [threading.Thread(target=lambda: [book.write(1) for _ in range(40)]) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        book.seal()
    book.seal()
    with book.engine.begin() as connection:
        there = audit_log.all_segments(connection)
    assert sum(each.rows for each in there) == 160
    assert book.faults() == ()


def test_a_row_that_commits_late_with_a_low_number_is_waited_for(tmp_path: Path, postgres_url: str) -> None:
    engine = open_database(postgres_url)
    schema.upgrade(engine)
    book = Book(engine, KeyRing(tmp_path / "keys"))
    slow = book.engine.connect()
    audit_log.record(slow, NOW, "signed in", actor=CADI)  # has its number, and is not committed
    book.write(1)
    sealed: list[audit_log.Segment] = []
    sealer = threading.Thread(target=lambda: sealed.extend(book.seal()))
    sealer.start()
    sealer.join(0.3)
    assert sealer.is_alive()
    slow.commit()
    slow.close()
    sealer.join()
    assert [(each.first, each.rows) for each in sealed] == [(1, 2)]
    assert book.faults() == ()
    engine.dispose()


def test_who_was_affected_by_actor_time_and_list(book: Book) -> None:
    book.write(2, NOW, learner=CADI, actor=EVANS)
    book.write(1, NOW + timedelta(hours=1), learner=JOE, actor=EVANS)
    book.write(1, NOW, learner=JOE, actor=KHAN)
    day = (NOW - timedelta(hours=2), NOW + timedelta(hours=2))
    with book.engine.begin() as connection:

        def asked(*times: datetime, **narrowed: object) -> dict[UUID, int]:
            found = audit_log.affected_learners(connection, *times, **narrowed)  # type: ignore[arg-type]
            return {each.learner: each.rows for each in found}

        assert asked(*day) == {CADI: 2, JOE: 2}
        assert asked(*day, actor=EVANS) == {CADI: 2, JOE: 1}
        assert asked(*day, actor=KHAN) == {JOE: 1}
        assert asked(*day, learners=[JOE]) == {JOE: 2}
        assert asked(NOW, NOW + timedelta(hours=1)) == {CADI: 2, JOE: 1}  # the end is not in it
        assert asked(*day, thing="y") == {}
        (joe,) = (each for each in audit_log.affected_learners(connection, *day) if each.learner == JOE)
    assert (joe.first, joe.last) == (NOW, NOW + timedelta(hours=1))
