"""Faults of a table, by row and column."""

from itembank.errors import InvalidBank
from itembank.item_tables.table_rows import Row


def row_fault(file: str, row: Row, column: str, expected: str, received: object) -> InvalidBank:
    """A fault of a cell; the row is that of the spreadsheet."""
    return InvalidBank(file, f"row {row.number}: {column}", expected, received)
