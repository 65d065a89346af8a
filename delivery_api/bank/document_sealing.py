"""Seals bank versions in the database: each holds every key and every parameter of its items.

Their keys are files beside the database, like those of names. What a release before this one stored in clear is read as
long as such a release may be at work, and sealed by `mesur setup` when none is.
"""

from __future__ import annotations

import zlib

from sqlalchemy import Connection

from delivery_api.keys.encryption import DecryptionFailed, KeyGone, padded
from delivery_api.row_authentication.row_authenticator import authenticator_of

BANK_KEYS = "bank"
"""The purpose of the keys under which bank versions are sealed."""

_STEP = 65_536


def seal_document(connection: Connection, bank_hash: str, document: bytes) -> tuple[bytes, str]:
    """Seal the canonical JSON of a bank version, deflated and padded, under the newest key.

    Returns
    -------
    the sealed bytes and the key's id

    Raises
    ------
    KeyGone : there is no key yet, or its file is missing
    """
    key = authenticator_of(connection).ring.current(connection, BANK_KEYS)
    if key is None:
        raise KeyGone(BANK_KEYS)
    return key.seal(padded(zlib.compress(document), _STEP), place=document_place(bank_hash)), key.id


def open_document(connection: Connection, bank_hash: str, document: bytes, key_id: str | None) -> bytes:
    """Open what `seal_document` sealed for the same bank version.

    Parameters
    ----------
    key_id : None for a document in clear

    Raises
    ------
    KeyGone
    DecryptionFailed : it was altered, or stands in clear although no release that stores it so is at work
    """
    authenticator = authenticator_of(connection)
    if key_id is not None:
        return zlib.decompress(authenticator.ring.read(key_id).open(document, place=document_place(bank_hash)))
    if not authenticator.believes_unsigned("bank_versions"):
        msg = f"bank version {bank_hash[:12]}: expected a sealed document, found one in clear"
        raise DecryptionFailed(msg)
    return document


def document_place(bank_hash: str) -> str:
    """Return what a sealed bank version is bound to."""
    return f"bank_versions/{bank_hash}"
