"""The open connections of a worker: bounded for one client address and in all, the least deserving closed first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from delivery_api.observability.security_events import SecurityEvent, SecurityLog


@dataclass(frozen=True)
class ConnectionLimits:
    """What a client may take up before it has sent a whole request.

    Parameters
    ----------
    header_seconds : from the connection, or from the first byte of a further request, to the end of its headers
    header_bytes : request line and headers
    header_count : headers of a request
    message_bytes : a whole request as it is sent, with headers, chunk sizes and trailers
    unread_seconds : for which a response may wait for its client to read on
    waiting_per_address : connections of one client address on which no request is being worked on
    waiting_bytes : parts of requests that wait for the rest, of all connections of a worker
    connections : of one worker, all of them
    """

    header_seconds: float
    header_bytes: int
    header_count: int
    message_bytes: int
    unread_seconds: float
    waiting_per_address: int
    waiting_bytes: int
    connections: int


class WaitingConnection(Protocol):
    """A connection of a client address that can be closed to make room."""

    address: str

    def make_room(self) -> None: ...


@dataclass
class _OfOneAddress:
    """The waiting connections of one address, the oldest first."""

    new: dict[WaitingConnection, None] = field(default_factory=dict)
    served: dict[WaitingConnection, None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.new) + len(self.served)


@dataclass
class OpenConnections:
    """The connections of a worker that wait for their client.

    A connection waits until its client has sent a whole request, and again after the response. Connections that work on
    a request are never closed to make room: load shedding bounds those. Of the waiting ones, the oldest that has never
    had a request is closed first, and only then one that had: a browser opens it again by itself. Where what they have
    sent takes too much memory, the one with most of it is closed.
    """

    limits: ConnectionLimits
    security_log: SecurityLog
    _waiting: dict[str, _OfOneAddress] = field(default_factory=dict)
    _held: dict[WaitingConnection, int] = field(default_factory=dict)
    _held_in_all: int = 0

    def wait(self, connection: WaitingConnection, *, served: bool, open_in_all: int) -> None:
        """Note that a connection waits for its client, and close another where there are too many.

        Parameters
        ----------
        served : whether a response was sent on it
        open_in_all : the connections of this worker
        """
        here = self._waiting.setdefault(connection.address, _OfOneAddress())
        (here.served if served else here.new)[connection] = None
        if len(here) > self.limits.waiting_per_address:
            self._close(next(iter(here.new or here.served)))
        elif open_in_all > self.limits.connections:
            crowd = max(self._waiting.values(), key=len)
            self._close(next(iter(crowd.new or crowd.served)))

    def hold(self, connection: WaitingConnection, received: int) -> None:
        """Note the bytes of a request that waits for the rest of it."""
        self._held[connection] = self._held.get(connection, 0) + received
        self._held_in_all += received
        if self._held_in_all > self.limits.waiting_bytes:
            self._close(max(self._held, key=lambda each: self._held[each]))

    def work(self, connection: WaitingConnection) -> None:
        """Note that a connection waits no longer: its request is whole, or it is closed."""
        self._held_in_all -= self._held.pop(connection, 0)
        if here := self._waiting.get(connection.address):
            here.new.pop(connection, None)
            here.served.pop(connection, None)
            if not here:
                del self._waiting[connection.address]

    def _close(self, connection: WaitingConnection) -> None:
        self.work(connection)
        self.security_log.record(SecurityEvent.CONNECTIONS_CROWDED, connection.address)
        connection.make_room()
