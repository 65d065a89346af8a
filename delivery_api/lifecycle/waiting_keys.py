"""Keys that wait to be taken up: until each host with key folders of its own has the file, or a change goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from delivery_api.keys import store as key_store
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.key_destruction import destroy_keys
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.lifecycle.key_management import require_not_just_changed

A_DAY = timedelta(days=1)
"""How long a key that was made waits to be taken up, and after which a host counts as out of work."""


@dataclass(frozen=True)
class KeyChange:
    """What a change has come to.

    Parameters
    ----------
    key_id : the new key
    waits_for : the other hosts with key folders of their own, which need its file first; empty if it is in use
    """

    key_id: str
    waits_for: tuple[str, ...] = ()


def key_to_take_up(
    connection: Connection, ledger: Ledger, purpose: str, unused: Sequence[str], now: datetime, *, again: bool
) -> KeyChange:
    """Return a key that was made within a day and is not taken up yet, or make one.

    A new one is taken up at once, or when the other hosts have its file. One that waited for longer is destroyed.

    Parameters
    ----------
    unused : the ids of the purpose's living keys under which nothing stands, newest first
    again : whether it is meant although the key was changed a moment ago

    Raises
    ------
    KeyRefused : the key was changed a moment ago
    LedgerRefused
    """
    ring = ledger.ring
    made = {each.id: each.created_at for each in ring.records(connection)}
    fresh = [each for each in unused if now - made[each] < A_DAY]
    destroy_keys(connection, ledger, [each for each in unused if each not in fresh], now)
    if fresh:
        return KeyChange(fresh[0])
    if not again:
        require_not_just_changed(ring.records(connection), purpose, now)
    return KeyChange(ring.create(connection, purpose, now).id, _other_hosts(connection, ring, now))


def _other_hosts(connection: Connection, ring: KeyRing, now: datetime) -> tuple[str, ...]:
    """Return the hosts with another key folder that were at work within a day."""
    folders = key_store.folders(connection)
    return tuple(each.host for each in folders if each.id != ring.folder_id() and now - each.seen_at < A_DAY)
