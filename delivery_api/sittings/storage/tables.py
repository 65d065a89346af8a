"""The tables of programmes, sittings, events, attendance, bookings and presence."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    text,
)

from delivery_api.sittings.values import OPEN_STATES, SittingState
from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    NoPerson,
    NoPersonalData,
    PersonColumns,
    ProgrammeKind,
    Purpose,
    Term,
    ThroughSitting,
    WithParent,
    WithProgramme,
)
from delivery_api.storage.database import UtcDateTime, metadata

OPEN_STATES_SQL = f"state IN ({', '.join(repr(state.value) for state in OPEN_STATES)}) AND practised_on IS NULL"
"""Open sittings, of which a learner has at most one in a subject and year; practice sittings do not count."""

programmes = Table(
    "programmes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("subject", String(40)),
    Column("name", String(120)),
    Column("created_on", Date, nullable=False),
    Column("completed_on", Date),
    Column("destroyed_on", Date),
    Column("complete_by", Date),
    Column("cancelled_on", Date),
    Column("plan_sha256", String(64)),  # of a trial's plan: without it a deleted one would go unseen
    Column("withdrawn_tags", LargeBinary),  # the beginnings of the marks in trial_withdrawals, so that none goes unseen
    Column("mac", LargeBinary(40)),
    CheckConstraint("kind IN ('year', 'trial')", name="kind"),
    info={
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "what responses belong to: a school year or a trial; its dates drive their destruction",
            (
                NoPersonalData(
                    "names, dates and plans of trials and school years, and beginnings of marks that lead to nobody"
                ),
            ),
            NoPerson(),
        ),
        "authenticated": (
            "kind",
            "key_id",
            "subject",
            "created_on",
            "completed_on",
            "destroyed_on",
            "complete_by",
            "cancelled_on",
            "plan_sha256",
            "withdrawn_tags",
        ),
    },
)

# A sitting belongs to a learner (in a school year) or to a pseudonym (in a trial), never to both.
# Neither table holds a time in clear: in a trial a time could identify the person.
# SQLite: without row ids, so that rows are stored in the order of random keys; see also `randomise_row_order`.
sittings = Table(
    "sittings",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("learner", Uuid),
    Column("pseudonym", String(64)),
    Column("subject", String(40), nullable=False),
    Column("year_group", Integer),
    Column("state", String(16), nullable=False),
    Column("bank_version", String(64)),
    Column("design", String(64)),
    Column("design_name", String(64)),
    Column("seed", BigInteger),
    Column("engine_version", String(32)),
    Column("booking", Uuid),
    Column("practised_on", Date),
    Column("mac", LargeBinary(40)),
    CheckConstraint("(learner IS NULL) <> (pseudonym IS NULL)", name="one_owner"),
    CheckConstraint("(learner IS NULL) = (year_group IS NULL)", name="a_trials_year_is_sealed"),
    CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in SittingState)})", name="state"),
    # the one date in clear, which a trial's row must not have
    CheckConstraint("pseudonym IS NULL OR practised_on IS NULL", name="a_trial_is_no_practice"),
    Index("ix_sittings_id", "id"),
    Index("ix_sittings_learner", "learner"),
    Index("ix_sittings_booking", "booking"),
    # Simultaneous requests cannot add two open sittings for a learner. PostgreSQL requires the partition key in it.
    Index(
        "uq_sittings_to_do",
        "programme",
        "learner",
        "subject",
        unique=True,
        sqlite_where=text(OPEN_STATES_SQL),
        postgresql_where=text(OPEN_STATES_SQL),
    ),
    postgresql_partition_by="LIST (programme)",
    sqlite_with_rowid=False,
    info={
        "declaration": DataDeclaration(
            Purpose.ASSESSMENT,
            "which assessment is whose, and what it was pinned to when it started",
            (
                WithProgramme(partitioned=True),
                AfterColumn(
                    "practised_on", Term(days=7), unless="a sitting that is no practice goes with its programme"
                ),
            ),
            PersonColumns(("learner",)),
        ),
        "authenticated": ("learner", "pseudonym", "subject", "year_group", "booking", "practised_on"),
    },
)

sitting_events = Table(
    "sitting_events",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("sitting", Uuid, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    postgresql_partition_by="LIST (programme)",
    sqlite_with_rowid=False,
    info={
        "declaration": DataDeclaration(
            Purpose.ASSESSMENT,
            "the append-only log of what was presented and answered; everything but the kind is sealed",
            (WithProgramme(partitioned=True), WithParent("sitting", "sittings")),
            ThroughSitting(),
        )
    },
)
# No foreign key from events to sittings: detaching would lock all events against writes (docs/adr/0012).

# Shares no id and no time with the trial's sittings, and without row ids its order reveals nothing.
attendance = Table(
    "trial_attendance",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("learner", Uuid, primary_key=True, index=True),
    postgresql_partition_by="LIST (programme)",
    sqlite_with_rowid=False,
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "who took part in a trial, for their school and for their rights; never what they answered",
            (WithProgramme(kinds=(ProgrammeKind.TRIAL,), partitioned=True),),
            PersonColumns(("learner",)),
        )
    },
)

# Only for live assessments: a trial has a window of its own and is not monitored.
bookings = Table(
    "bookings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("programme", String(40), nullable=False, index=True),
    Column("class", Uuid, nullable=False, index=True),
    Column("subject", String(40), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("starting_year", Integer),
    Column("minutes", Integer),
    Column("actor", Uuid, nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("opens_on <= closes_on", name="window"),
    info={
        "declaration": DataDeclaration(
            Purpose.ASSESSMENT,
            "the days in which a class may start an assessment, at what level, and who booked it",
            (WithProgramme(kinds=(ProgrammeKind.YEAR,)),),
            PersonColumns(actors=("actor",)),
        ),
        "authenticated": (
            "programme",
            "class",
            "subject",
            "opens_on",
            "closes_on",
            "starting_year",
            "minutes",
            "actor",
        ),
    },
)

presence = Table(
    "sitting_presence",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("sitting", Uuid, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("still_for", Integer, nullable=False),
    Column("unsent", Integer, nullable=False),
    Column("hidden", Boolean, nullable=False),
    info={
        "declaration": DataDeclaration(
            Purpose.ASSESSMENT,
            "who needs help while a class sits: whether a player was heard of, and what it still has to send",
            (WithProgramme(kinds=(ProgrammeKind.YEAR,)), WithParent("sitting", "sittings")),
            ThroughSitting(),
        )
    },
)

PARTITIONED = (sitting_events, sittings, attendance)
