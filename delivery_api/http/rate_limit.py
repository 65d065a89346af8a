"""Limits how often one account asks, one sitting is answered, one address begins sign-ins or enters wrong PINs."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

_MAX_ACCOUNTS = 20_000  # accounts remembered before the idle ones are forgotten


@dataclass(frozen=True)
class RateLimiter:
    """The generic cell rate algorithm: one request per `interval` over time, and up to `burst` at once.

    Each worker counts for itself in memory, so the limit of an account grows with the number of workers.

    Parameters
    ----------
    interval : average time between two requests of one account
    burst : requests allowed at once after an idle time
    """

    interval: timedelta
    burst: int
    _due: dict[Hashable, datetime] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def wait(self, account: Hashable, now: datetime) -> timedelta:
        """Count a request of an account if it is allowed now.

        Returns
        -------
        zero if the request is allowed, else the time until it would be
        """
        with self._lock:
            due = self._due_at(account, now)
            if early := self._early(due, now):
                return early
            self._due[account] = due + self.interval
            if len(self._due) > _MAX_ACCOUNTS:
                self._forget(now)
        return timedelta(0)

    def pause(self, account: Hashable, now: datetime) -> timedelta:
        """Return what `wait` would, without counting a request."""
        with self._lock:
            return self._early(self._due_at(account, now), now)

    def _due_at(self, account: Hashable, now: datetime) -> datetime:
        due = max(self._due.get(account, now), now)
        return now if due - now > self.burst * self.interval else due  # so far ahead only if the clock was set back

    def _early(self, due: datetime, now: datetime) -> timedelta:
        return max(timedelta(0), due - now - (self.burst - 1) * self.interval)

    def _forget(self, now: datetime) -> None:
        for account in [account for account, due in self._due.items() if due <= now]:
            del self._due[account]
