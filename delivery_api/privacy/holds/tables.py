"""The table of legal holds; who ordered one, and why, stands in the ledger, under the number of the entry."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    PersonColumns,
    Purpose,
    Term,
    WithPerson,
)
from delivery_api.storage.database import metadata

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("programme", String(40), ForeignKey("programmes.id"), index=True),
    Column("person", Uuid, ForeignKey("people.id"), index=True),
    Column("made_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("released_on", Date),
    Column("entry", Integer, nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("(programme IS NULL) <> (person IS NULL)", name="one_thing"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "what somebody ordered to be kept although its day comes, and until when; who and why is in the ledger",
            (AfterColumn("ends_on", Term(months=12)), WithPerson()),
            PersonColumns(("person",)),
        ),
        "authenticated": ("programme", "person", "made_on", "ends_on", "released_on", "entry"),
    },
)
