"""The value that the database keeps of a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class KeyRecord:
    """What the database knows about a key, which is never the secret itself."""

    id: str
    purpose: str
    created_at: datetime
    destroyed_at: datetime | None
