"""DIF that changes direction, false discoveries, groups by response, and random DIF."""

from functools import cache

import numpy as np
import pytest
from scipy.special import expit

from calibration import CalibrationError, ResponseMatrix, calibrate
from calibration.invariance.dif import METHODS, detect_dif
from calibration.invariance.dif_classes import DifClass, DifRemark
from calibration.invariance.dif_tests import benjamini_hochberg
from calibration.invariance.model_comparison import LikelihoodRatio, Wald
from calibration.invariance.random_dif import population_under_random_dif
from calibration.linking.linking_constants import Form
from engine import ItemParameters

IDS = tuple(f"i{at:02d}" for at in range(16))


@cache
def crossing(persons: int = 2000) -> tuple[ResponseMatrix, np.ndarray]:
    """The first item has slope 2 in one group and .6 in the other, as in the review; the rest are alike."""
    rng = np.random.default_rng(12)
    focal = np.arange(persons) % 2 == 1
    a = np.ones((persons, 16))
    a[:, 0] = np.where(focal, 0.6, 2.0)
    b = np.concatenate(([0.0], np.linspace(-1.5, 1.5, 15)))
    right = rng.random((persons, 16)) < expit(a * (rng.normal(size=(persons, 1)) - b))
    return ResponseMatrix.from_dense(right.astype(int), items=IDS), np.where(focal, "cy", "en")


def test_mantel_haenszel_does_not_see_crossing_dif() -> None:
    data, group = crossing()
    assert detect_dif(data, group)[0].classes[0] is DifClass.A


@pytest.mark.parametrize("method", ["logistic", "wald", "sibtest"])
def test_other_methods_find_crossing_dif_and_no_more(method: str) -> None:
    data, group = crossing()
    (found,) = detect_dif(data, group, method=method)  # type: ignore[call-overload]
    tests = found.crossing if method == "sibtest" else found.both
    assert tests.adjusted[0] < 1e-4
    assert (tests.adjusted[1:] > 0.01).all()
    if method != "logistic":
        assert found.classes[0] is DifClass.C
        assert found.remarks[0] is DifRemark.LARGE_CROSSING


def test_the_likelihood_ratio_tells_slopes_from_difficulties() -> None:
    data, group = crossing()
    keep = np.arange(16) < 8
    (found,) = detect_dif(data.select_items(keep), group, method=LikelihoodRatio(purify=False))
    assert found.nonuniform.p[0] < 1e-3 < found.uniform.p[0]
    np.testing.assert_allclose(found.both.statistic, found.uniform.statistic + found.nonuniform.statistic, atol=1e-9)


def test_score_tests_by_group_find_it_among_three_groups() -> None:
    data, group = crossing()
    three = np.where(np.arange(2000) % 4 == 0, "un", group)
    (found,) = detect_dif(data, three, method="rmsd")
    assert found.groups == ("cy", "en", "un")
    assert found.tests.adjusted[0].min() < 1e-6
    assert (found.tests.adjusted[1:] > 0.01).all()
    assert found.rmsd[0].max() > 1.5 * found.rmsd[1:].max()


def test_score_tests_allow_for_parameters_that_were_held_and_came_from_these_responses() -> None:
    data, group = crossing()
    (anew,) = detect_dif(data, group, method="rmsd")
    (held,) = detect_dif(data, group, fit=calibrate(data, "2pl", standard_errors=None), method="rmsd")
    np.testing.assert_allclose(held.tests.statistic, anew.tests.statistic, rtol=0.02, atol=0.05)


@pytest.mark.parametrize("method", ["wald", "rmsd"])
def test_a_group_may_be_of_responses_as_the_language_an_item_was_shown_in(method: str) -> None:
    rng = np.random.default_rng(5)
    shown = rng.random((1500, 16)) < 0.5
    harder = np.where((np.arange(16) == 3) & shown, 0.9, 0.0)
    right = rng.random((1500, 16)) < expit(rng.normal(size=(1500, 1)) - np.linspace(-1.5, 1.5, 16) - harder)
    data = ResponseMatrix.from_dense(right.astype(int), items=IDS)
    (found,) = detect_dif(data, np.where(shown, "cy", "en").ravel(), method=method)  # type: ignore[call-overload]
    p = found.both.adjusted if method == "wald" else found.tests.adjusted.min(axis=1)
    assert p[3] < 1e-4
    assert (np.delete(p, 3) > 0.01).all()


def test_items_with_more_scores_and_items_that_few_met_are_told_apart() -> None:
    rng = np.random.default_rng(8)
    theta = rng.normal(size=(1200, 1))
    score = (rng.random((1200, 6, 2)) < expit(theta - np.linspace(-1, 1, 6))[:, :, None]).sum(axis=2)
    score[60:, 5] = -1
    data = ResponseMatrix.from_dense(score, items=IDS[:6])
    (found,) = detect_dif(data, np.tile(["a", "b"], 600), method=Wald(model="gpcm"))
    assert found.classes[5] is DifClass.TOO_FEW
    assert np.isnan(found.both.p[5])
    assert found.both.df[0] == 3
    assert (found.both.p[:5] > 0.001).all()


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg() -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03, 0.005])
    np.testing.assert_allclose(benjamini_hochberg(p), [0.02, np.nan, 0.04, 0.04, 0.02])


def test_a_wrong_method_or_anchor_is_refused() -> None:
    data, group = crossing()
    with pytest.raises(CalibrationError, match=", ".join(METHODS)):
        detect_dif(data, group, method="rasch")  # type: ignore[call-overload]
    with pytest.raises(CalibrationError, match="anchors: expected ids of items in the data, got x"):
        detect_dif(data, group, method=Wald(anchors=("x",)))
    with pytest.raises(CalibrationError, match="reference: expected none with rmsd"):
        detect_dif(data, group, method="rmsd", reference="cy")


def test_the_spread_that_random_dif_takes_from_a_group_is_given_back() -> None:
    rng = np.random.default_rng(6)
    a, b = np.full(120, 1.3), rng.normal(0, 1, 120)
    shift = rng.normal(0, 0.6, 120)
    right = rng.random((800, 120)) < expit(a * (rng.normal(0.5, 1.2, (800, 1)) - b - shift + shift.mean()))
    ids = tuple(map(str, range(120)))
    held = Form(ids, ItemParameters.logistic(a, b))
    found = population_under_random_dif(ResponseMatrix.from_dense(right.astype(int), items=ids), held)
    assert found.plain_sd < 1.14
    assert found.sd == pytest.approx(1.2, abs=0.07)
    assert found.dif_sd == pytest.approx(0.6, abs=0.1)
    assert found.settled
