"""Verifies the audit: whether a row was changed, added or removed, and whether segments are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import Enum
from hmac import compare_digest

from sqlalchemy import Connection

from delivery_api.audit import store
from delivery_api.audit.hash_chain import FIRST_PREVIOUS_HASH, chain_hash, sign_head
from delivery_api.audit.key_in_use import key_in_use
from delivery_api.audit.row_verification import missing_rows, unverified_rows
from delivery_api.audit.values import AuditFault, AuditFaultKind, Segment
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_ring import KeyRing

MAX_ROWS, LAST = 10_000, 2**62
"""How many rows that are not sealed are read at once, and a number that none of them reaches."""


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
        *_unsealed_rows(connection, ring, segments),
        *(AuditFault(row, AuditFaultKind.ROW_GONE) for row in sorted(missing_rows(connection, ring))),
    )


def _segment_faults(connection: Connection, ring: KeyRing, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    number, head, linked, key_id = 0, FIRST_PREVIOUS_HASH, False, ""
    for segment in segments:
        if segment.number != number + 1:
            yield AuditFault(number + 1, AuditFaultKind.MISSING_SEGMENT)
        elif segment.previous != head:
            yield AuditFault(segment.number, AuditFaultKind.CHAIN)
        seal = _read_seal(ring, segment)
        kind = _seal_fault(seal, linked=linked)
        if kind is None and key_id not in ("", segment.key_id):
            kind = AuditFaultKind.OTHER_KEY
        if (kind := kind or _row_fault(connection, segment)) is not None:
            yield AuditFault(segment.number, kind)
        number, head, linked = segment.number, segment.head, linked or seal is _Seal.LINKED
        key_id = segment.key_after_it if seal in (_Seal.LINKED, _Seal.PLAIN) else ""  # what is false names no key


class _Seal(Enum):
    LINKED = "every row was linked"
    PLAIN = "of a build before, or not every row was linked"
    FALSE = "false"
    UNREADABLE = "its key is gone"


def _read_seal(ring: KeyRing, segment: Segment) -> _Seal:
    for seal in (_Seal.LINKED, _Seal.PLAIN):
        try:
            is_linked = seal is _Seal.LINKED
            named = segment.next_key_id
            expected = sign_head(
                ring, segment.key_id, segment.number, segment.head, linked=is_linked, next_key_id=named
            )
        except KeyGone:
            return _Seal.UNREADABLE
        if compare_digest(expected, segment.seal):
            return seal
    return _Seal.FALSE


def _seal_fault(seal: _Seal, *, linked: bool) -> AuditFaultKind | None:
    """What is wrong with a seal; `linked` if a segment of linked rows came before it, since from then on all are."""
    match seal:
        case _Seal.UNREADABLE:
            return AuditFaultKind.KEY_GONE
        case _Seal.FALSE:
            return AuditFaultKind.SEAL
        case _Seal.PLAIN if linked:
            return AuditFaultKind.UNLINKED
    return None


def _row_fault(connection: Connection, segment: Segment) -> AuditFaultKind | None:
    rows = store.rows_between(connection, segment.first, segment.last)
    if segment.expired_at is not None:
        return AuditFaultKind.NOT_EXPIRED if rows else None
    intact = len(rows) == segment.rows and chain_hash(segment.previous, rows) == segment.head
    return None if intact else AuditFaultKind.ROWS


def _rows_outside(connection: Connection, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    if segments and store.has_row_outside_segments(connection, segments[-1].last):
        yield AuditFault(segments[-1].number, AuditFaultKind.OUTSIDE)


def _unsealed_rows(connection: Connection, ring: KeyRing, segments: Sequence[Segment]) -> Iterator[AuditFault]:
    if store.may_be_unlinked(connection):
        return
    first, key = segments[-1].last + 1 if segments else 1, _key_in_use(connection, ring)
    while rows := store.rows_between(connection, first, LAST, MAX_ROWS):
        for sequence in sorted(unverified_rows(connection, key, rows)):
            yield AuditFault(sequence, AuditFaultKind.ROW)
        first = rows[-1].sequence + 1


def _key_in_use(connection: Connection, ring: KeyRing) -> Key | None:
    with suppress(KeyGone):
        return key_in_use(connection, ring, store.named_key(connection))
    return None


def _cut_short(segments: Sequence[Segment], known_heads: Sequence[tuple[int, str]]) -> Iterator[AuditFault]:
    heads = {segment.number: segment.head.hex() for segment in segments}
    for number, head in known_heads:
        if heads.get(number) != head:
            yield AuditFault(number, AuditFaultKind.CHAIN if number in heads else AuditFaultKind.CUT_SHORT)
