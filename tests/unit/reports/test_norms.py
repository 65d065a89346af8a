"""Norms: learning time, the distribution of scores, standardised scores, the file, and what forbids their use."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.integrate import trapezoid

from reports.norms.learning_time import LearningTime, completed_months, learning_time, relative_age
from reports.norms.model_fit import fit_model
from reports.norms.norm_checks import NormFindingKind, check_norms
from reports.norms.norm_document import InvalidNorms, norms_bytes, norms_hash, read_norms
from reports.norms.norm_model import NormBasis, NormModel, NormTerms
from reports.norms.norm_sample import InvalidSample, NormSample, norm_sample
from reports.norms.sinh_arcsinh import SinhArcsinh
from reports.norms.standardised_scores import (
    LOWEST,
    Z90,
    Norms,
    NormSource,
    OutsideNorms,
    StandardisedScore,
    kept_pace,
    standardised_score,
)

SOURCE = NormSource("numeracy-procedural", "1", 4000, 40, "ab" * 32, fictional=True)


def known_norms(**shape: float) -> Norms:
    """Norms of means from −3 in Year 2 to 1 at the end of Year 9, SD 1, known without error unless `error` is given."""
    coefficients = np.array([-1.0, 2.0, 0.0, shape.get("skew", 0.0)])
    covariance = shape.get("error", 0.0) ** 2 * np.diag([1.0, 0.0, 0.0, 0.0])
    basis = NormBasis(NormTerms(skew_degree=0), 2.0, 10.0)
    return Norms(SOURCE, NormModel(basis, coefficients, covariance))


def median(model: NormModel, time: LearningTime, age_months: float) -> float:
    """The score of a learner in the middle, at a learning time and age in months."""
    age = relative_age(time.year, time.weeks, age_months)
    return float(model.distribution(np.array([time.level]), np.array([age])).quantile(np.zeros(1))[0])


def sample_of(persons: int, seed: int = 3, **other: float) -> NormSample:
    """Normal scores that rise by .5 a year, with an effect of age of .02 logits a month."""
    rng = np.random.default_rng(seed)
    year, weeks = rng.integers(2, 10, persons), rng.uniform(0, 39, persons)
    born = rng.integers(0, 12, persons)
    age = np.floor(12 * (year + 4) + born + weeks / 39 * 10.58)
    rise = other.get("rise", 0.5) * (year + weeks / 39) + 0.02 * (born - 5.5)
    return norm_sample(rise - 3 + rng.normal(size=persons), year, weeks, age)


@pytest.mark.parametrize(
    ("day", "weeks"),
    [(date(2026, 9, 1), 0), (date(2027, 2, 9), 19.5), (date(2027, 7, 20), 39), (date(2027, 8, 31), 39)],
)
def test_learning_time_is_taught_weeks_of_the_school_year(day: date, weeks: float) -> None:
    assert learning_time(day, 5).weeks == pytest.approx(weeks, abs=0.05)


def test_who_was_born_in_the_middle_of_the_year_group_is_neither_young_nor_old_in_it() -> None:
    on, born = date(2026, 11, 28), date(2017, 3, 1)  # turns ten in Year 5
    time = learning_time(on, 5)
    assert completed_months(born, on) == 116
    assert relative_age(5, time.weeks, 116.0) == pytest.approx(0, abs=0.5)
    assert relative_age(5, time.weeks, float(completed_months(date(2016, 9, 1), on))) == pytest.approx(5.5, abs=1)


@pytest.mark.parametrize("parameters", [(0.0, 0.0, 0.0, 0.0), (0.4, -0.3, 0.5, -0.2), (-1.0, 0.2, -0.4, 0.3)])
def test_the_distribution_has_one_mass_and_its_quantiles_are_the_inverse(parameters: tuple[float, ...]) -> None:
    scores = np.linspace(-40, 40, 20001)
    shape = SinhArcsinh(*(np.full(1, each) for each in parameters))
    density = np.exp(shape.log_density(scores))
    assert trapezoid(density, scores) == pytest.approx(1, abs=1e-6)
    z = np.linspace(-3, 3, 7)
    assert shape.standardised(shape.quantile(z)) == pytest.approx(z)
    # the share below a quantile is that of the normal distribution
    below = scores < shape.quantile(np.array([1.0]))[0]
    assert trapezoid(density[below], scores[below]) == pytest.approx(0.8413447, abs=2e-3)


def test_the_gradients_are_those_of_finite_differences() -> None:
    given, scores, step = (0.4, -0.3, 0.5, -0.2), np.linspace(-3, 4, 9), 1e-6
    made = SinhArcsinh(*(np.full(9, each) for each in given))
    for at in range(4):
        ahead, behind = (
            SinhArcsinh(*(np.full(9, each + sign * step * (place == at)) for place, each in enumerate(given)))
            for sign in (1, -1)
        )
        by_density = (ahead.log_density(scores) - behind.log_density(scores)) / (2 * step)
        by_z = (ahead.standardised(scores) - behind.standardised(scores)) / (2 * step)
        assert made.log_density_gradient(scores)[at] == pytest.approx(by_density, rel=1e-4, abs=1e-6)
        assert made.standardised_gradient(scores)[at] == pytest.approx(by_z, rel=1e-4, abs=1e-6)


def test_a_score_is_a_hundred_at_the_mean_and_fifteen_more_a_standard_deviation_above() -> None:
    time = LearningTime(6, 0)  # the middle of the norms: mean −1, SD 1
    assert standardised_score(known_norms(), -1.0, 0.3, time, 126) == StandardisedScore(100, 93, 107)
    assert standardised_score(known_norms(), 0.0, 0.3, time, 126) == StandardisedScore(115, 108, 122)


def test_the_ends_are_said_and_not_told_apart() -> None:
    time = LearningTime(6, 0)
    assert standardised_score(known_norms(), -4.0, 0.3, time, 126) == StandardisedScore(70, 70, 70, below=True)
    assert standardised_score(known_norms(), 9.0, 0.3, time, 126) == StandardisedScore(140, 140, 140, above=True)


def test_the_band_has_the_error_of_the_norms_too() -> None:
    time = LearningTime(6, 0)
    alone = standardised_score(known_norms(), -1.0, 0.3, time, 126)
    both = standardised_score(known_norms(error=0.4), -1.0, 0.3, time, 126)
    assert isinstance(alone, StandardisedScore)
    assert isinstance(both, StandardisedScore)
    assert (both.low, both.high) == (88, 112)  # 1.645 · √(.3² + .4²) · 15
    assert both.score == alone.score


def test_a_skewed_norm_has_a_skewed_band() -> None:
    found = standardised_score(known_norms(skew=0.5), -0.5, 0.4, LearningTime(6, 0), 126)
    assert isinstance(found, StandardisedScore)
    assert found.score - found.low > found.high - found.score


def test_beyond_the_sample_there_is_no_score_but_a_reason() -> None:
    norms = known_norms()
    narrow = Norms(SOURCE, replace(norms.model, basis=replace(norms.model.basis, low=4.0)))
    assert standardised_score(narrow, 0.0, 0.3, LearningTime(3, 20), 96) is OutsideNorms.LEARNING_TIME
    assert standardised_score(norms, 0.0, 0.3, LearningTime(6, 0), 160) is OutsideNorms.AGE
    assert kept_pace(norms, 0.0, 0.3, (LearningTime(5, 0), 114), (LearningTime(6, 0), 160)) is OutsideNorms.AGE


def test_a_learner_who_keeps_the_standardised_score_grows_as_the_norms_do() -> None:
    norms = known_norms()
    later = kept_pace(norms, 0.0, 0.3, (LearningTime(6, 0), 126), (LearningTime(7, 0), 138))
    assert later == pytest.approx((0.5, 0.5 - Z90 * 0.3, 0.5 + Z90 * 0.3))


def test_the_band_of_one_who_kept_pace_is_not_cut_where_no_score_is_told() -> None:
    """Fault: it was carried over from 70, so that a weak learner's lower end lay beside the score."""
    weak = -1.0 - 1.9
    now = standardised_score(known_norms(), weak, 0.4, LearningTime(6, 0), 126)
    assert isinstance(now, StandardisedScore)
    assert now.low == LOWEST
    later = kept_pace(known_norms(), weak, 0.4, (LearningTime(6, 0), 126), (LearningTime(7, 0), 138))
    assert not isinstance(later, OutsideNorms)
    assert later[0] - later[1] == pytest.approx(later[2] - later[0])


def test_norms_are_read_as_they_were_written_and_their_hash_names_them() -> None:
    norms = known_norms(skew=0.3, error=0.1)
    again = read_norms(norms_bytes(norms))
    assert again.source == norms.source
    assert norms_bytes(again) == norms_bytes(norms)
    assert norms_hash(again) == norms_hash(norms) != norms_hash(known_norms())


@pytest.mark.parametrize("change", [{"format": "mesur norms 9"}, {"coefficients": [1.0]}, {"terms": {"degree": 2}}])
def test_a_file_that_holds_no_norms_is_refused(change: dict[str, object]) -> None:
    held = json.loads(norms_bytes(known_norms())) | change
    with pytest.raises(InvalidNorms, match="norms: expected"):
        read_norms(json.dumps(held).encode())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"year": [5, 10]}, "person 2, year: expected 2 to 9, got 10"),
        ({"weeks": [20, 40]}, "person 2, weeks: expected 0 to 39, got 40"),
        ({"theta": [0.0, float("nan")]}, "person 2, theta: expected finite numbers, got nan"),
        ({"age_months": [118, 170]}, "person 2, age_months: expected within 18 months"),
        ({"weight": [1, 0]}, "person 2, weight: expected above 0, got 0"),
        ({"weeks": [20]}, "length of weeks: expected 2, got 1"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(change: dict[str, list[float]], message: str) -> None:
    sound: dict[str, list[float]] = {"theta": [0.0, 0.1], "year": [5, 5], "weeks": [20, 20], "age_months": [118, 116]}
    with pytest.raises(InvalidSample, match=message):
        norm_sample(**(sound | change))  # type: ignore[arg-type]  # years are whole where they are right


def test_a_fit_finds_mean_growth_and_the_effect_of_age() -> None:
    fitted = fit_model(sample_of(3000), NormTerms(mean_age=1))
    growth = median(fitted.model, LearningTime(7, 0), 138)
    before = median(fitted.model, LearningTime(6, 0), 126)
    assert growth - before == pytest.approx(0.5, abs=0.05)
    older = median(fitted.model, LearningTime(6, 0), 131)
    assert older - before == pytest.approx(0.1, abs=0.06)
    # a normal mean: its standard error is σ/√n times what the design of five coefficients adds
    errors = fitted.model.standardised_error(np.array([0.0]), np.array([6.0]), np.array([0.0]))
    assert errors[0] == pytest.approx(1 / np.sqrt(3000), rel=0.15)


def test_learners_of_one_school_count_as_alike() -> None:
    alone = sample_of(2000)
    school = np.arange(2000) // 50
    shared = np.random.default_rng(1).normal(0, 0.5, 40)[school]
    together = replace(alone, theta=alone.theta + shared, school=school)
    apart = replace(together, school=np.full(2000, -1))
    errors = [
        fit_model(each, NormTerms()).model.standardised_error(np.array([0.0]), np.array([6.0]), np.array([0.0]))[0]
        for each in (apart, together)
    ]
    assert errors[1] > 2 * errors[0]


def test_too_few_persons_or_a_falling_median_forbid_use() -> None:
    few = sample_of(400)
    kinds = {each.kind for each in check_norms(fit_model(few, NormTerms()), few).findings}
    assert NormFindingKind.FEW_PERSONS in kinds
    falling = sample_of(1600, rise=-0.5)
    checks = check_norms(fit_model(falling, NormTerms()), falling)
    assert NormFindingKind.MEDIAN_FALLS in {each.kind for each in checks.findings}
    assert not checks.usable


def test_a_model_that_is_too_simple_is_seen_in_the_percentiles() -> None:
    sample = sample_of(6000)
    spread = np.where(sample.year <= 4, 0.4, 1.6)
    wrong = replace(sample, theta=sample.theta * spread)
    kinds = {each.kind for each in check_norms(fit_model(wrong, NormTerms()), wrong).findings}
    assert {NormFindingKind.PERCENTILE_OFF, NormFindingKind.MOMENT_OFF} <= kinds
    right = check_norms(fit_model(sample, NormTerms(mean_age=1)), sample)
    assert right.usable
    assert not right.findings
    below = [each.share for each in right.percentiles if each.percent == 50]
    assert np.mean(below) == pytest.approx(0.5, abs=0.03)
