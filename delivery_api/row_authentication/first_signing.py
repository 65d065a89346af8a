"""Signs, once, the rows that releases before this one have written.

While workers of such a release may be at work, a file in the key folder says so, and rows that do not verify are
believed. When none is left, all of them are signed as they stand, and the file goes. From then on a row without a code
is a forged one. Whoever has the database alone cannot bring that time back: the file stands beside the keys.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, MetaData

from delivery_api.keys.key_ring import KeyRing
from delivery_api.releases.live_releases import is_earlier_release_live
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, authenticator_of
from delivery_api.row_authentication.store import authenticated_tables, sign_as_they_stand
from delivery_api.storage.secret_files import create_secret_file

SIGNED_SINCE = "0010"
"""The migration that gave rows their codes."""


def begin_to_sign(engine: Engine, ring: KeyRing, now: datetime) -> bool:
    """Make the key of rows, at the first setup with this release. Return whether it was made.

    A database that has lost its record of the key gets no second chance: the key's file is still in the folder.
    """
    with engine.begin() as connection:
        marker = authenticator_of(connection).first_signing
        if ring.living(connection, ROW_KEYS) or ring.has_files_of(ROW_KEYS):
            return False
        allow_unsigned_rows(marker, now)  # durable before the key is: an interruption between the two begins again
        ring.create(connection, ROW_KEYS, now)
    return True


def allow_unsigned_rows(marker: Path, now: datetime) -> None:
    """Believe rows without a code until `finish_first_signing` has signed them, as in a backup of an earlier release.

    Parameters
    ----------
    marker : `RowAuthenticator.first_signing`
    """
    if not marker.exists():
        marker.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_secret_file(marker, json.dumps({"since": now.isoformat()}).encode())


def finish_first_signing(engine: Engine, tables: MetaData) -> dict[str, int]:
    """Sign every row that does not verify, while that is still allowed; the last time when no earlier release is left.

    Returns
    -------
    how many rows were signed, by table
    """
    with engine.connect() as connection:
        marker = authenticator_of(connection).first_signing
    if not marker.exists():
        return {}
    older_at_work = is_earlier_release_live(engine)
    signed = {table.name: sign_as_they_stand(engine, table) for table in authenticated_tables(tables)}
    if not older_at_work:
        marker.unlink(missing_ok=True)
    return {name: count for name, count in signed.items() if count}
