"""One retention run at a time, on whichever machine it was started."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from delivery_api.refused import Declined, Reason

_LOCK = 0x6D65737572  # "mesur": the number of the advisory lock on PostgreSQL


class AnotherRun(Declined):
    """A retention run is under way already."""


@contextmanager
def alone(engine: Engine, folder: Path) -> Iterator[None]:
    """Hold the run's lock: an advisory lock of the database on PostgreSQL, else a lock file in `folder`.

    Raises
    ------
    AnotherRun
    """
    if engine.dialect.name == "sqlite":
        with _locked_file(folder):
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK}):
            raise AnotherRun(Reason.ANOTHER_RUN)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _LOCK})


@contextmanager
def _locked_file(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRun(Reason.ANOTHER_RUN) from error
        yield
