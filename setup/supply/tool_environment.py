"""A temporary environment with tools that are installed for one use."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup.environment import PYTHON


@contextmanager
def tool_environment(*packages: str) -> Iterator[Path]:
    """Install packages in a new environment and remove it at the end.

    Yields
    ------
    The folder of its programs

    Raises
    ------
    subprocess.CalledProcessError : pip could not install them
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([PYTHON, "-m", "venv", folder], check=True)
        programs = Path(folder) / "bin"
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", *packages], check=True)
        yield programs
