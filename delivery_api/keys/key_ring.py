"""The keys that make data readable: kept as files outside the database, known to it by id only.

A key is destroyed by overwriting and unlinking its file; what was sealed under it is then unreadable in the
database, in its write-ahead log and in every older copy of its files.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Column, Connection, String, Table, select, update

from delivery_api.keys import destroyed_keys
from delivery_api.storage.database import DataDeclaration, UtcDateTime, metadata

keys_table = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("purpose", String(64), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    info={
        "kept": DataDeclaration(
            purpose="which keys exist and when one was destroyed; never the key itself",
            retention="kept: the proof that a key is gone",
            person="no person's rows",
        )
    },
)

NONCE = 12
"""Random bytes that each sealed value begins with: no two begin alike."""


class KeyGone(Exception):
    """The key was destroyed, or its file is missing: what it sealed cannot be read."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"key {key_id}: expected its file in the key directory, found none")
        self.key_id = key_id


class DecryptionFailed(Exception):
    """A sealed value does not open: another key, another place, or altered bytes."""


@dataclass(frozen=True)
class Key:
    """32 secret bytes under a name; each use derives its own sub-key, so no two uses share one.

    Sub-keys: HKDF-SHA-256 (Krawczyk & Eronen 2010, RFC 5869) with the use's name as info.
    """

    id: str
    purpose: str
    secret: bytes = field(repr=False)

    def derived(self, use: str) -> bytes:
        """32 bytes for one use."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=use.encode()).derive(self.secret)

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """AES-256-GCM under this key; `place` (which row this is) is authenticated, so rows cannot be swapped."""
        return self.sealing()(plain, place)

    def sealing(self) -> Callable[[bytes, str], bytes]:
        """`seal` for many values: (plain, place) → sealed."""
        cipher = self._cipher

        def seal(plain: bytes, place: str) -> bytes:
            nonce = secrets.token_bytes(NONCE)
            return nonce + cipher.encrypt(nonce, plain, place.encode())

        return seal

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """The plain bytes.

        Raises
        ------
        SealBroken
        """
        return self.opening()(sealed, place)

    def opening(self) -> Callable[[bytes, str], bytes]:
        """`open` for many values: (sealed, place) → plain."""
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
        return AESGCM(self.derived("seal"))

    def fingerprint(self, *parts: str) -> bytes:
        """HMAC-SHA-256 of the parts, each with its length before it, so that no two lists of parts collide."""
        return self.fingerprinting()(*parts)

    def fingerprinting(self) -> Callable[..., bytes]:
        """`fingerprint` for many values, with the sub-key derived once."""
        secret = self.derived("fingerprint")

        def fingerprint(*parts: str) -> bytes:
            encoded = [part.encode() for part in parts]
            message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
            return hmac.digest(secret, message, "sha256")

        return fingerprint


@dataclass(frozen=True)
class KeyRecord:
    """What the database knows of a key: never the key itself."""

    id: str
    purpose: str
    created_at: datetime
    destroyed_at: datetime | None


def session_key(token: str) -> Key:
    """The key of one browser session, made of its cookie: the database alone cannot open a session."""
    return Key("session", "session", sha256(b"mesur session" + token.encode()).digest())


@dataclass(frozen=True)
class KeyRing:
    """The directory of key files; one JSON file a key, readable by the service's user alone."""

    directory: Path
    _held: dict[str, tuple[tuple[int, int, int], Key]] = field(default_factory=dict, repr=False, compare=False)
    """What was read, by id, with the file as it was then."""

    def create(self, connection: Connection, purpose: str, now: datetime) -> Key:
        """A new key, durable on disk before the database knows of it."""
        key = Key(secrets.token_hex(8), purpose, secrets.token_bytes(32))
        self._write(key, now)
        connection.execute(keys_table.insert().values(id=key.id, purpose=purpose, created_at=now))
        return key

    def current(self, connection: Connection, purpose: str) -> Key | None:
        """The newest living key of a purpose."""
        ids = self.living(connection, purpose)
        return self.read(ids[0]) if ids else None

    def living(self, connection: Connection, purpose: str) -> Sequence[str]:
        """Ids of a purpose's keys that are not destroyed, newest first."""
        query = select(keys_table.c.id).where(keys_table.c.purpose == purpose, keys_table.c.destroyed_at.is_(None))
        return connection.scalars(query.order_by(keys_table.c.created_at.desc(), keys_table.c.id)).all()

    def records(self, connection: Connection) -> tuple[KeyRecord, ...]:
        """Every key there is or was, by purpose and age."""
        rows = connection.execute(select(keys_table).order_by(keys_table.c.purpose, keys_table.c.created_at))
        return tuple(KeyRecord(row.id, row.purpose, row.created_at, row.destroyed_at) for row in rows)

    def read(self, key_id: str) -> Key:
        """The key of an id. Its file is looked for each time, so that a destroyed key is gone for running workers too.

        Raises
        ------
        KeyGone
        """
        path = self.path(key_id)
        try:
            found = os.stat(path)
            as_it_is = (found.st_ino, found.st_mtime_ns, found.st_size)
            held = self._held.get(key_id)
            if held is None or held[0] != as_it_is:
                held = self._held[key_id] = (as_it_is, _key(path.read_bytes()))
        except FileNotFoundError as error:
            self._held.pop(key_id, None)
            raise KeyGone(key_id) from error
        return held[1]

    def missing(self, connection: Connection, purpose: str) -> list[str]:
        """Ids of a purpose's living keys whose files are not in the directory."""
        return [key_id for key_id in self.living(connection, purpose) if not self.path(key_id).is_file()]

    def destroy(self, connection: Connection, purpose: str, now: datetime) -> int:
        """Overwrite and remove every key of a purpose; how many files went. Safe to repeat."""
        return self.destroy_keys(connection, self.living(connection, purpose), now)

    def destroy_keys(self, connection: Connection, ids: Sequence[str], now: datetime) -> int:
        """Overwrite and remove single keys; how many files went. Safe to repeat."""
        for key_id in ids:
            destroyed_keys.record_destroyed_key(self.directory, key_id, now)
        destroyed = sum(shred(self.path(key_id)) for key_id in ids)
        alive = keys_table.c.id.in_(ids) & keys_table.c.destroyed_at.is_(None)
        connection.execute(update(keys_table).where(alive).values(destroyed_at=now))
        return destroyed

    def destroy_again(self, connection: Connection) -> Sequence[str]:
        """Destroy what this folder knows was destroyed; the ids that the database took for living.

        A database that was restored from a backup has forgotten it.
        """
        destroyed = destroyed_keys.read_destroyed_keys(self.directory)
        forgotten = [each.id for each in self.records(connection) if each.id in destroyed and not each.destroyed_at]
        for key_id in destroyed:
            shred(self.path(key_id))
        for key_id in forgotten:
            row = keys_table.c.id == key_id
            connection.execute(update(keys_table).where(row).values(destroyed_at=destroyed[key_id]))
        return forgotten

    def path(self, key_id: str) -> Path:
        """Where the file of a key is, or would be."""
        return self.directory / f"{key_id}.key.json"

    def _write(self, key: Key, now: datetime) -> None:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        document = {
            "id": key.id,
            "purpose": key.purpose,
            "created": now.isoformat(),
            "secret": base64.b64encode(key.secret).decode(),
        }
        descriptor = os.open(self.path(key.id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        _sync_directory(self.directory)


def _key(document: bytes) -> Key:
    read = json.loads(document)
    return Key(read["id"], read["purpose"], base64.b64decode(read["secret"]))


def shred(path: Path) -> bool:
    """Overwrite a file with zeros, then remove it; whether there was one."""
    if not path.is_file():
        return False
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _sync_directory(path.parent)
    return True


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
