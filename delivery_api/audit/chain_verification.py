"""Verifies the audit: whether a sealed row was changed, added or removed, and whether segments are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hmac import compare_digest

from sqlalchemy import Connection

from delivery_api.audit import store
from delivery_api.audit.hash_chain import FIRST_PREVIOUS_HASH, chain_hash, sign_head
from delivery_api.audit.values import AuditFault, AuditFaultKind, Segment
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing


def verify_chain(
    connection: Connection, ring: KeyRing, known_heads: Sequence[tuple[int, str]] = ()
) -> tuple[AuditFault, ...]:
    """Return what is wrong with the audit; nothing when it is intact.

    Parameters
    ----------
    known_heads : heads recorded elsewhere, as (segment number, hex). They show whether the last segments were cut off
    """
    segments = store.all_segments(connection)
    return (
        *_segment_faults(connection, ring, segments),
        *_rows_outside(connection, segments),
        *_cut_short(segments, known_heads),
    )


def _segment_faults(connection: Connection, ring: KeyRing, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    number, head = 0, FIRST_PREVIOUS_HASH
    for segment in segments:
        if segment.number != number + 1:
            yield AuditFault(number + 1, AuditFaultKind.MISSING_SEGMENT)
        elif segment.previous != head:
            yield AuditFault(segment.number, AuditFaultKind.CHAIN)
        if (kind := _seal_fault(ring, segment) or _row_fault(connection, segment)) is not None:
            yield AuditFault(segment.number, kind)
        number, head = segment.number, segment.head


def _seal_fault(ring: KeyRing, segment: Segment) -> AuditFaultKind | None:
    try:
        expected = sign_head(ring, segment.key_id, segment.number, segment.head)
    except KeyGone:
        return AuditFaultKind.KEY_GONE
    return None if compare_digest(expected, segment.seal) else AuditFaultKind.SEAL


def _row_fault(connection: Connection, segment: Segment) -> AuditFaultKind | None:
    rows = store.rows_between(connection, segment.first, segment.last)
    if segment.expired_at is not None:
        return AuditFaultKind.NOT_EXPIRED if rows else None
    intact = len(rows) == segment.rows and chain_hash(segment.previous, rows) == segment.head
    return None if intact else AuditFaultKind.ROWS


def _rows_outside(connection: Connection, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    if segments and store.has_row_outside_segments(connection, segments[-1].last):
        yield AuditFault(segments[-1].number, AuditFaultKind.OUTSIDE)


def _cut_short(segments: Sequence[Segment], known_heads: Sequence[tuple[int, str]]) -> Iterator[AuditFault]:
    heads = {segment.number: segment.head.hex() for segment in segments}
    for number, head in known_heads:
        if heads.get(number) != head:
            yield AuditFault(number, AuditFaultKind.CHAIN if number in heads else AuditFaultKind.CUT_SHORT)
