"""The tables of the schools of a trial's sample, of objections and of teachers' surveys."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, Float, ForeignKey, Integer, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DataDeclaration,
    NoPerson,
    PersonColumns,
    ProgrammeKind,
    Purpose,
    WithProgramme,
)
from delivery_api.storage.database import metadata

_WITH_TRIAL = (WithProgramme(kinds=(ProgrammeKind.TRIAL,)),)

sampled_schools = Table(
    "trial_schools",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("school", Uuid, ForeignKey("schools.id"), primary_key=True),
    Column("stratum", String(200), nullable=False),
    Column("replaces", Uuid, ForeignKey("schools.id")),  # the school of the sample that it stands in for
    Column("turn", Integer, nullable=False),  # 0 for the sample itself, 1 and 2 for first and second replacement
    Column("weight", Float, nullable=False),  # the inverse of the probability with which the school was drawn
    Column("state", String(12), nullable=False),
    Column("invited_on", Date),
    Column("answered_on", Date),
    Column("withdrawn_on", Date),
    Column("mac", LargeBinary(40)),
    CheckConstraint("state IN ('reserve', 'invited', 'accepted', 'declined', 'withdrawn', 'silent')", name="state"),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "which schools a trial drew, with stratum and weight, and whether they take part",
            _WITH_TRIAL,
            NoPerson(),
        ),
        "authenticated": (
            *("stratum", "replaces", "turn", "weight"),
            *("state", "invited_on", "answered_on", "withdrawn_on"),
        ),
    },
)

# No reason is kept. The learner's sitting is left out of extracts by `trial_withdrawals`, which does not name them.
objections = Table(
    "trial_objections",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("learner", Uuid, primary_key=True, index=True),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "which learners are not offered a trial because they, or a parent, objected; without a reason",
            _WITH_TRIAL,
            PersonColumns(("learner",)),
        ),
        "authenticated": ("programme", "learner"),
    },
)

# A mark is an HMAC of the teacher's id under the trial's own key, so that a teacher answers once and is not named.
teacher_surveys = Table(
    "trial_surveys",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("mark", LargeBinary(32), primary_key=True),
    Column("key_id", String(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "what teachers chose in a trial’s closing survey, sealed under the trial’s key",
            _WITH_TRIAL,
            NoPerson(),
        ),
        "authenticated": ("key_id", "payload"),
    },
)
