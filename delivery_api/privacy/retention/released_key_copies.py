"""A named person answers for copies of keys that the service cannot reach any more: a backup that is gone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from socket import gethostname

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.key_backups import known_key_backups
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger


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
