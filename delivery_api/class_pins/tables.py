"""The tables of class PINs, their entries and late arrivals."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    PersonColumns,
    Purpose,
    Term,
    WithParent,
    WithPerson,
)
from delivery_api.storage.database import UtcDateTime, metadata

# The PIN is not stored: it is derived from the row's id and a key outside the database, and looked up by HMAC.
class_pins = Table(
    "class_pins",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("class", Uuid, ForeignKey("classes.id"), nullable=False, index=True),
    Column("lookup", LargeBinary(32), nullable=False, unique=True),
    Column("key_id", String(32), nullable=False),
    Column("actor", Uuid, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("made_from", LargeBinary(32)),  # keyed hash of the maker's address: theirs are never throttled
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "which PIN let a class in while the sign-in provider was away, who made it and until when it held",
            (AfterColumn("until", Term(months=12)),),
            PersonColumns(actors=("actor",)),
        ),
        "authenticated": ("class", "lookup", "key_id", "actor", "made_at", "until", "made_from"),
    },
)

# No foreign keys to people: an entry outlives a late arrival, who is deleted once identified.
pin_entries = Table(
    "pin_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("pin", Uuid, ForeignKey("class_pins.id"), nullable=False, index=True),
    Column("person", Uuid, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("again", Boolean, nullable=False),  # whether the name may be used once more with this PIN
    Column("settled", String(8)),
    Column("settled_at", UtcDateTime),
    Column("learner", Uuid),
    Column("denied", Boolean),  # whether the learner said at their next sign-in that it was not them
    Column("mac", LargeBinary(40)),
    CheckConstraint("settled IN ('sign-in', 'staff')", name="settled"),
    info={
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "who came in with a class PIN and when, and who it turned out to have been",
            (WithParent("pin", "class_pins"),),
            PersonColumns(("person", "learner")),
        ),
        "authenticated": ("pin", "person", "at", "again", "settled", "settled_at", "learner", "denied"),
    },
)

late_arrivals = Table(
    "late_arrivals",
    metadata,
    Column("person", Uuid, primary_key=True),
    Column("class", Uuid, ForeignKey("classes.id"), nullable=False, index=True),
    Column("actor", Uuid, nullable=False),
    Column("added_on", Date, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "who was put into a class by hand because no roster names them yet",
            (AfterColumn("added_on", Term(months=12)), WithPerson()),
            PersonColumns(("person",), ("actor",)),
        ),
        "authenticated": ("class", "added_on", "actor"),
    },
)
