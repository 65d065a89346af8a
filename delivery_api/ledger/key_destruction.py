"""Destroys keys on every host, so that no restored database takes them for living."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from socket import gethostname

from sqlalchemy import Connection

from delivery_api.keys import store
from delivery_api.keys.destroyed_keys import read_destroyed_keys
from delivery_api.keys.key_ring import KeyRing
from delivery_api.keys.values import KeyFolder
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger

log = logging.getLogger("mesur")

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
    """Destroy every living key of a purpose; safe to repeat. Return how many files were removed."""
    return destroy_keys(connection, ledger, ledger.ring.living(connection, purpose), now)


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
    """
    ring = ledger.ring
    _say_at_work(connection, ring.folder_id(), now)
    ring.destroy_again(connection)
    destroyed = _destroyed(ledger, known)
    _take_back_false_destructions(connection, ring, destroyed)
    new = sorted(destroyed.keys() - store.confirmed_keys(connection, ring.folder_id()))
    for key_id in new:
        ring.shred(key_id, destroyed[key_id])
    store.confirm_keys(connection, ring.folder_id(), new, now)
    return new


def take_back_false_destructions(connection: Connection, ledger: Ledger) -> tuple[str, ...]:
    """Call those keys living again that only the database calls destroyed, while their files are here.

    Returns
    -------
    their ids

    Raises
    ------
    LedgerRefused
    """
    return _take_back_false_destructions(connection, ledger.ring, _destroyed(ledger, None))


def _take_back_false_destructions(connection: Connection, ring: KeyRing, destroyed: Collection[str]) -> tuple[str, ...]:
    false = tuple(each for each in ring.claimed_destroyed(connection) if each not in destroyed)
    if false:
        store.mark_living(connection, false)
        log.error("the database alone called keys destroyed, which was taken back: %s", ", ".join(false))
    return false


def _destroyed(ledger: Ledger, known: DestroyedKeys | None) -> dict[str, datetime]:
    """When each key was destroyed that folder or ledger call destroyed, by id."""
    return dict((known or DestroyedKeys(ledger)).read()) | read_destroyed_keys(ledger.ring.directory)


def unconfirmed_key_folders(connection: Connection, key_ids: Sequence[str]) -> tuple[KeyFolder, ...]:
    """Return the key folders, and so the hosts, that have not confirmed the destruction of every one of some keys."""
    asked = frozenset(key_ids)
    folders = store.folders(connection)
    return tuple(each for each in folders if not asked <= store.confirmed_keys(connection, each.id))


def _say_at_work(connection: Connection, folder_id: str, now: datetime) -> None:
    known = store.folder(connection, folder_id)
    if known is None or known.host != gethostname() or now - known.seen_at >= SEEN_EVERY:
        store.record_folder(connection, KeyFolder(folder_id, gethostname(), now))
