"""Some hundred runs of learners, staff, devices and time against two workers on SQLite; `make test` has twelve.

tests/integration/sittings/test_sittings_state_machine.py defines a run and what holds after each of its fifty steps.
Argument: number of runs.
"""

import sys
import tempfile
import time
from pathlib import Path

from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.integration.sittings.test_sittings_state_machine import Machine, many
from tests.support.two_worker_service import running_two_workers

RUNS = 300


def main(runs: int = RUNS) -> None:
    """Run the machine; a step after which a rule does not hold ends the study."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'mesur.sqlite3'}"
        with running_two_workers(Path(folder), url) as place:
            run_state_machine_as_test(lambda: Machine(place), settings=many(runs))
    print(f"every rule held in {runs} runs of 50 steps, {time.perf_counter() - began:,.0f} s")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
