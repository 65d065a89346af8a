"""The table of migrations that the database has had."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from delivery_api.storage.database import DataDeclaration, metadata

schema_changes = Table(
    "schema_changes",
    metadata,
    Column("revision", String(32), primary_key=True),
    Column("oldest_release", String(32), nullable=False),
    info={
        "declaration": DataDeclaration(
            purpose="which migrations this database has had, and the oldest release that can run on each",
            retention="kept: a release that is too old is stopped by it",
            person="no person's rows",
        )
    },
)
