"""Signs and checks the rows that a connection writes and reads.

The keys go with the engine, so that every statement on an authenticated table finds them where it finds its connection.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from hmac import compare_digest
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, Table

from delivery_api.access.refusals import Refused
from delivery_api.keys.encryption import KeyGone
from delivery_api.keys.key_ring import KeyRing
from delivery_api.row_authentication.codes_read_lately import CodesReadLately
from delivery_api.row_authentication.row_mac import MAC_LENGTH, NO_CODE, Row, key_id_of, row_signer
from delivery_api.row_authentication.standing_rows import FOLDER, follow_rows, is_missed, note_rows
from delivery_api.row_authentication.superseded_codes import (
    SUPERSEDED,
    follow_changes,
    note_changes,
    note_made_from_forged,
    superseded_among,
    tag_of,
)

ROW_KEYS = "rows"
"""The purpose of the keys under which rows are signed."""

FIRST_SIGNING = "rows-first-signing"
"""The file in the key folder that stands there while a build may still write rows that it does not sign."""

SIGNED_TABLES = "rows-signed"
"""The file in the key folder that says which tables were signed once."""

_OPTION = "row_authenticator"

log = logging.getLogger("mesur")


class RowForged(Refused):
    """A row of an authenticated table was not written by this service; `table` says where it stands."""

    code = "row_forged"


def _no_note(_table: str, _row: Row) -> None:
    pass


@dataclass(frozen=True)
class RowAuthenticator:
    """Signs rows with the newest key of `ROW_KEYS`, and checks them with the key that they name.

    Parameters
    ----------
    ring : the keys
    note_forged : is called with the table and the row of each that does not verify
    read_lately : the codes of earlier rows that this process has read
    """

    ring: KeyRing
    note_forged: Callable[[str, Row], None] = _no_note
    read_lately: CodesReadLately = field(default_factory=CodesReadLately, repr=False, compare=False)

    def signer(self, connection: Connection, table: Table) -> Callable[[Row], bytes]:
        """Return a function that makes the code of a row of a table.

        Raises
        ------
        KeyGone : no key was made yet, or its file is missing
        """
        key = self.ring.current(connection, ROW_KEYS)
        if key is None:
            raise KeyGone(ROW_KEYS)
        return row_signer(key, table)

    def verifies(self, table: Table, row: Row) -> bool:
        """Return whether a row has the code of this service.

        Parameters
        ----------
        row : the bound columns and `mac`

        Raises
        ------
        KeyGone : the key was made by this service, and its file is missing
        """
        mac = row["mac"]
        if mac is None or len(mac) != MAC_LENGTH:
            return False
        key = self.ring.read(key_id_of(mac))
        return key.purpose == ROW_KEYS and compare_digest(row_signer(key, table)(row), mac)

    def is_genuine(self, table: Table, row: Row) -> bool:
        """Return whether a row is to be believed; one that is not is counted and logged, without its values."""
        with suppress(KeyGone):  # also whoever forges a row can name a key that there is not
            if self.verifies(table, row):
                return True
        if self.believes_unsigned(table.name):
            return True
        self.tell_forged(table, row)
        return False

    def codes_of(self, table: Table) -> Callable[[Row], tuple[bytes, ...]]:
        """Return a function that gives the code of a row, and those that it would have under newer keys.

        A row from before the key was changed is put aside where the one that was signed anew is. Which keys there are,
        the folder says: the database may hide one while a row is signed.
        """
        keys = self.ring.held(ROW_KEYS)

        def codes(row: Row) -> tuple[bytes, ...]:
            mac = row["mac"]
            if mac is None:
                return ()
            newer = keys[: keys.index(key_id_of(mac))] if key_id_of(mac) in keys else ()
            found = [mac]
            for each in newer:
                with suppress(KeyGone):  # it was destroyed just now, and nothing stands under it any more
                    found.append(row_signer(self.ring.read(each), table)(row))
            return tuple(found)

        return codes

    def was_put_aside(self, codes: Iterable[bytes]) -> bool:
        """Return whether one of a row's codes is put aside, as far as this process knows."""
        return self.read_lately.holds_any(self.superseded, map(tag_of, codes))

    def put_aside(self, rows: Iterable[Row], codes: Sequence[tuple[bytes, ...]]) -> list[Row]:
        """Return those of some rows that are earlier ones, which somebody put back.

        Parameters
        ----------
        codes : of each row, as `codes_of` gives them
        """
        aside = superseded_among(self.superseded, (code for each in codes for code in each))
        return [row for row, each in zip(rows, codes, strict=True) if aside.intersection(each)]

    def tell_forged(self, table: Table, row: Row) -> None:
        """Count and log a row that is not to be believed, without its values."""
        self.note_forged(table.name, row)
        log.error(
            "a row was not written by this service: mesur audit verify names it",
            extra={"facts": {"event": "row_forged", "table": table.name}},
        )

    def believes_unsigned(self, table: str) -> bool:
        """Return whether a build that neither signs nor seals the rows of a table may still be at work."""
        return table in read_names(self.first_signing)

    @property
    def first_signing(self) -> Path:
        """The file in the key folder that names the tables whose rows are believed without a code."""
        return self.ring.directory / FIRST_SIGNING

    @property
    def superseded(self) -> Path:
        """The file, of all hosts, that tells which codes of rows took the place of which."""
        return self.ring.notes / SUPERSEDED

    @property
    def standing(self) -> Path:
        """The folder, of all hosts, with what is remembered of the rows that stand."""
        return self.ring.notes / FOLDER

    @property
    def signed_tables(self) -> Path:
        """The file in the key folder that names the tables whose rows have been signed once, never to be again."""
        return self.ring.directory / SIGNED_TABLES


def read_names(file: Path) -> frozenset[str]:
    """Return the tables that a file of the key folder names; none if there is no such file."""
    return frozenset(json.loads(file.read_text())["tables"]) if file.exists() else frozenset()


def authenticate_rows(engine: Engine, authenticator: RowAuthenticator) -> None:
    """Let every connection of an engine sign and check rows, and remember which stand under which codes."""
    engine.update_execution_options(**{_OPTION: authenticator})
    follow_changes(
        engine, authenticator.superseded, partial(authenticator.read_lately.holds_any, authenticator.superseded)
    )
    follow_rows(engine, authenticator.standing)


def authenticator_of(connection: Connection) -> RowAuthenticator:
    """Return what signs and checks the rows of a connection.

    Raises
    ------
    KeyError : the engine was opened without keys
    """
    found: RowAuthenticator = connection.get_execution_options()[_OPTION]
    return found


def row_signer_of(connection: Connection, table: Table) -> Callable[[Row], bytes]:
    """Return a function that makes the code of a row of a table, for many rows.

    Raises
    ------
    KeyGone
    """
    return authenticator_of(connection).signer(connection, table)


def signed(connection: Connection, table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new row with its code, which may be that of a row that ended and now comes again.

    Raises
    ------
    KeyGone
    """
    (row,) = signed_rows(connection, table, [values])
    return row


def signed_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return `signed` of many rows.

    Raises
    ------
    KeyGone
    """
    sign = row_signer_of(connection, table)
    complete = [{**values, "mac": sign(values)} for values in rows]
    note_changes(connection, table, ((NO_CODE, row["mac"]) for row in complete))
    note_new_rows(connection, table, rows)
    return complete


def signed_from(
    connection: Connection, table: Table, made: Sequence[tuple[Mapping[str, Any], Row]]
) -> list[dict[str, Any]]:
    """Return `signed` of new rows that are made from others. What is made from one that was put back is named too.

    Parameters
    ----------
    made : the values of each new row, and the row from which they were taken, with its code

    Raises
    ------
    KeyGone
    """
    authenticator = authenticator_of(connection)
    codes = [*map(authenticator.codes_of(table), (row for _, row in made))]
    aside = {id(row) for row in authenticator.put_aside((row for _, row in made), codes)}
    complete = signed_rows(connection, table, [values for values, _ in made])
    doubted = (new["mac"] for new, (_, row) in zip(complete, made, strict=True) if id(row) in aside)
    note_made_from_forged(connection, table, doubted)
    return complete


def note_new_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Remember that rows stand, so that a deleted one is missed; not beside a build that tells of no deletion."""
    if is_missed(table) and not authenticator_of(connection).believes_unsigned(table.name):
        note_rows(connection, table, rows, stand=True)


def is_genuine(connection: Connection, table: Table, row: Row) -> bool:
    """Return whether this service has written a row, for a reader who takes a forged one for none."""
    return authenticator_of(connection).is_genuine(table, row)


def require_genuine(connection: Connection, table: Table, row: Row) -> None:
    """Refuse a row that this service has not written.

    Raises
    ------
    RowForged
    """
    if not is_genuine(connection, table, row):
        raise RowForged(table=table.name)


def is_surely_altered(connection: Connection, table: Table, row: Row) -> bool:
    """Return whether a row shows by itself that it was altered, for a caller who overwrites what stands in it then.

    Where the key of its code is lost, nobody can tell. A key of which nobody knows, whoever forges a row can name.
    """
    authenticator = authenticator_of(connection)
    if authenticator.believes_unsigned(table.name):
        return False
    try:
        return not authenticator.verifies(table, row)
    except KeyGone as gone:
        return gone.key_id not in authenticator.ring.living(connection, ROW_KEYS)


def refuse_row(connection: Connection, table: Table, row: Row) -> NoReturn:
    """Refuse a row of which something outside the database says that it was changed, as one without a code is.

    Raises
    ------
    RowForged
    """
    authenticator_of(connection).tell_forged(table, row)
    raise RowForged(table=table.name)
