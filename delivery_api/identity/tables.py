"""The tables of schools, people, classes, enrolments and sessions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
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

from delivery_api.row_authentication.superseded_codes import ENDS_BY_ITSELF
from delivery_api.storage.data_declaration import (
    AfterColumn,
    DataDeclaration,
    NamedInText,
    NoPerson,
    NoPersonalData,
    PersonColumns,
    Purpose,
    Term,
    WithPerson,
)
from delivery_api.storage.database import UtcDateTime, metadata

schools = Table(
    "schools",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("code", String(7), index=True, unique=True),  # the school's number: authority and establishment
    Column("kind", String(12), nullable=False, server_default="school"),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "the schools that take part, and the organisations of those who look in from outside",
            (NoPersonalData("names and numbers of schools"),),
            NoPerson(),
        ),
        "authenticated": ("code", "kind"),
    },
)

# What trials sample schools by, as the controller's list of schools says; the number tells the authority.
school_attributes = Table(
    "school_attributes",
    metadata,
    Column("school", Uuid, ForeignKey("schools.id"), primary_key=True),
    Column("attribute", String(40), primary_key=True),
    Column("value", String(80), nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "what trials sample schools by: language medium, size and the like",
            (NoPersonalData("facts about schools"),),
            NoPerson(),
        ),
        "authenticated": ("value",),
    },
)

# A school of both languages has no row: its pages open as the browser asks.
school_languages = Table(
    "school_languages",
    metadata,
    Column("school", Uuid, ForeignKey("schools.id"), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("language IN ('cy', 'en')", name="language"),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.OPERATION,
            "in which language the pages of a school open for whoever has not chosen one",
            (NoPersonalData("the languages of schools"),),
            NoPerson(),
        ),
        "authenticated": ("language",),
    },
)

# Surrogate ids are random; the source identifier is stored only as HMAC-SHA-256 under a key outside the database.
# `details_mark` is an HMAC of name and date of birth, so that unchanged details are recognised without decryption.
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
    Column("sealed_birth_date", LargeBinary),
    Column("details_mark", LargeBinary(32)),
    Column("post", String(16)),  # of staff: a role of access/roles.py
    Column("seen_on", Date),  # when a roster, a sign-in or an appointment last named them
    Column("mac", LargeBinary(40)),
    UniqueConstraint("identifier", "identifier_key", name="uq_people_identifier"),
    CheckConstraint("kind IN ('learner', 'staff')", name="kind"),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "who may sign in, the name that greets them, and the date of birth that standardised scores need",
            (
                AfterColumn(
                    "left_on",
                    Term(months=12),
                    unless="a person whom no roster and no sign-in has named for a year has left",
                ),
            ),
            PersonColumns(("id",)),
        ),
        "authenticated": (
            *("kind", "school", "identifier", "identifier_key", "left_on", "post"),
            *("sealed_name", "name_key", "sealed_birth_date"),
        ),
    },
)

classes = Table(
    "classes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("school", Uuid, ForeignKey("schools.id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.OPERATION, "the classes that staff work with", (NoPersonalData("names of classes"),), NoPerson()
        ),
        "authenticated": ("school",),
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
    Column("mac", LargeBinary(40)),
    CheckConstraint("role IN ('learner', 'teacher')", name="role"),
    CheckConstraint("(role = 'learner') = (year_group IS NOT NULL)", name="learners_have_a_year"),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "who is, and was, in which class and year group: it decides who sees whose results",
            (WithPerson(),),
            PersonColumns(("person",)),
        ),
        "authenticated": ("left_on", "role", "year_group"),
    },
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("person", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("school", Uuid, ForeignKey("schools.id"), primary_key=True, index=True),
    Column("joined_on", Date, primary_key=True),
    Column("began_on", Date, nullable=False),
    Column("left_on", Date),
    Column("year_group", Integer, nullable=False),
    Column("registration_group", String(20)),
    Column("main", Boolean, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "which school, year group and registration group a learner is, and was, in",
            (WithPerson(),),
            PersonColumns(("person",)),
        ),
        "authenticated": ("began_on", "left_on", "year_group", "main"),
    },
)

rectifications = Table(
    "rectifications",
    metadata,
    Column("person", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("field", String(16), primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("sealed_values", LargeBinary),  # before and after, under the key of the person's name
    Column("key_id", String(32)),
    Column("actor", Uuid),
    Column("reference", String(40)),
    Column("agreed_on", Date),
    Column("done_on", Date),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "which values were put right on request, what stood there before, and whether the school has followed",
            (WithPerson(),),
            PersonColumns(("person",), ("actor",)),
        ),
        "authenticated": ("made_on", "agreed_on", "done_on", "actor", "reference", "sealed_values", "key_id"),
    },
)

# Settings as JSON; why somebody needs them is not asked and stands nowhere.
access_profiles = Table(
    "access_profiles",
    metadata,
    Column("person", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("given", String(1000), nullable=False),
    Column("chosen", String(1000), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.ASSESSMENT,
            "the access settings of a person, such as text size and colours: what staff set and what the person chose",
            (WithPerson(),),
            PersonColumns(("person",)),
        ),
        "authenticated": ("given", "chosen", "made_on"),
    },
)

restrictions = Table(
    "restrictions",
    metadata,
    Column("person", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("ground", String(16), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("mac", LargeBinary(40)),
    CheckConstraint("ground IN ('accuracy', 'unlawful', 'claims', 'objection')", name="ground"),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "whose data are only stored: left out of extracts, norms, statistics and averages of groups",
            (WithPerson(),),
            PersonColumns(("person",)),
        ),
        "authenticated": ("ground", "made_on"),
    },
)

erasures = Table(
    "erasures",
    metadata,
    Column("identifier", LargeBinary(32), primary_key=True),
    Column("identifier_key", String(32), primary_key=True),
    Column("erased_on", Date, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "that a learner who was erased is not made again by the next roster",
            (AfterColumn("erased_on", Term(months=108)),),
            NamedInText("identifier"),
        ),
        "authenticated": ("erased_on",),
    },
)

# A session's content (pending sign-ins, a trial's pseudonym) is sealed under a key derived from the cookie, so that
# the database alone links no person to a pseudonym. No times are stored but its ends.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("person", Uuid, ForeignKey("people.id"), index=True),
    Column("language", String(2)),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("provider_subject", LargeBinary(32), index=True),
    Column("provider_session", LargeBinary(32), index=True),
    Column("device", String(8)),  # its kind, for whoever looks where they are signed in
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "signed-in browsers and sign-ins under way",
            (AfterColumn("ends_at"), WithPerson()),
            PersonColumns(("person",)),
        ),
        "authenticated": ("person", "expires_at", "ends_at", "sealed", "provider_subject", "provider_session"),
        ENDS_BY_ITSELF: True,
    },
)

logout_notices = Table(
    "logout_notices",
    metadata,
    Column("notice", LargeBinary(32), primary_key=True),
    Column("until", UtcDateTime, nullable=False, index=True),
    info={
        "declaration": DataDeclaration(
            Purpose.SIGN_IN,
            "which sign-out notices of the provider have been acted on, so that none is believed twice",
            (AfterColumn("until"),),
            NoPerson(),
        )
    },
)
