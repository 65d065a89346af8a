"""A run that is killed at a line is finished by the next, as if nobody had stopped it; in full: `make study`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.purge_kills import ROOT

EVERY = 160
"""Every which line; the study takes each."""


def test_a_run_that_is_killed_is_finished_by_the_next_as_if_nobody_had_stopped_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.purge_kills", str(tmp_path / "runs"), str(EVERY)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    count, *different = [json.loads(line) for line in done.stdout.splitlines()]
    assert different == []
    assert count["lines"] > 500
    assert count["killed"] == len(range(0, count["lines"], EVERY))
