"""Security events: refusals, throttles and odd speeds, one JSON line each on a logger of its own, and counts of each.

No line names a person or a sitting. An address appears as a keyed hash that changes every day: lines of one client on
one day can be put together, and nobody can be followed from one day to the next.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Lock

from prometheus_client import Counter

log = logging.getLogger("mesur.security")

LINES_A_MINUTE = 120
"""Lines that one kind of event may write in a minute of a worker; further ones are counted only."""


class SecurityEvent(StrEnum):
    """The closed list of events, each with the name that stands in the line and in `/metrics`."""

    ACCESS_REFUSED = "access_refused"  # a guarded thing asked for by somebody who may not see it
    NOT_SIGNED_IN = "not_signed_in"  # a guarded thing asked for without a session
    CROSS_SITE_REFUSED = "cross_site_refused"  # a change that another site asked for
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_UNKNOWN = "sign_in_unknown"  # a sign-in of somebody whom no roster names
    SIGN_OUT_NOTICE_REFUSED = "sign_out_notice_refused"
    PIN_REFUSED = "pin_refused"
    THROTTLED = "throttled"  # an account or an address asked too often
    ANSWERS_TOO_FAST = "answers_too_fast"  # faster than anybody reads
    BODY_TOO_LARGE = "body_too_large"
    BODY_LATE = "body_late"
    HEADERS_TOO_LARGE = "headers_too_large"
    HEADERS_LATE = "headers_late"
    CONNECTIONS_CROWDED = "connections_crowded"  # a waiting connection was closed to make room
    RESPONSE_UNREAD = "response_unread"
    REQUEST_MALFORMED = "request_malformed"


@dataclass
class _Minute:
    """The lines of one kind of event in one minute, and how many were left out since the last line."""

    began: datetime
    lines: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class SecurityLog:
    """Writes and counts the security events of one application.

    Parameters
    ----------
    secret : the key of the hash of addresses, the same on every host of a service
    clock : the service's clock
    counter : counts the events by name
    """

    secret: bytes = field(repr=False)
    clock: Callable[[], datetime]
    counter: Counter
    _minutes: dict[SecurityEvent, _Minute] = field(default_factory=dict, repr=False)
    _hours: dict[tuple[datetime, SecurityEvent], int] = field(default_factory=dict, repr=False)
    """How often each event came in each hour since the counts were taken last."""
    _lock: Lock = field(default_factory=Lock, repr=False)

    def record(self, event: SecurityEvent, address: str, **facts: object) -> None:
        """Count an event and write its line.

        Parameters
        ----------
        address : of the client, in clear; the line has its hash
        facts : further fields of the line: a role, a kind of request, a reference; never personal data
        """
        self.counter.labels(event).inc()
        now = self.clock()
        self.give_back({(now.replace(minute=0, second=0, microsecond=0), event): 1})
        left_out = self._line(event, now)
        if left_out is None:
            return
        more = {"left_out": left_out} if left_out else {}
        log.warning(event, extra={"facts": {"event": event, "client": self._pseudonym(address, now), **facts, **more}})

    def take_counts(self) -> Mapping[tuple[datetime, SecurityEvent], int]:
        """Return the counts by hour and event since the last time, and begin anew."""
        with self._lock:
            taken = dict(self._hours)
            self._hours.clear()
        return taken

    def give_back(self, counts: Mapping[tuple[datetime, SecurityEvent], int]) -> None:
        """Add counts to those that are taken next."""
        with self._lock:
            for key, count in counts.items():
                self._hours[key] = self._hours.get(key, 0) + count

    def _line(self, event: SecurityEvent, now: datetime) -> int | None:
        """Return None if the minute's lines are used up, else how many events were left out before this one."""
        with self._lock:
            minute = self._minutes.setdefault(event, _Minute(now))
            if abs((now - minute.began).total_seconds()) >= 60:
                minute.began, minute.lines = now, 0
            if minute.lines >= LINES_A_MINUTE:
                minute.left_out += 1
                return None
            minute.lines += 1
            left_out, minute.left_out = minute.left_out, 0
            return left_out

    def _pseudonym(self, address: str, now: datetime) -> str:
        today = hmac.digest(self.secret, f"addresses of {now.date()}".encode(), "sha256")
        return hmac.digest(today, address.encode(), "sha256").hex()[:16]


def event_of_refusal(code: str) -> SecurityEvent | None:
    """Return the event that a refusal is, by its code; None for what anybody may meet in ordinary use."""
    return _BY_REFUSAL.get(code)


_BY_REFUSAL: Mapping[str, SecurityEvent] = {
    "not_found": SecurityEvent.ACCESS_REFUSED,
    "came_by_pin": SecurityEvent.ACCESS_REFUSED,
    "not_signed_in": SecurityEvent.NOT_SIGNED_IN,
    "other_site": SecurityEvent.CROSS_SITE_REFUSED,
    "sign_in_failed": SecurityEvent.SIGN_IN_FAILED,
    "not_on_roster": SecurityEvent.SIGN_IN_UNKNOWN,
    "notice_refused": SecurityEvent.SIGN_OUT_NOTICE_REFUSED,
    "pin_unknown": SecurityEvent.PIN_REFUSED,
    "too_many": SecurityEvent.THROTTLED,
    "answers_too_fast": SecurityEvent.ANSWERS_TOO_FAST,
    "too_large": SecurityEvent.BODY_TOO_LARGE,
    "too_slow": SecurityEvent.BODY_LATE,
}
