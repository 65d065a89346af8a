"""Runs PostgreSQL's own programs, which back a database up and restore it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from delivery_api.access.refusals import Declined, Reason

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, outside the PATH."""


class ProgramFailed(Declined):
    """A program of PostgreSQL is missing, or ended with an error."""


@dataclass(frozen=True)
class PostgresqlPrograms:
    """The programs of one version.

    Parameters
    ----------
    folder : where they are; None for the PATH, or else Debian's folder of the newest version
    """

    folder: Path | None = None

    def path(self, name: str) -> Path:
        """Return the path of a program.

        Raises
        ------
        ProgramFailed
        """
        if self.folder is not None:
            found = self.folder / name if (self.folder / name).is_file() else None
        else:
            found = Path(there) if (there := shutil.which(name)) else _of_debian(name)
        if found is None:
            raise ProgramFailed(Reason.NO_PROGRAM, name=name)
        return found

    def run(self, name: str, *arguments: str, server: URL | None = None) -> None:
        """Run a program; `server` is the database that it connects to.

        Raises
        ------
        ProgramFailed
        """
        environment = {**os.environ, **(connection_variables(server) if server else {}), "LC_MESSAGES": "C"}
        command = [str(self.path(name)), *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
        if done.returncode:
            raise ProgramFailed(Reason.PROGRAM_FAILED, name=name, said=(done.stderr + done.stdout).strip()[-2000:])


def connection_variables(url: URL) -> Mapping[str, str]:
    """Return the environment by which PostgreSQL's programs reach a database; no password is on a command line."""
    host = url.query.get("host", url.host)
    given = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
    }
    return {name: value for name, value in given.items() if value}


def _of_debian(name: str) -> Path | None:
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: float(path.parent.parent.name))
    return versions[-1] if versions else None
