"""How much one account may ask in a time. Never by address: a whole school stands behind one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

_MAX_ACCOUNTS = 20_000  # accounts remembered before those that have been quiet are let go


@dataclass(frozen=True)
class RateLimiter:
    """The generic cell rate algorithm: one request each `interval` over time, and `burst` of them at once.

    Each worker keeps its own count, in memory: with several workers an account may make as many times more requests.

    Attributes
    ----------
    interval : between two requests of one account, over time
    burst : how many may come at once after a quiet time
    """

    interval: timedelta
    burst: int
    _due: dict[Hashable, datetime] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def wait(self, account: Hashable, now: datetime) -> timedelta:
        """How long the account has to wait; nothing when this request is let through, which then counts."""
        with self._lock:
            due = max(self._due.get(account, now), now)
            if due - now > self.burst * self.interval:  # never so far ahead, but for a clock that was set back
                due = now
            early = due - now - (self.burst - 1) * self.interval
            if early > timedelta(0):
                return early
            self._due[account] = due + self.interval
            if len(self._due) > _MAX_ACCOUNTS:
                self._forget(now)
        return timedelta(0)

    def _forget(self, now: datetime) -> None:
        for account in [account for account, due in self._due.items() if due <= now]:
            del self._due[account]
