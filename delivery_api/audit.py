"""Who did what to whom, by id alone; written in the same transaction as the act."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, Uuid

from delivery_api.database import Instant, Kept, metadata

audit_table = Table(
    "audit",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", Uuid),
    Column("action", String(64), nullable=False),
    Column("learner", Uuid, index=True),
    Column("thing", String(128)),
    info={
        "kept": Kept(
            purpose="accountability: who signed in, who saw or changed what, and what became of each trial",
            retention="as long as the live responses of its school year",
            person="actor or learner",
        )
    },
)


def record(
    connection: Connection,
    now: datetime,
    action: str,
    *,
    actor: UUID | None = None,
    learner: UUID | None = None,
    thing: str | None = None,
) -> None:
    """Append one row. `actor` is None when the service itself acts; `thing` names an object, never a person."""
    connection.execute(audit_table.insert().values(at=now, action=action, actor=actor, learner=learner, thing=thing))
