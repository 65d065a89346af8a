"""The table of acts on finished results that wait for a second person, or can be taken back."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import DataDeclaration, PersonColumns, ProgrammeKind, Purpose, WithProgramme
from delivery_api.storage.database import UtcDateTime, metadata

held_acts = Table(
    "held_acts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("programme", String(40), nullable=False, index=True),
    Column("sitting", Uuid, nullable=False, index=True),
    Column("school", Uuid, nullable=False, index=True),
    Column("learner", Uuid, nullable=False, index=True),
    Column("receiver", Uuid),
    Column("act", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("second_actor", Uuid),
    Column("decided_at", UtcDateTime),
    Column("key_id", String(32)),
    Column("sealed_reason", LargeBinary),
    Column("mac", LargeBinary(40)),
    CheckConstraint("act IN ('discard', 'move')", name="act"),
    CheckConstraint("state IN ('asked', 'done', 'alone', 'declined', 'undone')", name="state"),
    info={
        "declaration": DataDeclaration(
            Purpose.ASSESSMENT,
            "which finished result staff set aside or move, who confirmed it, and the reason, sealed",
            (WithProgramme(kinds=(ProgrammeKind.YEAR,)),),
            PersonColumns(("learner", "receiver"), ("actor", "second_actor")),
        ),
        "authenticated": (
            "programme",
            "sitting",
            "school",
            "learner",
            "receiver",
            "act",
            "state",
            "actor",
            "asked_at",
            "second_actor",
            "decided_at",
            "key_id",
            "sealed_reason",
        ),
    },
)
