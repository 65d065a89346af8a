"""Writes to the ledger which versions of the notice there are, so that none can be changed or taken back unseen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.privacy.notice.notice_versions import NoticeVersion, notice_versions


def record_notice_versions(connection: Connection, ledger: Ledger, now: datetime) -> tuple[NoticeVersion, ...]:
    """Write every version to the ledger that it lacks. Return those.

    Raises
    ------
    LedgerRefused, KeyGone
    """
    known = {
        (entry.facts["version"], entry.facts["sha256"])
        for entry in ledger.entries_of(EntryKind.NOTICE_PUBLISHED)
        if entry.facts
    }
    new = tuple(each for each in notice_versions() if (each.day.isoformat(), each.sha256) not in known)
    for each in new:
        ledger.append(connection, now, EntryKind.NOTICE_PUBLISHED, version=each.day.isoformat(), sha256=each.sha256)
    return new
