"""The declarations of all tables, checked: a table without one, or without a bounded time, stops build and start."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import MetaData, Table

from delivery_api.storage.data_declaration import DataDeclaration, UnboundedDeclaration, require_bounded


def declarations(tables: MetaData) -> Mapping[str, DataDeclaration]:
    """Return what each table declares, by name.

    Raises
    ------
    UnboundedDeclaration : a table has no declaration, or one by which data could stay for ever
    """
    return {name: _declared(table) for name, table in sorted(tables.tables.items())}


def _declared(table: Table) -> DataDeclaration:
    found = table.info.get("declaration")
    if not isinstance(found, DataDeclaration):
        msg = f"{table.name}: expected a declaration in info['declaration'], got {found!r}"
        raise UnboundedDeclaration(msg)
    require_bounded(table.name, found, {column.name: bool(column.nullable) for column in table.columns})
    return found
