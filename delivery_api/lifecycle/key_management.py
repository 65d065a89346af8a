"""Lists, backs up, restores and rotates keys, and records lost ones; docs/security.md, "Keys", explains each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from delivery_api.access.refusals import Declined, Reason
from delivery_api.alerts.false_key_alerts import put_keys_right
from delivery_api.audit import audit_log
from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.bank import store as bank_store
from delivery_api.bank.document_sealing import BANK_KEYS
from delivery_api.identity import person_records, store
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.identity.name_keys.cohort_keys import COHORT_PREFIX
from delivery_api.keys import destroyed_keys
from delivery_api.keys.encryption import DecryptionFailed, Key
from delivery_api.keys.key_ring import KEYS_SEALED, KeyRing
from delivery_api.keys.values import KeyRecord
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.key_backups import KeyBackup, known_key_backups, record_key_backup
from delivery_api.ledger.key_destruction import destroy_keys
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.store import lock_position
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.retention.runner import RetentionTask
from delivery_api.row_authentication.key_change import ended_row_keys, is_signed_anew, sign_rows_anew
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, SIGNED_TABLES
from delivery_api.row_authentication.store import authenticated_tables
from delivery_api.row_authentication.store import count_by_key as count_signed
from delivery_api.settings import InvalidSettings, Settings
from delivery_api.storage.secret_files import create_secret_file, replace_secret_file, shred

ROWS_SIGNED = "rows under an older key, signed anew"

ROTATED_PURPOSES = (IDENTIFIER_KEYS, NAME_KEYS, BANK_KEYS)
"""The purposes whose keys can be rotated; the key of a programme is destroyed with it."""


CHANGED_PURPOSES = (*ROTATED_PURPOSES, ROW_KEYS)
"""The purposes whose keys `rotate` changes; a lost key of rows is made anew by the setup, which signs what stands."""

JUST_CHANGED = timedelta(minutes=30)
"""The time in which a second change of a key is taken for a mistake, or for another host's."""


class KeyRefused(Declined):
    """An operation on a key that is refused."""


@dataclass(frozen=True)
class KeyStatus:
    """The status of a key.

    Parameters
    ----------
    record : what the database knows of it
    has_file : whether its file is in the key folder
    uses : number of people and erasures, of bank versions, or of signed rows under it; None for the key of a programme
    """

    record: KeyRecord
    has_file: bool
    uses: int | None


def key_statuses(connection: Connection, ring: KeyRing) -> tuple[KeyStatus, ...]:
    """Return the status of every key that is not destroyed."""
    used: dict[str | None, int] = dict(bank_store.count_by_key(connection))
    used.update(store.keys_used(connection))
    used.update(count_signed(connection, authenticated_tables(metadata)))
    return tuple(
        KeyStatus(each, ring.path(each.id).is_file(), used.get(each.id, 0) if _is_counted(each.purpose) else None)
        for each in ring.records(connection)
        if each.destroyed_at is None
    )


def key_backup_statuses(connection: Connection, ledger: Ledger) -> tuple[tuple[KeyBackup, bool], ...]:
    """Return every known backup of the keys, and whether it is in line: no key was made or destroyed since.

    Raises
    ------
    LedgerRefused
    """
    made = [each.created_at for each in ledger.ring.records(connection)]
    return tuple(
        (each, not each.destroyed_since and all(each.at >= at for at in made)) for each in known_key_backups(ledger)
    )


def _is_counted(purpose: str) -> bool:
    return purpose in CHANGED_PURPOSES or purpose.startswith(COHORT_PREFIX)


def create_missing_keys(connection: Connection, ring: KeyRing, now: datetime) -> tuple[str, ...]:
    """Create the keys that a service needs and does not have.

    Returns
    -------
    the purposes of the new keys
    """
    missing = tuple(purpose for purpose in ROTATED_PURPOSES if not ring.living(connection, purpose))
    for purpose in missing:
        ring.create(connection, purpose, now)
    return missing


def rotate(connection: Connection, ledger: Ledger, purpose: str, now: datetime, *, again: bool = False) -> int:
    """Create a new key for a purpose, in place of the old one.

    Identifiers cannot be re-encrypted: they are stored under the new key at each person's next sign-in or roster
    import, and the old key is destroyed when nothing is stored under it. Bank versions are re-encrypted at once, and
    the old key stays: a database that is restored from a backup of before needs it. `change_key` finishes names and
    rows.

    Parameters
    ----------
    again : whether it is meant although the key was changed a moment ago

    Returns
    -------
    the number of bank versions that were re-encrypted

    Raises
    ------
    KeyRefused : the keys of this purpose cannot be rotated, or were a moment ago, perhaps by another host
    ClockDoubted : found before a file is made
    LedgerRefused
    KeyGone
    """
    if purpose not in CHANGED_PURPOSES:
        raise KeyRefused(
            Reason.UNKNOWN_KEY, given=repr(purpose), there=", ".join((*CHANGED_PURPOSES, AUDIT_KEY_PURPOSE))
        )
    ledger.require_known_clock(now)
    lock_position(connection)  # so that of two hosts at once the second sees the first's key
    if not again:
        require_not_just_changed(ledger.ring.records(connection), purpose, now)
    ledger.ring.create(connection, purpose, now)
    count = bank_store.seal_documents(connection) if purpose == BANK_KEYS else 0
    person_records.retire_keys(connection, ledger, now)
    audit_log.record(connection, now, "changed a key", thing=purpose)
    return count


def change_key(engine: Engine, ledger: Ledger, purpose: str, now: datetime, *, again: bool = False) -> int:
    """Make a new key of a purpose, and seal or sign what stands under the old one, while others read and write.

    Names and rows follow a few in each transaction, and a change that was interrupted goes on. The old key stays until
    no transaction can use it any more: what was sealed under it meanwhile would be lost.

    Returns
    -------
    how many rows, people or bank versions were signed or sealed anew

    Raises
    ------
    KeyRefused, KeyNotCreated, ClockDoubted, LedgerRefused, KeyGone
    """
    finish, count = _FINISHES.get(purpose), 0
    with engine.begin() as connection:
        under_way = finish is not None and len(ledger.ring.living(connection, purpose)) > 1
        if again or not under_way:
            count = rotate(connection, ledger, purpose, now, again=again)
    return finish(engine, ledger, now) if finish else count


def finish_name_key_change(engine: Engine, ledger: Ledger, now: datetime) -> int:
    """Seal names anew that stand under an older key, and end that key when nobody can seal under it any more.

    Returns
    -------
    how many people's details were sealed anew

    Raises
    ------
    KeyNotCreated, LedgerRefused
    NamesUnreadable, NameKeyUnfit, KeyGone : some could not be sealed anew; everything else was done
    """
    done = person_records.reseal_details(engine, ledger.ring)
    with engine.begin() as connection:
        person_records.retire_keys(connection, ledger, now)
    done.require_whole()
    return done.count


def finish_row_key_change(engine: Engine, ledger: Ledger, now: datetime) -> int:
    """Sign what stands under an older key of rows, and end that key when nobody can sign with it any more.

    Returns
    -------
    how many rows were signed

    Raises
    ------
    LedgerRefused, KeyGone
    """
    with engine.begin() as connection:
        if len(ledger.ring.living(connection, ROW_KEYS)) == 1:
            return 0
        ended = ended_row_keys(connection, ledger.ring, now)
    count = sign_rows_anew(engine, metadata)
    with engine.begin() as connection:
        if ended and is_signed_anew(connection, metadata):
            destroy_keys(connection, ledger, ended, now)
    return count


_FINISHES: Mapping[str, Callable[[Engine, Ledger, datetime], int]] = {
    NAME_KEYS: finish_name_key_change,
    ROW_KEYS: finish_row_key_change,
}


def row_key_task() -> RetentionTask:
    """Return the task of a retention run that ends an older key of rows."""
    return RetentionTask(ROWS_SIGNED, _finish_in_run, lambda _connection, _day: 0)


def _finish_in_run(engine: Engine, now: datetime, ledger: Ledger) -> int:
    return finish_row_key_change(engine, ledger, now)


def require_not_just_changed(records: Sequence[KeyRecord], purpose: str, now: datetime) -> None:
    """Refuse to change a key again that was changed a moment ago.

    Raises
    ------
    KeyRefused
    """
    of_it = sorted(each.created_at for each in records if each.purpose == purpose)
    if len(of_it) > 1 and now - of_it[-1] < JUST_CHANGED:
        raise KeyRefused(Reason.KEY_JUST_CHANGED, purpose=purpose, at=f"{of_it[-1]:%Y-%m-%d %H:%M} UTC")


@dataclass(frozen=True)
class BackupResult:
    """The counts of a backup.

    Parameters
    ----------
    copied : keys copied
    present : copies that existed before
    destroyed : copies of destroyed keys that were destroyed
    """

    copied: int
    present: int
    destroyed: int


def back_up(connection: Connection, ledger: Ledger, folder: Path, database_url: str, now: datetime) -> BackupResult:
    """Make a folder hold a copy of each living key and none of a destroyed one.

    The folder also records which keys were destroyed, in case the key folder and the database are both restored. The
    ledger says that the folder is in line, so that certificates can name a folder that is not.

    Raises
    ------
    KeyRefused : the folder is the key folder or contains the database, or a copy in it differs from its key
    ClockDoubted : the clock is far from that of the last retention run, and the ledger would keep its date
    LedgerRefused
    KeyGone
    """
    ring = ledger.ring
    ledger.require_known_clock(now)
    _require_elsewhere(ring, folder, database_url)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring.destroy_again(connection)
    put_keys_right(connection, ledger, now)
    destroyed_keys.copy_destroyed_keys(ring.directory, folder)
    _copy_mark(SIGNED_TABLES, ring.directory, folder)
    copied = present = destroyed = 0
    for record in ring.records(connection):
        copy = folder / ring.path(record.id).name
        if record.destroyed_at is not None:
            destroyed += shred(copy)
        elif copy.is_file() and _read_document(copy) == _read_document(ring.path(record.id)):
            present += 1
        elif copy.is_file():  # sealed under another secret, or not sealed
            _require_same_key(ring, record.id, copy)
            replace_secret_file(copy, ring.path(record.id).read_bytes())
            copied += 1
        else:
            ring.read(record.id)
            create_secret_file(copy, ring.path(record.id).read_bytes())
            copied += 1
    _copy_mark(KEYS_SEALED, ring.directory, folder)  # after the copies, of which an older one may not be sealed
    record_key_backup(connection, ledger, folder, now)
    return BackupResult(copied, present, destroyed)


def restore(connection: Connection, ring: KeyRing, folder: Path) -> tuple[Sequence[str], Sequence[str]]:
    """Restore from a backup the living keys whose files are missing.

    A destroyed key is never restored, even if a restored database takes it for living: the key folder and the backup
    folder record its destruction.

    Returns
    -------
    the ids of the keys restored, and of those still missing

    Raises
    ------
    KeyRefused : a copy holds another key than its file name says
    """
    destroyed_keys.copy_destroyed_keys(folder, ring.directory)
    for mark in (SIGNED_TABLES, KEYS_SEALED):
        _copy_mark(mark, folder, ring.directory)
    ring.destroy_again(connection)
    restored, missing = [], []
    for record in ring.records(connection):
        if record.destroyed_at is not None or ring.path(record.id).is_file():
            continue
        copy = folder / ring.path(record.id).name
        if not copy.is_file():
            missing.append(record.id)
            continue
        if _read_document(copy).get("id") != record.id or _read_document(copy).get("purpose") != record.purpose:
            raise KeyRefused(Reason.KEY_BACKUP_BROKEN, path=copy)
        ring.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_secret_file(ring.path(record.id), copy.read_bytes())
        restored.append(record.id)
    return restored, missing


def _copy_mark(name: str, source: Path, target: Path) -> None:
    """Copy what a folder is to believe no more: rows that nobody has signed, or key files that are not sealed."""
    there, copy = source / name, target / name
    if there.is_file() and not copy.is_file():
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_secret_file(copy, there.read_bytes())


def record_loss(connection: Connection, ledger: Ledger, key_id: str, decision: Decision, now: datetime) -> KeyRecord:
    """Record that a named person gives up a key as lost for good, and create a new one if its purpose has no other.

    Returns
    -------
    what the database knew of the lost key

    Raises
    ------
    KeyRefused : no living key has this id, or its file exists
    ClockDoubted, LedgerRefused
    """
    ring = ledger.ring
    living = {each.id: each for each in ring.records(connection) if each.destroyed_at is None}
    if key_id not in living:
        raise KeyRefused(Reason.UNKNOWN_KEY, given=repr(key_id), there=", ".join(living))
    if ring.path(key_id).is_file():
        raise KeyRefused(Reason.KEY_NOT_LOST, path=ring.path(key_id))
    noted = record_decision(connection, ledger, now, "gave up a lost key", key_id, decision)
    destroy_keys(connection, ledger, [key_id], now)
    create_missing_keys(connection, ring, now)
    if living[key_id].purpose == AUDIT_KEY_PURPOSE:  # an older one that was changed is not to come back
        ring.create(connection, AUDIT_KEY_PURPOSE, now)
    audit_log.record(connection, now, "gave up a lost key", thing=noted)
    return living[key_id]


def require_keys_apart_from_database(settings: Settings) -> None:
    """Refuse to serve under https if the keys are in the database's folder, where a copy of one would contain both.

    Raises
    ------
    InvalidSettings
    """
    if settings.secure and (folder := _database_folder(settings.database_url)) and _is_beside(settings.keys, folder):
        raise InvalidSettings(
            None,
            "%(name)s: expected a directory outside the database’s (%(folder)s), got %(keys)s",
            name="keys",
            folder=folder,
            keys=settings.keys,
        )


def _database_folder(database_url: str) -> Path | None:
    """Return the folder of the embedded database; None for a database server."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(url.database).resolve().parent


def _is_beside(keys: Path, database_folder: Path) -> bool:
    return keys.resolve().is_relative_to(database_folder) or database_folder.is_relative_to(keys.resolve())


def _require_elsewhere(ring: KeyRing, folder: Path, database_url: str) -> None:
    database = _database_folder(database_url)
    if folder.resolve() == ring.directory.resolve() or (database and folder.resolve().is_relative_to(database)):
        raise KeyRefused(Reason.KEY_FOLDER, path=folder)


def _require_same_key(ring: KeyRing, key_id: str, copy: Path) -> None:
    if ring.path(key_id).is_file() and _opened_copy(ring, copy) != ring.read(key_id):
        raise KeyRefused(Reason.KEY_BACKUP_BROKEN, path=copy)


def _opened_copy(ring: KeyRing, copy: Path) -> Key | None:
    try:
        return ring.opened(copy)
    except (KeyError, ValueError, DecryptionFailed):
        return None


def _read_document(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text())
    except ValueError as error:
        raise KeyRefused(Reason.KEY_BACKUP_BROKEN, path=path) from error
    return found if isinstance(found, dict) else {}
