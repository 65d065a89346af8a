"""The choice of the Python interpreter for the environment.

It must run on any Python from 3.6 on, so that an old one reports the problem instead of failing on syntax.
"""

import os
import shutil
import subprocess
from typing import NamedTuple

OLDEST = (3, 11)
NEWEST = (3, 14)  # the newest for which every package in requirements/ has a wheel
SUPPORTED = "3.11, 3.12, 3.13 and 3.14"


class Interpreter(NamedTuple):
    """A Python that runs.

    Parameters
    ----------
    command : name or path
    implementation : such as "CPython"
    version : major and minor version
    complete : whether it has venv and ensurepip
    """

    command: str
    implementation: str
    version: "tuple[int, int]"
    complete: bool


class NoSuitablePython(Exception):
    """No suitable Python was found; the message says what to install."""


_QUESTION = """
import platform, sys
try:
    import ensurepip, venv
    complete = 1
except ImportError:
    complete = 0
print(platform.python_implementation(), sys.version_info[0], sys.version_info[1], complete)
"""


def choose_interpreter(requested: str) -> str:
    """Command of the Python to use: the one requested, else the first suitable one on PATH.

    Raises
    ------
    NoSuitablePython
    """
    if requested:
        return _require(requested)
    found = [python for python in map(inspect_interpreter, candidate_commands()) if python]
    fitting = [python for python in found if not unsuitability(python)]
    if not fitting:
        raise NoSuitablePython(nothing_suitable(found))
    return fitting[0].command


def candidate_commands() -> "list[str]":
    """Names of Pythons on PATH: `python3` first, then the versions from newest to oldest."""
    numbered = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return [name for name in ["python3", *numbered, "python"] if shutil.which(name)]


def inspect_interpreter(command: str) -> "Interpreter | None":
    """Ask a Python for its version; None if it does not run, such as a pyenv shim of an inactive version."""
    try:
        told = subprocess.check_output([command, "-I", "-c", _QUESTION], stderr=subprocess.DEVNULL, timeout=60)
        implementation, major, minor, complete = told.decode().split()
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Interpreter(command, implementation, (int(major), int(minor)), complete == "1")


def unsuitability(python: Interpreter) -> str:
    """Why a Python is unsuitable, in a sentence; empty if it is suitable."""
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


def nothing_suitable(found: "list[Interpreter]") -> str:
    """The message that lists the Pythons found and the suitable versions."""
    first = "none of those on PATH will do" if found else "there is none on PATH"
    seen = [f"  {unsuitability(python)}" for python in found]
    last = "Install one of these, or name the one to use: make install PYTHON=/path/to/python3.13"
    return "\n".join([f"Python {SUPPORTED} are fine for Mesur, but {first}.", *seen, last])


def _require(requested: str) -> str:
    python = inspect_interpreter(os.path.expanduser(requested))
    if python is None:
        message = f"PYTHON={requested} does not run as a Python. Python {SUPPORTED} are fine."
        raise NoSuitablePython(message)
    if unsuitability(python):
        message = f"{unsuitability(python)}\nPython {SUPPORTED} are fine."
        raise NoSuitablePython(message)
    return python.command
