"""What `calibrate` takes beside responses: models by item, held items, groups, weights, priors, histograms."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from calibration import Calibration, CalibrationError, ErrorCode, FitStatus, Remark, ResponseMatrix, calibrate
from calibration.marginal.priors import WEAK, LogitNormal, LogNormal, Priors
from calibration.results.parameter_covariance import parameter_covariance
from engine import ItemParameters, Normal

Floats = NDArray[np.float64]

A = np.array([0.8, 1.3, 1.0, 1.6, 0.9, 1.2, 0.7, 1.1, 1.4, 1.0])
B = np.array([-1.5, -1.0, -0.6, -0.2, 0.0, 0.3, 0.6, 0.9, 1.2, 1.6])


def answers(persons: int, *, mean: float = 0.0, sd: float = 1.0, c: float = 0.0, seed: int = 0) -> NDArray[np.int64]:
    rng = np.random.default_rng([7, seed])
    prob = c + (1 - c) / (1 + np.exp(-A * (rng.normal(mean, sd, (persons, 1)) - B)))
    return (rng.random(prob.shape) < prob).astype(np.int64)


def steps(persons: int, seed: int = 0) -> NDArray[np.int64]:
    """Scores of 0 to 3 on six items."""
    rng = np.random.default_rng([8, seed])
    noise = rng.logistic(0, 0.8, (persons, 6))
    place = rng.normal(size=(persons, 1)) + noise + np.linspace(-0.5, 0.5, 6)
    return np.digitize(place, [-1.0, 0.0, 1.0]).astype(np.int64)


def fit(scores: NDArray[np.int64], model: Any = "2pl", **options: Any) -> Calibration:
    return calibrate(ResponseMatrix.from_dense(scores), model, **options)


def held(items: int) -> dict[str, ItemParameters]:
    return {str(at + 1): ItemParameters.logistic(A[at], B[at]) for at in range(items)}


@cache
def three() -> Calibration:
    return fit(answers(2000, c=0.2), "3pl", priors="default").require_converged()


def refused(*args: Any, **options: Any) -> CalibrationError:
    with pytest.raises(CalibrationError) as caught:
        fit(*args, **options)
    return caught.value


# models


@pytest.mark.parametrize("model", ["pcm", "gpcm", "rsm", "grm"])
def test_polytomous_parameters_are_what_the_engine_takes(model: str) -> None:
    found = fit(steps(800), model).require_converged()
    assert found.parameters.b.tolist() == found.b.tolist()
    assert found.parameters.a.tolist() == found.a.tolist()
    assert (found.parameters.categories == 4).all()
    assert found.standard_errors is not None
    assert (found.standard_errors.b > 0).all()


def test_a_rating_scale_has_the_same_thresholds_in_every_item_and_counts_them_once() -> None:
    found = fit(steps(800), "rsm").require_converged()
    gaps = np.diff(found.b, axis=1)
    assert gaps == pytest.approx(np.tile(gaps[:1], (6, 1)), abs=1e-9)
    assert found.free == 1 + 6 + 2
    assert len(found.names) == 1 + 18


def test_two_categories_make_the_polytomous_models_the_dichotomous_ones() -> None:
    scores = answers(1000)
    for one, other in (("2pl", "gpcm"), ("2pl", "grm"), ("rasch", "pcm"), ("rasch", "rsm")):
        left, right = fit(scores, one, tol=1e-8), fit(scores, other, tol=1e-8)
        assert right.log_likelihood == pytest.approx(left.log_likelihood, abs=1e-6)
        assert right.b == pytest.approx(left.b, abs=1e-5)
        assert left.standard_errors is not None
        assert right.standard_errors is not None
        assert right.standard_errors.b == pytest.approx(left.standard_errors.b, abs=1e-5)


def test_a_model_for_each_item() -> None:
    scores = np.hstack((answers(1500)[:, :6], steps(1500)[:, :2]))
    found = fit(scores, ["rasch", "rasch", "1pl", "1pl", "2pl", "3pl", "gpcm", "grm"], priors="default")
    found.require_converged()
    assert found.model == "mixed"
    assert found.a[:2].tolist() == [1, 1]
    assert found.a[2] == found.a[3] != 1
    assert (found.c[:5] == 0).all()
    assert found.c[5] > 0
    assert found.names[:2] == ("a", "a[5]")
    assert found.names[-2:] == ("c[6]", "sd")  # items with a = 1 set the unit, so that the spread is free
    assert list(found.parameters.model) == [0, 0, 0, 0, 0, 0, 1, 2]


def test_the_covariance_is_handed_on_for_every_model() -> None:
    found = three()
    handed = parameter_covariance(found)
    assert handed is not None
    assert found.standard_errors is not None
    assert np.sqrt(handed.blocks[:, 2, 2]) == pytest.approx(found.standard_errors.c)
    assert np.sqrt(handed.blocks[:, 0, 0]) == pytest.approx(found.standard_errors.a)


# what the data do not say


def test_a_score_that_nobody_got_is_named_with_its_item() -> None:
    scores = steps(400)
    scores[scores[:, 2] == 1, 2] = 2
    fault = refused(scores, "gpcm")
    assert fault.code is ErrorCode.CATEGORY_UNUSED
    assert "3 (1)" in str(fault)


def test_a_rating_scale_does_not_ask_every_item_for_every_score() -> None:
    scores = steps(400)
    scores[scores[:, 2] == 3, 2] = 2
    assert (fit(scores, "rsm").require_converged().parameters.categories == 4).all()


def test_3pl_calibration_without_priors_or_enough_data_says_so_and_names_the_item() -> None:
    """Few low abilities and easy items: nothing tells the lower asymptotes from 0."""
    bare = fit(answers(300, mean=1.0), "3pl")
    assert bare.status in (FitStatus.AT_BOUND, FitStatus.NOT_DETERMINED, FitStatus.RUNAWAY)
    assert set(bare.remarks.values()) & {Remark.AT_BOUND, Remark.UNDETERMINED, Remark.STEEP}
    for values in (bare.a, bare.b, bare.c):
        assert np.isfinite(values).all()
    assert fit(answers(300, mean=1.0), "3pl", priors="default").status is FitStatus.CONVERGED


def test_a_separable_item_is_named() -> None:
    """The last item is right exactly for those above the others' median: no finite slope fits as well as the next."""
    scores = answers(400)
    scores[:, 9] = scores[:, :9].sum(axis=1) > 4
    found = fit(scores)
    assert found.status is FitStatus.RUNAWAY
    assert found.remarks["10"] is Remark.STEEP
    assert found.covariance is None


def test_a_prior_on_slopes_bounds_a_separable_item() -> None:
    scores = answers(400)
    scores[:, 9] = scores[:, :9].sum(axis=1) > 4
    assert fit(scores, priors=Priors(a=LogNormal(0, 0.5))).require_converged().a[9] < 10


def test_a_group_whose_persons_are_all_alike_has_no_spread() -> None:
    alike = np.tile(
        np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]]), (9, 1)
    )
    anchors = {str(at + 1): ItemParameters.logistic(1.0, 0.0) for at in range(4)}
    assert fit(alike, fixed=anchors, max_iter=5000).status is FitStatus.NO_SPREAD


# held items


def test_fixed_item_calibration_updates_the_population_with_the_anchors_present() -> None:
    """Held at N(0, 1) the new items would come out 0.8 too hard and 30 % too steep (cf. mirt#200)."""
    scores = answers(6000, mean=-0.8, sd=1.3)
    found = fit(scores, fixed=held(6)).require_converged()
    errors, spread = found.standard_errors, found.population_errors
    assert errors is not None
    assert spread is not None
    assert (np.abs(found.b - B)[6:] < 4 * errors.b[6:]).all()
    assert (np.abs(found.a - A)[6:] < 4 * errors.a[6:]).all()
    assert abs(found.population["all"].mean + 0.8) < 4 * spread["all"][0]
    assert abs(found.population["all"].sd - 1.3) < 4 * spread["all"][1]
    assert found.a[:6].tolist() == A[:6].tolist()
    assert errors.b[:6].tolist() == [0] * 6


def test_new_items_beside_held_ones_keep_their_model() -> None:
    """cf. mirt#202, where new 3PL items became 2PL ones."""
    found = fit(answers(3000, c=0.2), "3pl", fixed=held(3), priors="default")
    assert found.models == ("fixed",) * 3 + ("3pl",) * 7
    assert (found.c[:3] == 0).all()
    assert (found.c[3:] > 0.01).all()
    assert sum(name.startswith("c[") for name in found.names) == 7


def test_a_calibration_can_be_held_and_gives_its_own_population_back() -> None:
    scores = answers(1500)
    first = fit(scores, tol=1e-8).require_converged()
    again = fit(scores, fixed=first, tol=1e-8).require_converged()
    assert again.names == ("mean[all]", "sd")
    assert again.population["all"].mean == pytest.approx(0, abs=1e-5)
    assert again.population["all"].sd == pytest.approx(1, abs=1e-5)
    assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-6)


def test_of_a_calibration_those_items_are_held_that_are_among_the_data() -> None:
    """A later trial holds some anchors of the bank, seldom all its items."""
    bank = fit(answers(1500)).require_converged()
    later = ResponseMatrix.from_dense(answers(1500)[:, 5:], items=[*bank.items[5:8], "new 1", "new 2"])
    found = calibrate(later, "2pl", fixed=bank)
    assert found.models == ("fixed",) * 3 + ("2pl",) * 2
    assert found.b[:3].tolist() == bank.b[5:8].tolist()
    with pytest.raises(CalibrationError, match="got one that shares none"):
        calibrate(ResponseMatrix.from_dense(answers(1500), items=list("abcdefghij")), "2pl", fixed=bank)


def test_a_held_item_may_have_higher_scores_than_those_that_occur() -> None:
    scores = answers(800)
    held_item = {"1": ItemParameters.graded(1.0, [[-1.0, 0.0, 1.0]])}
    found = fit(scores, fixed=held_item).require_converged()
    assert found.models == ("fixed", *["2pl"] * 9)
    assert found.parameters.categories[0] == 4


@pytest.mark.parametrize("wrong", [["1"], {"1": (1.0,)}])
def test_what_cannot_be_held_is_refused(wrong: object) -> None:
    assert str(refused(answers(100), fixed=wrong)).startswith("fixed: expected ")


def test_held_polytomous_items_are_held_as_they_are() -> None:
    for model in ("gpcm", "grm", "pcm"):
        first = fit(steps(800), model, tol=1e-8).require_converged()
        again = fit(steps(800), model, fixed=first, tol=1e-8).require_converged()
        assert (again.a.tolist(), again.b.tolist()) == (first.a.tolist(), first.b.tolist())
        assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-6)


def test_held_items_may_be_unanswered_or_constant() -> None:
    scores = answers(500)
    scores[:, 0], scores[:, 1] = -1, 1
    assert fit(scores, fixed=held(4)).status is FitStatus.CONVERGED


def test_a_held_item_that_is_not_in_the_data_is_refused_by_name() -> None:
    fault = refused(answers(100), fixed={"Q9": ItemParameters.logistic(1.0, 0.0)})
    assert str(fault) == "fixed: expected ids of items in the data, got Q9"


# groups


@cache
def two_groups() -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    scores = np.vstack((answers(3000), answers(3000, mean=0.7, sd=1.2, seed=1)))
    scores[:3000, 7:], scores[3000:, :3] = -1, -1
    return scores, np.repeat(["Year 4", "Year 5"], 3000)


@pytest.mark.parametrize("model", ["2pl", "grm"])
def test_the_second_group_has_its_own_mean_and_spread(model: str) -> None:
    scores, groups = two_groups()
    found = fit(scores, model, groups=groups).require_converged()
    errors = found.population_errors
    assert errors is not None
    assert found.population["Year 4"] == Normal(0.0, 1.0)
    assert errors["Year 4"] == (0, 0)
    assert abs(found.population["Year 5"].mean - 0.7) < 4 * errors["Year 5"][0]
    assert abs(found.population["Year 5"].sd - 1.2) < 4 * errors["Year 5"][1]
    assert found.names[-2:] == ("mean[Year 5]", "sd[Year 5]")


def test_groups_of_a_rasch_fit_are_in_the_items_unit() -> None:
    """The same fit with the items held comes to the same population."""
    scores, groups = two_groups()
    found = fit(scores, "rasch", groups=groups, tol=1e-8).require_converged()
    assert found.names[0] == "sd[Year 4]"
    again = fit(scores, "rasch", groups=groups, fixed=found, tol=1e-8).require_converged()
    for group in ("Year 4", "Year 5"):
        assert again.population[group].mean == pytest.approx(found.population[group].mean, abs=1e-5)
        assert again.population[group].sd == pytest.approx(found.population[group].sd, abs=1e-5)


def test_the_order_of_persons_and_names_does_not_move_groups() -> None:
    scores, groups = two_groups()
    one = fit(scores, groups=groups, standard_errors=None)
    order = np.random.default_rng(0).permutation(len(scores))
    other = fit(scores[order], groups=groups[order], standard_errors=None)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    assert other.population["Year 5"].mean == pytest.approx(one.population["Year 5"].mean, abs=1e-5)


def test_a_label_for_each_person_is_asked_for() -> None:
    assert str(refused(answers(100), groups=["Year 4"])) == "groups: expected 100 labels, got (1,)"


# weights


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
def test_a_weight_of_three_is_three_persons(model: str) -> None:
    scores = answers(400)
    weights = np.where(np.arange(400) < 100, 3.0, 1.0)
    often = np.vstack((scores, scores[:100], scores[:100]))
    one = fit(scores, model, weights=weights, priors="default", tol=1e-8)
    other = fit(often, model, priors="default", tol=1e-8)
    assert one.log_likelihoods[-1] == pytest.approx(other.log_likelihoods[-1], abs=1e-7)
    assert one.b == pytest.approx(other.b, abs=1e-6)
    assert one.standard_errors is not None
    assert other.standard_errors is not None
    assert one.standard_errors.b == pytest.approx(other.standard_errors.b, rel=1e-5)


def test_weights_of_the_responses_are_the_persons() -> None:
    scores = answers(400)
    weights = np.linspace(0.5, 2, 400)
    carried = ResponseMatrix.from_dense(scores, weight=weights)
    assert calibrate(carried).log_likelihood == fit(scores, weights=weights).log_likelihood


def test_responses_of_one_person_with_several_weights_are_refused() -> None:
    scores = answers(50)
    weights = np.ones(scores.shape)
    weights[3, 4] = 2
    with pytest.raises(CalibrationError) as caught:
        calibrate(ResponseMatrix.from_dense(scores, weight=weights))
    assert caught.value.code is ErrorCode.VARIES


@pytest.mark.parametrize("weights", [[1.0], np.zeros(100), np.full(100, np.nan)])
def test_weights_are_finite_numbers_above_0(weights: Any) -> None:
    assert str(refused(answers(100), weights=weights)).startswith("weights: expected (100,) finite numbers above 0")


# priors


def test_default_priors_are_those_named_and_enter_the_objective_alone() -> None:
    found, same = three(), fit(answers(2000, c=0.2), "3pl", priors=WEAK)
    assert same.log_likelihood == found.log_likelihood
    assert found.log_likelihoods[-1] == found.log_likelihood + found.log_prior
    assert found.log_prior != 0


@pytest.mark.parametrize(("mean", "sd"), [(float("nan"), 0.5), (0.0, float("nan")), (float("inf"), 1.0), (0.0, 0.0)])
def test_a_prior_that_is_none_is_refused(mean: float, sd: float) -> None:
    """With one the objective would be no number, and the fit stand still where it began."""
    for prior in (LogNormal, LogitNormal):
        with pytest.raises(ValueError, match="prior: expected a finite mean and a standard deviation above 0"):
            prior(mean, sd)


def test_a_strong_prior_has_its_way() -> None:
    tight = Priors(LogNormal(np.log(1.5), 0.01), Normal(0.5, 0.01), LogitNormal(-1.0, 0.01))
    found = fit(answers(300), "3pl", priors=tight).require_converged()
    assert found.a == pytest.approx(np.full(10, 1.5), abs=0.02)
    assert found.b == pytest.approx(np.full(10, 0.5), abs=0.02)
    assert found.c == pytest.approx(np.full(10, 1 / (1 + np.e)), abs=0.005)


def test_priors_on_locations_are_in_the_reported_unit_for_a_rasch_fit() -> None:
    found = fit(answers(400, sd=2.0), "rasch", priors=Priors(b=Normal(0.7, 0.001))).require_converged()
    assert found.b == pytest.approx(np.full(10, 0.7), abs=0.002)


@pytest.mark.parametrize(("wrong", "said"), [({"priors": "weak"}, "priors"), ({"population": "skewed"}, "population")])
def test_unknown_choices_are_refused(wrong: dict[str, Any], said: str) -> None:
    assert str(refused(answers(100), **wrong)).startswith(f"{said}: expected")


def test_a_reversed_item_whose_slope_a_prior_keeps_above_0_is_told_as_flat_and_the_others_keep_their_errors() -> None:
    """All of its curve that persons meet is the lower asymptote: where the rest lies may be anything."""
    scores = answers(1500, c=0.2)
    scores[:, 3] = np.random.default_rng(3).random(1500) < 0.12 * (scores.sum(axis=1) < 5) + 0.06
    found = fit(scores, "3pl", priors="default")
    assert (found.status, found.remarks) == (FitStatus.CONVERGED, {"4": Remark.FLAT})
    errors = found.standard_errors
    assert errors is not None
    assert np.flatnonzero(np.isnan(errors.b)).tolist() == [3]
    assert np.isfinite([errors.a, errors.c, errors.d]).all()
    told = Priors(a=WEAK.a, b=Normal(0, 2), c=WEAK.c)
    assert fit(scores, "3pl", priors=told).require_converged().standard_errors is not None


# population and grid


def test_a_histograms_mean_is_not_told_as_held() -> None:
    scores, two = answers(600), np.repeat(["a", "b"], 300)
    assert fit(scores, population="histogram").require_converged().population_errors == {"all": (0.0, 0.0)}
    assert fit(scores, population="histogram", groups=two).require_converged().population_errors is None


def test_a_histogram_fits_a_skewed_population_that_a_normal_does_not() -> None:
    rng = np.random.default_rng(4)
    theta = rng.exponential(size=(4000, 1)) - 1
    scores = (rng.random((4000, 10)) < 1 / (1 + np.exp(-A * (theta - B)))).astype(int)
    normal, free = fit(scores), fit(scores, population="histogram")
    assert free.require_converged().log_likelihood > normal.log_likelihood + 20
    assert np.abs(free.b - B).max() < np.abs(normal.b - B).max()
    assert free.histogram is not None
    masses = free.histogram["all"]
    assert masses.sum() == pytest.approx(1, abs=1e-12)
    assert masses @ free.grid == pytest.approx(0, abs=1e-9)
    assert masses @ free.grid**2 == pytest.approx(1, abs=1e-9)


def test_a_grid_of_our_own_reaches_a_group_that_is_far_away() -> None:
    found = fit(answers(1500, mean=2.5, sd=1.6), fixed=held(8)).require_converged()
    assert found.grid[-1] >= found.population["all"].mean + 5 * found.population["all"].sd
    assert np.diff(found.grid) == pytest.approx(np.full(found.grid.size - 1, 0.2))


def test_a_given_grid_that_does_not_reach_a_group_is_declared() -> None:
    narrow = fit(answers(1500, mean=2.5, sd=1.6), fixed=held(8), grid=np.linspace(-6, 6, 61))
    assert narrow.status is FitStatus.GRID_TOO_NARROW


def test_quadrature_that_is_too_coarse_for_a_long_test_is_not_called_converged() -> None:
    """21 nodes end 262 log-likelihood units short on 100 items in other programs, which say they converged."""
    rng = np.random.default_rng(6)
    scores = (
        rng.random((400, 100)) < 1 / (1 + np.exp(-1.3 * (rng.normal(size=(400, 1)) - rng.normal(size=100))))
    ).astype(int)
    assert fit(scores, grid=np.linspace(-6, 6, 21), standard_errors=None).status is FitStatus.GRID_TOO_COARSE
    assert fit(scores, standard_errors=None).status is FitStatus.CONVERGED
