"""The hash chain of the audit: each segment's head covers its rows and the head of the segment before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256

from delivery_api.audit.values import AuditRow
from delivery_api.keys.key_ring import KeyRing

FIRST_PREVIOUS_HASH = bytes(32)
"""What the first segment has for the head of the segment before it."""


def chain_hash(head: bytes, rows: Iterable[AuditRow]) -> bytes:
    """Return the head after some rows: SHA-256(head ‖ row as canonical JSON), row by row; 32 bytes."""
    for row in rows:
        head = sha256(head + _canonical_json(row)).digest()
    return head


def sign_head(
    ring: KeyRing, key_id: str, number: int, head: bytes, *, linked: bool, next_key_id: str | None = None
) -> bytes:
    """Sign the head of a segment under a key outside the database.

    Parameters
    ----------
    linked : whether every row was found to be linked when it was sealed: written by this service, none gone before it
    next_key_id : the key that takes the place of this one after the segment

    Raises
    ------
    KeyGone
    """
    what = "audit segment of linked rows" if linked else "audit segment"
    named = (next_key_id,) if next_key_id is not None else ()
    return ring.read(key_id).fingerprint(what, str(number), head.hex(), *named)


def _canonical_json(row: AuditRow) -> bytes:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    ids = [str(value) if value is not None else None for value in (row.actor, row.learner)]
    return json.dumps([row.sequence, at, row.action, *ids, row.thing]).encode()
