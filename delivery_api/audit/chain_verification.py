"""Verifies the audit: whether a row was changed, added or removed, and whether segments are missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection

from delivery_api.audit import store
from delivery_api.audit.hash_chain import FIRST_PREVIOUS_HASH, chain_hash, read_seal
from delivery_api.audit.key_in_use import key_in_use
from delivery_api.audit.row_verification import missing_rows, unverified_rows
from delivery_api.audit.values import AuditFault, AuditFaultKind, Seal, Segment
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing

MAX_ROWS = 10_000
"""How many rows that are not sealed are read at once."""


def verify_chain(
    connection: Connection,
    ring: KeyRing,
    known_heads: Sequence[tuple[int, str]] = (),
    expiries: Mapping[int, datetime] | None = None,
) -> tuple[AuditFault, ...]:
    """Return what is wrong with the audit; nothing when it is intact.

    Parameters
    ----------
    known_heads : heads recorded elsewhere, as (segment number, hex). They show whether the last segments were cut off
    expiries : of segments whose rows were removed, what the ledger says (`segment_expiry.recorded_expiries`); the
        database alone is not believed that the time of a segment was over
    """
    segments = store.all_segments(connection)
    expired = _expired(connection, segments, expiries or {})
    missing = missing_rows(connection, ring, expired)
    return (
        *_segment_faults(connection, ring, segments, {each.number for each in expired}),
        *_rows_outside(connection, segments),
        *_cut_short(segments, known_heads),
        *_unsealed_rows(connection, ring, segments),
        *(AuditFault(row, AuditFaultKind.ROW_GONE) for row in sorted(missing)),
    )


def _expired(
    connection: Connection, segments: Sequence[Segment], expiries: Mapping[int, datetime]
) -> tuple[Segment, ...]:
    """The segments whose rows had to go; a release that tells the ledger nothing of it may be at work."""
    if store.may_be_unlinked(connection):
        return tuple(each for each in segments if each.expired_at is not None or each.number in expiries)
    return tuple(each for each in segments if each.number in expiries and each.ends_at < expiries[each.number])


def _segment_faults(
    connection: Connection, ring: KeyRing, segments: Sequence[Segment], expired: Collection[int]
) -> Iterator[AuditFault]:
    number, head, last, linked, key_id = 0, FIRST_PREVIOUS_HASH, 0, False, ""
    for segment in segments:
        if segment.number != number + 1:
            yield AuditFault(number + 1, AuditFaultKind.MISSING_SEGMENT)
        elif segment.previous != head or segment.first <= last:
            yield AuditFault(segment.number, AuditFaultKind.CHAIN)
        seal = read_seal(ring, segment)
        kind = _seal_fault(seal, linked=linked)
        if kind is None and key_id not in ("", segment.key_id):
            kind = AuditFaultKind.OTHER_KEY
        kind = kind or _row_fault(connection, segment, expired=segment.number in expired)
        if kind is not None:
            yield AuditFault(segment.number, kind)
        number, head, last, linked = segment.number, segment.head, segment.last, linked or seal is Seal.LINKED
        key_id = "" if seal in (Seal.FALSE, Seal.UNREADABLE) else segment.key_after_it  # what is false names no key


def _seal_fault(seal: Seal, *, linked: bool) -> AuditFaultKind | None:
    """What is wrong with a seal; `linked` if a segment of linked rows came before it, since from then on all are."""
    match seal:
        case Seal.UNREADABLE:
            return AuditFaultKind.KEY_GONE
        case Seal.FALSE:
            return AuditFaultKind.SEAL
        case Seal.PLAIN | Seal.UNBOUNDED if linked:
            return AuditFaultKind.UNLINKED
    return None


def _row_fault(connection: Connection, segment: Segment, *, expired: bool) -> AuditFaultKind | None:
    rows = store.rows_between(connection, segment.first, segment.last)
    if not rows and expired:
        return None
    if rows and segment.expired_at is not None:
        return AuditFaultKind.NOT_EXPIRED
    intact = len(rows) == segment.rows and chain_hash(segment.previous, rows) == segment.head
    return None if intact else AuditFaultKind.ROWS


def _rows_outside(connection: Connection, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    if segments and store.has_row_outside_segments(connection, segments[-1].last):
        yield AuditFault(segments[-1].number, AuditFaultKind.OUTSIDE)


def _unsealed_rows(connection: Connection, ring: KeyRing, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    if store.may_be_unlinked(connection):
        return
    last, key = segments[-1].last if segments else None, _key_in_use(connection, ring)
    while rows := store.rows_after(connection, last, MAX_ROWS):
        for sequence in sorted(unverified_rows(connection, key, rows)):
            yield AuditFault(sequence, AuditFaultKind.ROW)
        last = rows[-1].sequence


def _key_in_use(connection: Connection, ring: KeyRing) -> Key | None:
    with suppress(KeyGone):
        return key_in_use(connection, ring, store.named_key(connection))
    return None


def _cut_short(segments: Sequence[Segment], known_heads: Sequence[tuple[int, str]]) -> Iterator[AuditFault]:
    heads = {segment.number: segment.head.hex() for segment in segments}
    for number, head in known_heads:
        if heads.get(number) != head:
            yield AuditFault(number, AuditFaultKind.CHAIN if number in heads else AuditFaultKind.CUT_SHORT)
