"""Changes the key of the audit while others read and write: from one row to the next only the new one is believed.

The change is an act of the audit, the last that is sealed under the old key; its segment names the new key, and the
ledger says which segment that is. So whoever comes by the old key later can forge nothing new. The old key stays: it
checks what it sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import sleep

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from delivery_api.access.refusals import Reason
from delivery_api.audit import store
from delivery_api.audit.key_in_use import key_in_use
from delivery_api.audit.segment_sealing import seal_segments, take_up_key
from delivery_api.audit.values import AUDIT_KEY_PURPOSE, Segment
from delivery_api.keys.key_ring import KeyRing
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import Entry, EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.store import lock_position
from delivery_api.lifecycle.key_management import KeyRefused
from delivery_api.lifecycle.waiting_keys import KeyChange, key_to_take_up
from delivery_api.storage.database import bound_lock_waits

ATTEMPTS, SECONDS_BETWEEN_ATTEMPTS = 150, 0.2
"""How often the change is tried while others write: half a minute in all; each attempt holds them up for a moment."""


def change_audit_key(
    engine: Engine, ledger: Ledger, decision: Decision, now: datetime, *, again: bool = False
) -> KeyChange:
    """Let a new key take the place of the audit's; a change that was interrupted goes on.

    Where other hosts have key folders of their own, the first call makes the key only, and another one within a day
    takes it up, when its file is on each host.

    Parameters
    ----------
    again : whether it is meant although the key was changed a moment ago

    Raises
    ------
    KeyRefused : it was changed a moment ago, or a build that links no rows may be at work
    OperationalError : others have held the audit for half a minute, as a backup of the database does
    ClockDoubted, LedgerRefused, KeyGone
    """
    with engine.begin() as connection:
        ledger.require_known_clock(now)
        lock_position(connection)  # so that of two hosts at once the second sees the first's key
        if store.may_be_unlinked(connection):
            raise KeyRefused(Reason.AUDIT_UNLINKED)
        unused = _unused(connection, ledger.ring)
        change = key_to_take_up(connection, ledger, AUDIT_KEY_PURPOSE, unused, now, again=again)
    if change.waits_for:
        return change
    seal_segments(engine, ledger.ring, now)
    for attempt in range(ATTEMPTS):
        try:
            _take_up(engine, ledger, change.key_id, decision, now)
            break
        except OperationalError:
            if attempt == ATTEMPTS - 1:
                raise
            sleep(SECONDS_BETWEEN_ATTEMPTS)
    return change


def change_audit_key_again(connection: Connection, ring: KeyRing, key_id: str, at: datetime) -> None:
    """Let a key be taken up in a restored database that has forgotten it; safe to repeat.

    Raises
    ------
    KeyGone
    """
    if any(each.next_key_id == key_id for each in store.all_segments(connection)):
        return
    ring.adopt(connection)
    take_up_key(connection, ring, key_id, at)


def record_changes_again(connection: Connection, ledger: Ledger, forgotten: Sequence[Entry], now: datetime) -> None:
    """Record which segments name the keys that were taken up again: another one than before names each.

    Raises
    ------
    LedgerRefused
    """
    keys = {each.facts["key"] for each in forgotten if each.kind == EntryKind.KEY_CHANGED and each.facts}
    for segment in store.all_segments(connection) if keys else ():
        if segment.next_key_id in keys:
            _record(connection, ledger, segment, now)


def _unused(connection: Connection, ring: KeyRing) -> Sequence[str]:
    """Return the ids of the audit's living keys under which nothing ever stood, newest first."""
    used = {key_id for each in store.all_segments(connection) for key_id in (each.key_id, each.key_after_it)}
    if (key := key_in_use(connection, ring, store.named_key(connection))) is not None:
        used.add(key.id)
    return [each for each in ring.living(connection, AUDIT_KEY_PURPOSE) if each not in used]


def _take_up(engine: Engine, ledger: Ledger, key_id: str, decision: Decision, now: datetime) -> None:
    with engine.begin() as connection:
        bound_lock_waits(connection)
        store.lock_for_key_change(connection)
        before = store.named_key(connection)
        if before == key_id:  # another host was faster
            return
        segment = take_up_key(connection, ledger.ring, key_id, now)
        record_decision(connection, ledger, now, "changed a key", f"{AUDIT_KEY_PURPOSE} {key_id}", decision)
        _record(connection, ledger, segment, now)


def _record(connection: Connection, ledger: Ledger, segment: Segment, now: datetime) -> None:
    facts = {"purpose": AUDIT_KEY_PURPOSE, "key": segment.next_key_id}
    ledger.append(connection, now, EntryKind.KEY_CHANGED, **facts, segment=segment.number, head=segment.head.hex())
