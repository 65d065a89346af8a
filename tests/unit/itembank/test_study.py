"""Tests of simulation studies."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    AtLeast,
    Blueprint,
    Count,
    Counts,
    Dependence,
    FinishReason,
    ItemParameters,
    ItemSets,
    MaxInformation,
    MaxItems,
    Normal,
    Random,
    SEBelow,
    Shadow,
    Simulation,
    YearCeiling,
    information,
    simulate,
    tabulate,
)
from engine.assembly.mixed_integer_programme import ItemSetBounds
from itembank import InvalidBank, compile_test
from itembank.builtin_banks import builtin_bank
from itembank.compilation.eligible_items import above_ceiling, effective_pool_size, effective_size, eligible_items
from itembank.simulation_study import attainable_standard_errors, study_year
from itembank.simulation_study.bank_gaps import STEP, TOLERANCE, bank_gaps
from itembank.simulation_study.conditional_results import conditional_results
from itembank.simulation_study.constraint_checks import LENGTH, check_constraints
from itembank.simulation_study.exposure_and_content import (
    ContentCounts,
    content_counts,
    item_exposure,
    overlap_rate,
    presented_items,
)
from itembank.simulation_study.stopping_reasons import stopping_summary
from itembank.simulation_study.year_study import group_seeds
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")
RNG = np.random.default_rng(11)
POOL = tabulate(
    ItemParameters.logistic(1.0, RNG.normal(0, 1.2, 40)),
    content={
        "strand": np.resize(["number", "data"], 40),
        "topic": np.resize(["counting", "charts", "adding", "tables"], 40),
        "introduced_year": np.repeat([2, 3, 4, 5], 10),
        "passage": np.repeat(["", "a", "b", "c", "d"], 8),
    },
)


def taking(*stop, masks=(), blueprint=None, select=None):
    return AdaptiveTest(POOL, EAP(), select or Random(), stop, masks, blueprint)


def test_overlap_is_the_mean_over_all_pairs():
    presented = RNG.random((7, 12)) < 0.4
    shared = [np.sum(one & other) for one, other in combinations(presented, 2)]
    assert overlap_rate(presented) == pytest.approx(np.mean(shared) / presented.sum(axis=1).mean(), rel=1e-12)


def test_overlap_of_the_same_sittings_is_one_and_of_disjoint_ones_nothing():
    assert overlap_rate(np.ones((5, 3), dtype=bool)) == 1.0
    assert overlap_rate(np.eye(4, dtype=bool)) == 0.0


def test_presentations_know_seeded_items_from_scored_ones():
    done = Simulation(
        truth=np.zeros(1),
        items=np.array([[3, 1, -1]]),
        scores=np.array([[1, 0, -1]]),
        scored=np.array([[True, False, False]]),
        theta=np.zeros(1),
        se=np.ones(1),
        statuses=(),
        reasons=(),
        relaxed=(),
        exposure_lifted=np.zeros(1, dtype=int),
    )
    assert np.flatnonzero(presented_items(done, 5)[0]).tolist() == [1, 3]
    assert np.flatnonzero(presented_items(done, 5, scored=True)[0]).tolist() == [3]


def test_use_lists_eligible_items_and_whatever_was_presented_all_the_same():
    eligible = np.array([True, True, False, False])
    year_group = np.array([[True, False, False, True], [True, False, False, False]])
    used = item_exposure("abcd", eligible, year_group, [np.zeros((2, 4), dtype=bool)])
    assert [(use.item, use.rate) for use in used] == [("a", 1.0), ("b", 0.0), ("d", 0.5)]


def test_content_is_counted_over_sittings():
    done = simulate(taking(MaxItems(8)), np.zeros(30), 2)
    uses = {
        (use.attribute, use.value): use
        for use in content_counts(taking(MaxItems(8)), np.arange(40) < 30, presented_items(done, 40, scored=True))
    }
    numbers = [(POOL.attribute("strand")[row] == "number").sum() for row in done.items]
    use = uses["strand", "number"]
    assert (use.eligible, use.least, use.most) == (15, min(numbers), max(numbers))
    assert use.mean == pytest.approx(np.mean(numbers))
    assert ("introduced_year", 5) not in uses


def test_ceilings_bar_whether_a_mask_or_a_blueprint_has_them():
    test = taking(MaxItems(5), masks=(YearCeiling("introduced_year", 3),))
    assert np.array_equal(above_ceiling(test), POOL.attribute("introduced_year") > 3)
    assert np.array_equal(eligible_items(test), POOL.attribute("introduced_year") <= 3)


def test_a_count_that_allows_none_bars_as_a_ceiling_does():
    none, some = Count("strand", ("number",), 0, 0), Count("introduced_year", (2,), 0, 3)
    test = taking(MaxItems(5), blueprint=Shadow(Blueprint(5, (none, some))))
    assert np.array_equal(eligible_items(test), POOL.attribute("strand") != "number")


def test_of_an_item_set_no_more_items_make_a_bank_larger_than_a_sitting_may_have():
    """Sets of six, two and one, of which a sitting has three at most; one of three single items is barred."""
    of_item = np.array([0] * 6 + [1] * 2 + [2] + [-1] * 3)
    eligible = np.arange(12) != 11
    assert effective_size(eligible, ItemSetBounds(of_item, 1, 3, 2, 3)) == 3 + 2 + 1 + 2
    assert effective_size(eligible, None) == 11


def test_passages_of_six_questions_and_more_count_four_each():
    bank = builtin_bank("reading-en")
    test = compile_test(bank, bank.designs[0], 4)
    asked = Counter(item.stimulus for item, may in zip(bank.items, eligible_items(test), strict=True) if may)
    assert max(asked.values()) > 4
    assert effective_pool_size(test) == sum(min(4, questions) for questions in asked.values())


@pytest.mark.parametrize(("low", "kept"), [(3, True), (4, False)])
def test_a_bound_of_a_mask_is_counted_from_what_was_asked(low, kept):
    test = taking(MaxItems(8), masks=(Counts("strand", {"number": (3, 3)}, 8),))
    done = simulate(test, np.zeros(20), 2)
    claimed = taking(MaxItems(8), masks=(Counts("strand", {"number": (low, 8)}, 8),))
    length, number = check_constraints(claimed, done, 8).bounds
    assert (length.name, length.kept) == (LENGTH, 1.0)
    assert (number.name, number.least, number.most) == ("strand number", 3.0, 3.0)
    assert number.kept == float(kept)
    assert check_constraints(claimed, done, 8).all.all() == kept


def test_a_sitting_that_had_enough_owes_no_minimum_but_one_that_ran_out_does():
    counts = Counts("strand", {"number": (4, 5)}, 10)
    early = simulate(taking(AtLeast(2, SEBelow(0.95)), MaxItems(10), masks=(counts,)), np.zeros(30), 2)
    assert FinishReason.SE_BELOW in early.reasons
    assert check_constraints(taking(MaxItems(10), masks=(counts,)), early, 10).all.all()
    ran_out = simulate(taking(MaxItems(50)), np.zeros(3), 2)
    assert not check_constraints(taking(MaxItems(50)), ran_out, 50).all.any()


def test_bounds_of_a_blueprint_and_its_item_sets():
    blueprint = Blueprint(8, (Count("strand", ("number",), 3, 5), ItemSets("passage", 2, 3, 1, 2)))
    test = taking(MaxItems(8), blueprint=Shadow(blueprint), select=MaxInformation())
    done = simulate(test, np.linspace(-1, 1, 6), 2)
    kept = check_constraints(test, done, 8)
    assert [bound.name for bound in kept.bounds] == [
        LENGTH,
        "strand 'number'",
        "sets of passage",
        "items of each passage",
    ]
    assert kept.all.all()
    stricter = taking(
        MaxItems(8), blueprint=Shadow(Blueprint(8, (ItemSets("passage", 3, 3, 2, 2),))), select=MaxInformation()
    )
    broken = check_constraints(stricter, simulate(taking(MaxItems(8)), np.zeros(20), 3), 8)
    assert broken.bounds[2].kept < 0.2
    assert broken.bounds[2].least < 3


def test_endings_are_shares():
    done = simulate(taking(AtLeast(2, SEBelow(0.8)), MaxItems(4)), np.linspace(-2, 2, 40), 2)
    ends = stopping_summary(done)
    assert sum(each.share for each in ends.lengths) == pytest.approx(1)
    assert {each.name for each in ends.reasons} == {"max_items", "se_below"}
    assert next(each.share for each in ends.reasons if each.name == "max_items") == pytest.approx(
        np.mean([reason is FinishReason.MAX_ITEMS for reason in done.reasons])
    )
    assert (ends.relaxed, ends.lifted) == ((), 0.0)


def test_a_point_has_the_errors_of_its_sittings():
    done = simulate(taking(MaxItems(6)), np.full(200, 0.7), 5)
    at = conditional_results(done, 0.5, 40)
    error = done.theta - 0.7
    assert at.rmse**2 == pytest.approx(at.bias**2 + error.var(), rel=1e-12)
    assert at.honesty == pytest.approx(done.se.mean() / error.std(ddof=1), rel=1e-12)
    assert at.coverage == pytest.approx((np.abs(error) <= 1.6448536269514722 * done.se).mean())
    assert (at.length, at.theta) == (6.0, 0.7)


# what a bank lacks

CONTENT = (ContentCounts("strand", "number", 20, 5, 6.0, 7), ContentCounts("strand", "data", 20, 3, 4.0, 5))
EVERYTHING = np.ones(40, dtype=bool)


def lacking(**settings):
    return bank_gaps(taking(MaxItems(10)), EVERYTHING, Normal(0.0, 1.0), CONTENT, 10, **settings)


def test_what_the_bank_can_give_is_the_best_of_each_strand_as_many_as_sittings_take():
    found = lacking(target_se=0.6)
    at = found.supply[16]
    curves = information(POOL.parameters, np.zeros((1, 1)))[:, 0]
    strands = POOL.attribute("strand")
    best = {name: np.sort(curves[strands == name])[-places:].sum() for name, places in (("number", 6), ("data", 4))}
    assert at.theta == 0.0
    assert at.best_se == pytest.approx(sum(best.values()) ** -0.5, rel=1e-12)
    assert at.shares == pytest.approx([best["number"] / (0.6 / 0.36), best["data"] / (0.4 / 0.36)], rel=1e-12)


def test_nothing_is_wanted_where_the_target_is_reached_and_more_the_stricter_it_is():
    assert lacking(target_se=1.5).wanted == ()
    numbers = [sum(wanted.items for wanted in lacking(target_se=se).wanted) for se in (0.75, 0.7, 0.66)]
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0]


def test_the_wanted_items_would_do():
    found = lacking(target_se=0.66)
    assert found.attainable
    assert found.wanted
    assert any(at.best_se > 0.66 * 1.02 for at in found.supply)
    assert all(at.best_se_after <= 0.66 * (1 + TOLERANCE) for at in found.supply)
    for wanted in found.wanted:
        assert wanted.low % STEP == wanted.high % STEP == 0
        assert -2 <= wanted.low <= wanted.high <= 2


def test_what_even_ideal_items_cannot_reach_is_said():
    # ten Rasch items give at most 10 / 4, an SE of 0.632
    assert not lacking(target_se=0.6).attainable
    assert lacking(target_se=0.64).attainable


def test_a_part_of_a_place_counts_as_a_part():
    uneven = (ContentCounts("strand", "number", 20, 5, 6.4, 7), ContentCounts("strand", "data", 20, 3, 3.6, 5))
    at = bank_gaps(taking(MaxItems(10)), EVERYTHING, Normal(0.0, 1.0), uneven, 10, target_se=1.5).supply[16]
    curves = np.sort(information(POOL.parameters.take(np.arange(0, 40, 2)), np.zeros((1, 1)))[:, 0])[::-1]
    assert at.shares[0] == pytest.approx((curves[:6].sum() + 0.4 * curves[6]) / (0.64 / 2.25), rel=1e-12)


def test_a_limit_on_exposure_asks_for_more_items():
    free, limited = (lacking(target_se=0.7, highest_rate=rate) for rate in (1.0, 0.25))
    assert sum(w.items for w in limited.wanted) > sum(w.items for w in free.wanted)
    assert all(one.best_se <= other.best_se for one, other in zip(free.supply, limited.supply, strict=True))


def test_the_target_is_the_se_at_which_sittings_stop():
    stopping = taking(AtLeast(5, SEBelow(0.7)), MaxItems(10))
    assert bank_gaps(stopping, EVERYTHING, Normal(0.0, 1.0), CONTENT, 10).target_se == 0.7
    assert lacking().target_se == 0.6


def test_topics_that_come_near_with_fewer_items_are_named():
    # at 0 there are six items of counting, two of adding and, three logits off, one of tables
    topics = ["counting"] * 6 + ["adding"] * 2 + ["tables"]
    pool = tabulate(
        ItemParameters.logistic(1.0, [0.0] * 8 + [-3.0]),
        content={"strand": ["number"] * 9, "topic": topics, "introduced_year": [2] * 9},
    )
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(12),))
    content = (ContentCounts("strand", "number", 9, 9, 9.0, 9),)
    found = bank_gaps(test, np.ones(9, dtype=bool), Normal(0.0, 0.1), content, 12, target_se=12**-0.5 * 2.01)
    (wanted,) = found.wanted
    assert abs(wanted.low) <= 0.25
    assert wanted.items == 4
    assert [(each.topic, each.items) for each in wanted.topics] == [("adding", 2)]


# the study of the demonstration bank


def test_a_study_keeps_what_it_says_of_itself():
    study = study_year(BANK, DESIGN, 2, simulees=60, seed=4)
    assert study.sittings == 600
    introduced = sum(item.introduced_year == 2 for item in BANK.items)
    assert study.eligible == len(study.items) == introduced
    assert sum(item.rate for item in study.items) == pytest.approx(30)
    strands = [use for use in study.content if use.attribute == "strand"]
    assert sum(use.mean for use in strands) == pytest.approx(30)
    topics = [use for use in study.content if use.attribute == "topic"]
    assert sum(use.eligible for use in topics) == introduced
    strands_and_limits = ["strand number", "strand measuring", "strand data", "most of each template"]
    assert [bound.name for bound in study.bounds] == [LENGTH, *strands_and_limits, "most of each family"]
    assert [(bound.high, bound.most) for bound in study.bounds[-2:]] == [(2, 2), (3, 3)]
    assert 0.8 < study.reliability < 1
    assert study.highest_rate == max(item.rate for item in study.items)
    # sittings of one ability share more than those of the whole year group
    assert study.overlap < np.mean([at.overlap for at in study.points])


def test_the_best_se_within_the_content_is_no_better_than_without():
    study = study_year(BANK, DESIGN, 5, simulees=30)
    test = compile_test(BANK, DESIGN, 5)
    free = attainable_standard_errors(test, np.array([at.theta for at in study.gaps.supply]), DESIGN.length)
    assert all(at.best_se >= best - 1e-9 for at, best in zip(study.gaps.supply, free, strict=True))


@pytest.mark.parametrize(("dependence", "received"), [(0.5, "nothing"), (Dependence("passage", 0.5), "'passage'")])
def test_dependence_inside_sets_that_are_not_there_is_refused_before_anything_is_simulated(dependence, received):
    with pytest.raises(
        InvalidBank,
        match="--within strand, topic, introduced_year, template, family, context, person, difficulty,"
        f" received {received}",
    ):
        study_year(BANK, DESIGN, 2, simulees=10**9, dependence=dependence)


def test_studies_under_neighbouring_seeds_and_years_share_no_draw() -> None:
    seeds = [each for seed in range(1, 120) for year in DESIGN.years for each in group_seeds(seed, year)]
    assert len(set(seeds)) == len(seeds) == 119 * 8 * 10
