"""The tables of trial invitations and extracts."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table, Uuid

from delivery_api.storage.database import DataDeclaration, metadata

invitations = Table(
    "trial_invitations",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("class", Uuid, ForeignKey("classes.id"), primary_key=True),
    info={
        "declaration": DataDeclaration(
            purpose="which classes a trial invited",
            retention="with the trial's responses",
            person="no person's rows",
        )
    },
)

extracts = Table(
    "trial_extracts",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("path", String(1024), primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("destroyed_on", Date),
    info={
        "declaration": DataDeclaration(
            purpose="where copies of a trial's responses were written, so that their destruction finds them",
            retention="kept: the record that each copy went",
            person="no person's rows",
        )
    },
)
