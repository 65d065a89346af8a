from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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

from delivery_api.database import Kept, metadata

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
    CheckConstraint("kind IN ('year', 'trial')", name="kind"),
    info={
        "kept": Kept(
            purpose="what responses belong to: a school year or a trial; its dates drive their destruction",
            retention="kept: the record of what was held and when it went",
            person="no person's rows",
        )
    },
)

# A sitting belongs to a learner (a school year's) or to a pseudonym (a trial's), never to both.
# No time stands in either table in clear: in a trial a time would lead back to the person.
# SQLite: without row ids, so that rows stand in the order of random keys; see also `lose_the_order_of_writing`.
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
    CheckConstraint("(learner IS NULL) <> (pseudonym IS NULL)", name="one_owner"),
    CheckConstraint("(learner IS NULL) = (year_group IS NULL)", name="a_trials_year_is_sealed"),
    CheckConstraint("state IN ('assigned', 'started', 'completed')", name="state"),
    Index("ix_sittings_id", "id"),
    Index("ix_sittings_learner", "learner"),
    # Two requests at one moment cannot give a learner two sittings to do. PostgreSQL wants the partition key in it.
    Index(
        "uq_sittings_to_do",
        "programme",
        "learner",
        "subject",
        unique=True,
        sqlite_where=text("state <> 'completed'"),
        postgresql_where=text("state <> 'completed'"),
    ),
    postgresql_partition_by="LIST (programme)",
    sqlite_with_rowid=False,
    info={
        "kept": Kept(
            purpose="which assessment is whose, and what it was pinned to when it started",
            retention="with its programme: a trial 18 months after completion, a school year as configured",
            person="learner; a trial's rows only through the pseudonym made at sign-in",
        )
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
        "kept": Kept(
            purpose="the append-only log of what was presented and answered; everything but the kind is sealed",
            retention="with its programme: a trial 18 months after completion, a school year as configured",
            person="through its sitting",
        )
    },
)
# No foreign key from events to sittings: detaching would lock all events against writes (docs/adr/0012).

# Shares no id and no time with the trial's sittings; without row ids its order says nothing either.
attendance = Table(
    "trial_attendance",
    metadata,
    Column("programme", String(40), primary_key=True),
    Column("learner", Uuid, primary_key=True, index=True),
    postgresql_partition_by="LIST (programme)",
    sqlite_with_rowid=False,
    info={
        "kept": Kept(
            purpose="who took part in a trial, for their school and for their rights; never what they answered",
            retention="with the trial's responses",
            person="learner",
        )
    },
)

PARTITIONED = (sitting_events, sittings, attendance)
