"""An alert of a forged row says in words what the row is about, whatever table it is of."""

from __future__ import annotations

from delivery_api.alerts.alert_messages import RECORDS
from delivery_api.lifecycle.schema import metadata


def test_each_table_of_which_a_row_can_be_forged_has_words() -> None:
    assert set(RECORDS) == {table.name for table in metadata.sorted_tables if "authenticated" in table.info}
