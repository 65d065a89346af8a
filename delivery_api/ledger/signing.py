"""Signs documents by Ed25519 (RFC 8032), so that anybody with the public key can check them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from delivery_api.keys.encryption import Key

SIGNING_KEY_PURPOSE = "ledger"
"""The purpose of the key that signs entries of the ledger and certificates."""

LARGEST_NUMBER = 2**53 - 1
"""The largest whole number that every program reads exactly."""


def canonical_json(content: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the one text of a JSON value: sorted names, no spaces, UTF-8; numbers are whole.

    Raises
    ------
    ValueError : a number with a fraction or beyond ±(2^53 - 1), which other programs would read or write in another
        way, or a text with half a surrogate pair
    """
    _require_whole_numbers(content)
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
    ValueError : the document is no PEM of an Ed25519 key
    """
    key = load_pem_public_key(document)
    if not isinstance(key, Ed25519PublicKey):
        msg = f"expected an Ed25519 public key, got {type(key).__name__}"
        raise ValueError(msg)
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _require_whole_numbers(content: Any) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(content, float) or (isinstance(content, int) and abs(content) > LARGEST_NUMBER):
        msg = f"expected whole numbers only in what is signed, up to 2^53 - 1, got {content!r}"
        raise ValueError(msg)
    if isinstance(content, Mapping):
        content = content.values()
    if isinstance(content, Iterable) and not isinstance(content, str):
        for each in content:
            _require_whole_numbers(each)


def _private(key: Key) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.derive("sign"))
