"""Finds which releases are serving, so that no migration removes what one of them needs.

On PostgreSQL the connections of a worker have its release in their application name; the server lists those that are
open. Beside SQLite a worker holds a lock on a file of its release, which ends with its process.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.releases import release_number

_NAME = "mesur worker "


def worker_connection_name(build: str | None = None) -> str:
    """Return the application name of a worker's connections."""
    return _NAME + (build or release_number.build_number())


def announce_worker(engine: Engine) -> TextIOWrapper | None:
    """Announce that this process serves with its build.

    A worker that finds the database unreachable is known from its first connection.

    Returns
    -------
    the locked file beside SQLite, to be held as long as the process serves; None on PostgreSQL
    """
    if engine.dialect.name == "sqlite":
        return _lock_shared(_lock_file(engine, release_number.build_number()))
    with suppress(DBAPIError, PoolTimeout):
        engine.connect().close()  # it stays open in the pool
    return None


def find_live_releases(engine: Engine) -> set[str]:
    """Return the builds, by release and newest migration, of which at least one worker serves from this database."""
    if engine.dialect.name == "sqlite":
        return set(_locked_releases(engine))
    query = text(
        "SELECT DISTINCT application_name FROM pg_stat_activity "
        "WHERE datname = current_database() AND starts_with(application_name, :name)"
    )
    with engine.connect() as connection:
        return {name.removeprefix(_NAME) for name in connection.scalars(query, {"name": _NAME})}


def is_earlier_release_live(engine: Engine) -> bool:
    """Return whether a worker of a build before this one serves from this database.

    A build is earlier by its release, or by its newest migration: no new release number is needed.
    """
    this = release_number.build_number()
    return any(release_number.is_older(each, this) for each in find_live_releases(engine))


def _lock_file(engine: Engine, release: str) -> Path:
    return Path(f"{engine.url.database}.served-by-{release}")


def _lock_shared(file: Path) -> TextIOWrapper:
    locked = file.open("a")
    fcntl.flock(locked, fcntl.LOCK_SH)
    return locked


def _locked_releases(engine: Engine) -> Iterator[str]:
    pattern = _lock_file(engine, "*")
    for file in pattern.parent.glob(pattern.name):
        with file.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield file.name.partition(".served-by-")[2]
