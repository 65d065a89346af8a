"""Changes the key that signs the ledger while others append: one entry names the new key, and all that follow are its.

The old key stays, because backups hold it and its names for paths stay; whoever comes by it can append nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from delivery_api.audit import audit_log
from delivery_api.audit.segment_sealing import CHANGED_KEY
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.ledger.store import lock_position
from delivery_api.lifecycle.waiting_keys import KeyChange, key_to_take_up


def change_ledger_key(
    engine: Engine, ledger: Ledger, decision: Decision, now: datetime, *, again: bool = False
) -> KeyChange:
    """Let a new key take the place of the one that signs the ledger; a change that was interrupted goes on.

    Where other hosts have key folders of their own, the first call makes the key only, and another one within a day
    takes it up, when its file is on each host.

    Parameters
    ----------
    again : whether it is meant although the key was changed a moment ago

    Raises
    ------
    KeyRefused : it was changed a moment ago
    ClockDoubted, LedgerRefused, KeyGone
    """
    ledger.put_public_key_right()
    with engine.begin() as connection:
        ledger.require_known_clock(now)
        lock_position(connection)  # so that of two hosts at once the second sees the first's key
        unused = _unused(connection, ledger)
        change = key_to_take_up(connection, ledger, SIGNING_KEY_PURPOSE, unused, now, again=again)
    if change.waits_for:
        return change
    made = change.key_id
    with engine.begin() as connection:
        lock_position(connection)
        if ledger.signing_key().id != made:  # another host was faster
            noted = record_decision(connection, ledger, now, "changed a key", f"{SIGNING_KEY_PURPOSE} {made}", decision)
            audit_log.record(connection, now, CHANGED_KEY, thing=noted)
            ledger.change_key(connection, now, ledger.ring.read(made))
    return change


def _unused(connection: Connection, ledger: Ledger) -> Sequence[str]:
    """Return the ids of the living keys of the ledger that it never named, newest first."""
    named = ledger.entries_of(EntryKind.OPENED, EntryKind.SIGNING_KEY_CHANGED)
    used = {each.facts["key"] for each in named if each.facts}
    return [each for each in ledger.ring.living(connection, SIGNING_KEY_PURPOSE) if each not in used]
