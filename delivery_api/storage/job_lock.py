"""One run of a kind at a time, on whichever machine it was started."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from delivery_api.access.refusals import Declined, Reason
from delivery_api.storage.database import outside_a_transaction


@dataclass(frozen=True)
class Work:
    """What only one run may do at a time: its advisory lock's number, its lock file, and what a second run is told."""

    number: int
    file: str
    refusal: Reason


RETENTION = Work(0x6D65737572, ".lock", Reason.ANOTHER_RUN)  # "mesur"
UPGRADE = Work(0x6D65737573, ".upgrade.lock", Reason.ANOTHER_UPGRADE)


class AnotherRun(Declined):
    """Such a run is under way already."""


@contextmanager
def alone(engine: Engine, folder: Path, work: Work = RETENTION) -> Iterator[None]:
    """Hold the run's lock: an advisory lock of the database on PostgreSQL, else a lock file in `folder`.

    Raises
    ------
    AnotherRun
    """
    if engine.dialect.name == "sqlite":
        with _locked_file(folder, work):
            yield
        return
    with outside_a_transaction(engine) as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": work.number}):
            raise AnotherRun(work.refusal)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": work.number})


@contextmanager
def _locked_file(folder: Path, work: Work) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / work.file).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRun(work.refusal) from error
        yield
