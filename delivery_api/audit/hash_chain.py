"""The hash chain of the audit: each segment's head covers its rows and the head of the segment before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest

from delivery_api.audit.values import AuditRow, Seal, Segment
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing

FIRST_PREVIOUS_HASH = bytes(32)
"""What the first segment has for the head of the segment before it."""


def chain_hash(head: bytes, rows: Iterable[AuditRow]) -> bytes:
    """Return the head after some rows: SHA-256(head ‖ row as canonical JSON), row by row; 32 bytes."""
    for row in rows:
        head = sha256(head + _canonical_json(row)).digest()
    return head


def seal_of(ring: KeyRing, segment: Segment, *, linked: bool) -> bytes:
    """Seal a segment under its key, which is outside the database: its number, head, bounds, end, and the key after it.

    Parameters
    ----------
    segment : what its own `seal` says is not looked at
    linked : whether every row was found to be linked when it was sealed: written by this service, none gone before it

    Raises
    ------
    KeyGone
    """
    what = "bounded audit segment of linked rows" if linked else "bounded audit segment"
    bounds = (str(segment.first), str(segment.last), str(segment.rows), _time(segment.ends_at))
    named = (segment.next_key_id,) if segment.next_key_id is not None else ()
    return ring.read(segment.key_id).fingerprint(what, str(segment.number), segment.head.hex(), *bounds, *named)


def read_seal(ring: KeyRing, segment: Segment) -> Seal:
    """Return what the seal of a segment says."""
    try:
        for seal, linked in ((Seal.LINKED, True), (Seal.PLAIN, False)):
            if compare_digest(seal_of(ring, segment, linked=linked), segment.seal):
                return seal
        of_before = ring.read(segment.key_id).fingerprint("audit segment", str(segment.number), segment.head.hex())
    except KeyGone:
        return Seal.UNREADABLE
    is_of_before = segment.next_key_id is None and compare_digest(of_before, segment.seal)
    return Seal.UNBOUNDED if is_of_before else Seal.FALSE


def _canonical_json(row: AuditRow) -> bytes:
    """A row of an earlier release has no code; one of this release cannot lose it without another hash."""
    ids = [str(value) if value is not None else None for value in (row.actor, row.learner)]
    linked = [row.previous, row.mac.hex()] if row.mac is not None else []
    return json.dumps([row.sequence, _time(row.at), row.action, *ids, row.thing, *linked]).encode()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
