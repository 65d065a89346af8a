"""Signs, once for each table, the rows that builds before its codes have written.

Migrations declare which tables they protect. While workers of a build before them may be at work, a file in the key
folder names these tables, and their rows are believed without a code. When none is left, all of them are signed as they
stand; another file notes it, and the first one goes. From then on a row without a code is a forged one. Whoever has the
database alone cannot bring that time back: both files stand beside the keys.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, MetaData

from delivery_api.keys.key_ring import KeyRing
from delivery_api.releases.live_releases import is_earlier_release_live
from delivery_api.row_authentication.row_authenticator import ROW_KEYS, authenticator_of, read_names
from delivery_api.row_authentication.store import authenticated_tables, sign_as_they_stand
from delivery_api.storage.secret_files import create_secret_file, replace_secret_file


def begin_to_sign(engine: Engine, ring: KeyRing, protected: Collection[str], now: datetime) -> bool:
    """Believe the rows of tables that were never signed, until they are; make the key of rows where there is none.

    A database that has lost its record of the key gets no second chance: the key's file is still in the folder.

    Parameters
    ----------
    protected : the tables that the migrations of this database protect

    Returns
    -------
    whether the key was made
    """
    with engine.begin() as connection:
        authenticator = authenticator_of(connection)
        has_key = bool(ring.living(connection, ROW_KEYS)) or ring.has_files_of(ROW_KEYS)
        never_signed = set(protected) - (read_names(authenticator.signed_tables) if has_key else frozenset())
        if never_signed:
            allow_unsigned_rows(authenticator.first_signing, never_signed, now)
        if not has_key:  # after the file, which is durable: an interruption between the two begins again
            ring.create(connection, ROW_KEYS, now)
    return not has_key


def allow_unsigned_rows(marker: Path, tables: Collection[str], now: datetime) -> None:
    """Believe rows without a code until `finish_first_signing` has signed them, as in a backup of an earlier release.

    Parameters
    ----------
    marker : `RowAuthenticator.first_signing`
    tables : whose rows
    """
    _note(marker, tables, since=now.isoformat())


def finish_first_signing(engine: Engine, tables: MetaData) -> dict[str, int]:
    """Sign every row that does not verify, while that is still allowed; the last time when no earlier build is left.

    Returns
    -------
    how many rows were signed, by table
    """
    with engine.connect() as connection:
        authenticator = authenticator_of(connection)
    believed = read_names(authenticator.first_signing)
    if not believed:
        return {}
    older_at_work = is_earlier_release_live(engine)
    those = [table for table in authenticated_tables(tables) if table.name in believed]
    signed = {table.name: sign_as_they_stand(engine, table) for table in those}
    if not older_at_work:
        _note(authenticator.signed_tables, believed)
        authenticator.first_signing.unlink(missing_ok=True)
    return {name: count for name, count in signed.items() if count}


def _note(file: Path, tables: Collection[str], **more: str) -> None:
    """Add the names of tables to a file."""
    content = json.dumps({"tables": sorted(read_names(file).union(tables))} | more).encode()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    (replace_secret_file if file.exists() else create_secret_file)(file, content)
