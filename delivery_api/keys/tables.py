"""The tables of keys: which exist and which were destroyed, without the keys themselves, and the hosts' key folders."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from delivery_api.storage.data_declaration import DataDeclaration, NoPerson, NoPersonalData, Purpose
from delivery_api.storage.database import UtcDateTime, metadata

keys_table = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("purpose", String(64), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which keys exist and when one was destroyed; never the key itself",
            (NoPersonalData("ids and dates of keys"),),
            NoPerson(),
        ),
    },
)

# Hosts may share one folder or have one each; a certificate is complete when every folder has confirmed.
key_folders = Table(
    "key_folders",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("host", String(253), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which hosts hold keys, and when each was last at work",
            (NoPersonalData("names of machines"),),
            NoPerson(),
        ),
    },
)

key_confirmations = Table(
    "key_confirmations",
    metadata,
    Column("folder", String(32), ForeignKey("key_folders.id"), primary_key=True),
    Column("key_id", String(32), primary_key=True),
    Column("confirmed_at", UtcDateTime, nullable=False),
    Column("mac", LargeBinary(40)),
    info={
        "missed when deleted": True,
        "declaration": DataDeclaration(
            Purpose.ACCOUNTABILITY,
            "which host has confirmed that a destroyed key is in its folder no more",
            (NoPersonalData("ids and dates of keys"),),
            NoPerson(),
        ),
        "authenticated": ("confirmed_at",),
    },
)
