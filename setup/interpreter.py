"""Which Python the environment is built with.

Written for any Python from 3.6 on, so that an old one can say what is wrong instead of failing on syntax.
"""

import os
import shutil
import subprocess
from typing import NamedTuple

OLDEST = (3, 11)
NEWEST = (3, 14)  # the newest for which every package in requirements/ has a wheel
FINE = "3.11, 3.12, 3.13 and 3.14"


class Interpreter(NamedTuple):
    """A Python that runs: how it is called, what it is, and whether it can make an environment."""

    command: str
    implementation: str
    version: "tuple[int, int]"
    complete: bool


class NoPython(Exception):
    """No Python that will do; the message says what to install."""


_QUESTION = """
import platform, sys
try:
    import ensurepip, venv
    complete = 1
except ImportError:
    complete = 0
print(platform.python_implementation(), sys.version_info[0], sys.version_info[1], complete)
"""


def choose(requested: str) -> str:
    """The command of the Python to use: the one requested, else the first on PATH that will do."""
    if requested:
        return _require(requested)
    found = [python for python in map(ask, candidates()) if python]
    fitting = [python for python in found if not complaint(python)]
    if not fitting:
        raise NoPython(none_fits(found))
    return fitting[0].command


def candidates() -> "list[str]":
    """The names a Python goes by on PATH: what a person already calls `python3` first, then the newest first."""
    numbered = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return [name for name in ["python3", *numbered, "python"] if shutil.which(name)]


def ask(command: str) -> "Interpreter | None":
    """What a Python says it is; None when it does not run (a pyenv shim of a version that is not active, say)."""
    try:
        told = subprocess.check_output([command, "-I", "-c", _QUESTION], stderr=subprocess.DEVNULL, timeout=60)
        implementation, major, minor, complete = told.decode().split()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Interpreter(command, implementation, (int(major), int(minor)), complete == "1")


def complaint(python: Interpreter) -> str:
    """Why this Python will not do, in a sentence; empty when it will."""
    version = ".".join(map(str, python.version))
    if python.implementation != "CPython":
        return f"{python.command} is {python.implementation}; Mesur runs on CPython."
    if python.version < OLDEST:
        return f"{python.command} is Python {version}, which is too old."
    if python.version > NEWEST:
        return f"{python.command} is Python {version}, for which not every package that Mesur uses is made yet."
    if not python.complete:
        return (
            f"{python.command} is Python {version} without venv and ensurepip. "
            f"On Debian and Ubuntu they come with: apt-get install python{version}-venv"
        )
    return ""


def none_fits(found: "list[Interpreter]") -> str:
    """What was found, and what would do."""
    first = "none of those on PATH will do" if found else "there is none on PATH"
    seen = [f"  {complaint(python)}" for python in found]
    last = "Install one of these, or name the one to use: make install PYTHON=/path/to/python3.13"
    return "\n".join([f"Python {FINE} are fine for Mesur, but {first}.", *seen, last])


def _require(requested: str) -> str:
    python = ask(os.path.expanduser(requested))
    if python is None:
        message = f"PYTHON={requested} does not run as a Python. Python {FINE} are fine."
        raise NoPython(message)
    if complaint(python):
        message = f"{complaint(python)}\nPython {FINE} are fine."
        raise NoPython(message)
    return python.command
