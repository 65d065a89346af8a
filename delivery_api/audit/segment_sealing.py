"""Seals rows of the audit as segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from time import sleep

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from delivery_api.audit import audit_log, store
from delivery_api.audit.hash_chain import FIRST_PREVIOUS_HASH, chain_hash, seal_of
from delivery_api.audit.key_in_use import key_in_use
from delivery_api.audit.row_links import forget_key
from delivery_api.audit.row_verification import missing_rows, unverified_rows
from delivery_api.audit.values import AUDIT_KEY_PURPOSE, AuditRow, Segment
from delivery_api.audit.written_rows import FOLDER, forget_rows
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing

ATTEMPTS, SECONDS_BETWEEN_ATTEMPTS = 25, 0.2
"""How often the last row is looked up while somebody still writes one: for five seconds in all."""

CHANGED_KEY = "changed a key"
"""The act that a change of a key is."""

MAX_SEGMENT_ROWS = 10_000  # read and hashed in a fraction of a second


def seal_segments(engine: Engine, ring: KeyRing, now: datetime) -> tuple[Segment, ...]:
    """Seal every committed row that is not sealed yet, in segments of one school year each.

    Writers wait while the last row is looked up, not while rows are hashed.

    Returns
    -------
    the new segments
    """
    last = _last_complete_sequence(engine)
    sealed = []
    while True:
        with engine.begin() as connection:
            store.lock_segments(connection)
            segment = _seal_next(connection, ring, last, now)
        if segment is None:
            break
        sealed.append(segment)
    with engine.connect() as connection:
        missing = missing_rows(connection, ring)
    forget_rows(ring.notes / FOLDER, last, missing)
    return tuple(sealed)


def _last_complete_sequence(engine: Engine) -> int:
    """Ask again while a transaction that writes a row is open; each attempt holds writers up for a moment only."""
    for _ in range(ATTEMPTS - 1):
        try:
            with engine.begin() as connection:
                return store.last_complete_sequence(connection)
        except OperationalError:
            sleep(SECONDS_BETWEEN_ATTEMPTS)
    with engine.begin() as connection:
        return store.last_complete_sequence(connection)


def take_up_key(connection: Connection, ring: KeyRing, key_id: str, now: datetime) -> Segment:
    """Let a key take the place of the one in use: the last segment under the old key names it.

    Everything up to here is sealed under the old key, an act that tells of the change last. Whoever writes at this
    moment is waited for, and whoever writes later signs with the new key.

    Returns
    -------
    the segment that names it

    Raises
    ------
    KeyGone : there is no file of the old key
    """
    store.lock_for_key_change(connection)
    audit_log.record(connection, now, CHANGED_KEY, thing=f"{AUDIT_KEY_PURPOSE} {key_id}")
    last = store.last_sequence(connection)
    *_, naming = _seal_rest(connection, ring, last, now, key_id)
    forget_key(connection)
    return naming


def _seal_rest(connection: Connection, ring: KeyRing, last: int, now: datetime, next_key_id: str) -> Iterator[Segment]:
    while (segment := _seal_next(connection, ring, last, now, next_key_id)) is not None:
        yield segment


def _seal_next(
    connection: Connection, ring: KeyRing, last: int, now: datetime, next_key_id: str | None = None
) -> Segment | None:
    before = store.last_segment(connection)
    first = before.last + 1 if before else 1
    rows = _of_one_year(store.rows_between(connection, first, last, MAX_SEGMENT_ROWS))
    if not rows:
        return None
    named = next_key_id if rows[-1].sequence == last else None
    segment = _new_segment(connection, ring, rows, before, now, named)
    store.add_segment(connection, segment)
    return segment


def _of_one_year(rows: Sequence[AuditRow]) -> Sequence[AuditRow]:
    """Return the first rows, up to the next school year: a segment expires with its year."""
    years = [school_year(london_date(row.at)) for row in rows]
    return rows[: next((index for index, year in enumerate(years) if year != years[0]), len(rows))]


def _new_segment(
    connection: Connection,
    ring: KeyRing,
    rows: Sequence[AuditRow],
    before: Segment | None,
    now: datetime,
    next_key_id: str | None,
) -> Segment:
    number, previous = (before.number + 1, before.head) if before else (1, FIRST_PREVIOUS_HASH)
    head = chain_hash(previous, rows)
    named = before.key_after_it if before else None
    key = key_in_use(connection, ring, named) or ring.create(connection, AUDIT_KEY_PURPOSE, now)
    first, last, ends_at = rows[0].sequence, rows[-1].sequence, max(row.at for row in rows)
    linked = _are_linked(connection, key, rows)
    bare = Segment(number, first, last, len(rows), ends_at, previous, head, key.id, b"", next_key_id=next_key_id)
    return replace(bare, seal=seal_of(ring, bare, linked=linked))


def _are_linked(connection: Connection, key: Key, rows: Sequence[AuditRow]) -> bool:
    if store.may_be_unlinked(connection):  # a build that links no rows may be at work
        return False
    return not unverified_rows(connection, key, rows)


def count_unsealed_rows(connection: Connection) -> int:
    """Return the number of rows that are not sealed yet."""
    last = store.last_segment(connection)
    return store.count_rows_after(connection, last.last if last else 0)
