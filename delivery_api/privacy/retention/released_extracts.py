"""A named person answers for an extract that is not where it was written, and so cannot be destroyed there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit import audit_log
from delivery_api.bank.item_status_changes import MAX_NAME_LENGTH, MAX_REASON_LENGTH
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.ledger.ledger_file import Ledger
from delivery_api.trials import store as trials
from delivery_api.trials.extraction import is_in_place


class ReleaseDeclined(Declined):
    """No extract is registered there, it stands where it was written, or nobody is named."""


def release_extract(connection: Connection, ledger: Ledger, path: Path, *, by: str, reason: str, now: datetime) -> str:
    """Release an extract. Return its trial.

    Raises
    ------
    ReleaseDeclined
    LedgerRefused
    """
    if not 0 < len(by.strip()) <= MAX_NAME_LENGTH or not 0 < len(reason.strip()) <= MAX_REASON_LENGTH:
        facts = {"longest_name": MAX_NAME_LENGTH, "longest_reason": MAX_REASON_LENGTH}
        raise ReleaseDeclined(Reason.NOBODY_SAID, **facts)
    programme = trials.extract_owner(connection, path)
    if programme is None:
        raise ReleaseDeclined(Reason.UNKNOWN_EXTRACT, path=path)
    if is_in_place(path):
        raise ReleaseDeclined(Reason.EXTRACT_IN_PLACE, path=path)
    trials.release_extract(connection, programme, path, london_date(now))
    audit_log.record(connection, now, "released an extract", thing=programme)
    ledger.append(
        connection, now, EntryKind.EXTRACT_RELEASED, programme=programme, path=str(path), by=by, reason=reason
    )
    return programme
