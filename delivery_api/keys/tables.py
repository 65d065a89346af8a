"""The table of keys: which exist and which were destroyed, without the keys themselves."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from delivery_api.storage.data_declaration import DataDeclaration, NoPerson, NoPersonalData, Purpose
from delivery_api.storage.database import UtcDateTime, metadata

keys_table = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("purpose", String(64), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which keys exist and when one was destroyed; never the key itself",
            (NoPersonalData("ids and dates of keys"),),
            NoPerson(),
        )
    },
)
