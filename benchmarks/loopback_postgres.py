"""Durable PostgreSQL from its wheel on a loopback port, for the benchmarks of the service."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from tests.support.postgresql_server import running_postgres
from tests.support.service_processes import free_port

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "wal_sync_method": "fdatasync"}


@contextmanager
def durable_postgres(connections: int = 200) -> Iterator[str]:
    """Start a new server and yield its SQLAlchemy URL.

    Raises
    ------
    AssertionError : a durability setting is off
    """
    with running_postgres() as server:
        port = free_port()
        with psycopg.connect(dbname="postgres", user="postgres", host=str(server.folder)) as connection:
            data = Path(_query_value(connection, "SHOW data_directory"))
            programs = Path(_query_value(connection, "SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
        options = f"-h 127.0.0.1 -p {port} -k {server.folder} -N {connections}"
        command = [programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", options, "restart"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=data.stat().st_uid)
        with psycopg.connect(dbname="postgres", user="postgres", host="127.0.0.1", port=port) as connection:
            found = {name: _query_value(connection, f"SHOW {name}") for name in DURABLE}
            assert found == DURABLE, found
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


def restart_with(url: str, settings: Mapping[str, str | None]) -> None:
    """Restart the server with other settings; None is the default."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM {f'RESET {name}' if value is None else f'SET {name} = {value}'}")
        data = Path(_query_value(connection, "SHOW data_directory"))
        programs = Path(_query_value(connection, "SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
    command = [programs / "pg_ctl", "-w", "-t", "600", "-D", data, "-l", data / "log", "restart"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=data.stat().st_uid)


def _query_value(connection: psycopg.Connection, question: str) -> str:
    row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])
