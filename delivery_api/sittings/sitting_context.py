"""What a use case of sittings works with during one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.bank.service import BankCache
from delivery_api.keys.key_ring import KeyRing

OnFallback = Callable[[Sequence[str]], None]
"""Called with the fallbacks that the choice of an item needed (`next_item.Fallback`); usually there are none."""


def ignore_fallbacks(_: Sequence[str]) -> None:
    """Count no fallbacks, for callers outside the service."""


@dataclass(frozen=True)
class ResultChecks:
    """What is asked of a result before it is shown: must its record be there, and may somebody else have sat it.

    Parameters
    ----------
    all_recorded : whether a finished sitting without a record of its result is a fault; see `result_records`
    doubtful_visits : when somebody came in by class PIN under each learner's name of whom no staff have said that it
        was them
    longest_visit : how long somebody who came in by class PIN can stay signed in
    """

    all_recorded: Callable[[], bool]
    doubtful_visits: Callable[[Connection, Sequence[UUID]], Mapping[UUID, Sequence[datetime]]]
    longest_visit: timedelta


@dataclass(frozen=True)
class SittingContext:
    """The connection of a transaction, and what the worker shares between transactions.

    Parameters
    ----------
    on_fallback : called whenever an item could not be chosen as the test is designed
    checks : what is asked of results; None for callers that show none
    """

    connection: Connection
    key_ring: KeyRing
    bank_cache: BankCache
    on_fallback: OnFallback = ignore_fallbacks
    checks: ResultChecks | None = None
