"""The tables of rights cases and their steps.

No words of anybody are stored: what a requester wrote, and what they were answered, is in the officer's own case
system, under the reference.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    PersonColumns,
    Purpose,
    Term,
    WithParent,
)
from delivery_api.storage.database import metadata

# No foreign key to people: a case outlives an erasure, under an id that no longer leads to a person.
rights_cases = Table(
    "rights_cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person", Uuid, nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("capacity", String(24), nullable=False),
    Column("identity", String(32), nullable=False),
    Column("authority", String(32), nullable=False),
    Column("competence", String(32), nullable=False),
    Column("reference", String(40), nullable=False, unique=True),
    Column("received_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "what somebody asked for under their rights, in what capacity, and when; the words are in the officer’s "
            "own case system",
            (AfterColumn("received_on", Term(months=48)),),
            PersonColumns(("person",)),
        ),
        "authenticated": (
            "person",
            "kind",
            "capacity",
            "identity",
            "authority",
            "competence",
            "reference",
            "received_on",
            "closed_on",
        ),
    },
)

case_steps = Table(
    "case_steps",
    metadata,
    Column("case", Uuid, ForeignKey("rights_cases.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("person", Uuid, nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("on", Date, nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("detail", String(40), nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "what the officer did in a case, and on which day",
            (WithParent("case", "rights_cases"),),
            PersonColumns(("person",), ("actor",)),
        ),
        "authenticated": ("person", "kind", "on", "actor", "detail"),
    },
)
