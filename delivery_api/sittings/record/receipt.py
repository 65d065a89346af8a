"""A signed receipt: every answer that a sitting acknowledged, so that none can be said to have been lost.

Signed with Ed25519 under a key derived from the programme's, which lies outside the database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from delivery_api.access.refusals import Declined, Reason
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.record.event_types import Replied, finished
from delivery_api.sittings.record.open_sitting import OpenSitting

FORMAT = "mesur-receipt-1"


def receipt(opened: OpenSitting, key: Key) -> dict[str, Any]:
    """What a sitting has acknowledged, signed.

    Each answer is named by position, item, time and the SHA-256 of its key and of its body: the browser that sent it
    can show that it is meant, and nobody can read from it what was answered.
    """
    end = finished(opened.log)
    said = {
        "format": FORMAT,
        "sitting": str(opened.sitting.id),
        "state": str(opened.sitting.state),
        "bank_version": opened.pinned.bank_version,
        "design": opened.pinned.design,
        "engine_version": opened.pinned.engine_version,
        "answers": [_answer(event) for event in opened.log if isinstance(event, Replied)],
        "finished_at": end.at.isoformat() if end else None,
        "key": key.id,
    }
    signature = _signing(key).sign(_bytes(said))
    return said | {"public_key": _public(key).hex(), "signature": signature.hex()}


def is_true(document: Mapping[str, Any], ring: KeyRing) -> bool:
    """Whether a receipt is one that this service signed and nobody changed.

    Raises
    ------
    Declined : for what is no receipt
    KeyGone
    """
    said = {name: value for name, value in document.items() if name not in ("public_key", "signature")}
    if not str(said.get("key", "")).isalnum():
        raise Declined(Reason.NO_RECEIPT)  # an id leads to a file of the ring; whoever wrote this could name any other
    try:
        key, signature = ring.read(str(said["key"])), bytes.fromhex(document["signature"])
        genuine: bool = said["format"] == FORMAT and document["public_key"] == _public(key).hex()
    except (KeyError, TypeError, ValueError) as problem:
        raise Declined(Reason.NO_RECEIPT) from problem
    try:
        Ed25519PublicKey.from_public_bytes(_public(key)).verify(signature, _bytes(said))
    except InvalidSignature:
        return False
    return genuine


def _answer(event: Replied) -> dict[str, Any]:
    return {
        "position": event.position,
        "item": event.item,
        "at": event.at.isoformat(),
        "key_sha256": sha256(event.key.encode()).hexdigest(),
        "body_sha256": event.digest,
    }


def _signing(key: Key) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.derive("receipt"))


def _public(key: Key) -> bytes:
    return _signing(key).public_key().public_bytes_raw()


def _bytes(said: Mapping[str, Any]) -> bytes:
    """One fixed form: sorted names, no spaces, UTF-8."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
