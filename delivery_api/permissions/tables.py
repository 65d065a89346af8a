"""The tables of grants and emergency accesses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DECISIONS_NAMED,
    AfterColumn,
    Blanked,
    DataDeclaration,
    NamedInText,
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
            "which operator opened which learner’s results in an emergency, why and when",
            (WithAuditYear(),),
            PersonColumns(("learner",), ("actor",)),
        ),
        "authenticated": ("actor", "learner", "ground", "reference", "at", "until"),
    },
)

# Without a row that is valid today, no stakeholder sees a school's figures; see `view_permission.service`.
view_permissions = Table(
    "view_permissions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("audience", String(16), nullable=False, index=True),
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
    CheckConstraint("audience IN ('authority', 'government')", name="audience"),
    CheckConstraint("from_on <= until_on", name="period"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "on what lawful basis, with what notice and in which days local authorities, or the government, may see the"
            " figures of schools",
            (Blanked("by", "at", DECISIONS_NAMED),),
            NamedInText("by"),
        ),
        "authenticated": (
            *("audience", "lawful_basis", "notice_en", "notice_cy"),
            *("from_on", "until_on", "ended_on", "by", "reason", "at"),
        ),
    },
)
