"""SIGKILL at every line that a retention run executes: the next run ends with what a run leaves that nobody stopped."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.support.purge_kills", str(Path(folder) / "runs"), "1"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    count, *different = [json.loads(line) for line in done.stdout.splitlines()]
    print(f"killed at each of {count['killed']} lines and run again: {len(different)} differ from a run without a kill")
    for each in different:
        print(each)
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
