"""A named person answers for copies of keys that the service cannot reach: a backup, or the folder of a host."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from socket import gethostname

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.keys import store
from delivery_api.keys.values import KeyFolder
from delivery_api.ledger import store as ledger_store
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.destroyed_keys import DestroyedKeys
from delivery_api.ledger.key_backups import known_key_backups
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger

AT_WORK = timedelta(days=1)
"""The time for which a host that was at work may be at work again; each says so every ten minutes."""


class KeyCopyInReach(Declined):
    """No such copy is known, or the service reaches it, so that nobody needs to answer for it."""


def release_key_backup(
    connection: Connection, ledger: Ledger, host: str, folder: str, decision: Decision, now: datetime
) -> None:
    """Record that a named person answers for a backup of the keys that is gone: no certificate waits for it any more.

    Raises
    ------
    KeyCopyInReach
    LedgerRefused
    """
    known = known_key_backups(ledger)
    found = next((each for each in known if (each.host, each.folder) == (host, folder)), None)
    if found is None:
        there = "; ".join(each.place for each in known) or "–"
        raise KeyCopyInReach(Reason.UNKNOWN_KEY_BACKUP, host=host, folder=folder, there=there)
    if host == gethostname() and any(Path(folder).glob("*.key.json")):
        raise KeyCopyInReach(Reason.KEY_BACKUP_IN_PLACE, folder=folder)
    audit_log.record(connection, now, "released a key backup", thing=found.label(ledger))
    facts = {"host": host, "folder": folder, "by": decision.by.strip(), "reason": decision.reason.strip()}
    ledger.append(connection, now, EntryKind.KEY_BACKUP_RELEASED, **facts)


def retire_key_folder(
    connection: Connection, ledger: Ledger, folder_id: str, decision: Decision, now: datetime
) -> KeyFolder:
    """Record that a named person answers for the key folder of a host that is no more: no certificate waits for it.

    A host that is at work again with the folder is known again, and destroys there what was destroyed meanwhile.

    Raises
    ------
    KeyCopyInReach
    LedgerRefused
    """
    found = store.folder(connection, folder_id)
    if found is None:
        there = "; ".join(f"{each.id} ({each.host})" for each in store.folders(connection)) or "–"
        raise KeyCopyInReach(Reason.UNKNOWN_KEY_FOLDER, given=repr(folder_id), there=there)
    if now - found.seen_at < AT_WORK or folder_id == ledger.ring.folder_id():
        raise KeyCopyInReach(Reason.KEY_FOLDER_AT_WORK, host=found.host, at=f"{found.seen_at:%Y-%m-%d %H:%M} UTC")
    unconfirmed = sorted(DestroyedKeys(ledger).read().keys() - ledger_store.confirmed_keys(connection, folder_id))
    ledger_store.forget_key_folder(connection, folder_id)
    audit_log.record(connection, now, "retired a key folder", thing=folder_id)
    facts = {"folder": folder_id, "host": found.host, "unconfirmed": unconfirmed}
    facts |= {"by": decision.by.strip(), "reason": decision.reason.strip()}
    ledger.append(connection, now, EntryKind.KEY_FOLDER_RETIRED, **facts)
    return found
