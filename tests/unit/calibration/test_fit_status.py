"""What a fit says of itself: its standard errors, and the statuses that keep it from being published."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration import (
    Calibration,
    CalibrationError,
    ErrorCode,
    FitIssue,
    FitStatus,
    FitVerdict,
    NotConverged,
    Remark,
    ResponseMatrix,
    calibrate,
    link,
    model_fit,
)
from calibration.fit.fit_issues import unusable_issues
from calibration.linking.linking_constants import ExclusionReason
from calibration.results.calibration_document import CalibrationDocument, read_document, write_document
from reports.technical.fit_section import issue_sentences

Floats = NDArray[np.float64]


def simulated(persons: int, items: int, *, seed: int, met: float = 1.0) -> NDArray[np.int64]:
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0, 0.3, items), rng.normal(size=items)
    logits = a * (rng.normal(size=(persons, 1)) - b)
    scores = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(np.int64)
    scores[rng.random(scores.shape) >= met] = -1
    return scores


def fit(scores: NDArray[np.int64], model: str = "2pl", **options: object) -> Calibration:
    return calibrate(ResponseMatrix.from_dense(scores), model, **options)  # type: ignore[arg-type]


def test_a_fit_stopped_early_says_so_and_may_not_be_published() -> None:
    stopped = fit(simulated(300, 6, seed=3), max_iter=2)
    assert stopped.status is FitStatus.CYCLE_LIMIT
    with pytest.raises(NotConverged, match="got: stopped at the limit of cycles") as refused:
        stopped.require_converged()
    assert refused.value.code is ErrorCode.NOT_CONVERGED


def test_a_converged_fit_is_handed_through() -> None:
    good = fit(simulated(300, 6, seed=3))
    assert good.require_converged() is good


def test_a_given_grid_that_is_too_coarse_is_declared() -> None:
    coarse = fit(simulated(300, 40, seed=4), grid=np.linspace(-6, 6, 13))
    assert coarse.status is FitStatus.GRID_TOO_COARSE


def test_a_grid_of_our_own_is_refined_to_the_data() -> None:
    """With 13 times 40 items no posterior is as wide as the default step of 0.2."""
    refined = fit(simulated(200, 520, seed=5), "rasch", standard_errors=None)
    assert refined.grid.size == 141
    assert refined.status is FitStatus.CONVERGED


def test_two_copies_of_an_item_have_no_finite_slope_and_are_not_called_converged() -> None:
    scores = simulated(300, 5, seed=6)
    copied = fit(np.hstack((scores, scores[:, :1])))
    assert copied.status is FitStatus.RUNAWAY
    assert copied.standard_errors is None


def test_responses_without_a_common_ability_leave_the_rasch_sd_undetermined_or_imprecise() -> None:
    coins = np.random.default_rng(7).integers(0, 2, (400, 6))
    rasch = fit(coins, "rasch")
    assert np.isfinite(rasch.b).all()
    if rasch.status is FitStatus.CONVERGED:
        assert rasch.population_sd_error is not None
        assert rasch.population["all"].sd < 3 * rasch.population_sd_error
    else:
        assert rasch.covariance is None


def test_a_reversed_key_is_found_and_its_parameters_are_not_handed_on() -> None:
    scores = simulated(1000, 8, seed=8)
    scores[:, 2] = 1 - scores[:, 2]
    reversed_key = fit(scores)
    assert reversed_key.remarks == {"3": Remark.REVERSED}
    with pytest.raises(CalibrationError, match="items with a slope not above 0: 3"):
        _ = reversed_key.parameters


def with_a_coin(seed: int) -> NDArray[np.int64]:
    """600 persons, 10 items, of which the fifth is decided by a coin."""
    scores = simulated(600, 10, seed=11)
    scores[:, 4] = np.random.default_rng(seed).random(600) < 0.6
    return scores


def flattest() -> NDArray[np.int64]:
    """Of some such data those in which the coin goes least with the other items."""
    tried = [with_a_coin(seed) for seed in range(200)]
    return min(tried, key=lambda each: abs(np.corrcoef(each[:, 4], each.sum(axis=1) - each[:, 4])[0, 1]))


def test_an_item_whose_slope_is_near_zero_keeps_no_other_from_its_errors(tmp_path: Path) -> None:
    scores = flattest()
    found, without = fit(scores), fit(np.delete(scores, 4, axis=1))
    assert (found.status, found.remarks) == (FitStatus.CONVERGED, {"5": Remark.FLAT})
    assert found.standard_errors is not None
    assert without.standard_errors is not None
    assert np.flatnonzero(np.isnan(found.standard_errors.b)).tolist() == [4]
    assert np.isfinite(found.standard_errors.a).all()
    others = np.delete(found.standard_errors.b, 4)
    assert others == pytest.approx(without.standard_errors.b, rel=0.02)
    values = CalibrationDocument(found, {}, dict.fromkeys(found.items, (600, 300))).json_values()
    write_document(values, tmp_path / "fit.json")
    read = read_document(tmp_path / "fit.json").fit
    assert read.standard_errors is not None
    np.testing.assert_equal(read.standard_errors.b, found.standard_errors.b)


def test_flat_and_reversed_items_are_named_and_the_others_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calibration.fit.model_fit.OF_PAIRS", 12)
    monkeypatch.setattr("calibration.fit.model_fit.OF_ITEMS", 6)
    scores = flattest()
    scores[:, 7] = 1 - scores[:, 7]
    data = ResponseMatrix.from_dense(scores)
    judged = model_fit(data, calibrate(data))
    assert judged.verdict is FitVerdict.ITEMS
    assert {each.issue: each.items for each in judged.issues} == {
        FitIssue.REVERSED_ITEMS: ("8",),
        FitIssue.FLAT_ITEMS: ("5",),
    }
    assert judged.item_fit.items == ("1", "2", "3", "4", "6", "7", "9", "10")
    assert np.isfinite(judged.item_fit.p).all()
    assert judged.m2 is not None
    assert judged.m2.df == 8 * 7 // 2 + 8 - 16
    for language in ("cy", "en"):
        first, second = issue_sentences(judged, language)
        assert "8" in first
        assert "5" in second
        assert "--ignore" in first + second


def test_many_reversed_items_make_the_verdict_no() -> None:
    scores = simulated(600, 10, seed=11)
    scores[:, :3] = 1 - scores[:, :3]
    data = ResponseMatrix.from_dense(scores)
    assert [each.refuses for each in unusable_issues(calibrate(data, standard_errors=None))] == [True]


def test_an_undetermined_item_is_no_anchor() -> None:
    scores = flattest()
    found = fit(scores)
    flat = replace(found, a=np.where(np.arange(10) == 4, 0.001, found.a))
    linked = link(flat, flat)
    assert {each.item: each.reason for each in linked.left_out} == {"5": ExclusionReason.UNDETERMINED}


def test_an_item_no_one_is_near_is_remarked_on() -> None:
    scores = simulated(500, 8, seed=9)
    scores[:, 0] = np.random.default_rng(10).random(500) < 0.03
    found = fit(scores)
    assert abs(found.b[0]) > 6
    assert set(found.remarks) == {"1"}


def test_parameters_are_what_the_engine_takes() -> None:
    found = fit(simulated(300, 6, seed=3))
    assert found.parameters.a.tolist() == found.a.tolist()
    assert found.parameters.b[:, 0].tolist() == found.b.tolist()


def test_no_standard_errors_unless_asked_for() -> None:
    found = fit(simulated(300, 6, seed=3), "rasch", standard_errors=None)
    assert (found.standard_errors, found.covariance, found.population_sd_error) == (None, None, None)


def test_free_parameters_are_named_in_the_order_of_the_covariance() -> None:
    scores = simulated(300, 3, seed=3)
    assert fit(scores, "rasch").names == ("sd", "b[1]", "b[2]", "b[3]")
    assert fit(scores, "1pl").names == ("a", "b[1]", "b[2]", "b[3]")
    assert fit(scores, "2pl").names == ("a[1]", "a[2]", "a[3]", "b[1]", "b[2]", "b[3]")


def test_persons_without_a_response_change_nothing() -> None:
    scores = simulated(300, 6, seed=3)
    with_absent = np.vstack((scores, np.full((50, 6), -1)))
    one, other = fit(scores), fit(with_absent)
    assert other.persons == 300
    assert other.b == pytest.approx(one.b, abs=1e-9)
    assert other.bic == pytest.approx(one.bic, abs=1e-6)


def test_progress_is_told_each_cycle() -> None:
    heard: list[int] = []
    found = calibrate(
        ResponseMatrix.from_dense(simulated(300, 6, seed=3)), on_cycle=lambda each: heard.append(each.number)
    )
    assert heard[-1] == found.iterations
    assert heard == sorted(heard)


def test_a_fit_that_used_up_its_cycles_says_as_many() -> None:
    """Also where leaps were tried and not taken: on noise the acceleration often overshoots."""
    noise = np.random.default_rng(0).integers(0, 2, (300, 8))
    found = fit(noise, "2pl", max_iter=100)
    assert found.status is FitStatus.CYCLE_LIMIT
    assert len(found.log_likelihoods) < found.iterations
    assert found.iterations in (100, 101)  # a leap and the plain step after it are two


@pytest.mark.parametrize("nothing", [None, "", " ", float("nan")])
def test_a_person_who_answered_and_has_no_group_is_refused_by_row(nothing: object) -> None:
    """They would be a group of their own, and the first by name: the one that sets the origin."""
    scores = simulated(300, 6, seed=3)
    groups = np.array([*["b"] * 150, *["c"] * 150], dtype=object)
    groups[[7, 200]] = nothing
    with pytest.raises(CalibrationError, match=r"row 8: expected a group .* \(such persons in all: 2\)") as refused:
        fit(scores, groups=groups)
    assert refused.value.code is ErrorCode.NO_GROUP


def test_a_person_without_responses_needs_no_group() -> None:
    scores = simulated(300, 6, seed=3)
    scores[7] = -1
    groups = np.array([*["b"] * 150, *["c"] * 150], dtype=object)
    groups[7] = None
    assert list(fit(scores, groups=groups).population) == ["b", "c"]


def test_what_is_no_responses_and_what_is_no_model_is_said() -> None:
    scores = simulated(300, 6, seed=3)
    with pytest.raises(CalibrationError, match="got ndarray"):
        calibrate(scores)  # type: ignore[arg-type]
    with pytest.raises(CalibrationError, match="got None"):
        fit(scores, None)  # type: ignore[arg-type]
