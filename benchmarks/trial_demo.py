"""Two trials from plan to purge: `make trial-demo`, or `python -m benchmarks.trial_demo [schools] [learners] [seed]`.

40 schools, 2,000 learners of known ability, items that are harder by a logit on average than their provisional
difficulties say. They sit through the HTTP surface; the rest is done by the commands, those of the calibration as
`mesur trial extract` prints them, with the usual rule of an adoption and the usual gates of publication. A second trial
is planned on the adopted bank and measures other items, with adopted ones as anchors. It prints what was found beside
what must be; a target that is missed makes the exit code 1.
"""

import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.targets import Targets
from delivery_api.trials.trial_plans import read_planned
from itembank import BankVersion, numeracy_bank
from tests.support.service_harness import build_harness, running_oidc_provider
from tests.support.trial_walk import Asked, Errors, Size, TrialWalk, provisional_bank

AUTUMN = Asked("Autumn trial", (4, 5), items=100, length=30, responses=250, aims="{ power = 0.5 }")
"""The usual aims, but for the power to find a difference between the languages: 0.8 takes 420 responses in each."""
SPRING = Asked("Spring trial", (4, 5), items=40, length=30, responses=150, aims="{ se = 0.2, power = 0.2 }")
"""Half of the learners sit it; with more items each would get too few responses for the languages to be compared."""
SECOND_DAY = date(2027, 2, 8)
PURGED_ON = (date(2028, 5, 26), date(2028, 8, 9))
MOST_ERRORS = 3.0
"""Monte-Carlo standard errors that a mean may lie away from what it is held to."""


def main() -> None:
    schools, learners, seed = (int(each) for each in (*sys.argv[1:4], *("40", "25", "16")[len(sys.argv) - 1 :]))
    began, targets = time.monotonic(), Targets()

    def told(step: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {step}", flush=True)

    with tempfile.TemporaryDirectory() as folder, running_oidc_provider() as issuer:
        harness = build_harness(Path(folder), f"sqlite:///{folder}/mesur.sqlite3", issuer)
        try:
            size = Size(schools, learners, later=min(60, schools * learners // 3))
            bank, truth = provisional_bank(half_of(numeracy_bank()), size.years, off=1.0, seed=seed)
            walk(TrialWalk(harness, Path(folder), size, bank, truth, told), targets)
        finally:
            harness.close()
    targets.exit()


def half_of(bank: BankVersion) -> BankVersion:
    """Every other item of each strand and year: enough for the usual limit of exposure, and fewer to compute with."""
    strata = [(item.strand, item.introduced_year) for item in bank.items]
    kept = [item for at, item in enumerate(bank.items) if strata[:at].count(strata[at]) % 2 == 0]
    return replace(bank, items=tuple(kept))


def walk(trial: TrialWalk, targets: Targets) -> None:
    """Both trials, the sittings before, between and after, and the destruction of the answers."""
    trial.enrol()
    before = trial.errors()
    show("sittings on provisional difficulties", before)
    targets.within("their bias, in Monte-Carlo errors", before.mean / before.monte_carlo, -math.inf, -MOST_ERRORS)
    first = one_trial(trial, AUTUMN, tuple(trial.abilities), targets)
    trial.wait_until(SECOND_DAY)
    second = one_trial(trial, SPRING, tuple(trial.abilities)[::2], targets)
    for day, own, other in ((PURGED_ON[0], first, second), (PURGED_ON[1], second, first)):
        print(trial.wait_until(day))
        targets.within(f"rows left of {own}", trial.rows(own), 0, 0)
        targets.within(f"extracts left of {own}", trial.extracts(own), 0, 0)
        if day == PURGED_ON[0]:
            targets.within(f"rows left of {other}, which is not due", trial.rows(other), 1, math.inf)


def one_trial(trial: TrialWalk, asked: Asked, names: Sequence[str], targets: Targets) -> str:
    """A trial from its plan to its report, and the sittings that follow. Returns its id."""
    planned = trial.plan(asked)
    trial.create(planned)
    trial.sit_trial(names)
    trial.complete()
    fit = trial.calibrate()
    adopted = trial.adopt(fit)
    trial.report(fit)
    made = read_planned(planned.read_bytes(), planned.name)
    tried = {each.id for each in made.study.items}
    print(f"{asked.name}: {len(made.anchors)} anchors, {len(tried)} items tried")
    hold_items(trial, adopted, tried, targets)
    after = trial.errors()
    show(f"sittings after the {asked.name.lower()}", after)
    targets.within("their bias, in Monte-Carlo errors", after.mean / after.monte_carlo, -MOST_ERRORS, MOST_ERRORS)
    return trial.trial


def hold_items(trial: TrialWalk, adopted: BankVersion, tried: set[str], targets: Targets) -> None:
    """The items that the usual rule kept, beside their true difficulties."""
    assert adopted.adopted is not None
    kept = [item for item in adopted.items if item.id in tried and not item.parameters.provisional]
    variances = {each.item: each.covariance[-1][-1] for each in adopted.adopted.errors}
    away = np.array([item.parameters.difficulty - trial.truth[item.id] for item in kept])
    stated = np.sqrt([variances[item.id] for item in kept])
    targets.within("share of them that the usual rule keeps", len(kept) / len(tried), 0.8, 1)
    targets.within(
        "their difficulties: RMSE over mean standard error", math.sqrt(np.mean(away**2)) / stated.mean(), 0.8, 1.25
    )
    print(f"  their difficulties: bias {away.mean():+.3f}, mean standard error {stated.mean():.3f} logits")


def show(name: str, errors: Errors) -> None:
    bias = f"{errors.mean:+.3f} ± {errors.monte_carlo:.3f} logits, {len(errors.values)} sittings"
    print(f"{name}: reported less true ability {bias}", flush=True)


if __name__ == "__main__":
    main()
