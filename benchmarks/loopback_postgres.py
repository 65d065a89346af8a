"""PostgreSQL from the wheel, on a port of loopback and durable: what the benchmarks of the service run on."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.postgresql_server import running_postgres
from tests.support.service_processes import free_port

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "wal_sync_method": "fdatasync"}


@contextmanager
def durable_postgres(connections: int = 200) -> Iterator[str]:
    """A new server; its SQLAlchemy address.

    Raises
    ------
    AssertionError : it is not as durable as it has to be
    """
    with running_postgres() as server:
        port = free_port()
        with psycopg.connect(dbname="postgres", user="postgres", host=str(server.folder)) as connection:
            data = Path(_asked(connection, "SHOW data_directory"))
            programs = Path(_asked(connection, "SELECT setting FROM pg_config WHERE name = 'BINDIR'"))
        options = f"-h 127.0.0.1 -p {port} -k {server.folder} -N {connections}"
        command = [programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", options, "restart"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=data.stat().st_uid)
        with psycopg.connect(dbname="postgres", user="postgres", host="127.0.0.1", port=port) as connection:
            found = {name: _asked(connection, f"SHOW {name}") for name in DURABLE}
            assert found == DURABLE, found
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"


def _asked(connection: psycopg.Connection, question: str) -> str:
    row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])
