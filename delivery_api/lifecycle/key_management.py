"""What is done with keys: listed, backed up, restored, changed, given up. One page on it: docs/security.md, "Keys"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.identity import person_records, store
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys import destroyed_keys
from delivery_api.keys.key_ring import KeyRing
from delivery_api.keys.values import KeyRecord
from delivery_api.settings import InvalidSettings, Settings
from delivery_api.storage.secret_files import create_secret_file, shred

ROTATED_PURPOSES = (IDENTIFIER_KEYS, NAME_KEYS)
"""The purposes whose keys are changed for new ones; a programme's lives and goes with it."""


class KeyRefused(Declined):
    """Something that is not done with a key."""


@dataclass(frozen=True)
class KeyStatus:
    """A key as it is held: what the database knows, whether its file is there, how much stands under it.

    `used` counts people and erasures; it is None for a programme's key.
    """

    record: KeyRecord
    in_folder: bool
    used: int | None


def key_statuses(connection: Connection, ring: KeyRing) -> tuple[KeyStatus, ...]:
    """Every key that is not destroyed."""
    used = store.keys_used(connection)
    return tuple(
        KeyStatus(
            each, ring.path(each.id).is_file(), used.get(each.id, 0) if each.purpose in ROTATED_PURPOSES else None
        )
        for each in ring.records(connection)
        if each.destroyed_at is None
    )


def create_missing_keys(connection: Connection, ring: KeyRing, now: datetime) -> tuple[str, ...]:
    """Make the keys that a service needs and has not; the purposes they are for."""
    made = tuple(purpose for purpose in ROTATED_PURPOSES if not ring.living(connection, purpose))
    for purpose in made:
        ring.create(connection, purpose, now)
    return made


def rotate(connection: Connection, ring: KeyRing, purpose: str, now: datetime) -> int:
    """A new key for a purpose; how many people's details were sealed anew under it.

    Names and dates of birth are sealed anew at once and the old key is destroyed. Identifiers cannot be: they are
    stored under the new key at each person's next sign-in or roster, and the old key goes when nothing stands under it.

    Raises
    ------
    KeyRefused : another purpose
    KeyGone
    """
    if purpose not in ROTATED_PURPOSES:
        raise KeyRefused(Reason.UNKNOWN_KEY, given=repr(purpose), there=", ".join(ROTATED_PURPOSES))
    ring.create(connection, purpose, now)
    count = person_records.reseal_details(connection, ring) if purpose == NAME_KEYS else 0
    person_records.retire_keys(connection, ring, now)
    audit_log.record(connection, now, "changed a key", thing=purpose)
    return count


@dataclass(frozen=True)
class BackupResult:
    """What a backup did: keys copied, copies that were there, copies of destroyed keys that were destroyed too."""

    copied: int
    there: int
    destroyed: int


def back_up(connection: Connection, ring: KeyRing, folder: Path, database_url: str) -> BackupResult:
    """Bring a folder in line: a copy of each living key in it, and none of a destroyed one.

    It remembers which were destroyed, for the day on which the key directory and the database are restored.

    Raises
    ------
    KeyRefused : the folder is the key directory or lies with the database; a copy there differs from its key
    KeyGone
    """
    _require_elsewhere(ring, folder, database_url)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring.destroy_again(connection)
    destroyed_keys.copy_destroyed_keys(ring.directory, folder)
    copied = there = destroyed = 0
    for record in ring.records(connection):
        copy = folder / ring.path(record.id).name
        if record.destroyed_at is not None:
            destroyed += shred(copy)
        elif copy.is_file():
            _require_same(ring, record.id, copy)
            there += 1
        else:
            ring.read(record.id)
            create_secret_file(copy, ring.path(record.id).read_bytes())
            copied += 1
    return BackupResult(copied, there, destroyed)


def restore(connection: Connection, ring: KeyRing, folder: Path) -> tuple[Sequence[str], Sequence[str]]:
    """Bring back from a backup the living keys whose files are missing: (restored, still missing).

    A destroyed key is never brought back, also where a restored database takes it for living: the key directory and the
    backup's folder know better.

    Raises
    ------
    KeyRefused : a copy is not the key that its name says
    """
    destroyed_keys.copy_destroyed_keys(folder, ring.directory)
    ring.destroy_again(connection)
    restored, missing = [], []
    for record in ring.records(connection):
        if record.destroyed_at is not None or ring.path(record.id).is_file():
            continue
        copy = folder / ring.path(record.id).name
        if not copy.is_file():
            missing.append(record.id)
            continue
        if _document(copy).get("id") != record.id or _document(copy).get("purpose") != record.purpose:
            raise KeyRefused(Reason.KEY_BACKUP_BROKEN, path=copy)
        ring.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_secret_file(ring.path(record.id), copy.read_bytes())
        restored.append(record.id)
    return restored, missing


def record_loss(connection: Connection, ring: KeyRing, key_id: str, now: datetime) -> KeyRecord:
    """Record that a key is lost for good, and make a new one if its purpose has no other.

    Raises
    ------
    KeyRefused : no such living key, or its file is there
    """
    living = {each.id: each for each in ring.records(connection) if each.destroyed_at is None}
    if key_id not in living:
        raise KeyRefused(Reason.UNKNOWN_KEY, given=repr(key_id), there=", ".join(living))
    if ring.path(key_id).is_file():
        raise KeyRefused(Reason.KEY_NOT_LOST, path=ring.path(key_id))
    ring.destroy_keys(connection, [key_id], now)
    create_missing_keys(connection, ring, now)
    audit_log.record(connection, now, "gave up a lost key", thing=key_id)
    return living[key_id]


def require_keys_apart_from_database(settings: Settings) -> None:
    """Refuse to serve, under https, with the keys beside the database: whoever copies one would copy both.

    Raises
    ------
    InvalidSettings
    """
    if settings.secure and (folder := _folder_of(settings.database_url)) and _beside(settings.keys, folder):
        msg = f"keys: expected a directory outside the database's ({folder}), got {settings.keys}"
        raise InvalidSettings(msg)


def _folder_of(database_url: str) -> Path | None:
    """The directory of the embedded database; where a server keeps its files is not ours to know."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database).resolve().parent


def _beside(keys: Path, database_folder: Path) -> bool:
    return keys.resolve().is_relative_to(database_folder) or database_folder.is_relative_to(keys.resolve())


def _require_elsewhere(ring: KeyRing, folder: Path, database_url: str) -> None:
    database = _folder_of(database_url)
    if folder.resolve() == ring.directory.resolve() or (database and folder.resolve().is_relative_to(database)):
        raise KeyRefused(Reason.KEY_FOLDER, path=folder)


def _require_same(ring: KeyRing, key_id: str, copy: Path) -> None:
    if ring.path(key_id).is_file() and _document(copy) != _document(ring.path(key_id)):
        raise KeyRefused(Reason.KEY_BACKUP_BROKEN, path=copy)


def _document(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text())
    except ValueError as error:
        raise KeyRefused(Reason.KEY_BACKUP_BROKEN, path=path) from error
    return found if isinstance(found, dict) else {}
