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
    DesignStudy,
    TrialPopulations,
    build_design,
    needed_responses,
    shortfalls,
    study_design,
)
from calibration.collection.dif_promise import DifPromise, expected_sizes
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


@pytest.fixture(scope="module")
def by_seed() -> list[DesignStudy]:
    """Five studies of one plan in two languages, alike but for the seed."""
    who = replace(WHO, languages=("cy", "en"), sittings=DESIGN.sittings(250))
    return [study_design(DESIGN, IDS, RASCH, who, seed=seed, replications=3) for seed in range(5)]


def test_the_verdict_on_power_and_the_advised_sample_are_not_chance(by_seed: list[DesignStudy]) -> None:
    powers = [study.power or 0.0 for study in by_seed]
    assert np.ptp(powers) < 0.03
    assert all(0 < (study.power_error or 0.0) < 0.015 for study in by_seed)
    for aim in (0.7, 0.9):
        found = [shortfalls(study, Aims(se=9, power=aim, linking_error=9), 250) for study in by_seed]
        assert len({len(each) for each in found}) == 1
        advised = [needed_responses(each) for each in found if each]
        assert not advised or max(advised) <= 1.06 * min(advised)
    assert advised


def test_a_power_that_no_sample_reaches_needs_very_many(by_seed: list[DesignStudy]) -> None:
    shown = DifPromise((0.9, 0.9), 0.3, True, 250.0)  # a larger sample shows ever more surely that it is class A
    study = replace(by_seed[0], items=tuple(replace(item, dif=shown) for item in by_seed[0].items))
    (short,) = shortfalls(study, Aims(se=9, power=0.9, linking_error=9), 250)
    assert short.responses > 5000


def test_fewer_responses_than_languages_are_compared_by_have_no_power() -> None:
    assert DifPromise((1.5, 1.5), 0.4, True, 99.0).power() == 0.0
    assert DifPromise((1.5, 1.5), 0.4, True, 99.0).power(2.0) > 0.9
    assert DifPromise((1.5, 1.5), 0.4, True, 400.0).power() == pytest.approx(0.894, abs=0.001)  # Φ(1.25)


def test_what_a_difference_shows_as_is_smaller_where_chance_answers_too() -> None:
    plain, guessed = (expected_sizes(DESIGN, IDS, replace(RASCH, c=np.full(15, c)), WHO, 0.64)[7] for c in (0.0, 0.2))
    assert plain.sizes == pytest.approx((2.35 * 0.64,) * 2)
    assert plain.shown == pytest.approx((1.0, 1.0))
    assert max(guessed.sizes) < 1.3
    without = [size / share for size, share in zip(guessed.sizes, guessed.shown, strict=True)]
    assert without == pytest.approx(plain.sizes, rel=0.02)


def test_where_significance_decides_the_correction_for_continuity_counts() -> None:
    # 1.96 · 0.53 + 0.53² / 4.7 = 1.099: Φ((1.504 − 1.099) / 0.53); 150 simulated trials of such items flagged 75.8 %
    assert DifPromise((1.504, 1.504), 0.53, True, 250.0).power() == pytest.approx(0.778, abs=0.001)
