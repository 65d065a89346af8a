"""Which key of the audit is in use: the one that the last sealed segment names for all that follows it.

Neither the newest key of the folder nor a row of the database takes its place: a change is sealed under the old key.
"""

from __future__ import annotations

from sqlalchemy import Connection

from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.keys.destroyed_keys import is_recorded_destroyed
from delivery_api.keys.encryption import Key
from delivery_api.keys.key_ring import KeyRing


def key_in_use(connection: Connection, ring: KeyRing, named: str | None) -> Key | None:
    """Return the key under which rows and heads are signed now; None if none was made yet.

    Parameters
    ----------
    named : what the last segment names (`store.named_key`); None before the first was sealed

    Raises
    ------
    KeyGone : its file is missing, and nobody has given it up
    """
    if named is not None and not is_recorded_destroyed(ring.directory, named):
        key = ring.read(named)
        if key.purpose == AUDIT_KEY_PURPOSE:
            return key
    ids = ring.living(connection, AUDIT_KEY_PURPOSE)
    if not ids:
        return None
    return ring.read(ids[-1] if named is None else ids[0])
