"""What is asked of a result before it is shown: must its record be there, and may somebody else have sat it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.sittings.record.event_types import Event

DoubtfulVisits = Callable[[Connection, Sequence[UUID]], Mapping[UUID, Sequence[datetime]]]
"""When somebody came in by class PIN under each learner's name of whom no staff have said that it was them."""

_VISIT = timedelta(days=1)  # longer than any session


@dataclass(frozen=True)
class ResultChecks:
    """The checks of a worker.

    Attributes
    ----------
    all_recorded : whether a finished sitting without a record of its result is a fault
    doubtful_visits : the visits by class PIN that nobody has confirmed
    """

    all_recorded: Callable[[], bool]
    doubtful_visits: DoubtfulVisits


def is_unconfirmed(log: Sequence[Event], visits: Sequence[datetime]) -> bool:
    """Whether anything of a sitting happened in a visit that nobody has confirmed."""
    return any(visit <= event.at < visit + _VISIT for visit in visits for event in log)
