"""Notes about what a transaction did, which wait with its connection and count once it is through.

Whether a commit took place is known only afterwards: whoever listens to the commit may still refuse it, as a disk that
is full does. Notes of a transaction that was taken back, or of which nobody knows, go nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

Note = TypeVar("Note")


@dataclass
class _Notes:
    """The notes of a connection: of its transaction, of one whose commit is under way, of those that are through."""

    waiting: list[Any] = field(default_factory=list)
    committing: list[Any] = field(default_factory=list)
    through: list[Any] = field(default_factory=list)

    def commit(self) -> list[Any]:
        """The commit is under way; returns the notes of the transaction."""
        self.committing, self.waiting = self.waiting, []
        return self.committing

    def taken(self) -> list[Any]:
        """Take out and return what is through, when the connection is free."""
        self.settle()
        through, self.through = self.through, []
        return through

    def settle(self) -> None:
        """The commit that was under way is known to have taken place."""
        self.through += self.committing
        self.committing = []

    def take_back(self) -> None:
        """The transaction was taken back, or nobody knows."""
        self.waiting, self.committing = [], []


@dataclass(frozen=True)
class TransactionNotes(Generic[Note]):
    """Notes of one kind.

    Parameters
    ----------
    kind : under this name they are kept with a connection
    """

    kind: str

    def add(self, connection: Connection, notes: Iterable[Note], *, at_once: bool = False) -> None:
        """Keep notes until the transaction is through.

        Parameters
        ----------
        at_once : whether what they tell of is through already
        """
        kept = self._of(connection.info)
        (kept.through if at_once else kept.waiting).extend(notes)

    def waiting(self, connection: Connection) -> list[Note]:
        """Return the notes of the transaction that is open, which the caller may take away."""
        return self._of(connection.info).waiting

    def take_back(self, connection: Connection | None) -> None:
        """Forget the notes of the transaction that is open."""
        self._of(info_of(connection)).take_back()

    def follow(
        self,
        engine: Engine,
        write: Callable[[Sequence[Note]], None],
        before_commit: Callable[[list[Note]], None] | None = None,
        condensed: Callable[[Sequence[Note]], list[Note]] | None = None,
    ) -> None:
        """Write the notes of an engine's transactions when they are through and the connection is free.

        Parameters
        ----------
        before_commit : does with the notes what must be done before the transaction is through; may take some out
        condensed : puts what a transaction did in all in the place of its single notes
        """

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            self._of(connection.info).settle()

        @event.listens_for(engine, "commit")
        def _commit(connection: Connection) -> None:
            committing = self._of(connection.info).commit()
            if condensed is not None:
                committing[:] = condensed(committing)
            if before_commit is not None and committing:
                before_commit(committing)

        @event.listens_for(engine, "checkin")
        def _write(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
            through = self._of(record.info).taken()
            if through:
                write(through)

        when_taken_back(engine, lambda info: self._of(info).take_back())

    def _of(self, info: dict[Any, Any]) -> _Notes:
        kept: _Notes = info.setdefault(self.kind, _Notes())
        return kept


def when_taken_back(engine: Engine, forget: Callable[[dict[Any, Any]], None]) -> None:
    """Do something with what is kept with a connection when its transaction was taken back, or nobody knows."""

    @event.listens_for(engine, "rollback")
    def _take_back(connection: Connection) -> None:
        forget(info_of(connection))

    @event.listens_for(engine, "handle_error")
    def _doubt(context: ExceptionContext) -> None:
        """Whether a commit that failed took place is not known."""
        forget(info_of(context.connection))

    @event.listens_for(engine, "reset")
    def _refused(connection: Any, record: ConnectionPoolEntry, _state: PoolResetState) -> None:  # noqa: ANN401
        """Somebody who listens to the commit has refused it: the connection comes back with its transaction open."""
        if _is_in_transaction(connection):
            forget(record.info)


def _is_in_transaction(connection: Any) -> bool:  # noqa: ANN401 - a connection of either driver
    """Return whether a transaction is open on a connection of SQLite's driver or PostgreSQL's."""
    if hasattr(connection, "in_transaction"):
        return bool(connection.in_transaction)
    return bool(connection.info.transaction_status)


def info_of(connection: Connection | None) -> dict[Any, Any]:
    """Return what is kept with a connection; an empty one if it is no more, as when the database went away."""
    return {} if connection is None or connection.closed or connection.invalidated else connection.info
