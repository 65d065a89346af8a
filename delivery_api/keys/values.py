"""The values that the database keeps of keys and key folders."""

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


@dataclass(frozen=True)
class KeyFolder:
    """A folder of keys on a host, or on several that share it.

    Parameters
    ----------
    id : its id, which stands in a file in it
    host : the host that was last at work with it
    seen_at : when that was
    """

    id: str
    host: str
    seen_at: datetime
