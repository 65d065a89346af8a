"""What TestDesign's own tests ask of eligibility: at most .35 over 100 examinees at a target of .25, more with none."""

import dataclasses

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Blueprint,
    Count,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Shadow,
    exposure_rates,
    simulate,
    solve_eligibility,
    tabulate,
)

EXAMINEES = 100


@pytest.mark.long
def test_eligibility_at_a_target_of_a_quarter_against_testdesign():
    """Every day: `test_eligibility_serves_shadow_tests` of the statistical tests, in sittings with fewer rules."""
    rng = np.random.default_rng(5)
    items = ItemParameters.logistic(rng.lognormal(0, 0.3, 200), rng.normal(0, 1.2, 200), 0.15)
    pool = tabulate(items, content={"strand": np.resize(["a", "b", "c"], 200)})
    content = Shadow(Blueprint(12, tuple(Count("strand", (value,), 3, 5) for value in "abc")))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(12),), blueprint=content)
    solved = solve_eligibility(test, rng.normal(size=500), 3, rate=0.25, cuts=(-0.5, 0.5), iterations=20, checks=1)

    theta = rng.normal(size=EXAMINEES)
    with_it = exposure_rates(simulate(dataclasses.replace(test, exposure=solved.exposure), theta, 4), len(pool))
    without = exposure_rates(simulate(test, theta, 4), len(pool))
    assert with_it.overall.max() <= 0.35
    assert without.overall.max() > 0.35
