"""The SQL of authenticated tables: changes of signed rows, and the search for rows that nobody signed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)

from delivery_api.keys.encryption import KeyGone
from delivery_api.row_authentication.code_currency import Codes
from delivery_api.row_authentication.row_authenticator import (
    ROW_KEYS,
    RowAuthenticator,
    authenticator_of,
    require_genuine,
    row_signer_of,
    signed_rows,
)
from delivery_api.row_authentication.row_mac import AUTHENTICATED, KEY_ID, NO_CODE, Row, bound_columns, row_signer
from delivery_api.row_authentication.standing_rows import note_rows
from delivery_api.row_authentication.superseded_codes import (
    PutAside,
    is_remembered,
    note_changes,
    tag_of,
)
from delivery_api.storage.database import dialect_insert

_BATCH = 1_000

_ANEW = 250
"""Rows that are signed anew in one transaction: nobody waits long for them."""

Key = tuple[Any, ...]
"""The primary key of a row."""


def authenticated_tables(tables: MetaData) -> tuple[Table, ...]:
    """Return the tables whose rows are signed."""
    return tuple(table for table in tables.sorted_tables if AUTHENTICATED in table.info)


def genuine_rows(connection: Connection, table: Table, query: Select[Any]) -> tuple[dict[str, Any], ...]:
    """Read whole rows of a table, without their codes.

    Parameters
    ----------
    query : selects all columns of the table

    Raises
    ------
    RowForged : one of them was not written by this service
    """
    rows = [dict(row) for row in connection.execute(query).mappings()]
    for row in rows:
        require_genuine(connection, table, row)
    return tuple({name: value for name, value in row.items() if name != "mac"} for row in rows)


def tell_earlier_rows(connection: Connection, table: Table, where: ColumnElement[bool], about: Row) -> None:
    """Raise an alert if rows that meet a condition are earlier ones, which somebody put back. They are believed.

    Nobody is refused: a row that truly goes back to what it was looks the same to whoever lost the note of it.

    Parameters
    ----------
    about : whom the alert names
    """
    authenticator = authenticator_of(connection)
    codes_of = authenticator.codes_of(table)
    for _ in range(2):  # others may have changed a row between it and what is remembered of it
        rows = connection.execute(_bound(table).where(where)).mappings().all()
        if not any(authenticator.was_put_aside(codes_of(row)) for row in rows):
            return
    authenticator.tell_forged(table, about)


def was_put_back(connection: Connection, table: Table, row: Row) -> bool:
    """Return whether a genuine row is an earlier one that somebody put back, and tell of it if so.

    Whoever reads what opens doors asks this. A row that others changed after it was read is an honest one.
    """
    authenticator = authenticator_of(connection)
    codes = authenticator.codes_of(table)(row)
    if not authenticator.was_put_aside(codes):
        return False
    now = connection.execute(_bound(table).where(_among(table, [row]))).mappings().one_or_none()
    if now is None or now["mac"] != row["mac"] or not authenticator.was_put_aside(codes):
        return False
    authenticator.tell_forged(table, row)
    return True


def change_rows(
    connection: Connection, table: Table, where: ColumnElement[bool], values: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """Set columns of the rows that meet a condition, and sign them anew.

    Returns
    -------
    the bound columns of each row, as they were

    Raises
    ------
    RowForged : one of them was not written by this service; signed anew it would be believed
    KeyGone
    """
    return _changed(connection, table, where, lambda _: values)


def change_each(
    connection: Connection, table: Table, where: ColumnElement[bool], changes: Mapping[Key, Mapping[str, Any]]
) -> None:
    """Set other values in each row, and sign it anew.

    Parameters
    ----------
    where : narrows the search to the rows to change, and perhaps some more
    changes : primary key → the new values

    Raises
    ------
    RowForged, KeyGone
    """
    _changed(connection, table, where, changes.get)


def end_rows(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    """Delete the rows that meet a condition, and remember that they ended: none is missed, one put back is named.

    Returns
    -------
    how many rows there were
    """
    codes = [table.c.mac] if AUTHENTICATED in table.info else []
    ended = (
        connection.execute(delete(table).where(where).returning(*table.primary_key.columns, *codes)).mappings().all()
    )
    note_rows(connection, table, ended, stand=False)
    note_changes(connection, table, ((row["mac"], NO_CODE) for row in ended if row.get("mac") is not None))
    return len(ended)


def replace_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write whole signed rows, each in place of the one with its primary key, of which nothing stays.

    Parameters
    ----------
    rows : with the same columns each
    """
    key, insert = list(table.primary_key.columns), dialect_insert(connection)(table)
    for first in range(0, len(rows), _BATCH):
        complete = signed_rows(connection, table, rows[first : first + _BATCH])
        before = {_key(table, row): row["mac"] for row in _held(connection, table, _among(table, complete))}
        replaced = ((before.get(_key(table, row)), row["mac"]) for row in complete)
        note_changes(connection, table, ((was, NO_CODE) for was, now in replaced if was is not None and was != now))
        values = {name: insert.excluded[name] for name in complete[0] if name not in table.primary_key.columns}
        connection.execute(insert.on_conflict_do_update(index_elements=key, set_=values), complete)


def blank_rows(connection: Connection, table: Table, where: ColumnElement[bool], values: Mapping[str, Any]) -> int:
    """Set columns of the rows that meet a condition because the law wants it, and sign the genuine ones anew.

    A forged row loses what it must lose too, and stays forged.

    Returns
    -------
    how many rows there were

    Raises
    ------
    KeyGone
    """
    return _written(connection, table, _held(connection, table, where), lambda _: values)


def seal_rows_anew(connection: Connection, table: Table, changes: Mapping[Key, Mapping[str, Any]]) -> None:
    """Set what is sealed in rows, and sign the genuine ones anew. A forged row is sealed too, and stays forged.

    Parameters
    ----------
    changes : primary key → the new values

    Raises
    ------
    KeyGone
    """
    keys = [dict(zip(table.primary_key.columns.keys(), key, strict=True)) for key in changes]
    for first in range(0, len(keys), _BATCH):
        here = _among(table, keys[first : first + _BATCH])
        _written(connection, table, _held(connection, table, here, key_share=True), changes.get)


def _written(
    connection: Connection,
    table: Table,
    held: Sequence[Row],
    values_of: Callable[[Key], Mapping[str, Any] | None],
) -> int:
    authenticator = authenticator_of(connection)
    changes = [(row, values) for row in held if (values := values_of(_key(table, row))) is not None]
    verified = [(row, values, verifies(authenticator, table, row)) for row, values in changes]
    _sign_changed(connection, table, [(row, values) for row, values, is_true in verified if is_true])
    _write(connection, table, [(row, values) for row, values, is_true in verified if not is_true])
    return len(changes)


def _changed(
    connection: Connection,
    table: Table,
    where: ColumnElement[bool],
    values_of: Callable[[Key], Mapping[str, Any] | None],
) -> tuple[dict[str, Any], ...]:
    held = _held(connection, table, where)
    changes = [(row, values) for row in held if (values := values_of(_key(table, row))) is not None]
    for row, _ in changes:
        require_genuine(connection, table, row)
    _sign_changed(connection, table, changes)
    return tuple(row for row, _ in changes)


def _held(
    connection: Connection, table: Table, where: ColumnElement[bool], *, key_share: bool = False
) -> list[dict[str, Any]]:
    locked = _bound(table).where(where).with_for_update(key_share=key_share)
    return [dict(row) for row in connection.execute(locked).mappings()]


def _sign_changed(connection: Connection, table: Table, changes: Sequence[tuple[Row, Mapping[str, Any]]]) -> None:
    """Change rows that verify. An earlier one, put back, is told of, and what is made of it is named too."""
    if not changes or not is_remembered(table):
        _sign_and_write(connection, table, changes)
        return
    authenticator = authenticator_of(connection)
    codes_of = authenticator.codes_of(table)
    codes = [codes_of(row) for row, _ in changes]
    for (row, _), those in zip(changes, codes, strict=True):
        if authenticator.was_put_aside(those):
            authenticator.tell_forged(table, row)
    signed = _sign_and_write(connection, table, changes)
    note_changes(
        connection, table, ((was, mac) for (_, mac), those in zip(signed, codes, strict=True) for was in those)
    )


def _sign_and_write(
    connection: Connection, table: Table, changes: Sequence[tuple[Row, Mapping[str, Any]]]
) -> list[tuple[Row, bytes]]:
    """Return each row as it was, with its new code."""
    if not changes:
        return []
    sign = row_signer_of(connection, table)
    signed = [(row, {**values, "mac": sign({**row, **values})}) for row, values in changes]
    _write(connection, table, signed)
    return [(row, values["mac"]) for row, values in signed]


def _write(connection: Connection, table: Table, changes: Sequence[tuple[Row, Mapping[str, Any]]]) -> None:
    if not changes:
        return
    this = and_(*(column == bindparam(f"of_{column.name}") for column in table.primary_key.columns))
    statement = update(table).where(this).values({name: bindparam(f"new_{name}") for name in changes[0][1]})
    keys = [column.name for column in table.primary_key.columns]
    rows = (
        {f"of_{name}": row[name] for name in keys} | {f"new_{name}": value for name, value in values.items()}
        for row, values in changes
    )
    connection.execute(statement, list(rows))


def forged_rows(connection: Connection, table: Table, superseded: PutAside) -> Iterator[Key]:
    """Find the rows of a table that do not verify, or are earlier ones that were put back, by primary key.

    Parameters
    ----------
    superseded : the codes of earlier rows, as they were noted a while ago
    """
    authenticator = authenticator_of(connection)
    codes_of, earlier = authenticator.codes_of(table), list[Row]()
    for row in _all_rows(connection, table):
        if not verifies(authenticator, table, row):
            yield _key(table, row)
        elif any(code in superseded for code in codes_of(row)):
            earlier.append(row)
    yield from _still_earlier(connection, table, earlier)


def _still_earlier(connection: Connection, table: Table, earlier: Sequence[Row]) -> Iterator[Key]:
    """Look again, notes first: a row may have gone back rightly to what it was after they were read."""
    authenticator = authenticator_of(connection)
    found = authenticator.put_aside(earlier, [*map(authenticator.codes_of(table), earlier)])
    for first in range(0, len(found), _BATCH):
        some = found[first : first + _BATCH]
        query = _bound(table).where(_among(table, some))
        stand = {_key(table, row): row["mac"] for row in connection.execute(query).mappings()}
        yield from (_key(table, row) for row in some if stand.get(_key(table, row)) == row["mac"])


def _unverified_rows(connection: Connection, table: Table) -> Iterator[Key]:
    authenticator = authenticator_of(connection)
    return (_key(table, row) for row in _all_rows(connection, table) if not verifies(authenticator, table, row))


def sign_as_they_stand(engine: Engine, table: Table) -> int:
    """Sign every row that does not verify, as it stands; in short transactions, since others write meanwhile.

    Returns
    -------
    how many rows did not verify
    """
    with engine.connect() as connection:
        forged = list(_unverified_rows(connection, table))
    first_column = next(iter(table.primary_key.columns))
    for first in range(0, len(forged), _BATCH):
        these = set(forged[first : first + _BATCH])
        with engine.begin() as connection:
            here = _bound(table).where(first_column.in_({key[0] for key in these})).with_for_update()
            rows = [dict(row) for row in connection.execute(here).mappings()]
            _sign_and_write(connection, table, [(row, {}) for row in rows if _key(table, row) in these])
    return len(forged)


class SignedBatch(NamedTuple):
    """How many rows of a table were signed anew at once, and the last that was looked at; None at the end."""

    signed: int
    last: Key | None


def sign_some_anew(connection: Connection, table: Table, after: Key | None, superseded: PutAside) -> SignedBatch:
    """Sign rows that stand under an older key under the newest, in the order of the primary key.

    A row that somebody else holds, that does not verify, or that is an earlier one, put back, is left out.

    Parameters
    ----------
    after : the last row that was looked at before; None to begin
    superseded : the codes of earlier rows

    Raises
    ------
    KeyGone : there is no key
    """
    sign, stands = row_signer_of(connection, table), _standing(connection, table, superseded)
    columns, query = list(table.primary_key.columns), _under_older_keys(connection, table)
    if after is not None:
        last = [literal(value, column.type) for column, value in zip(columns, after, strict=True)]
        query = query.where(tuple_(*columns) > tuple_(*last))
    query = query.order_by(*columns).limit(_ANEW).with_for_update(skip_locked=True)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    genuine = [row for row in rows if stands(row)]
    if genuine:
        _write(connection, table, [(row, {"mac": sign(row)}) for row in genuine])
    return SignedBatch(len(genuine), _key(table, rows[-1]) if rows else None)


def is_under_older_key(connection: Connection, table: Table, superseded: PutAside) -> bool:
    """Return whether a genuine row of a table stands under an older key."""
    stands = _standing(connection, table, superseded)
    with connection.execute(_under_older_keys(connection, table).execution_options(yield_per=_BATCH)) as rows:
        return any(map(stands, rows.mappings()))


def _under_older_keys(connection: Connection, table: Table) -> Any:  # noqa: ANN401 - a SELECT of columns of any type
    newest = bytes.fromhex(authenticator_of(connection).ring.living(connection, ROW_KEYS)[0])
    return _bound(table).where(table.c.mac.is_not(None), func.substr(table.c.mac, 1, KEY_ID) != newest)


def verifies(authenticator: RowAuthenticator, table: Table, row: Row) -> bool:
    """Return whether a row has the code of this service, under a key that is there."""
    try:
        return authenticator.verifies(table, row)
    except KeyGone:
        return False


def _standing(connection: Connection, table: Table, superseded: PutAside) -> Callable[[Row], bool]:
    """Return a function that tells whether a row verifies and is no earlier one that somebody put back."""
    authenticator = authenticator_of(connection)
    codes_of = authenticator.codes_of(table)

    def stands(row: Row) -> bool:
        return verifies(authenticator, table, row) and not any(code in superseded for code in codes_of(row))

    return stands


def codes_if_signed_anew(connection: Connection, tables: Iterable[Table]) -> Codes:
    """Return the beginnings of the codes that all rows have once they are signed under any key that there is."""
    ring = authenticator_of(connection).ring
    signing = [ring.read(each) for each in ring.held(ROW_KEYS)]
    found = [np.zeros(0, dtype=np.uint64)]
    for table in filter(is_remembered, tables):
        signers = [row_signer(key, table) for key in signing]
        tags = (tag_of(sign(row)) for row in _all_rows(connection, table) for sign in signers)
        found.append(np.fromiter(tags, dtype=np.uint64))
    return np.concatenate(found)


def codes_that_stand(connection: Connection, tables: Iterable[Table]) -> Codes:
    """Return the beginnings of the codes of all rows."""
    found = [np.zeros(0, dtype=np.uint64)]
    for table in filter(is_remembered, tables):
        query = select(table.c.mac).where(table.c.mac.is_not(None)).execution_options(yield_per=_BATCH)
        with connection.execute(query) as rows:
            found.append(np.fromiter(map(tag_of, rows.scalars()), dtype=np.uint64))
    return np.concatenate(found)


def count_by_key(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """Return how many rows stand under each key, by the key's id."""
    found: dict[str, int] = {}
    for table in tables:
        key_id = func.substr(table.c.mac, 1, KEY_ID)
        query = select(key_id, func.count()).where(table.c.mac.is_not(None)).group_by(key_id)
        for raw, count in connection.execute(query):
            found[bytes(raw).hex()] = found.get(bytes(raw).hex(), 0) + count
    return found


def _all_rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    with connection.execute(_bound(table).execution_options(yield_per=_BATCH)) as rows:
        for row in rows.mappings():
            yield dict(row)


def _bound(table: Table) -> Any:  # noqa: ANN401 - a SELECT of columns of any type
    return select(*(table.c[name] for name in bound_columns(table)), table.c.mac)


def _among(table: Table, rows: Sequence[Row]) -> ColumnElement[bool]:
    """Return which rows have the primary keys of some."""
    key = list(table.primary_key.columns)
    if len(key) == 1:
        return key[0].in_([row[key[0].name] for row in rows])
    return tuple_(*key).in_([_key(table, row) for row in rows])


def _key(table: Table, row: Row) -> Key:
    return tuple(row[column.name] for column in table.primary_key.columns)
