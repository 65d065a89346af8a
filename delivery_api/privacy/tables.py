"""The table of destruction certificates."""

from __future__ import annotations

from sqlalchemy import Column, Date, LargeBinary, String, Table

from delivery_api.storage.data_declaration import DataDeclaration, NoPerson, NoPersonalData, Purpose
from delivery_api.storage.database import metadata

certificates = Table(
    "certificates",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("issued_on", Date, nullable=False),
    Column("document", LargeBinary, nullable=False),  # the signed file; empty while the destruction goes on
    Column("state", String(12)),
    Column("plan", LargeBinary),  # the counts before anything was destroyed, as JSON
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "the proof that a programme’s responses were destroyed: counts and dates, no identifiers",
            (NoPersonalData("counts and dates"),),
            NoPerson(),
        ),
        "authenticated": ("issued_on", "document", "state", "plan"),
    },
)
