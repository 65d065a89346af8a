"""One run of a kind at a time, on whichever machine it was started."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from delivery_api.access.refusals import Declined, Reason
from delivery_api.storage.database import autocommit_connection


@dataclass(frozen=True)
class Job:
    """What only one run may do at a time: its advisory lock's number, its lock file, and what a second run is told."""

    number: int
    file: str
    refusal: Reason


RETENTION_JOB = Job(0x6D65737572, ".lock", Reason.ANOTHER_RUN)  # "mesur"
UPGRADE_JOB = Job(0x6D65737573, ".upgrade.lock", Reason.ANOTHER_UPGRADE)


class JobAlreadyRunning(Declined):
    """Such a run is under way already."""


@contextmanager
def job_lock(engine: Engine, folder: Path, work: Job = RETENTION_JOB) -> Iterator[None]:
    """Hold the run's lock: an advisory lock of the database on PostgreSQL, else a lock file in `folder`.

    Raises
    ------
    AnotherRun
    """
    if engine.dialect.name == "sqlite":
        with _locked_file(folder, work):
            yield
        return
    with autocommit_connection(engine) as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": work.number}):
            raise JobAlreadyRunning(work.refusal)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": work.number})


@contextmanager
def _locked_file(folder: Path, work: Job) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / work.file).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JobAlreadyRunning(work.refusal) from error
        yield
