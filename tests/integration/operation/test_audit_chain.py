"""The audit's chain: sealed beside writers, verified, expired whole, and each kind of tampering found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from delivery_api.audit import audit_log, segment_expiry, segment_sealing, store
from delivery_api.audit.chain_verification import verify_chain
from delivery_api.audit.hash_chain import chain_hash, read_seal
from delivery_api.audit.tables import audit_table, segments_table
from delivery_api.audit.values import AuditFault, AuditFaultKind, Seal, Segment
from delivery_api.audit.written_rows import FOLDER
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.lifecycle import schema
from delivery_api.storage.database import is_sqlite, open_database
from tests.support.signed_rows import ring_that_signs

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
CADI, JOE, EVANS, KHAN = (UUID(int=number) for number in range(1, 5))


@dataclass
class Audit:
    """An audit of its own."""

    engine: Engine
    ring: KeyRing

    def write(self, count: int, at: datetime = NOW, *, learner: UUID = CADI, actor: UUID = EVANS) -> None:
        with self.engine.begin() as connection:
            for number in range(count):
                at_last = at + timedelta(seconds=number)
                audit_log.record(connection, at_last, "saw feedback (page)", actor=actor, learner=learner, thing="x")

    def seal(self, now: datetime = NOW) -> tuple[Segment, ...]:
        return segment_sealing.seal_segments(self.engine, self.ring, now)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.ring.directory.parent / "ledger", self.ring)

    def open_ledger(self) -> None:
        with self.engine.begin() as connection:
            opened = self.ledger.create(self.ring.create(connection, SIGNING_KEY_PURPOSE, NOW), NOW)
            ledger_store.save_position(connection, opened.number, opened.hash)

    def expire(self, before: datetime, now: datetime = NOW) -> int:
        return segment_expiry.expire_segments(self.engine, self.ledger, before, now)

    def faults(self, known: tuple[tuple[int, str], ...] = ()) -> tuple[AuditFault, ...]:
        expiries = segment_expiry.recorded_expiries(self.ledger) if self.ledger.path.exists() else {}
        with self.engine.begin() as connection:
            return verify_chain(connection, self.ring, known, expiries)

    @contextmanager
    def behind_its_back(self) -> Iterator[Connection]:
        """What an administrator of the database can do, the trigger taken away."""
        with self.engine.begin() as connection:
            on = "" if is_sqlite(connection) else " ON audit"
            connection.execute(text(f"DROP TRIGGER audit_is_append_only{on}"))
            yield connection


@pytest.fixture
def audit(tmp_path: Path, database_url: str) -> Iterator[Audit]:
    engine = open_database(database_url)
    schema.upgrade(engine)
    yield Audit(engine, ring_that_signs(engine, tmp_path / "keys"))
    engine.dispose()


def test_rows_are_sealed_once_in_segments_that_follow_each_other(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_sealing, "MAX_SEGMENT_ROWS", 4)
    assert (audit.seal(), audit.faults()) == ((), ())
    audit.write(10)
    first = audit.seal()
    assert [(each.number, each.rows) for each in first] == [(1, 4), (2, 4), (3, 2)]
    assert audit.seal() == ()
    audit.write(3)
    (second,) = audit.seal()
    assert (second.number, second.rows, second.previous) == (4, 3, first[-1].head)
    assert audit.faults() == ()


def test_a_segment_is_of_one_school_year(audit: Audit) -> None:
    for at in (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), datetime(2026, 8, 31, 23, 0, tzinfo=UTC)):
        audit.write(1, at)  # one minute before and at midnight in London
    assert [each.rows for each in audit.seal()] == [1, 1]


def test_no_row_can_be_changed(audit: Audit) -> None:
    audit.write(1)
    with pytest.raises(DBAPIError, match="append-only"), audit.engine.begin() as connection:
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
            c.execute(delete(segments_table).where(segments_table.c.number == 1)),
        ),
        {AuditFaultKind.MISSING_SEGMENT},
    ),
    "some rows removed under the name of expiry": (
        lambda c: (
            c.execute(delete(audit_table).where(audit_table.c.sequence == 2)),
            c.execute(update(segments_table).where(segments_table.c.number == 1).values(expired_at=NOW)),
        ),
        {AuditFaultKind.NOT_EXPIRED},
    ),
    "a head put right for changed rows": (
        lambda c: c.execute(update(segments_table).where(segments_table.c.number == 1).values(head=bytes(32))),
        {AuditFaultKind.SEAL, AuditFaultKind.CHAIN},
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found(audit: Audit, how: str) -> None:
    for _ in range(2):
        audit.write(3)
        audit.seal()
    tamper, found = TAMPERING[how]
    with audit.behind_its_back() as connection:
        tamper(connection)
    assert {fault.kind for fault in audit.faults()} == found


def test_the_whole_chain_written_anew_by_whoever_has_the_database_is_found_without_the_key(audit: Audit) -> None:
    audit.write(3)
    (sealed,) = audit.seal()
    with audit.behind_its_back() as connection:
        connection.execute(update(audit_table).values(actor=KHAN))
        rows = connection.execute(select(audit_table).order_by(audit_table.c.sequence)).all()
        connection.execute(update(segments_table).values(head=chain_hash(sealed.previous, rows)))
    assert audit.faults() == (AuditFault(1, AuditFaultKind.SEAL),)


def test_the_last_segments_cut_off_are_found_by_a_head_noted_elsewhere(audit: Audit) -> None:
    audit.write(3)
    audit.seal()
    audit.write(3)
    audit.engine.dispose()  # as a process ends, whose rows are not remembered once they are sealed
    (last,) = audit.seal()
    known = ((last.number, last.head.hex()),)
    assert audit.faults(known) == ()
    with audit.behind_its_back() as connection:
        connection.execute(delete(audit_table).where(audit_table.c.sequence >= last.first))
        connection.execute(delete(segments_table).where(segments_table.c.number == last.number))
    assert (audit.faults(), audit.faults(known)) == ((), (AuditFault(2, AuditFaultKind.CUT_SHORT),))


def made_up(connection: Connection) -> None:
    connection.execute(audit_table.insert().values(at=NOW, action="signed in", actor=KHAN, previous=-1, mac=b"m" * 40))


def copied(connection: Connection, sequence: int, **values: object) -> None:
    row = dict(connection.execute(select(audit_table).where(audit_table.c.sequence == sequence)).one()._mapping)
    del row["sequence"]
    connection.execute(audit_table.insert().values(row | values))


def deleted(connection: Connection, *sequences: int) -> None:
    assert connection.execute(delete(audit_table).where(audit_table.c.sequence.in_(sequences))).rowcount


UNSEALED: dict[str, tuple[Callable[[Connection], object], set[tuple[int, AuditFaultKind]]]] = {
    "changed": (
        lambda c: c.execute(update(audit_table).where(audit_table.c.sequence == 6).values(actor=KHAN)),
        {(6, AuditFaultKind.ROW)},
    ),
    "made up": (made_up, {(9, AuditFaultKind.ROW)}),
    "without a code": (lambda c: copied(c, 6, mac=None), {(9, AuditFaultKind.ROW)}),
    "copied": (lambda c: copied(c, 6), {(6, AuditFaultKind.ROW), (9, AuditFaultKind.ROW)}),
    "a sealed one copied": (lambda c: copied(c, 2), {(9, AuditFaultKind.ROW)}),
    "deleted": (lambda c: deleted(c, 6), {(7, AuditFaultKind.ROW)}),
    "the first deleted": (lambda c: deleted(c, 5), {(6, AuditFaultKind.ROW)}),
    "the last deleted": (lambda c: deleted(c, 7, 8), {(8, AuditFaultKind.ROW_GONE)}),
    "all deleted": (lambda c: deleted(c, 5, 6, 7, 8), {(8, AuditFaultKind.ROW_GONE)}),
}


@pytest.mark.parametrize("how", UNSEALED)
def test_tampering_with_rows_that_are_not_sealed_yet_is_found(audit: Audit, how: str) -> None:
    """Fault: until the next sealing rows could be changed and deleted unseen."""
    audit.write(4)
    audit.seal()
    audit.write(2)
    audit.write(2)
    tamper, found = UNSEALED[how]
    with audit.behind_its_back() as connection:
        tamper(connection)
    assert {(fault.segment, fault.kind) for fault in audit.faults()} == found
    audit.engine.dispose()
    audit.seal()
    kinds = {AuditFaultKind.UNLINKED if kind is AuditFaultKind.ROW else kind for _, kind in found}
    assert {fault.kind for fault in audit.faults()} == kinds  # and stays found


def test_what_is_taken_back_and_a_commit_that_fails_look_like_no_tampering(audit: Audit) -> None:
    audit.write(2)
    with suppress(RuntimeError), audit.engine.begin() as connection:
        audit_log.record(connection, NOW, "signed in", actor=CADI)
        raise RuntimeError
    audit.write(1)
    with suppress(DBAPIError), audit.engine.begin() as connection:
        audit_log.record(connection, NOW, "signed in", actor=CADI)
        if is_sqlite(connection):
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            connection.execute(text("INSERT INTO case_steps VALUES ('c', 1, 'p', 'k', '2026-11-25', 'a', 'd', NULL)"))
        else:
            connection.execute(text("CREATE TEMP TABLE late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
            connection.execute(text("INSERT INTO late VALUES (1), (1)"))
    audit.write(2)
    with audit.engine.connect() as connection:
        assert store.count_rows_after(connection, 0) == 5  # two were taken back
    assert audit.faults() == ()
    files = audit.ring.notes / FOLDER
    audit.seal()
    assert list(files.iterdir())  # its process is at work
    audit.engine.dispose()
    audit.seal()
    assert (list(files.iterdir()), audit.faults()) == ([], ())


BOUNDARY = datetime(2026, 8, 31, 23, tzinfo=UTC)
"""The end of a school year."""


@pytest.fixture
def two_years(audit: Audit) -> Audit:
    """Five rows of a school year that is over, two of the one that runs, and a ledger."""
    audit.open_ledger()
    audit.write(5, datetime(2025, 11, 25, 9, tzinfo=UTC))
    audit.write(2, NOW)
    audit.seal()
    return audit


def test_segments_expire_whole_and_the_chain_holds(two_years: Audit) -> None:
    audit = two_years
    assert audit.expire(BOUNDARY) == 5
    assert audit.expire(BOUNDARY) == 0
    with audit.engine.begin() as connection:
        assert connection.scalar(select(func.min(audit_table.c.at))) == NOW
        assert [each.expired_at is not None for each in store.all_segments(connection)] == [True, False]
    audit.seal()
    assert audit.faults() == ()


def test_what_is_not_sealed_does_not_expire(audit: Audit) -> None:
    audit.write(2, datetime(2020, 1, 1, tzinfo=UTC))
    assert audit.expire(NOW) == 0


SEGMENTS = segments_table.c


def called_expired(audit: Audit, **values: object) -> None:
    """Every row is deleted, and each segment says that its time was over."""
    with audit.behind_its_back() as connection:
        connection.execute(delete(audit_table))
        connection.execute(update(segments_table).values(expired_at=NOW))
        if values:
            last = SEGMENTS.number == select(func.max(SEGMENTS.number)).scalar_subquery()
            connection.execute(update(segments_table).where(last).values(values))


def test_an_audit_that_is_emptied_under_the_name_of_expiry_is_named(two_years: Audit) -> None:
    """Fault: `expired_at` and `last` were under no seal, so that the whole audit could go unseen."""
    audit = two_years
    audit.expire(BOUNDARY)  # the ledger tells of the first alone
    audit.seal()
    called_expired(audit, last=2**40)
    found = {(fault.segment, fault.kind) for fault in audit.faults()}
    assert {(2, AuditFaultKind.ROWS), (3, AuditFaultKind.SEAL)} <= found
    assert 1 not in {segment for segment, _ in found}


@pytest.mark.parametrize("column", ["first", "last", "rows", "ends_at"])
def test_the_bounds_and_the_end_of_a_segment_are_sealed(two_years: Audit, column: str) -> None:
    """Fault: they were not, so that retention could be led to remove what is not due."""
    audit = two_years
    with audit.behind_its_back() as connection:
        was = connection.scalars(select(SEGMENTS[column]).where(SEGMENTS.number == 2)).one()
        earlier = was - (timedelta(days=365) if column == "ends_at" else 1)
        connection.execute(update(segments_table).where(SEGMENTS.number == 2).values({column: earlier}))
    assert (2, AuditFaultKind.SEAL) in {(fault.segment, fault.kind) for fault in audit.faults()}
    if column == "ends_at":
        with pytest.raises(segment_expiry.SegmentDoubted) as refused:
            audit.expire(BOUNDARY)
        assert refused.value.facts == {"segments": "2"}
        with audit.engine.connect() as connection:  # what was due is gone all the same, and nothing else
            assert connection.scalar(select(func.count()).where(audit_table.c.at < NOW)) == 0
            assert connection.scalar(select(func.count()).where(audit_table.c.sequence.in_((6, 7)))) == 2


def test_a_segment_that_was_sealed_by_a_release_before_expires_when_its_rows_say_so(two_years: Audit) -> None:
    audit = two_years
    with audit.behind_its_back() as connection:
        for each in store.all_segments(connection):
            seal = audit.ring.read(each.key_id).fingerprint("audit segment", str(each.number), each.head.hex())
            said = {"seal": seal, "ends_at": BOUNDARY - timedelta(days=1)}  # of the second it is not so
            connection.execute(update(segments_table).where(SEGMENTS.number == each.number).values(said))
        assert {read_seal(audit.ring, each) for each in store.all_segments(connection)} == {Seal.UNBOUNDED}
    assert audit.faults() == ()
    with pytest.raises(segment_expiry.SegmentDoubted):
        audit.expire(BOUNDARY)
    audit.seal()
    assert audit.faults() == ()


def test_what_a_release_before_has_expired_is_told_to_the_ledger_once(two_years: Audit) -> None:
    audit = two_years
    with audit.behind_its_back() as connection:
        connection.execute(delete(audit_table).where(audit_table.c.at < NOW))
        connection.execute(update(segments_table).where(SEGMENTS.number == 1).values(expired_at=NOW))
    assert audit.faults() == (AuditFault(1, AuditFaultKind.ROWS),)
    for _ in range(2):
        with audit.engine.begin() as connection:
            segment_expiry.tell_earlier_expiries(connection, audit.ledger, NOW)
    assert (audit.faults(), len(audit.ledger.entries())) == ((), 2)


def test_a_sealed_row_cannot_lose_its_code(two_years: Audit) -> None:
    """Fault: readers take a row without a code for one of a release before."""
    audit = two_years
    with audit.behind_its_back() as connection:
        connection.execute(update(audit_table).where(audit_table.c.sequence == 6).values(mac=None))
    assert audit.faults() == (AuditFault(2, AuditFaultKind.ROWS),)


@pytest.mark.parametrize("number", [2**63 - 1, -5])
def test_a_row_of_any_number_is_named(audit: Audit, number: int) -> None:
    """Fault: no check looked at numbers above 2^62."""
    audit.write(2)
    with audit.behind_its_back() as connection:
        connection.execute(audit_table.insert().values(sequence=number, at=NOW, action="signed in", actor=KHAN))
    assert AuditFault(number, AuditFaultKind.ROW) in audit.faults()


def test_writers_beside_the_sealing_lose_no_row_and_break_no_chain(audit: Audit) -> None:
    writers = [threading.Thread(target=lambda: [audit.write(1) for _ in range(40)]) for _ in range(4)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        audit.seal()
    audit.seal()
    with audit.engine.begin() as connection:
        there = store.all_segments(connection)
    assert sum(each.rows for each in there) == 160
    assert audit.faults() == ()


def test_a_row_that_commits_late_with_a_low_number_is_waited_for(tmp_path: Path, postgres_url: str) -> None:
    engine = open_database(postgres_url)
    schema.upgrade(engine)
    audit = Audit(engine, ring_that_signs(engine, tmp_path / "keys"))
    slow = audit.engine.connect()
    audit_log.record(slow, NOW, "signed in", actor=CADI)  # has its number, and is not committed
    audit.write(1)
    sealed: list[Segment] = []
    sealer = threading.Thread(target=lambda: sealed.extend(audit.seal()))
    sealer.start()
    sealer.join(0.3)
    assert sealer.is_alive()
    slow.commit()
    slow.close()
    sealer.join()
    assert [(each.first, each.rows) for each in sealed] == [(1, 2)]
    assert audit.faults() == ()
    engine.dispose()


def test_who_was_affected_by_actor_time_and_list(audit: Audit) -> None:
    audit.write(2, NOW, learner=CADI, actor=EVANS)
    audit.write(1, NOW + timedelta(hours=1), learner=JOE, actor=EVANS)
    audit.write(1, NOW, learner=JOE, actor=KHAN)
    day = (NOW - timedelta(hours=2), NOW + timedelta(hours=2))
    with audit.engine.begin() as connection:

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
