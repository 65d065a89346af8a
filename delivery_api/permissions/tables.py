"""The tables of grants and emergency accesses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    PersonColumns,
    Purpose,
    Term,
    WithAuditYear,
    WithPerson,
)
from delivery_api.storage.database import UtcDateTime, metadata

# No foreign keys to people: these rows outlive the person's record, under an id that no longer leads to a person.
grants = Table(
    "grants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person", Uuid, nullable=False, index=True),
    Column("school", Uuid, nullable=False, index=True),
    Column("right", String(16), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date),
    Column("actor", Uuid, nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("\"right\" IN ('assessments', 'reports')", name="right"),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "which staff a head lets give assessments or read reports in the whole school, and for which days",
            (AfterColumn("until_on", Term(months=12), unless="an open grant goes with its person"), WithPerson()),
            PersonColumns(("person",), ("actor",)),
        ),
        "authenticated": ("person", "school", "right", "from_on", "until_on", "actor"),
    },
)

broken_glass = Table(
    "broken_glass",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("actor", Uuid, nullable=False, index=True),
    Column("learner", Uuid, nullable=False, index=True),
    Column("ground", String(16), nullable=False),
    Column("reference", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which operator opened which learner's results in an emergency, why and when",
            (WithAuditYear(),),
            PersonColumns(("learner",), ("actor",)),
        ),
        "authenticated": ("actor", "learner", "ground", "reference", "at", "until"),
    },
)
