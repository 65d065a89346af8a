"""Signs documents by Ed25519 (RFC 8032), so that anybody with the public key can check them."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from delivery_api.keys.encryption import Key

SIGNING_KEY_PURPOSE = "ledger"
"""The purpose of the key that signs entries of the ledger and certificates."""

LARGEST_NUMBER = 2**53 - 1
"""The largest whole number that every program reads exactly."""

MOST_LEVELS = 32
"""How deep objects and lists may be nested: every program reads as many."""

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/]{59}=)\r?\n-----END PUBLIC KEY-----(\r?\n)?")
_ED25519 = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of a key in its SubjectPublicKeyInfo (RFC 8410)."""


def canonical_json(content: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the one text of a JSON value: sorted names, no spaces, UTF-8; numbers are whole.

    Raises
    ------
    ValueError : what other programs would read or write in another way: a number with a fraction or beyond
        ±(2^53 - 1), more than 32 levels, or a text with half a surrogate pair
    """
    _require_readable(content, 1)
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sign(key: Key, message: bytes) -> str:
    """Return the signature of some bytes, in hexadecimal."""
    return _private(key).sign(message).hex()


def is_signed_by(public_key: bytes, message: bytes, signature: str) -> bool:
    """Return whether the holder of a key signed some bytes.

    Parameters
    ----------
    public_key : 32 bytes
    message : the bytes that were signed
    signature : 64 bytes in small hexadecimal digits
    """
    try:
        signed = bytes.fromhex(signature)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signed, message)
    except (InvalidSignature, ValueError):
        return False
    return signed.hex() == signature


def private_label(key: Key, *place: str) -> str:
    """Return what stands in public for a path or the name of a machine: 16 hexadecimal digits.

    It is the same each time, and tells nothing to whoever has not the key.
    """
    return key.fingerprint("label", *place).hex()[:16]


def public_bytes(key: Key) -> bytes:
    """Return the public half of a signing key, 32 bytes."""
    return _private(key).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_pem(key: Key) -> bytes:
    """Return the public half of a signing key as PEM (SubjectPublicKeyInfo)."""
    return _private(key).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_pem(document: bytes) -> bytes:
    """Return the 32 bytes of a public key from its PEM.

    Raises
    ------
    ValueError : the document is not the PEM of one Ed25519 key and nothing else
    """
    found = _PEM.fullmatch(document)
    content = b64decode(found[1]) if found else b""
    if not content.startswith(_ED25519):
        msg = f"expected the PEM of one Ed25519 public key and nothing else, got {document[:40]!r}"
        raise ValueError(msg)
    return content.removeprefix(_ED25519)


def _require_readable(content: Any, level: int) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(content, float) or (isinstance(content, int) and abs(content) > LARGEST_NUMBER):
        msg = f"expected whole numbers only in what is signed, up to 2^53 - 1, got {content!r}"
        raise ValueError(msg)
    if isinstance(content, Mapping):
        content = content.values()
    if isinstance(content, Iterable) and not isinstance(content, str):
        if level > MOST_LEVELS:
            msg = f"expected {MOST_LEVELS} levels at most in what is signed"
            raise ValueError(msg)
        for each in content:
            _require_readable(each, level + 1)


def _private(key: Key) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.derive("sign"))
