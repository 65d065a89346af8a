"""`mesur simulate` on the demonstration bank, as its requirements are stated."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Dependence, simulate
from itembank import compile_test, numeracy_bank
from itembank.design.adaptive_test_design import Strategy
from itembank.simulation_study import attainable_standard_errors, study_year
from itembank.simulation_study.exposure_and_content import overlap_rate, presented_items
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")


@pytest.mark.parametrize("year", [2, *(pytest.param(year, marks=pytest.mark.long) for year in (4, 6)), 9])
def test_weighted_likelihood_is_unbiased_wherever_the_bank_reaches(year: int) -> None:
    """Every day: the first and the last year, at the ends of the bank."""
    study = study_year(numeracy_bank(), DESIGN, year, simulees=200, seed=20_260)
    assert study.reached == 9
    for point in study.points:
        if point.in_reach:
            assert abs(point.bias) <= 0.05 + 3 * point.monte_carlo_se
    assert study.counts_met == 1.0
    assert study.above_ceiling == 0
    assert study.rmse < 0.45 * (1 + 2 / np.sqrt(2 * 200))  # two Monte-Carlo errors of a root mean square
    assert study.holds


@pytest.mark.parametrize("year", [2, 4])
def test_no_item_is_in_a_quarter_of_sittings_and_two_learners_share_few(year: int) -> None:
    """In the two years whose items are shared by most. The whole table: `python -m benchmarks.numeracy_exposure`."""
    bank = numeracy_bank()
    test, population = compile_test(bank, DESIGN, year), DESIGN.population(year)
    theta = np.random.default_rng((3, year)).normal(population.mean, population.sd, 600)
    shown = presented_items(simulate(test, theta, 8), len(bank.items))
    eligible = sum(item.introduced_year <= year for item in bank.items)
    assert shown.mean(axis=0).max() <= 0.25 + 2 * np.sqrt(0.25 * 0.75 / 600)
    assert overlap_rate(shown) <= max(0.15, 1.3 * DESIGN.length / eligible)
    # an item more than two SDs below the year's mean is for the few who need it: most of Year 2's are so in Year 4
    near = [
        item.introduced_year <= year and item.parameters.difficulty > population.mean - 2 * population.sd
        for item in bank.items
    ]
    assert (~shown[:, near].any(axis=0)).mean() < 0.1


@pytest.mark.parametrize("year", [2, 9])
def test_the_counts_and_the_ceiling_counted_from_the_items_themselves(year: int) -> None:
    test = compile_test(BANK, DESIGN, year)
    population = DESIGN.population(year)
    done = simulate(test, np.linspace(population.mean - 4, population.mean + 4, 60), 5)
    for row in done.items:
        items = [BANK.item(test.pool.ids[place]) for place in row]
        assert len({item.id for item in items}) == 30
        assert max(item.introduced_year for item in items) <= year
        taken = [sum(item.strand == strand for item in items) for strand in ("number", "measuring", "data")]
        assert 14 <= taken[0] <= 17
        assert 9 <= taken[1] <= 11
        assert 4 <= taken[2] <= 6


def test_reach_is_the_information_of_the_best_thirty_eligible_items() -> None:
    test = compile_test(BANK, DESIGN, 2)
    eligible = [item.parameters for item in BANK.items if item.introduced_year <= 2]
    b, c = np.array([(each.b, each.c) for each in eligible]).T
    logistic = 1 / (1 + np.exp(b + 2.0))
    p = c + (1 - c) * logistic
    best = np.sort((1 - p) / p * logistic**2)[-30:].sum()  # Birnbaum (1968), a = 1
    assert attainable_standard_errors(test, np.array([-2.0]), 30)[0] == pytest.approx(best**-0.5, rel=1e-12)


def test_the_same_seed_gives_the_same_study_and_another_another() -> None:
    one, again, other = (study_year(BANK, DESIGN, 3, simulees=40, seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_answers_that_hang_together_by_topic_make_the_standard_error_dishonest() -> None:
    most_informative = replace(DESIGN, select=Strategy("MaxInformation"), exposure=None)
    plain, dependent = (
        study_year(BANK, most_informative, 5, simulees=600, seed=7, dependence=dependence)
        for dependence in (None, Dependence("topic", 1.0))
    )
    # 1 / √(2 · 600) is the relative Monte-Carlo error of an SD
    assert all(abs(point.honesty - 1) < 4 / np.sqrt(1200) for point in plain.points[2:-2])
    # where sittings can choose among few items these are of many topics, whose effects even out
    assert all(point.honesty < 1 - 4 / np.sqrt(1200) for point in dependent.points[:5])
    assert np.mean([point.coverage for point in dependent.points[:5]]) < 0.9 - 4 * np.sqrt(0.9 * 0.1 / 600)
    assert dependent.reliability < plain.reliability


def test_a_bank_that_is_given_the_wanted_items_reaches_the_target() -> None:
    found = study_year(BANK, DESIGN, 4, simulees=200, target_se=0.48)
    assert found.gaps.wanted
    pattern = {strand: next(i for i in BANK.items if i.strand == strand) for strand in ("number", "measuring", "data")}
    written = tuple(
        replace(
            pattern[wanted.strand],
            id=f"new-{wanted.strand}-{wanted.low}-{place}",
            item=f"new-{wanted.strand}-{wanted.low}-{place}",
            family="",
            introduced_year=4,
            parameters=replace(pattern[wanted.strand].parameters, b=float(b)),
        )
        for wanted in found.gaps.wanted
        for place, b in enumerate(np.linspace(wanted.low, wanted.high, wanted.items))
    )
    assert len(written) < 30
    mended = study_year(replace(BANK, items=(*BANK.items, *written)), DESIGN, 4, simulees=200, target_se=0.48)
    assert max(at.best_se for at in found.gaps.supply) > 0.6
    assert max(at.best_se for at in mended.gaps.supply) < 0.48 * 1.04
    assert mended.points[-1].mean_se < found.points[-1].mean_se - 0.1
