"""The table of reported results."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DataDeclaration,
    ProgrammeKind,
    Purpose,
    ThroughSitting,
    WithParent,
    WithProgramme,
)
from delivery_api.storage.database import metadata

# Not partitioned: once the programme's key is destroyed nothing in a row can be read, and the row goes with the rest.
reported_results = Table(
    "reported_results",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("sitting", Uuid, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("key_id", String(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    info={
        "declaration": DataDeclaration(
            Purpose.FEEDBACK,
            "the score of a finished sitting as it was reported, and what it rests on, sealed; one more when rescored",
            (WithProgramme(kinds=(ProgrammeKind.YEAR,)), WithParent("sitting", "sittings")),
            ThroughSitting(),
        )
    },
)
