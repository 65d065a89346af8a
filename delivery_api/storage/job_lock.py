"""A lock that lets one run of a job work at a time, on all machines together."""

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
    """A job of which one run may work at a time.

    Parameters
    ----------
    number : of its advisory lock on PostgreSQL
    file : name of its lock file beside SQLite
    refusal : the reason given to a second run
    """

    number: int
    file: str
    refusal: Reason


RETENTION_JOB = Job(0x6D65737572, ".lock", Reason.ANOTHER_RUN)  # "mesur"
UPGRADE_JOB = Job(0x6D65737573, ".upgrade.lock", Reason.ANOTHER_UPGRADE)


class JobAlreadyRunning(Declined):
    """Another run of the job is working."""


@contextmanager
def job_lock(engine: Engine, folder: Path, job: Job = RETENTION_JOB) -> Iterator[None]:
    """Hold the lock of a job: an advisory lock on PostgreSQL, a lock file in `folder` beside SQLite.

    Raises
    ------
    JobAlreadyRunning
    """
    if engine.dialect.name == "sqlite":
        with _locked_file(folder, job):
            yield
        return
    with autocommit_connection(engine) as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": job.number}):
            raise JobAlreadyRunning(job.refusal)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": job.number})


@contextmanager
def _locked_file(folder: Path, job: Job) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / job.file).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise JobAlreadyRunning(job.refusal) from error
        yield
