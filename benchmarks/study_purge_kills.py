"""SIGKILL at every line that a retention run executes: the next run ends with what a run leaves that nobody stopped.

On SQLite and on PostgreSQL. Certificates, rows, keys, extracts and what the audit says are compared.
Run: .venv/bin/python -m benchmarks.study_purge_kills [--on sqlite postgresql] [--every 1]
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def kill_and_run_again(database: str, every: int) -> int:
    """Print what differed after kills at every few lines. Return at how many lines."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.support.purge_kills", str(Path(folder) / "runs"), str(every), database]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    count, *different = [json.loads(line) for line in done.stdout.splitlines()]
    took = time.monotonic() - began
    print(
        f"{database}: killed at {count['killed']} of {count['lines']} lines and run again in {took:.0f} s", flush=True
    )
    print(f"   {len(different)} differ from a run without a kill", flush=True)
    for each in different:
        print("  ", each, flush=True)
    return len(different)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--on", choices=["sqlite", "postgresql"], nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--every", type=int, default=1, help="every which line")
    given = parser.parse_args()
    sys.exit(bool(sum(kill_and_run_again(database, given.every) for database in given.on)))


if __name__ == "__main__":
    main()
