"""The tables of national releases, and of whom each one counts."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from delivery_api.storage.data_declaration import (
    DataDeclaration,
    NoPerson,
    NoPersonalData,
    ProgrammeKind,
    Purpose,
    WithProgramme,
)
from delivery_api.storage.database import metadata

national_releases = Table(
    "national_releases",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.FEEDBACK,
            "the figures of a national release as they were frozen, of ten learners and more each",
            (NoPersonalData("figures of groups of ten learners and more"),),
            NoPerson(),
        ),
        "authenticated": ("programme", "subject", "number", "document", "made_on"),
    },
)

# Sealed under the school year's key: a hash of each sitting with the group that it is counted in. Without it a later
# release could not tell how many joined a group or left it, and would tell their scores.
release_members = Table(
    "national_release_members",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("subject", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key_id", String(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.FEEDBACK,
            "which sittings a national release counts, sealed, so that no later one tells who came or left",
            (WithProgramme(kinds=(ProgrammeKind.YEAR,)),),
            NoPerson(),
        ),
    },
)
