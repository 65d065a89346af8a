"""Verifies rows: whether each is linked to the one before it, and whether those that were written are there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from delivery_api.audit import store
from delivery_api.audit.row_links import unlinked_rows
from delivery_api.audit.values import AuditRow, Segment
from delivery_api.audit.written_rows import FOLDER, remembered_rows
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing


def unverified_rows(connection: Connection, key: Key | None, rows: Sequence[AuditRow]) -> frozenset[int]:
    """Return the numbers of rows that were changed, made up or copied, or before which one was deleted.

    Parameters
    ----------
    key : the one that is in use; None if it is gone
    """
    before = {row.previous for row in rows if row.previous is not None and row.previous > 0}
    codes = {row.sequence: row.mac for row in rows}
    codes |= store.codes_of(connection, before - codes.keys())
    return frozenset(unlinked_rows(rows, codes, key)) | store.copied_rows(connection, rows)


def missing_rows(connection: Connection, ring: KeyRing, expired: Sequence[Segment] = ()) -> frozenset[int]:
    """Return the numbers of rows that a process has written, on any host, and that are gone before their time.

    Parameters
    ----------
    expired : the segments whose time is over
    """
    remembered = remembered_rows(ring.notes / FOLDER)
    known = frozenset(row for row in remembered if not any(each.first <= row <= each.last for each in expired))
    return known - store.codes_of(connection, known).keys()
