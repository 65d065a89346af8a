"""The keys that make data readable: files outside the database, which knows them by id only.

A key is destroyed by overwriting and unlinking its file. Everything encrypted under it is then unreadable in the
database, in its write-ahead log and in every older copy of its files.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason, Refused
from delivery_api.keys import store
from delivery_api.keys.destroyed_keys import is_recorded_destroyed, read_destroyed_keys, record_destroyed_key
from delivery_api.keys.encryption import Key, KeyGone
from delivery_api.keys.key_protection import UNPROTECTED, KeyFilePlain, KeyProtection, key_protection
from delivery_api.keys.values import KeyRecord
from delivery_api.settings import Settings
from delivery_api.storage.secret_files import create_secret_file, leftovers, replace_secret_file, shred

FOLDER_ID = "folder-id"
"""The file in the folder that holds its id; a backup of the keys has none."""

KEYS_SEALED = "keys-sealed"
"""The file that marks a folder all of whose keys were sealed: from then on it believes no file that is not."""

LONGEST_TRANSACTION = timedelta(minutes=10)
"""No transaction that began before a new key was made goes on, and seals under the old one, for as long as this."""

_SETTLED = 2_000_000_000
"""How long ago a folder's names have to have changed for its time to tell of the next change, in nanoseconds."""


class ReadingOverdue(Refused):
    """The day on which the responses had to be destroyed is past; until they are, nobody reads them."""

    code = "overdue"


@dataclass(frozen=True)
class KeyRing:
    """The key folder: one JSON file per key, readable by the service's user alone.

    Parameters
    ----------
    directory : the folder
    protection : what stands between the files and the keys
    shared : a folder outside the database that every host has; the key folder unless given
    """

    directory: Path
    protection: KeyProtection = UNPROTECTED
    shared: Path | None = None
    _cache: dict[str, tuple[tuple[int, int, int], Key]] = field(default_factory=dict, repr=False, compare=False)
    """Each key that was read, by id, with inode, time and size of its file at that moment."""
    _written: dict[str, KeyRecord] = field(default_factory=dict, repr=False, compare=False)
    """Purpose and age of each key whose file was read; neither ever changes."""
    _held: dict[str, tuple[int, Sequence[str]]] = field(default_factory=dict, repr=False, compare=False)
    """The keys of a purpose that the folder held when its names last changed, at that time."""
    withheld: set[str] = field(default_factory=set, repr=False, compare=False)
    """The programmes that nobody may read any more, though they are not destroyed yet; `privacy` keeps it."""

    @property
    def notes(self) -> Path:
        """Where processes note what they wrote: one place for all hosts, or one would accuse what another did."""
        return self.shared or self.directory

    def create(self, connection: Connection, purpose: str, now: datetime) -> Key:
        """Create a key: its file is durable before the database knows of it.

        Raises
        ------
        Declined : every key of the folder was sealed, and this process was given no secret
        """
        key = Key(secrets.token_hex(8), purpose, secrets.token_bytes(32))
        self._write(key, now)
        store.add_key(connection, key.id, purpose, now)
        return key

    def current(self, connection: Connection, purpose: str) -> Key | None:
        """Return the newest key of a purpose that is not destroyed."""
        ids = self.living(connection, purpose)
        return self.read(ids[0]) if ids else None

    def living(self, connection: Connection, purpose: str) -> Sequence[str]:
        """Return the ids of a purpose's keys that are not destroyed, newest first.

        Purpose and age are what a key's file says: a row that says otherwise chooses no key.
        """
        told = (self.as_written(each) for each in store.living_keys(connection, purpose))
        found = sorted((each for each in told if each.purpose == purpose), key=lambda each: each.id)
        return [each.id for each in sorted(found, key=lambda each: each.created_at, reverse=True)]

    def living_keys(self, connection: Connection, purpose: str) -> tuple[Key, ...]:
        """Return a purpose's keys that are not destroyed, newest first, without one that is being destroyed just now.

        Raises
        ------
        KeyGone : the file of a key is missing
        """
        ids = self.living(connection, purpose)
        return tuple(self.read(each) for each in ids if not is_recorded_destroyed(self.directory, each))

    def superseded(self, connection: Connection, purpose: str, since: timedelta, now: datetime) -> Sequence[str]:
        """Return the ids of a purpose's older living keys, if the newest was made as long ago as that."""
        newest, *older = self.living(connection, purpose) or ("",)
        made = {each.id: each.created_at for each in self.records(connection)}
        return older if older and now - made[newest] >= since else ()

    def records(self, connection: Connection) -> tuple[KeyRecord, ...]:
        """Return every key that exists or existed, by purpose and age, as its file has them where there is one."""
        told = map(self.as_written, store.key_records(connection))
        return tuple(sorted(told, key=lambda each: (each.purpose, each.created_at)))

    def files(self) -> tuple[KeyRecord, ...]:
        """Return every key of the folder, whatever the database knows."""
        return tuple(map(_record, self._documents()))

    def held(self, purpose: str) -> Sequence[str]:
        """Return the ids of the keys of a purpose whose files the folder holds, newest first, whatever rows say."""
        try:
            version = os.stat(self.directory).st_mtime_ns
        except FileNotFoundError:
            return ()
        known = self._held.get(purpose)
        if known is not None and known[0] == version:
            return known[1]
        found = sorted((each for each in self._whole_files() if each.purpose == purpose), key=lambda each: each.id)
        ids = tuple(each.id for each in sorted(found, key=lambda each: each.created_at, reverse=True))
        if time.time_ns() - version > _SETTLED:
            self._held[purpose] = (version, ids)
        return ids

    def _whole_files(self) -> Iterator[KeyRecord]:
        """Every key of the folder, but for those that are being written or destroyed just now."""
        destroyed = read_destroyed_keys(self.directory)
        for path in self.directory.glob("*.key.json"):
            with suppress(ValueError, KeyError, FileNotFoundError):
                record = _record(json.loads(path.read_bytes()))
                if record.id not in destroyed:
                    yield record

    def as_written(self, record: KeyRecord) -> KeyRecord:
        """Return a record with the purpose and age that the key's file has; as it is where there is no file."""
        written = self._written.get(record.id)
        if written is None:
            try:
                written = _record(json.loads(self.path(record.id).read_bytes()))
            except FileNotFoundError:
                return record
            self._written[record.id] = written
        return replace(written, destroyed_at=record.destroyed_at)

    def read(self, key_id: str) -> Key:
        """Return the key of an id.

        The file is looked up each time, so that no destroyed key is used. What a process has read stays in its memory
        until it ends: `server/supervisor.py` replaces the workers.

        Raises
        ------
        KeyGone
        """
        path = self.path(key_id)
        try:
            status = os.stat(path)
            version = (status.st_ino, status.st_mtime_ns, status.st_size)
            cached = self._cache.get(key_id)
            if cached is None or cached[0] != version:
                if is_recorded_destroyed(self.directory, key_id):  # about to be shredded, or put back by hand
                    raise KeyGone(key_id)
                cached = self._cache[key_id] = (version, self.opened(path))
        except FileNotFoundError as error:
            self._cache.pop(key_id, None)
            raise KeyGone(key_id) from error
        return cached[1]

    def opened(self, file: Path) -> Key:
        """Return the key of a file in the folder or in a backup of it.

        Raises
        ------
        KeyFilePlain : it is not sealed, though it stands in a folder whose keys were
        ProtectionMissing, DecryptionFailed
        """
        content = json.loads(file.read_bytes())
        sealed, protected_by = base64.b64decode(content["secret"]), content.get("protected_by", "")
        if not protected_by and (file.parent / KEYS_SEALED).exists():
            raise KeyFilePlain(content["id"])
        return Key(content["id"], content["purpose"], self.protection.open(sealed, content["id"], protected_by))

    def protect(self) -> int:
        """Seal the file of every key under the protection in use; safe to repeat. Return how many were sealed anew.

        What stood in the file before is overwritten. A mark in the folder then says that no plain file is believed.

        Raises
        ------
        KeyFilePlain : a plain file was put there since
        ProtectionMissing, DecryptionFailed
        """
        others = [each for each in self._documents() if each.get("protected_by", "") != self.protection.name]
        for each in others:
            path = self.path(each["id"])
            replace_secret_file(path, self._document(self.opened(path), each["created"]))
        with suppress(FileExistsError):
            create_secret_file(self.directory / KEYS_SEALED, b"")
        return len(others)

    def require_readable(self, programme: str) -> None:
        """Refuse to let people read the responses of a programme that should have been destroyed.

        Raises
        ------
        ReadingOverdue
        """
        if programme in self.withheld:
            raise ReadingOverdue(programme=programme)

    def missing(self, connection: Connection, purpose: str) -> list[str]:
        """Return the ids of a purpose's living keys whose files are not in the folder."""
        return [key_id for key_id in self.living(connection, purpose) if not self.path(key_id).is_file()]

    def destroy(self, connection: Connection, purpose: str, now: datetime) -> int:
        """Overwrite and remove every key of a purpose; safe to repeat. Return how many files were removed."""
        return self.destroy_keys(connection, self.living(connection, purpose), now)

    def destroy_keys(self, connection: Connection, ids: Sequence[str], now: datetime) -> int:
        """Overwrite and remove single keys; safe to repeat. Return how many files were removed."""
        destroyed = sum(self.shred(key_id, now) for key_id in ids)
        store.mark_destroyed(connection, ids, now)
        return destroyed

    def shred(self, key_id: str, at: datetime) -> bool:
        """Overwrite and remove a key's file and record its destruction in the folder. Return whether there was one."""
        record_destroyed_key(self.directory, key_id, at)
        self._cache.pop(key_id, None)
        path = self.path(key_id)
        for each in leftovers(path):
            shred(each)
        return shred(path)

    def destroy_again(self, connection: Connection) -> Sequence[str]:
        """Destroy every key that the folder records as destroyed, and let the database know.

        A database restored from a backup has forgotten keys that were destroyed since. What the database alone calls
        destroyed is not: whoever can write to it would destroy a year's answers with one statement. What another host
        destroyed, the ledger tells (`ledger.key_destruction.shred_on_this_host`).

        Returns
        -------
        the ids of the keys that the database took for living
        """
        recorded = read_destroyed_keys(self.directory)
        forgotten = [each.id for each in self.records(connection) if each.id in recorded and not each.destroyed_at]
        for key_id in forgotten:
            store.mark_destroyed(connection, [key_id], recorded[key_id])
        for key_id, at in recorded.items():
            self.shred(key_id, at)
        return forgotten

    def has_files_of(self, purpose: str) -> bool:
        """Return whether the folder holds a key of a purpose, whatever the database knows."""
        return any(each.purpose == purpose for each in self.files())

    def adopt(self, connection: Connection) -> tuple[str, ...]:
        """Make every key of the folder known that a restored database has forgotten, so that it is destroyed one day.

        Returns
        -------
        their ids
        """
        known = {each.id for each in self.records(connection)} | read_destroyed_keys(self.directory).keys()
        forgotten = [each for each in self.files() if each.id not in known]
        for each in forgotten:
            store.add_key(connection, each.id, each.purpose, each.created_at)
        return tuple(each.id for each in forgotten)

    def folder_id(self) -> str:
        """Return the id of the folder, which is made at the first call; hosts that share the folder share the id."""
        marker = self.directory / FOLDER_ID
        if not marker.exists():
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileExistsError):
                create_secret_file(marker, secrets.token_hex(8).encode())
        return marker.read_text()

    def path(self, key_id: str) -> Path:
        """Return the path of a key's file, whether or not it exists: in this folder, whatever the id in a row says."""
        return self.directory / f"{quote(key_id, safe='')}.key.json"

    def _documents(self) -> list[dict[str, str]]:
        return [json.loads(path.read_bytes()) for path in sorted(self.directory.glob("*.key.json"))]

    def _write(self, key: Key, now: datetime) -> None:
        if not self.protection.name and (self.directory / KEYS_SEALED).exists():
            raise Declined(Reason.KEY_FILES_UNPROTECTED)  # a plain file would be refused from then on
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_secret_file(self.path(key.id), self._document(key, now.isoformat()))

    def _document(self, key: Key, created: str) -> bytes:
        sealed = self.protection.seal(key.secret, key.id)
        document = {
            "id": key.id,
            "purpose": key.purpose,
            "created": created,
            "secret": base64.b64encode(sealed).decode(),
        }
        named = {"protected_by": self.protection.name} if self.protection.name else {}
        return json.dumps(document | named).encode()


def _record(document: Mapping[str, str]) -> KeyRecord:
    return KeyRecord(document["id"], document["purpose"], datetime.fromisoformat(document["created"]), None)


def open_key_ring(settings: Settings) -> KeyRing:
    """Return the key folder of some settings, with what protects its files.

    Raises
    ------
    InvalidSettings
    """
    return KeyRing(settings.keys, key_protection(settings.key_secret, settings.old_key_secret), settings.ledger)
