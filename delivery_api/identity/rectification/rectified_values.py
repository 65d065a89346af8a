"""Both values of a rectification, sealed under the key that the person's name stands under, and dying with it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.identity.rectification import store
from delivery_api.keys.destroyed_keys import is_recorded_destroyed
from delivery_api.keys.encryption import DecryptionFailed, Key
from delivery_api.keys.key_ring import KeyRing

BATCH = 5_000


@dataclass(frozen=True)
class RectifiedValues:
    """The two values of a field, as text; a date as 2018-05-01, "" where nothing stood."""

    before: str = field(repr=False)
    after: str = field(repr=False)


def sealed_values(key: Key, person: UUID, field_name: str, values: RectifiedValues) -> bytes:
    """Seal both values to one row."""
    plain = json.dumps({"before": values.before, "after": values.after}, ensure_ascii=False)
    return key.seal(plain.encode(), place=values_place(person, field_name))


def opened_values(ring: KeyRing, row: store.RectificationRow) -> RectifiedValues | None:
    """Return both values; None for a rectification of an earlier release, which kept neither.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    if row.sealed_values is None or row.key_id is None:
        return None
    plain = ring.read(row.key_id).open(row.sealed_values, place=values_place(row.person, row.field))
    return RectifiedValues(**json.loads(plain))


def follow_names(connection: Connection, ring: KeyRing) -> int:
    """Seal values anew that stand under another key than their person's name, so that they go with it.

    Values under a key that is destroyed are gone and are dropped, and those that were altered: `mesur audit verify`
    names their row all the same.

    Returns
    -------
    the number of rows changed; at most `BATCH`, so call it again until it returns 0
    """
    rows = store.rows_not_under_the_names_key(connection, BATCH)
    for row, name_key in rows:
        values = _kept_values(ring, row)
        if values is None:
            store.set_sealed_values(connection, row, None, None)
        else:
            sealed = sealed_values(ring.read(name_key), row.person, row.field, values)
            store.set_sealed_values(connection, row, sealed, name_key)
    return len(rows)


def _kept_values(ring: KeyRing, row: store.RectificationRow) -> RectifiedValues | None:
    if is_recorded_destroyed(ring.directory, row.key_id or ""):
        return None
    with suppress(DecryptionFailed):
        return opened_values(ring, row)
    return None


def values_place(person: UUID, field_name: str) -> str:
    """Return what sealed values are bound to."""
    return f"rectified/{field_name}/{person}"
