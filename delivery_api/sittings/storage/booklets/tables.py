"""The table of booklets."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from delivery_api.storage.data_declaration import DataDeclaration, NoPerson, ProgrammeKind, Purpose, WithProgramme
from delivery_api.storage.database import metadata

# Counts alone: which sitting has which booklet stands in the sitting's row. A booklet has a form for every year group
# of its trial, so that its name there does not tell the learner's. The code does not bind the count: a false one only
# gives a booklet to more or fewer learners, and each start would have to sign under the lock that others wait for.
booklets = Table(
    "trial_booklets",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("booklet", String(64), primary_key=True),
    Column("year_group", Integer, primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("bank_version", String(64), ForeignKey("bank_versions.hash"), nullable=False),
    Column("begun", Integer, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "how many sittings have begun with each booklet, so that the next gets the one that fewest have",
            (WithProgramme(kinds=(ProgrammeKind.TRIAL,)),),
            NoPerson(),
        ),
        "authenticated": ("bank_version",),
    },
)
