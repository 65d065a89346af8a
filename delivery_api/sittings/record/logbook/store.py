"""The SQL of the logs of sittings."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Insert,
    LargeBinary,
    and_,
    bindparam,
    exists,
    func,
    select,
    true,
    union_all,
    update,
)

from delivery_api.bank.store import withdrawn_item_lines, withdrawn_lines_of
from delivery_api.identity.session_rows.store import active_session_query
from delivery_api.keys.encryption import NONCE, DecryptionFailed, Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.row_authenticator import authenticator_of
from delivery_api.sittings.record.event_types import Event, Moved, from_bytes, kind_in_clear, to_bytes
from delivery_api.sittings.storage.log_heads.head_files import LogHead
from delivery_api.sittings.storage.log_heads.head_notes import (
    SittingPutBack,
    forget_head,
    is_further,
    note_head,
)
from delivery_api.sittings.storage.log_heads.store import head_of
from delivery_api.sittings.storage.rows_of_sittings import BATCH, in_batches, of_sittings
from delivery_api.sittings.storage.tables import programmes, sitting_events, sittings
from delivery_api.sittings.values import ExpectedState, Sitting, SittingState
from delivery_api.storage.database import AnyRow

RECORD_KINDS = ("started", "moved", "finished", "rescored", "recorded")
"""The kinds of events that a sitting's row and result are checked with."""


@dataclass(frozen=True)
class StoredLog:
    """A log as it is stored.

    Attributes
    ----------
    events : those of the kinds that were asked for
    sha256 : of every event but the records of results, by number, kind and content, hexadecimal
    count : number of all events
    key_id : of the key that the last event is sealed under
    is_readable : False if an event does not open, so that it was altered or put in another's place
    nonces : of all events, in order; empty if an event is missing between them
    is_known : False if an event is of a kind that this release does not know
    """

    events: tuple[Event, ...] = ()
    sha256: str = ""
    count: int = 0
    key_id: str = ""
    is_readable: bool = True
    nonces: tuple[bytes, ...] = ()
    is_known: bool = True


def append(connection: Connection, key: Key, sitting: Sitting, first: int, events: Sequence[Event]) -> bytes:
    """Append events to a log, each sealed to its own place in it.

    Parameters
    ----------
    first : sequence number of the first of the events

    Returns
    -------
    The nonce that the last event was sealed with; no other event has it.

    Raises
    ------
    SittingPutBack : the log went further before, and the events do not end the sitting
    """
    if not _end(events) and is_further(connection, key, sitting, first):
        refuse_put_back(connection, sitting)
    values, last_nonce = _sealed(key, sitting, first, events)
    connection.execute(_insert_of(len(events)), values)
    note_head(connection, key, sitting, LogHead(first + len(events), last_nonce))
    return last_nonce


def append_if_as_expected(
    connection: Connection,
    key: Key,
    sitting: Sitting,
    first: int,
    events: Sequence[Event],
    expected: ExpectedState,
    now: datetime,
) -> bytes | None:
    """Append events if everything is as a worker expects.

    One statement checks that the session is alive and the learner's, the sitting is still theirs and running, its
    school year exists, the same items are withdrawn, and the expected last event is the last one. Like `lock_by_id`,
    it waits for a transaction that has locked the sitting.

    Returns
    -------
    As `append`; None if anything differs, or the log went further before, and then nothing was appended.

    Raises
    ------
    IntegrityError : another request has appended
    """
    if is_further(connection, key, sitting, first):
        return None
    values, last_nonce = _sealed(key, sitting, first, events)
    values |= {
        "last": first - 1,
        "last_nonce": expected.last_nonce,
        "subject": sitting.subject,
        "withdrawn": withdrawn_lines_of(expected.withdrawn_items),
        "learner": sitting.learner,
        "token": expected.token_hash,
        "now": now,
    }
    insert = _insert_if_as_expected(len(events))
    result = connection.execute(insert, values, execution_options={"preserve_rowcount": True})
    if result.rowcount != len(events):
        return None
    note_head(connection, key, sitting, LogHead(first + len(events), last_nonce))
    return last_nonce


def refuse_put_back(connection: Connection, sitting: Sitting) -> NoReturn:
    """Refuse a sitting whose log goes less far than it did, lacks an event, or tells another state than its row."""
    authenticator_of(connection).tell_forged(sittings, vars(sitting))
    raise SittingPutBack(table=sittings.name)


def _end(events: Sequence[Event]) -> bool:
    """Whether events end a sitting for good, which staff may do with one that was put back."""
    return any(
        isinstance(each, Moved) and each.after in (SittingState.DISCARDED, SittingState.EXPIRED) for each in events
    )


def _sealed(key: Key, sitting: Sitting, first: int, events: Sequence[Event]) -> tuple[dict[str, Any], bytes]:
    """The values to bind for some events, and the nonce of the last one."""
    seal, values, sealed = key.sealer(), {"programme": sitting.programme, "sitting": sitting.id, "key_id": key.id}, b""
    for row, (sequence, event) in enumerate(enumerate(events, start=first)):
        sealed = seal(to_bytes(event), _place(sitting.id, sequence))
        values |= {f"sequence_{row}": sequence, f"kind_{row}": kind_in_clear(event), f"payload_{row}": sealed}
    return values, sealed[:NONCE]


@cache
def _insert_of(events: int) -> Insert:
    """The statement that inserts a number of events of a sitting."""
    return sitting_events.insert().from_select(_APPENDED, _rows_of(events))


@cache
def _insert_if_as_expected(events: int) -> Insert:
    """The statement that inserts a number of events of a sitting under the conditions of `append_if_as_expected`.

    It inserts all of them or none. The primary key ensures that nothing follows the expected last event.
    """
    there = sitting_events.alias("there")
    here = and_(there.c.programme == bindparam("programme"), there.c.sitting == bindparam("sitting"))
    same_nonce = func.substr(there.c.payload, 1, NONCE) == bindparam("last_nonce", type_=LargeBinary)
    return sitting_events.insert().from_select(
        _APPENDED,
        select(_rows_of(events).subquery("added")).where(
            exists().where(here, there.c.sequence == bindparam("last"), same_nonce),
            exists(_RUNS),
            exists(active_session_query(bindparam("token"), bindparam("now"), bindparam("learner"))),
            exists().where(programmes.c.id == bindparam("programme"), programmes.c.destroyed_on.is_(None)),
            func.coalesce(withdrawn_item_lines(bindparam("subject")), "") == bindparam("withdrawn"),
        ),
    )


_RUNS = (
    select(sittings.c.id)
    .where(
        sittings.c.programme == bindparam("programme"),
        sittings.c.id == bindparam("sitting"),
        sittings.c.learner == bindparam("learner"),
        sittings.c.state == SittingState.STARTED.value,
    )
    .with_for_update()
)  # no WITH: SQLite's driver counts no rows for a statement that begins with it
_APPENDED = ["programme", "sitting", "key_id", "sequence", "kind", "payload"]


def _rows_of(events: int) -> CompoundSelect[Any]:
    """A number of rows of bound values.

    A union, because SQLAlchemy would build a statement with VALUES anew at each execution.
    """
    each = ("sequence", "kind", "payload")
    columns = [sitting_events.c[name] for name in _APPENDED]
    return union_all(
        *(
            select(
                *(
                    bindparam(f"{c.name}_{row}" if c.name in each else c.name, type_=c.type).label(c.name)
                    for c in columns
                )
            )
            for row in range(events)
        )
    )


def log(connection: Connection, ring: KeyRing, sitting: Sitting) -> tuple[Event, ...]:
    """The log of a sitting, decrypted."""
    return logs(connection, ring, [sitting]).get(sitting.id, ())


def logs(
    connection: Connection,
    ring: KeyRing,
    wanted: Sequence[Sitting],
    kinds: Sequence[str] = (),
    *,
    altered: bool = True,
) -> dict[UUID, tuple[Event, ...]]:
    """The logs of several sittings by id, in one query.

    Parameters
    ----------
    kinds : of the events to read; empty for all
    altered : whether a log that was altered fails; else it is left out, and hides no other on a page about many

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    of_kind = sitting_events.c.kind.in_(kinds) if kinds else true()
    query = select(sitting_events).where(of_sittings(sitting_events, wanted), of_kind)
    query = query.order_by(sitting_events.c.sitting, sitting_events.c.sequence)
    return dict(_opened_logs(ring, connection.execute(query), altered=altered))


def stream_logs(
    connection: Connection,
    ring: KeyRing,
    programme_id: str,
    kinds: Sequence[str] = (),
    *,
    wanted: Container[UUID] | None = None,
    altered: bool = True,
) -> Iterator[tuple[UUID, tuple[Event, ...]]]:
    """Every log of a programme, in random order, read in batches because a trial may not fit into memory.

    Parameters
    ----------
    kinds : of the events to read; empty for all
    wanted : only these sittings are read; None for all
    altered : whether a log that was altered fails; else it is left out

    Raises
    ------
    ReadingOverdue, KeyGone, DecryptionFailed
    """
    ring.require_readable(programme_id)
    held = connection.scalars(select(sittings.c.id).where(sittings.c.programme == programme_id))
    there = [each for each in held if wanted is None or each in wanted]
    secrets.SystemRandom().shuffle(there)
    of_kind = sitting_events.c.kind.in_(kinds) if kinds else true()
    for first in range(0, len(there), BATCH):
        some = there[first : first + BATCH]
        query = (
            select(sitting_events)
            .where(sitting_events.c.programme == programme_id, sitting_events.c.sitting.in_(some), of_kind)
            .order_by(sitting_events.c.sitting, sitting_events.c.sequence)
        )
        by_sitting = dict(_opened_logs(ring, connection.execute(query), altered=altered))
        yield from ((sitting, by_sitting[sitting]) for sitting in some if sitting in by_sitting)


def _opened_logs(ring: KeyRing, rows: Iterable[AnyRow], *, altered: bool) -> Iterator[tuple[UUID, tuple[Event, ...]]]:
    opening = _Opening(ring)
    for sitting, its in groupby(rows, key=lambda row: row.sitting):
        try:
            yield sitting, tuple(from_bytes(row.kind, opening(row)) for row in its)
        except DecryptionFailed:
            if altered:
                raise


def last_event_at(connection: Connection, ring: KeyRing, programme_id: str) -> datetime | None:
    """When the last event of a programme happened, from the last event of each log; None if there is none.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    of_programme = sitting_events.c.programme == programme_id
    last = select(sitting_events.c.sitting, func.max(sitting_events.c.sequence).label("sequence"))
    ends = last.where(of_programme).group_by(sitting_events.c.sitting).subquery()
    same = and_(sitting_events.c.sitting == ends.c.sitting, sitting_events.c.sequence == ends.c.sequence)
    query = select(sitting_events).join(ends, same).where(of_programme)
    with connection.execute(query.execution_options(yield_per=BATCH)) as rows:
        return max((event.at for _, event in opened_rows(ring, rows)), default=None)


def stored_logs(
    connection: Connection, ring: KeyRing, wanted: Sequence[Sitting], kinds: Sequence[str] = ()
) -> dict[UUID, StoredLog]:
    """The logs of several sittings with their hashes, by id; sittings without an event are left out.

    Parameters
    ----------
    kinds : of the events to read in the log of a sitting that has ended; empty for all

    Raises
    ------
    KeyGone, NewerRelease
    """
    found: dict[UUID, StoredLog] = {}
    for some in in_batches(wanted):
        query = (
            select(sitting_events)
            .where(of_sittings(sitting_events, some))
            .order_by(sitting_events.c.sitting, sitting_events.c.sequence)
        )
        rows = groupby(connection.execute(query), key=lambda row: row.sitting)
        found |= {sitting: _stored_log(ring, its, kinds) for sitting, its in rows}
    return found


def _stored_log(ring: KeyRing, rows: Iterable[AnyRow], kinds: Sequence[str]) -> StoredLog:
    digest, events, opening, held = sha256(), [], _Opening(ring), list(rows)
    has_ended = any(row.kind == "finished" for row in held)  # and a record that holds the hash of what is not read
    try:
        for row in held:
            plain = opening(row)
            if row.kind != "recorded":
                digest.update(f"{row.sequence} {row.kind} {len(plain)}\n".encode() + plain)
            if not kinds or not has_ended or row.kind in kinds:
                events.append(from_bytes(row.kind, plain))
    except DecryptionFailed:
        return StoredLog(count=len(held), is_readable=False)
    return StoredLog(tuple(events), digest.hexdigest(), len(held), held[-1].key_id, nonces=nonces_of(held))


def nonces_of(rows: Sequence[AnyRow]) -> tuple[bytes, ...]:
    """The nonces of all events of a log; none if an event is missing between them."""
    if [row.sequence for row in rows] != list(range(len(rows))):
        return ()
    return tuple(row.payload[:NONCE] for row in rows)


def replace_record(connection: Connection, key: Key, sitting: Sitting, sequence: int, event: Event) -> None:
    """Write a record of a result anew at its own place, after whose it is was forgotten."""
    forget_head(connection, key, sitting)
    sealed = key.seal(to_bytes(event), place=_place(sitting.id, sequence))
    here = (
        sitting_events.c.programme == sitting.programme,
        sitting_events.c.sitting == sitting.id,
        sitting_events.c.sequence == sequence,
        sitting_events.c.kind == "recorded",
    )
    connection.execute(update(sitting_events).where(*here).values(payload=sealed, key_id=key.id))
    head = head_of(connection, sitting)
    if head is not None:
        note_head(connection, key, sitting, head, anew=True)


def has_records(connection: Connection) -> bool:
    """Whether any sitting has the record of a result."""
    return bool(connection.scalar(select(exists().where(sitting_events.c.kind == "recorded"))))


def records(connection: Connection, ring: KeyRing, sitting: Sitting) -> dict[int, Event]:
    """The records of a sitting's result, by their place in the log.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    query = select(sitting_events).where(
        sitting_events.c.programme == sitting.programme,
        sitting_events.c.sitting == sitting.id,
        sitting_events.c.kind == "recorded",
    )
    opening = _Opening(ring)
    return {row.sequence: from_bytes(row.kind, opening(row)) for row in connection.execute(query)}


def last_records(connection: Connection, ring: KeyRing, wanted: Sequence[Sitting]) -> dict[UUID, StoredLog]:
    """The records with which the logs of several sittings end, by id, each as the only event of a log without a hash.

    A sitting whose log ends with another event is left out: something happened after its result was recorded.

    Raises
    ------
    KeyGone, NewerRelease
    """
    found: dict[UUID, StoredLog] = {}
    for some in in_batches(wanted):
        of_some = of_sittings(sitting_events, some)
        last = select(sitting_events.c.sitting, func.max(sitting_events.c.sequence).label("sequence"))
        ends = last.where(of_some).group_by(sitting_events.c.sitting).subquery()
        same = and_(sitting_events.c.sitting == ends.c.sitting, sitting_events.c.sequence == ends.c.sequence)
        query = select(sitting_events).join(ends, same).where(of_some, sitting_events.c.kind == "recorded")
        found |= {row.sitting: _stored_log(ring, [row], ()) for row in connection.execute(query)}
    return found


class _Opening:
    """Opens events, deriving each key once."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring, self._by_key = ring, dict[str, Callable[[bytes, str], bytes]]()

    def __call__(self, row: AnyRow) -> bytes:
        if row.key_id not in self._by_key:
            self._by_key[row.key_id] = self._ring.read(row.key_id).opener()
        return self._by_key[row.key_id](row.payload, _place(row.sitting, row.sequence))


def opened_rows(ring: KeyRing, rows: Iterable[AnyRow]) -> Iterator[tuple[UUID, Event]]:
    """The events of rows, each with its sitting.

    Raises
    ------
    KeyGone, DecryptionFailed, NewerRelease
    """
    opening = _Opening(ring)
    for row in rows:
        yield row.sitting, from_bytes(row.kind, opening(row))


def opened_event(ring: KeyRing, row: Mapping[str, Any]) -> Event:
    """The event of one row.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    sealed, place = row["payload"], _place(row["sitting"], row["sequence"])
    return from_bytes(row["kind"], ring.read(row["key_id"]).open(sealed, place=place))


def count_events(connection: Connection, programme_id: str) -> int:
    """The number of events in a programme."""
    query = select(func.count()).select_from(sitting_events).where(sitting_events.c.programme == programme_id)
    return connection.scalar(query) or 0


def count_replies(connection: Connection, wanted: Sequence[Sitting]) -> dict[UUID, int]:
    """The number of answers in each of several sittings, by id. Kinds are in clear, so nothing is decrypted.

    An omitted item was a kind of its own once.
    """
    query = (
        select(sitting_events.c.sitting, func.count())
        .where(
            of_sittings(sitting_events, wanted),
            sitting_events.c.kind.in_(("answered", "omitted")),
        )
        .group_by(sitting_events.c.sitting)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def finished_ids(connection: Connection, wanted: Sequence[Sitting]) -> frozenset[UUID]:
    """The sittings that have finished, whatever became of them since: their scores could be seen."""
    query = select(sitting_events.c.sitting).where(
        of_sittings(sitting_events, wanted),
        sitting_events.c.kind == "finished",
    )
    return frozenset(connection.scalars(query)) if wanted else frozenset()


def next_sequence(connection: Connection, sitting: Sitting) -> int:
    """The number of the next event in a sitting's log, also in one of which somebody has deleted events."""
    here = (sitting_events.c.programme == sitting.programme, sitting_events.c.sitting == sitting.id)
    last = connection.scalar(select(func.max(sitting_events.c.sequence)).where(*here))
    return 0 if last is None else last + 1


def _place(sitting: UUID, sequence: int) -> str:
    return f"{sitting}/{sequence}"
