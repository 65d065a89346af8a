"""What a use case of sittings works with during one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from delivery_api.bank.service import BankCache
from delivery_api.keys.key_ring import KeyRing

OnFallback = Callable[[Sequence[str]], None]
"""Called with the fallbacks that the choice of an item needed (`next_item.Fallback`); usually there are none."""


def ignore_fallbacks(_: Sequence[str]) -> None:
    """Count no fallbacks, for callers outside the service."""


@dataclass(frozen=True)
class SittingContext:
    """The connection of a transaction, and what the worker shares between transactions.

    Parameters
    ----------
    on_fallback : called whenever an item could not be chosen as the test is designed
    all_recorded : whether a finished sitting without a record of its result is a fault; see `result_records`
    """

    connection: Connection
    key_ring: KeyRing
    bank_cache: BankCache
    on_fallback: OnFallback = ignore_fallbacks
    all_recorded: bool = True
