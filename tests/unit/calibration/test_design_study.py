"""What a study promises of a design agrees with trials that are simulated and fitted without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration import ResponseMatrix, calibrate
from calibration.collection import (
    Aim,
    Aims,
    CollectionItem,
    TrialPopulations,
    build_design,
    needed_responses,
    shortfalls,
    study_design,
)
from engine import ItemParameters, Normal

DIFFICULTIES = np.round(np.linspace(-1.5, 1.5, 15), 2)
IDS = [f"i{n:02}" for n in range(15)]
DESIGN = build_design([CollectionItem(i, (5,), b) for i, b in zip(IDS, DIFFICULTIES, strict=True)], {5: 0.0}, 9)
RASCH = ItemParameters.logistic(1.0, DIFFICULTIES)
WHO = TrialPopulations({5: Normal(0.0, 1.3)}, ("en",), DESIGN.sittings(120))
STUDY = study_design(DESIGN, IDS, RASCH, WHO, seed=3, replications=3)


def independent_fit(seed: int) -> np.ndarray:
    """Difficulties from one trial by the design, drawn here; about their mean, since the origin is nobody's."""
    rng = np.random.default_rng(seed)
    scores = np.full((WHO.sittings, 15), -1)
    for person, theta in enumerate(rng.normal(0.0, 1.3, WHO.sittings)):
        form = DESIGN.booklets[person % len(DESIGN.booklets)][0]
        at = [IDS.index(item) for item in form.items]
        scores[person, at] = rng.random(len(at)) < 1 / (1 + np.exp(DIFFICULTIES[at] - theta))
    b = calibrate(ResponseMatrix.from_dense(scores), "rasch", standard_errors=None, tol=1e-4).b
    return b - b.mean()


def test_the_promised_standard_errors_are_the_spread_of_independent_trials() -> None:
    found = np.array([independent_fit(seed) for seed in range(60)])
    promised = np.array([item.se for item in STUDY.items]) * np.sqrt(14 / 15)
    # 15 items x 60 trials: the ratio of the two has a standard error of about 0.024
    assert np.sqrt((found.var(axis=0, ddof=1) / promised**2).mean()) == pytest.approx(1, abs=0.08)
    assert 0.8 < STUDY.error_ratio < 1.2
    assert [item.responses for item in STUDY.items] == [120] * 15


def test_an_aim_out_of_reach_is_told_with_a_sample_that_reaches_it() -> None:
    (short,) = shortfalls(STUDY, Aims(se=STUDY.se / 1.5), 120)
    assert (short.aim, short.reached) == (Aim.SE, STUDY.se)
    more = needed_responses((short,))
    assert more == 270
    again = study_design(DESIGN, IDS, RASCH, replace(WHO, sittings=DESIGN.sittings(more)), seed=4, replications=1)
    assert shortfalls(again, Aims(se=STUDY.se / 1.5 * 1.02), more) == ()


@pytest.mark.parametrize("responses", [3, 12])
def test_trials_of_a_few_responses_that_allow_no_fit_count_as_failed(responses: int) -> None:
    few = study_design(DESIGN, IDS, RASCH, replace(WHO, sittings=DESIGN.sittings(responses)), seed=3, replications=3)
    assert few.failed > 0
    assert few.replications == 3


def test_an_item_that_can_be_guessed_is_promised_less() -> None:
    guessed = study_design(DESIGN, IDS, replace(RASCH, c=np.full(15, 0.2)), WHO, seed=3, replications=1)
    assert guessed.se > 1.1 * STUDY.se


@pytest.mark.parametrize(("found", "wanted"), [(0.0, 0.04), (0.02, 0.3), (0.3, 0.31), (0.992, 0.995)])
def test_a_power_that_is_not_reached_needs_more_responses_than_the_plan_has(found: float, wanted: float) -> None:
    (short,) = shortfalls(replace(STUDY, power=found), Aims(se=9, power=wanted, linking_error=9), 60)
    assert short.responses > 60
