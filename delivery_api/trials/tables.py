"""The tables of trial invitations and extracts."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DataDeclaration,
    NoPerson,
    NoPersonalData,
    ProgrammeKind,
    Purpose,
    WithProgramme,
)
from delivery_api.storage.database import metadata

invitations = Table(
    "trial_invitations",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("class", Uuid, ForeignKey("classes.id"), primary_key=True),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL, "which classes a trial invited", (WithProgramme(kinds=(ProgrammeKind.TRIAL,)),), NoPerson()
        )
    },
)

extracts = Table(
    "trial_extracts",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("path", String(1024), primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("sha256", String(64)),
    Column("destroyed_on", Date),
    Column("released_on", Date),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "where copies of a trial's responses were written, so that their destruction finds them",
            (NoPersonalData("paths, hashes and dates of extracts"),),
            NoPerson(),
        )
    },
)
