"""The table of keys: which exist and which were destroyed, without the keys themselves."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from delivery_api.storage.database import DataDeclaration, UtcDateTime, metadata

keys_table = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("purpose", String(64), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    info={
        "declaration": DataDeclaration(
            purpose="which keys exist and when one was destroyed; never the key itself",
            retention="kept: the proof that a key is gone",
            person="no person's rows",
        )
    },
)
