"""A copy of a service's whole database that is put back by hand: its file on SQLite, a template on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from delivery_api.lifecycle.service_setup import open_service
from tests.support.postgresql_server import Postgres
from tests.support.service_harness import ServiceHarness


@contextmanager
def copied_aside(harness: ServiceHarness, postgres: Callable[[], Postgres]) -> Iterator[Callable[[], None]]:
    """Copy the database as a snapshot of its disk would, and yield what puts the copy back; the service stops for both.

    Parameters
    ----------
    postgres : returns the server, if the service uses it
    """
    database = str(make_url(harness.settings.database_url).database)
    harness.close()
    if harness.settings.database_url.startswith("sqlite"):
        copy = shutil.copy(database, f"{database}.before")
        yield lambda: _restarted(harness, lambda: _copy_file(copy, database))
        return
    server = postgres()
    with server.fresh_database(copied=database) as url:
        before = str(make_url(url).database)
        yield lambda: _restarted(harness, lambda: server.replace(database, before))


def _copy_file(copy: str, database: str) -> None:
    for beside in ("-wal", "-shm"):
        Path(f"{database}{beside}").unlink(missing_ok=True)
    shutil.copy(copy, database)


def _restarted(harness: ServiceHarness, put_back: Callable[[], None]) -> None:
    """Put the copy back while nothing serves; new processes serve afterwards."""
    harness.close()
    put_back()
    harness.apps.clear()
    harness.service = open_service(harness.settings)
