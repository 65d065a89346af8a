"""The table of migrations that the database has had."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from delivery_api.storage.data_declaration import DataDeclaration, NoPerson, NoPersonalData, Purpose
from delivery_api.storage.database import metadata

schema_changes = Table(
    "schema_changes",
    metadata,
    Column("revision", String(32), primary_key=True),
    Column("oldest_release", String(32), nullable=False),
    info={
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "which migrations this database has had, and the oldest release that can run on each",
            (NoPersonalData("numbers of migrations"),),
            NoPerson(),
        )
    },
)
