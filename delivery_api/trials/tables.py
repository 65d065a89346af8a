"""The tables of trial plans, invitations, extracts, earlier ones too, and withdrawals."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, String, Table, Uuid

from delivery_api.storage.data_declaration import (
    DataDeclaration,
    NoPerson,
    NoPersonalData,
    ProgrammeKind,
    Purpose,
    WithProgramme,
)
from delivery_api.storage.database import metadata

plans = Table(
    "trial_plans",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bank_version", String(64), ForeignKey("bank_versions.hash"), nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "what a trial was planned to ask and to find out, with the bank version that holds its booklets",
            (NoPersonalData("items, dates and expected precision"),),
            NoPerson(),
        ),
        "authenticated": ("document", "sha256", "bank_version", "opens_on"),
    },
)

invitations = Table(
    "trial_invitations",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("class", Uuid, ForeignKey("classes.id"), primary_key=True),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.TRIAL, "which classes a trial invited", (WithProgramme(kinds=(ProgrammeKind.TRIAL,)),), NoPerson()
        ),
        "authenticated": ("programme", "class"),
    },
)

extracts = Table(
    "trial_extracts",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("path", String(1024), primary_key=True),
    Column("made_on", Date, nullable=False),
    Column("sha256", String(64)),  # of the manifest, or of the one file of an earlier release's extract
    Column("destroyed_on", Date),
    Column("released_on", Date),
    Column("responses_sha256", String(64)),
    Column("marker_rows", LargeBinary),  # short hashes of some of its rows, by which parts of it are found
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "where a trial’s responses or a sample for norms were written, so that their destruction finds them",
            (NoPersonalData("paths, hashes and dates of extracts"),),
            NoPerson(),
        ),
        "authenticated": ("made_on", "sha256", "responses_sha256", "destroyed_on", "released_on"),
    },
)

# One path has one extract at a time: whoever copied an earlier one, or calibrated it, still has it.
overwritten_extracts = Table(
    "trial_overwritten_extracts",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("path", String(1024), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("overwritten_on", Date, nullable=False),
    Column("responses_sha256", String(64)),
    Column("marker_rows", LargeBinary),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.TRIAL,
            "the hashes of extracts that a later one overwrote, so that copies of them are found and named",
            (NoPersonalData("paths, hashes and dates of extracts"),),
            NoPerson(),
        ),
        "authenticated": ("path", "made_on", "overwritten_on", "responses_sha256"),
    },
)

# A row's mark is an HMAC of the sitting's id under the trial's own key: without that key it leads to no sitting.
withdrawals = Table(
    "trial_withdrawals",
    metadata,
    Column("programme", String(40), ForeignKey("programmes.id"), primary_key=True),
    Column("mark", LargeBinary(32), primary_key=True),
    Column("mac", LargeBinary(40)),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "which sittings of a trial are left out of extracts, because their learner objected or has a restriction",
            (WithProgramme(kinds=(ProgrammeKind.TRIAL,)),),
            NoPerson(),
        ),
        "authenticated": ("programme", "mark"),
    },
)
