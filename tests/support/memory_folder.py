"""A folder in memory for all that tests write: nearly every test waits for the disk to confirm some commits."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")
LEAST_FOR_A_WORKER = 2 * 2**30
"""Room for what one worker writes at once: mostly PostgreSQL's log of changes, which grows to one gigabyte."""


def write_to_memory(workers: int, folder: Path = SHARED_MEMORY) -> bool:
    """Let this process and all that it starts write temporary files to memory, if there is enough; whether it does.

    What the tests assert of durability holds as before, since no test can cut the power: that a killed server's commits
    are there again, and which calls write a file and in which order. A TMPDIR that somebody has set is kept.
    """
    if "TMPDIR" in os.environ or not _has_room(folder, workers * LEAST_FOR_A_WORKER) or not _runs_programs(folder):
        return False
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return True


def _has_room(folder: Path, size: int) -> bool:
    """Whether the folder takes so much, and the machine has so much memory."""
    with suppress(OSError, StopIteration, ValueError):
        meminfo = Path("/proc/meminfo").read_text().splitlines()
        available = next(int(line.split()[1]) * 1024 for line in meminfo if line.startswith("MemAvailable:"))
        return min(available, shutil.disk_usage(folder).free) >= size
    return False


def _runs_programs(folder: Path) -> bool:
    """Whether programs may be run from it, as PostgreSQL's are: containers often forbid it."""
    with suppress(OSError), tempfile.TemporaryDirectory(dir=folder) as made:
        program = Path(made, "program")
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        return subprocess.run([program], check=False).returncode == 0
    return False
