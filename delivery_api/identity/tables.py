from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from delivery_api.database import Instant, Kept, metadata

schools = Table(
    "schools",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(120), nullable=False),
    info={
        "kept": Kept(
            purpose="the schools that take part",
            retention="while the school takes part",
            person="no person's rows",
        )
    },
)

# Surrogate ids are random; the source identifier stands here only as HMAC-SHA-256 under a key outside the database.
people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("school", Uuid, ForeignKey("schools.id"), nullable=False, index=True),
    Column("identifier", LargeBinary(32), nullable=False),
    Column("identifier_key", String(32), nullable=False),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("name_key", String(32), nullable=False),
    Column("left_on", Date),
    UniqueConstraint("identifier", "identifier_key", name="uq_people_identifier"),
    CheckConstraint("kind IN ('learner', 'staff')", name="kind"),
    info={
        "kept": Kept(
            purpose="who may sign in, and the name that greets them",
            retention="one year after leaving",
            person="id",
        )
    },
)

classes = Table(
    "classes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("school", Uuid, ForeignKey("schools.id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    info={
        "kept": Kept(
            purpose="the classes that staff work with",
            retention="while the school takes part",
            person="no person's rows",
        )
    },
)

memberships = Table(
    "memberships",
    metadata,
    Column("class", Uuid, ForeignKey("classes.id"), primary_key=True),
    Column("person", Uuid, ForeignKey("people.id"), primary_key=True, index=True),
    Column("joined_on", Date, primary_key=True),
    Column("left_on", Date),
    Column("role", String(8), nullable=False),
    Column("year_group", Integer),
    CheckConstraint("role IN ('learner', 'teacher')", name="role"),
    CheckConstraint("(role = 'learner') = (year_group IS NOT NULL)", name="learners_have_a_year"),
    info={
        "kept": Kept(
            purpose="who is, and was, in which class and year group: it decides who sees whose results",
            retention="with the person",
            person="person",
        )
    },
)

# What a session carries (a sign-in under way, a trial's pseudonym) is sealed under a key made of the cookie itself,
# so that the database alone leads from no person to a pseudonym. No time but the end is kept.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("person", Uuid, ForeignKey("people.id"), index=True),
    Column("language", String(2)),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    info={
        "kept": Kept(
            purpose="signed-in browsers and sign-ins under way",
            retention="until sign-out or expiry",
            person="person",
        )
    },
)
