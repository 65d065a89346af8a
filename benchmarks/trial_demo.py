"""A trial from its plan to the purge: `make trial-demo`, or `python -m benchmarks.trial_demo [schools] [learners]`.

40 schools, 2,000 learners of known ability, items whose true difficulties are two logits above the provisional ones.
They sit through the HTTP surface; the rest is done by the commands. It prints what sittings report, less the true
abilities, before and after.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from tests.support.service_harness import build_harness, running_oidc_provider
from tests.support.small_bank import small_numeracy_bank
from tests.support.trial_walk import Errors, Size, TrialWalk, provisional_bank

PURGED_ON = date(2028, 5, 26)


def main() -> None:
    schools, learners = (int(each) for each in (*sys.argv[1:3], *("40", "25")[len(sys.argv) - 1 :]))
    size = Size(schools, learners, items=100, length=30, later=min(60, schools * learners // 2), responses=250)
    began = time.monotonic()

    def told(step: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {step}", flush=True)

    with tempfile.TemporaryDirectory() as folder, running_oidc_provider() as issuer:
        harness = build_harness(Path(folder), f"sqlite:///{folder}/mesur.sqlite3", issuer)
        try:
            walk(TrialWalk(harness, Path(folder), size, *provisional_bank(small_numeracy_bank(), size.years), told))
        finally:
            harness.close()


def walk(trial: TrialWalk) -> None:
    trial.enrol()
    planned = trial.plan()
    before = trial.errors()
    trial.create(planned)
    trial.sit_trial()
    trial.complete()
    fit = trial.calibrate()
    adopted = trial.adopt(fit)
    trial.report(fit)
    after = trial.errors()
    measured = sum(not item.parameters.provisional for item in adopted.items)
    print(f"{measured} of {len(adopted.items)} items are measured now")
    show("on provisional difficulties", before)
    show("on adopted difficulties", after)
    print(trial.purge(PURGED_ON))


def show(name: str, errors: Errors) -> None:
    bias = f"{errors.mean:+.3f} ± {errors.monte_carlo:.3f} logits, {len(errors.values)} sittings"
    print(f"{name:28s} reported less true ability: {bias}")


if __name__ == "__main__":
    main()
