"""Encryption and fingerprints under one key: AES-256-GCM and HMAC-SHA-256, each with a sub-key of its own."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
"""Length of the nonce in bytes; each sealed value begins with its own random nonce."""


class KeyGone(Exception):
    """The key was destroyed or its file is missing; values sealed under it cannot be read."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"key {key_id}: expected its file in the key directory, found none")
        self.key_id = key_id


class DecryptionFailed(Exception):
    """A sealed value does not open: the key or the place is another one, or the bytes were altered."""


@dataclass(frozen=True)
class Key:
    """A secret of 32 bytes from which each use derives its own sub-key.

    Sub-keys: HKDF-SHA-256 (Krawczyk & Eronen 2010, RFC 5869) with the use's name as info.

    Parameters
    ----------
    id : the key's name in the database
    purpose : what is sealed or fingerprinted with it
    secret : 32 random bytes
    """

    id: str
    purpose: str
    secret: bytes = field(repr=False)

    def derive(self, use: str) -> bytes:
        """Return the sub-key of a use, 32 bytes."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=use.encode()).derive(self.secret)

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """Encrypt with AES-256-GCM.

        Parameters
        ----------
        plain : the bytes to encrypt
        place : the row and column of the value, authenticated as associated data: sealed values cannot be swapped
        """
        return self.sealer()(plain, place)

    def sealer(self) -> Callable[[bytes, str], bytes]:
        """Return `seal` as a function of (plain, place), for many values."""
        cipher = self._cipher

        def seal(plain: bytes, place: str) -> bytes:
            nonce = secrets.token_bytes(NONCE)
            return nonce + cipher.encrypt(nonce, plain, place.encode())

        return seal

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt what `seal` encrypted at the same place.

        Raises
        ------
        DecryptionFailed
        """
        return self.opener()(sealed, place)

    def opener(self) -> Callable[[bytes, str], bytes]:
        """Return `open` as a function of (sealed, place), for many values."""
        cipher = self._cipher

        def opened(sealed: bytes, place: str) -> bytes:
            try:
                return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
            except (InvalidTag, ValueError) as error:
                msg = f"key {self.id}: the value at {place} does not open"
                raise DecryptionFailed(msg) from error

        return opened

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.derive("seal"))

    def tag_of(self, id_: UUID) -> bytes:
        """Return 16 bytes that stand for an id; the same ones each time, and only this key tells whose they are."""
        return self._ids.encryptor().update(id_.bytes)

    def id_of(self, tag: bytes) -> UUID:
        """Return the id that a tag stands for."""
        return UUID(bytes=self._ids.decryptor().update(tag))

    @cached_property
    def _ids(self) -> Cipher[ECB]:
        # An id is one block, and no two are alike: of a single block ECB tells nothing but whether it is the same.
        return Cipher(AES256(self.derive("ids")), ECB())  # noqa: S305

    @cached_property
    def row_secret(self) -> bytes:
        """The sub-key under which rows are signed."""
        return self.derive("rows")

    def fingerprint(self, *parts: str) -> bytes:
        """Return the HMAC-SHA-256 of some texts; each is preceded by its length, so that no two lists collide."""
        return self.fingerprinter()(*parts)

    def fingerprinter(self) -> Callable[..., bytes]:
        """Return `fingerprint` for many values; the sub-key is derived once."""
        secret = self.derive("fingerprint")

        def fingerprint(*parts: str) -> bytes:
            encoded = [part.encode() for part in parts]
            message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
            return hmac.digest(secret, message, "sha256")

        return fingerprint


def padded(plain: bytes, step: int) -> bytes:
    """Fill bytes up with zeros to `step` or the next power of two, because encryption does not hide a length."""
    return plain.ljust(max(step, 1 << (len(plain) - 1).bit_length()), b"\0")


def session_key(token: str) -> Key:
    """Derive the key of a browser session from its cookie; the database alone cannot decrypt a session."""
    return Key("session", "session", sha256(b"mesur session" + token.encode()).digest())
