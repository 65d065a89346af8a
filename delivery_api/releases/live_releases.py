"""Which releases are serving, so that nothing is taken away that one of them needs.

On PostgreSQL a worker's connections bear its release as their name: the server knows who is connected, and forgets
whoever dies. Beside SQLite's file a worker holds a lock on a file of its release, which ends with its process too.
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


def worker_connection_name(release: str | None = None) -> str:
    """What a worker's connections are called."""
    return _NAME + (release or release_number.RELEASE)


def announce_worker(engine: Engine) -> TextIOWrapper | None:
    """Let it be known that this process serves; what is given back is kept as long as it does.

    A worker that finds the database away is known from its first connection on.
    """
    if engine.dialect.name == "sqlite":
        return _locked(_lock_file(engine, release_number.RELEASE))
    with suppress(DBAPIError, PoolTimeout):
        engine.connect().close()  # it stays open in the pool
    return None


def find_live_releases(engine: Engine) -> set[str]:
    """The releases of which at least one worker serves from this database."""
    if engine.dialect.name == "sqlite":
        return set(_locked_releases(engine))
    query = text(
        "SELECT DISTINCT application_name FROM pg_stat_activity "
        "WHERE datname = current_database() AND starts_with(application_name, :name)"
    )
    with engine.connect() as connection:
        return {name.removeprefix(_NAME) for name in connection.scalars(query, {"name": _NAME})}


def _lock_file(engine: Engine, release: str) -> Path:
    return Path(f"{engine.url.database}.served-by-{release}")


def _locked(file: Path) -> TextIOWrapper:
    held = file.open("a")
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


def _locked_releases(engine: Engine) -> Iterator[str]:
    pattern = _lock_file(engine, "*")
    for file in pattern.parent.glob(pattern.name):
        with file.open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield file.name.partition(".served-by-")[2]
