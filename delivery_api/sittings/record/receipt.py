"""Signed receipts of the answers that a sitting has acknowledged.

The signature is Ed25519 under a key derived from the programme's, which is kept outside the database.
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
    """A signed list of the answers that a sitting has acknowledged.

    It names each answer by position, item, time and the SHA-256 of its key and of its body. The browser that sent the
    answer can prove that it is the one listed, and the list does not reveal the answer.
    """
    end = finished(opened.log)
    content = {
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
    signature = _signing(key).sign(_bytes(content))
    return content | {"public_key": _public(key).hex(), "signature": signature.hex()}


def verify_receipt(document: Mapping[str, Any], ring: KeyRing) -> bool:
    """Whether this service signed a receipt and it was not changed.

    Raises
    ------
    Declined : the document is not a receipt
    KeyGone
    """
    content = {name: value for name, value in document.items() if name not in ("public_key", "signature")}
    if not str(content.get("key", "")).isalnum():
        raise Declined(Reason.NO_RECEIPT)  # the id becomes the name of a key file, so it must not contain a path
    try:
        key, signature = ring.read(str(content["key"])), bytes.fromhex(document["signature"])
        genuine: bool = content["format"] == FORMAT and document["public_key"] == _public(key).hex()
    except (KeyError, TypeError, ValueError) as problem:
        raise Declined(Reason.NO_RECEIPT) from problem
    try:
        Ed25519PublicKey.from_public_bytes(_public(key)).verify(signature, _bytes(content))
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


def _bytes(content: Mapping[str, Any]) -> bytes:
    """The canonical form: sorted names, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
