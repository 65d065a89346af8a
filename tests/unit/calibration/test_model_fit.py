"""Evidence on fit that can say no: verdicts, and the statistics they rest on."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration import CalibrationError, FitIssue, FitVerdict, ResponseMatrix, calibrate, model_fit, person_fit
from calibration.fit.dimensionality import largest_eigenvalue_p
from calibration.fit.false_discoveries import adjusted_p
from calibration.fit.fit_document import fit_document
from calibration.fit.fit_issues import item_issues
from calibration.fit.item_fit import item_fit
from calibration.fit.limited_information import limited_information
from calibration.fit.posterior_predictive import posterior_predictive
from calibration.fit.predictive_fit import predictive_fit, routed_by_answers
from calibration.fit.refitted_simulations import refit_like, simulations
from calibration.fit.residual_eigenvalues import simulated_eigenvalues, simulated_unit, symmetric
from calibration.fit.sequential_person_fit import sequential_person_fit
from calibration.fit.simulated_sittings import observed_routing, simulated_sittings
from calibration.fit.slope_spread import with_true_spread
from calibration.fit.sum_score_distributions import rest_score_distributions, sum_score_distribution
from calibration.persons.posterior_abilities import tabulate_fit
from calibration.persons.weighted_likelihood import weighted_likelihood
from engine.irt.response_models import theta_derivatives
from reports.technical.fit_messages import DIMENSION_FIRST, POWER, VALUE, P
from reports.technical.fit_section import fit_part, issue_sentences

B = np.linspace(-1.5, 1.5, 20)


def scores(persons=1500, *, seed=1, slopes=1.0, theta=None, shift=0.0):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=persons)[:, None] if theta is None else theta
    return (rng.logistic(size=(persons, B.size)) < slopes * (theta - B) + shift).astype(int)


def verdict(table, model="2pl"):
    data = ResponseMatrix.from_dense(table)
    return model_fit(data, calibrate(data, model, standard_errors=None))


def off_curve(table, model="2pl"):
    """What speaks against the items, of which no data need be simulated."""
    data = ResponseMatrix.from_dense(table)
    (found,) = item_issues(item_fit(data, calibrate(data, model, standard_errors=None)))
    return found


@pytest.fixture(autouse=True)
def few_data_sets(monkeypatch):
    """Critical values from 12 simulated data sets: rougher, and in a quarter of the time."""
    monkeypatch.setattr("calibration.fit.model_fit.OF_PAIRS", 12)
    monkeypatch.setattr("calibration.fit.model_fit.OF_ITEMS", 6)


@cache
def clean():
    return verdict(scores(400))


def test_clean_data_are_adequate():
    assert clean().verdict is FitVerdict.ADEQUATE
    assert clean().issues == ()


def test_an_item_without_a_monotone_curve_is_named_and_the_others_are_not_refused():
    table = scores(1500)
    rng = np.random.default_rng(9)
    theta = table.mean(axis=1)
    table[:, 10] = rng.random(1500) < np.where(np.abs(theta - 0.5) < 0.2, 0.8, 0.25)
    found = off_curve(table)
    assert found.issue is FitIssue.ITEMS_OFF_CURVE
    assert "11" in found.items
    assert not found.refuses


def test_slopes_that_differ_are_not_a_rasch_model():
    found = off_curve(scores(1000, slopes=np.tile([0.4, 2.2], 10)), "rasch")
    assert found.issue is FitIssue.MANY_ITEMS_OFF_CURVE
    assert found.refuses


def test_a_copied_item_is_a_dependent_pair():
    table = scores(300)[:, 4:14]
    table[:, 5] = np.where(np.random.default_rng(3).random(300) < 0.8, table[:, 4], table[:, 5])
    found = verdict(table, "rasch")
    pairs = [each for each in found.issues if each.issue is FitIssue.DEPENDENT_PAIRS]
    assert pairs
    assert pairs[0].items[0] in ("5+6", "6+5")


def test_two_dimensions_are_named_with_their_two_sets_before_the_pairs_that_come_of_them():
    rng = np.random.default_rng(4)
    theta = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], size=500)
    found = verdict(scores(500, theta=np.repeat(theta, 10, axis=1), slopes=1.5), "1pl")
    assert found.verdict is FitVerdict.NO
    second = found.issues[0]
    assert second.issue is FitIssue.SECOND_DIMENSION
    items = found.item_fit.items
    assert [set(each) for each in second.sets] == [set(items[:10]), set(items[10:])]
    written = next(each for each in fit_document(found)["issues"] if each["issue"] == "second_dimension")
    assert written["sets"] == [list(each) for each in second.sets]
    for language in ("cy", "en"):
        said = dict(zip((each.issue for each in found.issues), issue_sentences(found, language), strict=True))
        assert ", ".join(second.sets[0][:6]) + " … / " + ", ".join(second.sets[1][:6]) in said[second.issue]
        assert said[FitIssue.DEPENDENT_PAIRS].endswith(DIMENSION_FIRST[language])
        heads = re.findall(r"<th scope=.col.[^>]*>(.*?)</th>", fit_part(found, language))
        assert heads[1:4] == [VALUE[language], P[language], POWER[language]]  # what it says stands below


def test_block_designs_are_judged_within_their_blocks():
    table = scores(600)
    table[:300, :7], table[300:, 13:] = -1, -1
    found = verdict(table, "rasch")
    assert found.m2 is None  # nobody met every item
    assert np.isfinite(found.item_fit.s_x2).all()
    assert found.verdict is FitVerdict.ADEQUATE


def test_a_fit_with_testlets_is_judged_by_its_items():
    data = ResponseMatrix.from_dense(scores(300)[:, 4:12])
    fit = calibrate(data, "rasch", testlets=["a"] * 4 + ["b"] * 4)
    found = model_fit(data, fit)
    assert found.pair_fit is None
    assert np.isfinite(found.item_fit.p).all()


def test_adaptive_answers_are_predicted_from_earlier_ones_and_need_their_order():
    known_order = adaptive_data()
    for known in (True, False):
        data = known_order if known else replace(known_order, position=None)
        fit = calibrate(data, "rasch", standard_errors=None)
        found = predictive_fit(data, tabulate_fit(data, fit), np.ones(B.size, dtype=int))
        assert found.sequential is known
        assert np.isfinite(found.p).any() == known


def test_persons_who_guess_against_their_ability_have_a_low_lz_star():
    table = scores(1000)
    table[0] = (B > 0).astype(int)  # the hard ones right, the easy ones wrong
    data = ResponseMatrix.from_dense(table)
    found = person_fit(data, calibrate(data, "rasch"), np.zeros(1000))
    assert found.lz_star[0] < -4
    assert found.lz_star[0] == np.nanmin(found.lz_star)


def test_person_fit_needs_an_ability_for_each_person():
    data = ResponseMatrix.from_dense(scores(300))
    with pytest.raises(CalibrationError, match=r"\(300,\)"):
        person_fit(data, calibrate(data, "rasch"), np.zeros(299))


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=7))
def test_sum_score_distributions_are_those_of_every_pattern(chances):
    prob = [np.array([[1 - chance], [chance]]) for chance in chances]
    patterns = np.array(np.meshgrid(*[[0, 1]] * len(chances))).reshape(len(chances), -1)
    weight = np.prod(np.where(patterns == 1, np.array(chances)[:, None], 1 - np.array(chances)[:, None]), axis=0)
    expected = np.bincount(patterns.sum(axis=0), weight)
    np.testing.assert_allclose(sum_score_distribution(prob)[:, 0], expected, atol=1e-12)
    for at, rest in enumerate(rest_score_distributions(prob)):
        others = np.delete(patterns, at, axis=0)
        chance = np.delete(np.array(chances), at)[:, None]
        weight = np.prod(np.where(others == 1, chance, 1 - chance), axis=0) / 2
        np.testing.assert_allclose(rest[:, 0], np.bincount(others.sum(axis=0), weight), atol=1e-12)


def test_adjusted_p_values_against_a_worked_example():
    # Benjamini & Hochberg (1995), section 3.1: fifteen p-values, four discoveries at .05
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.324,
            0.4262,
            0.5719,
            0.6528,
            0.759,
            1,
        ]
    )
    assert (adjusted_p(p) < 0.05).sum() == 4
    assert np.isnan(adjusted_p(np.array([np.nan, 0.01]))[0])


def adaptive_data(*, seed=5, persons=600, length=12, aberrant=0, theta=None, testlets=None):
    """Sittings whose next item is near the running estimate; the first persons answer at random from the middle on."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=persons) if theta is None else theta
    effect = np.zeros((persons, B.size)) if testlets is None else rng.normal(size=(persons, B.size))[:, testlets]
    table, position = np.full((persons, B.size), -1), np.full((persons, B.size), -1)
    estimate = np.zeros(persons)
    for at in range(length):
        distance = np.abs(B - estimate[:, None]) + 0.5 * rng.random((persons, B.size))
        distance[table >= 0] = 9
        item = distance.argmin(axis=1)
        right = rng.logistic(size=persons) < theta + effect[np.arange(persons), item] - B[item]
        if at >= length // 2:
            right[:aberrant] = False
        table[np.arange(persons), item], position[np.arange(persons), item] = right, at + 1
        estimate += np.where(right, 1, -1) / (at + 1)
    return ResponseMatrix.from_dense(table, position=position)


def test_adaptive_sittings_have_a_person_fit_with_a_known_null():
    data = adaptive_data(persons=1500, aberrant=75, theta=np.random.default_rng(2).normal(0.5, 1, 1500))
    found = sequential_person_fit(data, calibrate(data, "rasch", standard_errors=None))
    honest, careless = found.cusum_p[75:], found.cusum_p[:75]
    assert 0.03 < (honest < 0.05).mean() < 0.07
    assert 0.03 < (found.lz_p[75:] < 0.05).mean() < 0.07
    assert (careless < 0.05).mean() > 0.4
    assert found.fall[:75].mean() > found.rise[:75].mean()


def test_person_fit_of_sittings_needs_their_order():
    data = ResponseMatrix.from_dense(scores(300))
    with pytest.raises(CalibrationError, match="position"):
        sequential_person_fit(data, calibrate(data, "rasch"))


def test_testlets_in_adaptive_data_are_refused_by_the_posterior_predictive_check():
    data = adaptive_data(persons=1200, testlets=np.arange(B.size) % 5)
    fit = calibrate(data, "rasch", standard_errors=None)
    found = posterior_predictive(data, tabulate_fit(data, fit), draws=60)
    assert found is not None
    assert found.p == pytest.approx(1 / 61)
    assert found.size > 0.02
    same = [(int(first) - int(second)) % 5 == 0 for first, second in (pair.split("+") for pair in found.pairs)]
    assert np.mean(same) > 0.8


def test_clean_adaptive_data_pass_and_s_x2_is_not_taken_of_them():
    data = adaptive_data(persons=400)
    found = model_fit(data, calibrate(data, "rasch", standard_errors=None))
    assert found.verdict is FitVerdict.ADEQUATE
    assert np.isnan(found.item_fit.s_x2).all()
    assert found.predicted is not None
    assert found.predicted.p > 0.05
    assert found.persons is not None
    assert found.persons.in_order


def test_simulated_sittings_follow_the_observed_routing():
    data = adaptive_data(persons=800)
    on = tabulate_fit(data, calibrate(data, "rasch", standard_errors=None))
    drawn = simulated_sittings(data, on, observed_routing(data, data.position, on), np.random.default_rng(1))
    observed, simulated = (each.responses_per_item() / len(each) for each in (data, drawn))
    assert np.abs(observed - simulated).max() < 0.02
    assert len(drawn) == pytest.approx(len(data), rel=0.001)  # nobody stops early for want of an item that is new
    right = [np.corrcoef(B[each.item], each.score)[0, 1] for each in (data, drawn)]  # abler persons get harder items
    assert right[1] == pytest.approx(right[0], abs=0.05)


def test_adaptive_data_are_drawn_from_slopes_that_spread_as_the_true_ones_and_not_as_the_fitted_ones(monkeypatch):
    monkeypatch.setattr("calibration.fit.slope_spread.DATA_SETS", 4)
    data, rng = adaptive_data(persons=400), np.random.default_rng(1)  # all true slopes are 1
    fit = calibrate(data, "2pl", standard_errors=None)
    on = tabulate_fit(data, fit)
    drawn_from = with_true_spread(data, fit, on, refit_like(fit, on), rng)
    odds = np.diff(drawn_from.log_prob, axis=1)[:, 0]
    slopes = (odds[:, 1] - odds[:, 0]) / (on.nodes[1] - on.nodes[0])
    assert np.log(slopes).var() < 0.6 * np.log(fit.a).var()
    assert np.log(slopes).mean() == pytest.approx(np.log(fit.a).mean(), abs=1e-9)
    alike = calibrate(data, "rasch", standard_errors=None)
    on = tabulate_fit(data, alike)
    assert with_true_spread(data, alike, on, refit_like(alike, on), rng) is on


def test_eigenvalues_of_adaptive_data_are_taken_about_the_mean_of_the_other_data_sets():
    table = np.random.default_rng(2).normal(0, 0.05, (12, 10)) + np.linspace(0, 0.9, 10)
    persons = np.full((5, 5), 300)
    about = simulated_eigenvalues(table, persons, routed=True)
    plain = simulated_eigenvalues(table, persons, routed=False)
    assert about[:, 0].max() < 1.5 < 2 < plain[:, 0].min()
    of_one, _ = simulated_unit(table[1:], persons).eigenvectors(symmetric(table[0], 5))
    np.testing.assert_allclose(of_one, about[0])


def test_a_data_set_that_cannot_be_fitted_is_drawn_anew_and_not_compared_by_the_old_parameters():
    data = ResponseMatrix.from_dense(scores(300))
    on = tabulate_fit(data, calibrate(data, "rasch", standard_errors=None))
    asked = []

    def refit(drawn):
        asked.append(drawn)
        return None if len(asked) % 2 else replace(on)

    assert all(fitted is not on for _, fitted in drawn_anew(data, on, refit, 4))
    assert len(asked) == 8
    assert [each is on for _, each in drawn_anew(data, on, lambda _: None, 2)] == [True] * 2


def drawn_anew(data, on, refit, count):
    return simulations(data, on, refit, np.random.default_rng(1), count, routed=False)


def test_answers_that_are_missing_here_and_there_are_no_routing_and_items_are_tested():
    table = scores(1000)
    table[np.random.default_rng(3).random(table.shape) < 0.04] = -1
    data = ResponseMatrix.from_dense(table)
    on = tabulate_fit(data, calibrate(data, "rasch", standard_errors=None))
    assert not routed_by_answers(data, on)
    assert np.isfinite(predictive_fit(data, on, np.ones(B.size)).p).all()


def test_nothing_found_is_no_good_fit_where_no_item_was_tested():
    data = replace(adaptive_data(persons=300, length=8), position=None)
    found = model_fit(data, calibrate(data, "rasch", standard_errors=None))
    assert np.isnan(found.item_fit.p).all()
    assert found.verdict is FitVerdict.UNTESTED


def test_of_weighted_persons_no_moments_are_tested():
    data = ResponseMatrix.from_dense(scores(400))
    weighted = replace(data, weight=np.random.default_rng(1).exponential(size=400)[data.person])
    fit = calibrate(weighted, "rasch", standard_errors=None)
    assert limited_information(weighted, fit, tabulate_fit(weighted, fit), by_category=False) is None


def test_weighted_likelihood_estimates_are_roots_also_of_several_categories():
    rng = np.random.default_rng(8)
    theta = rng.normal(size=(400, 1))
    table = (rng.logistic(size=(400, 20, 2)) < (theta - B)[:, :, None] + np.array([0.5, -0.5])).sum(axis=2)
    data = ResponseMatrix.from_dense(table)
    fit = calibrate(data, "gpcm", standard_errors=None)
    found, term = weighted_likelihood(data, fit)
    at = found[:, None]
    score = np.zeros(400)
    for item in range(20):
        one = fit.parameters.take(np.array([item]))
        score += theta_derivatives(one, at.T)[0][table[:, item], np.arange(400)]
    np.testing.assert_allclose(score + term, 0, atol=1e-8)
    star = person_fit(data, fit).lz_star
    assert 0.02 < (star < -1.645).mean() < 0.09


def test_the_tail_of_the_largest_eigenvalue_is_that_of_its_simulations():
    drawn = np.random.default_rng(1).gamma(46.446, 1.0, 4000)
    assert np.mean([largest_eigenvalue_p(value, drawn[2000:]) < 0.05 for value in drawn[:2000]]) == pytest.approx(
        0.05, abs=0.015
    )
    assert np.isnan(largest_eigenvalue_p(1.0, drawn[:2]))


def test_a_document_has_effect_and_power_beside_each_p():
    found = fit_document(clean())
    assert 0 < found["whole"]["power"] <= 1
    assert len(found["items"]) == B.size
    for part in (found["dimensions"], found["pairs"], *found["items"]):
        assert 0 < part["power"] <= 1


def test_a_small_pool_does_not_hide_that_answers_chose_the_items():
    table, position = np.full((600, 6), -1), np.full((600, 6), -1)
    rng = np.random.default_rng(3)
    theta = rng.normal(size=600)
    table[:, :3] = rng.logistic(size=(600, 3)) < theta[:, None]
    position[:, :3] = [1, 2, 3]
    hard = table[:, :3].sum(axis=1) > 1
    for item, who in ((3, ~hard), (4, np.full(600, True)), (5, hard)):
        table[who, item], position[who, item] = rng.logistic(size=who.sum()) < theta[who] + 3 - item + 1, item + 1
    for routed in (True, False):
        data = ResponseMatrix.from_dense(table, position=position if routed else None)
        on = tabulate_fit(data, calibrate(data, "rasch", standard_errors=None))
        assert routed_by_answers(data, on) is routed
