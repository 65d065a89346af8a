"""The tables of the audit: its rows, and the sealed segments that chain them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DataDeclaration,
    NoPerson,
    NoPersonalData,
    PersonColumns,
    Purpose,
    WithAuditYear,
)
from delivery_api.storage.database import UtcDateTime, metadata

audit_table = Table(
    "audit",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", Uuid, index=True),
    Column("action", String(64), nullable=False),
    Column("learner", Uuid, index=True),
    Column("thing", String(128)),
    Column("previous", BigInteger().with_variant(Integer, "sqlite")),  # what the same connection wrote before
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "accountability: who signed in, who saw or changed what, and what became of each trial",
            (WithAuditYear(),),
            PersonColumns(("learner",), ("actor",)),
        )
    },
)

segments_table = Table(
    "audit_segments",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("previous", LargeBinary(32), nullable=False),
    Column("head", LargeBinary(32), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
    Column("expired_at", UtcDateTime),
    Column("next_key_id", String(32)),  # under which all that follows stands; covered by the seal
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "the seals of the audit: hashes that show whether a row was changed, added or removed",
            (NoPersonalData("hashes and numbers of rows"),),
            NoPerson(),
        )
    },
)
