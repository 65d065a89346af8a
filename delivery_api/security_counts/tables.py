"""The table of the counts of security events."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from delivery_api.storage.data_declaration import AfterColumn, DataDeclaration, NoPerson, Purpose, Term
from delivery_api.storage.database import UtcDateTime, metadata

# At most one row for each hour and each kind of event: an attacker makes numbers larger, and no more rows.
security_counts = Table(
    "security_counts",
    metadata,
    Column("hour", UtcDateTime, primary_key=True),
    Column("event", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
    info={
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "how often in each hour the service refused something or was slowed down, by kind",
            (AfterColumn("hour", Term(days=31)),),
            NoPerson(),
        )
    },
)
