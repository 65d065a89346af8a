"""The table of the version of the notice that each person was shown last."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Uuid

from delivery_api.storage.data_declaration import DataDeclaration, PersonColumns, Purpose, WithPerson
from delivery_api.storage.database import metadata

notices_shown = Table(
    "notices_shown",
    metadata,
    Column("person", Uuid, primary_key=True),
    Column("version", Date, primary_key=True),
    Column("shown_on", Date, nullable=False),
    info={
        "declaration": DataDeclaration(
            Purpose.RIGHTS,
            "which versions of the privacy notice a person was shown, and on which day first",
            (WithPerson(),),
            PersonColumns(("person",)),
        )
    },
)
