"""The tables of grants and break-glass accesses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, String, Table, Uuid

from delivery_api.storage.database import DataDeclaration, UtcDateTime, metadata

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
    CheckConstraint("\"right\" IN ('assessments', 'reports')", name="right"),
    info={
        "declaration": DataDeclaration(
            purpose="which staff a head lets give assessments or read reports in the whole school, and for which days",
            retention="one year after it ends, at most with the person",
            person="person or actor",
        )
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
    info={
        "declaration": DataDeclaration(
            purpose="which operator opened which learner's results in an emergency, why and when",
            retention="as long as the audit of its time",
            person="actor or learner",
        )
    },
)
