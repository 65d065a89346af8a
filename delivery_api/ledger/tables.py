"""The table of the last entry of the ledger that the database knows."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String, Table

from delivery_api.storage.data_declaration import DataDeclaration, NoPerson, NoPersonalData, Purpose
from delivery_api.storage.database import metadata

ledger_position = Table(
    "ledger_position",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "the last entry of the ledger that this database knows: a restored database knows an earlier one, and a "
            "ledger that was cut is behind it",
            (NoPersonalData("a number and a hash"),),
            NoPerson(),
        )
    },
)
