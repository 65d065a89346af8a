"""The message authentication code of a row: HMAC-SHA-256 over the table, the key and the columns that it binds.

A table names these columns, its primary key among them, under ``info["authenticated"]``. The code is stored in the
column ``mac``, after the eight bytes of the key's id.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from json import JSONEncoder
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table

from delivery_api.keys.encryption import Key

KEY_ID = 8
"""Length of the key's id at the beginning of a stored code, in bytes."""

MAC_LENGTH = KEY_ID + 32
"""Length of a stored code in bytes."""

NO_CODE = bytes(MAC_LENGTH)
"""Stands for the code of a row that there is not, where a change is remembered."""

AUTHENTICATED = "authenticated"
"""Under this name a table's ``info`` holds the names of the bound columns."""

Row = Mapping[str, Any] | RowMapping
"""A row's values by column."""


@cache
def bound_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that a table's codes bind, the primary key first.

    Raises
    ------
    KeyError : the table declares none
    """
    key = tuple(column.name for column in table.primary_key.columns)
    return (*key, *(name for name in table.info[AUTHENTICATED] if name not in key))


@cache
def _head(table: Table) -> str:
    return encoded([table.name, bound_columns(table)])


def row_signer(key: Key, table: Table) -> Callable[[Row], bytes]:
    """Return a function that makes the stored code of a row; a column that the row does not have counts as empty."""
    names, head, secret, key_id = bound_columns(table), _head(table), key.row_secret, bytes.fromhex(key.id)

    def sign(row: Row) -> bytes:
        message = f"{head}{key.id}{encoded([row.get(name) for name in names])}"
        return key_id + hmac.digest(secret, message.encode(), "sha256")

    return sign


def key_id_of(mac: bytes) -> str:
    """Return the id of the key that a stored code was made with."""
    return mac[:KEY_ID].hex()


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case UUID():
            return value.hex
    msg = f"expected a value of a column, got {type(value).__name__}"
    raise TypeError(msg)


encoded = JSONEncoder(separators=(",", ":"), default=_plain).encode
"""Write values of columns as one text, the same on both databases."""
