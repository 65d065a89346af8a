"""Destroys keys on every host, so that no restored database takes them for living."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from socket import gethostname

from sqlalchemy import Connection

from delivery_api.keys import store
from delivery_api.keys.destroyed_keys import read_destroyed_keys
from delivery_api.keys.values import KeyFolder, KeyRecord
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger

SEEN_EVERY = timedelta(minutes=10)
"""How often a host says that it is at work."""


def destroy_keys(connection: Connection, ledger: Ledger, ids: Sequence[str], now: datetime) -> int:
    """Destroy keys; safe to repeat. Other hosts shred them when they see it (`shred_on_this_host`).

    The ledger names them first: if the process dies in between, the replay destroys the rest, as was meant.

    Returns
    -------
    how many files were removed

    Raises
    ------
    LedgerRefused
    """
    if not ids:
        return 0
    ledger.append(connection, now, EntryKind.KEYS_DESTROYED, keys=list(ids))
    return ledger.ring.destroy_keys(connection, ids, now)


def destroy_keys_of(connection: Connection, ledger: Ledger, purpose: str, now: datetime) -> int:
    """Destroy every living key of a purpose; safe to repeat. Return how many files were removed.

    The folder says which ones these are too: no row that was changed or deleted keeps a key.
    """
    here = (each.id for each in ledger.ring.files() if each.purpose == purpose)
    return destroy_keys(connection, ledger, sorted({*ledger.ring.living(connection, purpose), *here}), now)


def shred_on_this_host(
    connection: Connection, ledger: Ledger, now: datetime, known: DestroyedKeys | None = None
) -> Sequence[str]:
    """Shred in this host's key folder whatever the folder and the ledger call destroyed, and confirm it.

    The ledger names each key before it is destroyed, and every host has it. What the database alone calls destroyed
    somebody else has written there: it is taken back.

    Parameters
    ----------
    known : what was read of the ledger before

    Returns
    -------
    the ids that this host had not confirmed yet

    Raises
    ------
    LedgerRefused
    KeyGone : there is no key of rows to confirm with; what was destroyed is shredded
    """
    ring = ledger.ring
    _say_at_work(connection, ring.folder_id(), now)
    ring.destroy_again(connection)
    destroyed = destroyed_keys(ledger, known)
    new = sorted(destroyed.keys() - ledger_store.confirmed_keys(connection, ring.folder_id()))
    for key_id in new:
        ring.shred(key_id, destroyed[key_id])
    ledger_store.confirm_keys(connection, ring.folder_id(), new, now)
    return new


def destroyed_keys(ledger: Ledger, known: DestroyedKeys | None = None) -> dict[str, datetime]:
    """Return when each key was destroyed that folder or ledger call destroyed, by id.

    Parameters
    ----------
    known : what was read of the ledger before

    Raises
    ------
    LedgerRefused
    """
    return dict((known or DestroyedKeys(ledger)).read()) | read_destroyed_keys(ledger.ring.directory)


def false_keys(connection: Connection, ledger: Ledger, known: DestroyedKeys | None = None) -> tuple[KeyRecord, ...]:
    """Return the keys of which the database alone says what it says, as they truly are.

    It says that one is destroyed, and neither folder nor ledger do; or it says another purpose or age than the file.

    Parameters
    ----------
    known : what was read of the ledger before

    Raises
    ------
    LedgerRefused
    """
    said = store.key_records(connection)  # first: what is destroyed meanwhile stands in the ledger before it does there
    destroyed = destroyed_keys(ledger, known)
    true = (
        replace(ledger.ring.as_written(each), destroyed_at=each.destroyed_at if each.id in destroyed else None)
        for each in said
    )
    return tuple(each for each, was in zip(true, said, strict=True) if each != was)


def unconfirmed_key_folders(connection: Connection, key_ids: Sequence[str]) -> tuple[KeyFolder, ...]:
    """Return the key folders, and so the hosts, that have not confirmed the destruction of every one of some keys."""
    asked = frozenset(key_ids)
    folders = store.folders(connection)
    return tuple(each for each in folders if not asked <= ledger_store.confirmed_keys(connection, each.id))


def _say_at_work(connection: Connection, folder_id: str, now: datetime) -> None:
    known = store.folder(connection, folder_id)
    if known is None or known.host != gethostname() or now - known.seen_at >= SEEN_EVERY:
        store.record_folder(connection, KeyFolder(folder_id, gethostname(), now))
