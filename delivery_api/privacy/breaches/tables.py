"""The tables of breaches and their steps: choices and times; the words are in the officer's own case system."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    PersonColumns,
    Purpose,
    Term,
    WithParent,
)
from delivery_api.storage.database import UtcDateTime, metadata

breaches = Table(
    "breaches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reference", String(40), nullable=False, unique=True),
    Column("kind", String(24), nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("known_at", UtcDateTime, nullable=False),
    Column("risk", String(12), nullable=False),
    Column("purposes", String(120), nullable=False),
    Column("programme", String(40), ForeignKey("programmes.id")),
    Column("school", Uuid, ForeignKey("schools.id")),
    Column("actor", Uuid),
    Column("closed_at", UtcDateTime),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "what went wrong with personal data, when it was known and how grave it is, in choices and times",
            (AfterColumn("known_at", Term(months=84)),),
            PersonColumns((), ("actor",)),
        ),
        "authenticated": (
            "reference",
            "kind",
            "began_at",
            "ended_at",
            "known_at",
            "risk",
            "purposes",
            "programme",
            "school",
            "actor",
            "closed_at",
        ),
    },
)

breach_steps = Table(
    "breach_steps",
    metadata,
    Column("breach", Uuid, ForeignKey("breaches.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("detail", String(40), nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "what the officer did about a breach, and when",
            (WithParent("breach", "breaches"),),
            PersonColumns((), ("actor",)),
        ),
        "authenticated": ("kind", "at", "actor", "detail"),
    },
)
