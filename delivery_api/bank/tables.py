from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from delivery_api.database import Instant, Kept, metadata

bank_versions = Table(
    "bank_versions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("subject", String(40), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("added_at", Instant, nullable=False),
    info={
        "kept": Kept(
            purpose="immutable bank versions, named by the SHA-256 of their canonical JSON",
            retention="as long as any sitting is pinned to them",
            person="no person's rows",
        )
    },
)

banks_in_use = Table(
    "banks_in_use",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("bank_version", String(64), ForeignKey("bank_versions.hash"), nullable=False),
    Column("design", String(64), nullable=False),
    Column("since", Instant, nullable=False),
    info={
        "kept": Kept(
            purpose="which bank version and test design new sittings of a subject are pinned to",
            retention="replaced by the next choice",
            person="no person's rows",
        )
    },
)
