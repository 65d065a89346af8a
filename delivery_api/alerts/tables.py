"""The table of alerts."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import AfterColumn, DataDeclaration, PersonColumns, Purpose, Term
from delivery_api.storage.database import UtcDateTime, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("school", Uuid, index=True),
    Column("actor", Uuid),
    Column("learner", Uuid, index=True),
    Column("sitting", Uuid),
    Column("thing", String(64)),
    Column("asked_by", Uuid),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "what changed a result, casts doubt on one, or opened it in an emergency, for head and officer",
            (AfterColumn("at", Term(months=12)),),
            PersonColumns(("learner",), ("actor", "asked_by")),
        ),
        "authenticated": ("at", "kind", "school", "actor", "learner", "sitting", "thing", "asked_by"),
    },
)
