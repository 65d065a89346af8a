"""Every column is bound by the code of its row, or it is declared why not; the page on security says the same."""

from __future__ import annotations

from pathlib import Path

from delivery_api.lifecycle.audit_comparison import ROW_TRACES
from delivery_api.lifecycle.ledger_comparison import compared_tables
from delivery_api.lifecycle.schema import metadata
from delivery_api.row_authentication.row_mac import AUTHENTICATED, bound_columns
from delivery_api.row_authentication.row_stock import missed_tables
from delivery_api.row_authentication.store import authenticated_tables
from delivery_api.row_authentication.unsigned_columns import UNSIGNED_COLUMNS, UNTRACED_DELETIONS

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
TOLD_OTHERWISE = {"sittings", "trial_booklets", "trial_plans", "trial_withdrawals"}
"""Deleted rows that the records of results, a trial's hash of its plan and its beginnings of marks tell of."""


def unbound() -> set[tuple[str, str]]:
    """Table and name of each column that no code binds."""
    found = set()
    for table in metadata.tables.values():
        bound = bound_columns(table) if AUTHENTICATED in table.info else ()
        found |= {(table.name, column.name) for column in table.c if column.name not in (*bound, "mac")}
    return found


def test_every_column_is_bound_by_the_code_of_its_row_or_it_is_declared_why_not() -> None:
    declared = [(table, name) for table, parts in UNSIGNED_COLUMNS.items() for names in parts for name in names]
    assert len(declared) == len(set(declared))
    assert set(declared) == unbound()


def test_a_deleted_row_of_every_signed_table_is_missed_or_it_is_declared_why_not() -> None:
    traced = {trace.table for trace in ROW_TRACES} | compared_tables() | TOLD_OTHERWISE
    traced |= {table.name for table in missed_tables(metadata)}
    signed = {table.name for table in authenticated_tables(metadata)}
    assert set(UNTRACED_DELETIONS) == signed - traced


def test_what_is_not_signed_stands_in_the_page_on_security_as_it_is_declared() -> None:
    page = PAGE.read_text("utf-8")
    rows = {
        f"| `{table}` | {', '.join(f'`{name}`' for name in names)} | {why} |"
        for table, parts in UNSIGNED_COLUMNS.items()
        for names, why in parts.items()
    }
    rows |= {f"| `{table}` | {why} |" for table, why in UNTRACED_DELETIONS.items()}
    told = page.split("**What is not signed.**")[1].split("An earlier row put back")[0].splitlines()
    assert {line for line in told if line.startswith("| `")} == rows
