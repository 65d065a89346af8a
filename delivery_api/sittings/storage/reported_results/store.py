"""The SQL of reported results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from delivery_api.keys.encryption import DecryptionFailed, Key, KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.sittings.storage.reported_results.tables import reported_results
from delivery_api.sittings.storage.reported_results.values import ReportedResult, from_bytes, to_bytes
from delivery_api.sittings.storage.rows_of_sittings import in_batches, of_sittings
from delivery_api.sittings.values import Sitting


@dataclass(frozen=True)
class StoredResult:
    """A reported result as it is stored.

    Attributes
    ----------
    sha256 : of its content, hexadecimal; the record of the sitting's result names it
    """

    result: ReportedResult
    sha256: str


def add_reported(connection: Connection, key: Key, sitting: Sitting, result: ReportedResult) -> str:
    """Add a result beside those that the sitting has, sealed to its own place. Returns the SHA-256 of its content."""
    here = (reported_results.c.programme == sitting.programme, reported_results.c.sitting == sitting.id)
    before = connection.scalar(select(func.max(reported_results.c.revision)).where(*here)) or 0
    plain, place = to_bytes(result), {"programme": sitting.programme, "sitting": sitting.id, "revision": before + 1}
    sealed = {"key_id": key.id, "payload": key.seal(plain, place=_place(place))}
    connection.execute(reported_results.insert().values(place | sealed))
    return sha256(plain).hexdigest()


def latest_reported(connection: Connection, ring: KeyRing, wanted: Sequence[Sitting]) -> dict[UUID, StoredResult]:
    """The latest result of several sittings, by id; without those that have none, and those that do not open.

    Raises
    ------
    NewerRelease
    """
    found: dict[UUID, StoredResult] = {}
    for some in in_batches(wanted):
        query = (
            select(reported_results)
            .where(of_sittings(reported_results, some))
            .order_by(reported_results.c.sitting, reported_results.c.revision)
        )
        last = {row["sitting"]: dict(row) for row in connection.execute(query).mappings()}
        for sitting, row in last.items():
            plain = _opened(ring, row)
            if plain is not None:
                found[sitting] = StoredResult(from_bytes(plain), sha256(plain).hexdigest())
    return found


def opened_reported(ring: KeyRing, row: Mapping[str, Any]) -> ReportedResult:
    """The result in one row.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    return from_bytes(ring.read(row["key_id"]).open(row["payload"], place=_place(row)))


def _opened(ring: KeyRing, row: Mapping[str, Any]) -> bytes | None:
    try:
        return ring.read(row["key_id"]).open(row["payload"], place=_place(row))
    except (DecryptionFailed, KeyGone):
        return None


def _place(row: Mapping[str, Any]) -> str:
    """What a result is bound to: a row with another sitting or revision does not open."""
    return f"reported result {row['programme']}/{row['sitting']}/{row['revision']}"
