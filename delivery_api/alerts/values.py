"""The values of alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SHOWN_FOR = timedelta(days=90)
"""How long an alert stands on the page."""


class AlertKind(StrEnum):
    """What an alert is about."""

    DISCARDED = "discarded"
    DISCARDED_ALONE = "discarded alone"
    MOVED = "moved"
    MOVED_ALONE = "moved alone"
    UNDONE = "undone"
    RETAKE = "retake"
    PIN_CONFIRMED = "pin confirmed"
    UNVERIFIED = "unverified"
    FORGED_ROW = "forged row"
    LOST = "lost"
    GLASS_BROKEN = "glass broken"
    ALTERED = "altered"


DONE_ALONE = frozenset({AlertKind.DISCARDED_ALONE, AlertKind.MOVED_ALONE})
"""The kinds about an act on a finished result that one person did alone."""

ABOUT_ACTS = DONE_ALONE | {AlertKind.DISCARDED, AlertKind.MOVED, AlertKind.UNDONE}
"""The kinds about an act on a finished result, which a page of its own shows."""


def alert_gauge(kind: AlertKind) -> str:
    """The name on /metrics of the number of alerts of a kind in the last 24 hours."""
    return f"mesur_alerts_{kind.name.lower()}"


@dataclass(frozen=True)
class Alert:
    """One alert.

    Attributes
    ----------
    school : of the learner, where it is known
    actor : who did it; None if nobody is known to have
    asked_by : who asked for what the actor confirmed, or did alone what the actor took back
    learner : whose result it is about; None where a forged row names nobody
    sitting : the sitting, if it is about one
    thing : the table of a forged row
    """

    id: UUID
    at: datetime
    kind: AlertKind
    school: UUID | None
    actor: UUID | None = None
    learner: UUID | None = None
    sitting: UUID | None = None
    thing: str | None = None
    asked_by: UUID | None = None
