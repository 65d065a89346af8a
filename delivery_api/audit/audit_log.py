"""Who did what to whom, by id alone; written in the same transaction as the act, and chained in sealed segments.

A row is written without looking at any other, so that no answer waits for another. Now and then the rows that have come
to rest are sealed as a segment: their SHA-256, taken one after the other from the head of the segment before, is its
head, and the head is signed under a key outside the database. A segment whose time is up goes whole; its head stays, so
that the chain holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    and_,
    delete,
    exists,
    func,
    select,
    text,
    update,
)

from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.storage.database import AnyRow, DataDeclaration, UtcDateTime, is_sqlite, metadata

AUDIT_KEY_PURPOSE = "audit"
"""The purpose of the key that signs heads."""

MAX_SEGMENT_ROWS = 10_000  # rows of a segment: read and hashed in a fraction of a second
FIRST_PREVIOUS_HASH = bytes(32)

audit_table = Table(
    "audit",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", Uuid, index=True),
    Column("action", String(64), nullable=False),
    Column("learner", Uuid, index=True),
    Column("thing", String(128)),
    info={
        "kept": DataDeclaration(
            purpose="accountability: who signed in, who saw or changed what, and what became of each trial",
            retention="as long as the live responses of its school year",
            person="actor or learner",
        )
    },
)

segments = Table(
    "audit_segments",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
    Column("expired_at", UtcDateTime),
    info={
        "kept": DataDeclaration(
            purpose="the seals of the audit: hashes that show whether a row was changed, added or removed",
            retention="kept: the chain must hold when the rows themselves have gone",
            person="no person's rows",
        )
    },
)


@dataclass(frozen=True)
class Segment:
    """A sealed run of rows.

    Attributes
    ----------
    number : from 1, without a gap
    first, last : sequence of its first and last row
    rows : how many it has
    ends_at : the latest time in it
    previous, head : hashes before and after it
    key_id, seal : the head signed, and under which key
    expired_at : when its rows went
    """

    number: int
    first: int
    last: int
    rows: int
    ends_at: datetime
    previous: bytes
    head: bytes
    key_id: str
    seal: bytes
    expired_at: datetime | None = None


class AuditFaultKind(StrEnum):
    """What is wrong with the audit."""

    MISSING_SEGMENT = "a segment is missing"
    CHAIN = "does not follow from the segment before"
    ROWS = "a row was changed, added or removed"
    SEAL = "its seal is false"
    KEY_GONE = "its seal cannot be checked: the key is gone"
    NOT_EXPIRED = "has rows, though they expired"
    OUTSIDE = "a row lies between the sealed ones and belongs to none"
    CUT_SHORT = "the chain is shorter than it was"


@dataclass(frozen=True)
class AuditFault:
    """Something wrong, and the segment it is found at."""

    number: int
    broken: AuditFaultKind


@dataclass(frozen=True)
class AffectedLearner:
    """A learner whose data somebody met with: how often, first and last."""

    learner: UUID
    rows: int
    first: datetime
    last: datetime


def record(
    connection: Connection,
    now: datetime,
    action: str,
    *,
    actor: UUID | None = None,
    learner: UUID | None = None,
    thing: str | None = None,
) -> None:
    """Append one row. `actor` is None when the service itself acts; `thing` names an object, never a learner."""
    connection.execute(audit_table.insert().values(at=now, action=action, actor=actor, learner=learner, thing=thing))


def seal_segments(engine: Engine, ring: KeyRing, now: datetime) -> tuple[Segment, ...]:
    """Seal every row that has come to rest; the new segments, each of one school year.

    Writers wait while the last row is looked for, not while rows are hashed.
    """
    last = _at_rest(engine)
    sealed = []
    while (segment := _seal_next(engine, ring, last, now)) is not None:
        sealed.append(segment)
    return tuple(sealed)


def _at_rest(engine: Engine) -> int:
    """The last row, when nobody is writing: no row that commits later can have a lower number."""
    with engine.begin() as connection:
        if not is_sqlite(connection):  # SQLite has one writer, and this transaction is it
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            connection.execute(text("LOCK TABLE audit IN SHARE MODE"))
        return connection.scalar(select(func.max(audit_table.c.sequence))) or 0


def _seal_next(engine: Engine, ring: KeyRing, last: int, now: datetime) -> Segment | None:
    with engine.begin() as connection:
        if not is_sqlite(connection):
            connection.execute(text("LOCK TABLE audit_segments IN SHARE ROW EXCLUSIVE MODE"))  # one sealer at a time
        before = _last_segment(connection)
        open_ = and_(audit_table.c.sequence > (before.last if before else 0), audit_table.c.sequence <= last)
        query = select(audit_table).where(open_).order_by(audit_table.c.sequence).limit(MAX_SEGMENT_ROWS)
        rows = _of_one_year(connection.execute(query).all())
        if not rows:
            return None
        segment = _segment(connection, ring, rows, before, now)
        connection.execute(segments.insert().values(vars(segment)))
        return segment


def _of_one_year(rows: Sequence[AnyRow]) -> Sequence[AnyRow]:
    """The first rows, up to where another school year begins: a segment goes when its year does."""
    years = [school_year(london_date(row.at)) for row in rows]
    return rows[: next((place for place, year in enumerate(years) if year != years[0]), len(rows))]


def _segment(
    connection: Connection, ring: KeyRing, rows: Sequence[AnyRow], before: Segment | None, now: datetime
) -> Segment:
    number, previous = (before.number + 1, before.head) if before else (1, FIRST_PREVIOUS_HASH)
    head = chain_hash(previous, rows)
    key = ring.current(connection, AUDIT_KEY_PURPOSE) or ring.create(connection, AUDIT_KEY_PURPOSE, now)
    first, last, ends_at = rows[0].sequence, rows[-1].sequence, max(row.at for row in rows)
    signed = _signed(ring, key.id, number, head)
    return Segment(number, first, last, len(rows), ends_at, previous, head, key.id, signed)


def chain_hash(head: bytes, rows: Iterable[AnyRow]) -> bytes:
    """The head after some rows: SHA-256(head ‖ row as canonical JSON), row by row."""
    for row in rows:
        head = sha256(head + _canonical(row)).digest()
    return head


def _canonical(row: AnyRow) -> bytes:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    ids = [str(value) if value is not None else None for value in (row.actor, row.learner)]
    return json.dumps([row.sequence, at, row.action, *ids, row.thing]).encode()


def _signed(ring: KeyRing, key_id: str, number: int, head: bytes) -> bytes:
    return ring.read(key_id).fingerprint("audit segment", str(number), head.hex())


def expire_segments(engine: Engine, before: datetime, now: datetime) -> int:
    """Remove the rows of every segment that ended before an instant; how many. Their heads stay."""
    with engine.begin() as connection:
        over = and_(segments.c.ends_at < before, segments.c.expired_at.is_(None))
        due = [_segment_of(row) for row in connection.execute(select(segments).where(over)).all()]
        if due:
            record(connection, now, "audit segments expired", thing=f"{due[0].number}-{due[-1].number}")
        for segment in due:
            connection.execute(delete(audit_table).where(_within(segment)))
            this = segments.c.number == segment.number
            connection.execute(update(segments).where(this).values(expired_at=now))
        return sum(segment.rows for segment in due)


def verify_chain(
    connection: Connection, ring: KeyRing, known: Sequence[tuple[int, str]] = ()
) -> tuple[AuditFault, ...]:
    """What is wrong with the audit; nothing when it is whole.

    Parameters
    ----------
    known : heads noted elsewhere, as (number, hex): the last segments cannot be cut off unseen then
    """
    there = all_segments(connection)
    return (*_faults(connection, ring, there), *_outside(connection, there), *_cut_short(there, known))


def all_segments(connection: Connection) -> tuple[Segment, ...]:
    """Every segment in order."""
    return tuple(map(_segment_of, connection.execute(select(segments).order_by(segments.c.number))))


def count_unsealed_rows(connection: Connection) -> int:
    """How many rows are not sealed yet."""
    last = _last_segment(connection)
    query = select(func.count()).select_from(audit_table).where(audit_table.c.sequence > (last.last if last else 0))
    return connection.scalar(query) or 0


def _faults(connection: Connection, ring: KeyRing, there: Sequence[Segment]) -> Iterator[AuditFault]:
    number, head = 0, FIRST_PREVIOUS_HASH
    for segment in there:
        if segment.number != number + 1:
            yield AuditFault(number + 1, AuditFaultKind.MISSING_SEGMENT)
        elif segment.previous != head:
            yield AuditFault(segment.number, AuditFaultKind.CHAIN)
        if (broken := _false_seal(ring, segment) or _false_rows(connection, segment)) is not None:
            yield AuditFault(segment.number, broken)
        number, head = segment.number, segment.head


def _false_seal(ring: KeyRing, segment: Segment) -> AuditFaultKind | None:
    try:
        right = _signed(ring, segment.key_id, segment.number, segment.head)
    except KeyGone:
        return AuditFaultKind.KEY_GONE
    return None if compare_digest(right, segment.seal) else AuditFaultKind.SEAL


def _false_rows(connection: Connection, segment: Segment) -> AuditFaultKind | None:
    query = select(audit_table).where(_within(segment)).order_by(audit_table.c.sequence)
    rows = connection.execute(query).all()
    if segment.expired_at is not None:
        return AuditFaultKind.NOT_EXPIRED if rows else None
    whole = len(rows) == segment.rows and chain_hash(segment.previous, rows) == segment.head
    return None if whole else AuditFaultKind.ROWS


def _outside(connection: Connection, there: Sequence[Segment]) -> Iterator[AuditFault]:
    if not there:
        return
    inside = exists().where(and_(segments.c.first <= audit_table.c.sequence, segments.c.last >= audit_table.c.sequence))
    query = select(audit_table.c.sequence).where(audit_table.c.sequence <= there[-1].last, ~inside).limit(1)
    if connection.scalar(query) is not None:
        yield AuditFault(there[-1].number, AuditFaultKind.OUTSIDE)


def _cut_short(there: Sequence[Segment], known: Sequence[tuple[int, str]]) -> Iterator[AuditFault]:
    heads = {segment.number: segment.head.hex() for segment in there}
    for number, head in known:
        if heads.get(number) != head:
            yield AuditFault(number, AuditFaultKind.CHAIN if number in heads else AuditFaultKind.CUT_SHORT)


def affected_learners(
    connection: Connection,
    since: datetime,
    until: datetime,
    *,
    actor: UUID | None = None,
    thing: str | None = None,
    learners: Sequence[UUID] | None = None,
) -> tuple[AffectedLearner, ...]:
    """The learners whose data were met with in a time: by an actor, through an object, or of a list; by id."""
    who, at = audit_table.c.learner, audit_table.c.at
    narrowed: list[ColumnElement[bool]] = [at >= since, at < until, who.is_not(None)]
    if actor is not None:
        narrowed.append(audit_table.c.actor == actor)
    if thing is not None:
        narrowed.append(audit_table.c.thing == thing)
    query = select(who, func.count(), func.min(at), func.max(at)).where(*narrowed).group_by(who).order_by(who)
    found = (AffectedLearner(*row) for row in connection.execute(query))
    wanted = None if learners is None else set(learners)
    return tuple(each for each in found if wanted is None or each.learner in wanted)


def _last_segment(connection: Connection) -> Segment | None:
    row = connection.execute(select(segments).order_by(segments.c.number.desc()).limit(1)).one_or_none()
    return _segment_of(row) if row else None


def _segment_of(row: AnyRow) -> Segment:
    return Segment(*row)


def _within(segment: Segment) -> ColumnElement[bool]:
    return audit_table.c.sequence.between(segment.first, segment.last)
