"""The tables of bank versions, of their decisions, and of item statuses with their history."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DECISIONS_NAMED,
    Blanked,
    DataDeclaration,
    NamedInText,
    NoPerson,
    NoPersonalData,
    Purpose,
)
from delivery_api.storage.database import UtcDateTime, metadata

bank_versions = Table(
    "bank_versions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("subject", String(40), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("key_id", String(32)),
    info={
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "immutable bank versions, sealed, named by the SHA-256 of their canonical JSON",
            (NoPersonalData("questions and their parameters"),),
            NoPerson(),
        )
    },
)

banks_in_use = Table(
    "banks_in_use",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("bank_version", String(64), ForeignKey("bank_versions.hash"), nullable=False),
    Column("design", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "which bank version and test design new sittings of a subject are pinned to",
            (NoPersonalData("hashes and a date"),),
            NoPerson(),
        ),
        "authenticated": ("bank_version", "design", "since"),
    },
)

_STATUSES = "('draft', 'review', 'pretest', 'operational', 'quarantined', 'retired')"

item_moves = Table(
    "item_moves",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("item", String(64), nullable=False, index=True),
    Column("subject", String(40), nullable=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("by", String(120), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint(f"before IN {_STATUSES}", name="before"),
    CheckConstraint(f"after IN {_STATUSES}", name="after"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "the life of each item version: which status it was given, by whom, why and when",
            (Blanked("by", "at", DECISIONS_NAMED),),
            NamedInText("by"),
        )
    },
)

# The current status of each item, without history: every answer reads which items are withdrawn.
item_statuses = Table(
    "item_statuses",
    metadata,
    Column("item", String(64), primary_key=True),
    Column("subject", String(40), nullable=False),
    Column("status", String(16), nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint(f"status IN {_STATUSES}", name="status"),
    Index("ix_item_statuses_subject_status", "subject", "status"),
    info={
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "which status each item version has now; one that is not here is a draft",
            (NoPersonalData("items and their statuses"),),
            NoPerson(),
        ),
        "authenticated": ("subject", "status"),
    },
)

bank_decisions = Table(
    "bank_decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("bank_version", String(64), ForeignKey("bank_versions.hash"), nullable=False, index=True),
    Column("decision", String(16), nullable=False),
    Column("design", String(64)),
    Column("by", String(120), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("decision IN ('approved', 'published', 'rescored')", name="decision"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "who approved, published or rescored by which bank version, why and when",
            (Blanked("by", "at", DECISIONS_NAMED),),
            NamedInText("by"),
        ),
        "authenticated": ("bank_version", "decision", "design", "by", "reason", "at"),
    },
)

# Without a row that is valid today, no live sitting gets an unscored item; see `seeding_permission.service`.
seeding_permissions = Table(
    "seeding_permissions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", String(40), nullable=False, index=True),
    Column("lawful_basis", String(300), nullable=False),
    Column("notice_en", String(1000), nullable=False),
    Column("notice_cy", String(1000), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),  # the last day
    Column("ended_on", Date),  # the first day on which it holds no more, where it was ended before
    Column("by", String(120), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("from_on <= until_on", name="period"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "on what lawful basis, with what notice and in which days live sittings may hold unscored questions",
            (Blanked("by", "at", DECISIONS_NAMED),),
            NamedInText("by"),
        ),
        "authenticated": (
            *("subject", "lawful_basis", "notice_en", "notice_cy"),
            *("from_on", "until_on", "ended_on", "by", "reason", "at"),
        ),
    },
)

# Rows are added only. The norms that a result is reported by are those in use on the day it was finished. A row with an
# empty document withdraws the norms that it names.
norm_adoptions = Table(
    "norm_adoptions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject", String(40), nullable=False, index=True),
    Column("norms", String(64), nullable=False),  # SHA-256 of the document
    Column("document", LargeBinary, nullable=False),
    Column("by", String(120), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which norms age-standardised scores come from since when, who adopted or withdrew them and why",
            (Blanked("by", "at", DECISIONS_NAMED),),
            NamedInText("by"),
        ),
        "authenticated": ("subject", "norms", "document", "by", "reason", "at"),
    },
)

# Who adopted it, and why, stands in the ledger and the audit, as with every decision about a trial.
bank_adoptions = Table(
    "bank_adoptions",
    metadata,
    Column("fit", String(64), primary_key=True),  # SHA-256 of the calibration document
    Column("extract", String(64), nullable=False),
    Column("programme", String(40), ForeignKey("programmes.id"), nullable=False),
    Column("base", String(64), nullable=False),
    Column("bank_version", String(64), ForeignKey("bank_versions.hash"), nullable=False),
    Column("decisions", String(64), nullable=False),  # SHA-256 of the file of decisions
    Column("at", UtcDateTime, primary_key=True),
    Column("discarded_at", UtcDateTime),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which fit of which trial’s responses made which bank version of which other",
            (NoPersonalData("hashes and a date"),),
            NoPerson(),
        ),
        "authenticated": ("extract", "programme", "base", "bank_version", "decisions", "discarded_at"),
    },
)

# A fit is adopted once, and a base followed once; one that was adopted by mistake may be adopted again.
for _name in ("fit", "base"):
    _in_force = bank_adoptions.c.discarded_at.is_(None)
    Index(
        f"ix_bank_adoptions_{_name}",
        bank_adoptions.c[_name],
        unique=True,
        sqlite_where=_in_force,
        postgresql_where=_in_force,
    )
