import dataclasses

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    Answered,
    Blueprint,
    ConditionalEligibility,
    Count,
    Counts,
    ExceededRate,
    ExposureStatus,
    InvalidTest,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    Normal,
    Randomesque,
    Shadow,
    StartingEligibility,
    SympsonHetter,
    YearCeiling,
    exposure_rates,
    information,
    needed_rates,
    next_action,
    replay,
    running,
    simulate,
    simulee_seeds,
    solve_eligibility,
    solve_sympson_hetter,
    start,
    step,
    tabulate,
)
from engine.exposure.exposure_rates import ExposureRates
from engine.exposure.solved_exposure import checked_exposure
from engine.numerics.counter_based_draws import Purpose, draw_uniform

RNG = np.random.default_rng(12)
ITEMS = 40
POOL = tabulate(
    ItemParameters.logistic(RNG.uniform(0.8, 1.6, ITEMS), RNG.normal(size=ITEMS), 0.15),
    content={"strand": ["n"] * 24 + ["m"] * 10 + ["d"] * 6, "year": np.resize([3, 4, 5, 6], ITEMS)},
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(8),))


def with_exposure(exposure, **settings):
    return dataclasses.replace(TEST, exposure=exposure, **settings)


def uniform(seed):
    return draw_uniform(int(seed), 0, Purpose.ADMISSION, np.arange(ITEMS))


def test_sympson_hetter_asks_what_the_classical_walk_down_the_list_asks():
    # classical: the best item is drawn for when it comes up, and if it fails it is set aside for good
    k = RNG.uniform(0.2, 1, ITEMS)
    test = with_exposure(SympsonHetter(tuple(k)))
    for seed in range(20):
        draws, aside, state, plain = uniform(seed), set(), start(test), start(TEST)
        for _ in range(8):
            while (best := next_action(TEST, plain, seed).item) not in aside and draws[best] >= k[best]:
                aside.add(best)
                plain = dataclasses.replace(plain, available=plain.available & (np.arange(ITEMS) != best))
            assert next_action(test, state, seed) == Administer(best)
            state, plain = step(test, state, best, best % 2), step(TEST, plain, best, best % 2)
        assert aside


def test_an_item_refused_once_stays_refused_in_that_sitting():
    test = with_exposure(SympsonHetter((0.4,) * ITEMS))
    done = simulate(test, np.linspace(-2, 2, 50), 3)
    for seed, items in zip(simulee_seeds(3, 50), done.items, strict=True):
        assert (uniform(seed)[items] < 0.4).all()


def test_an_item_is_admitted_as_often_as_its_k():
    k = np.linspace(0, 1, ITEMS)
    cohort = dataclasses.replace(start(TEST).cohort(), seeds=simulee_seeds(8, 20_000))
    admitted = SympsonHetter(tuple(k)).admits(POOL, cohort, None, cohort.available).mean(axis=0)
    assert (np.abs(admitted - k) <= 4 * np.sqrt(k * (1 - k) / 20_000)).all()
    assert admitted[0] == 0
    assert admitted[-1] == 1


def test_eligibility_goes_by_the_running_estimate_and_one_draw_an_item():
    exposure = ConditionalEligibility(((0.2, 0.7),) * ITEMS, (0.0,))
    test = with_exposure(exposure)
    for seed in range(10):
        draws, shares = uniform(seed), []
        for mean in (-1.0, 1.0):
            state = start(test, Learner(prior=Normal(mean, 0.3)))
            cohort = state.cohort(seed)
            share = 0.2 if running(test, state).theta < 0 else 0.7
            admitted = exposure.admits(POOL, cohort, test.estimate.estimate_cohort(POOL, cohort), cohort.available)[0]
            assert (admitted == (draws < share)).all()
            shares.append(share)
        assert shares == [0.2, 0.7]


def test_the_items_of_a_passage_are_admitted_together():
    passages = np.where(np.arange(ITEMS) < 6, "", np.char.add("p", (np.arange(ITEMS) // 4).astype(str)))
    pool = tabulate(POOL.parameters, content={"passage": passages})
    exposure = ConditionalEligibility(((0.5,),) * ITEMS, together="passage")
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(8),), exposure=exposure)
    rows = []
    for seed in range(40):
        cohort = start(test).cohort(seed)
        rows.append(exposure.admits(pool, cohort, test.estimate.estimate_cohort(pool, cohort), cohort.available)[0])
    admitted = np.array(rows)
    for passage in set(passages) - {""}:
        together = admitted[:, passages == passage]
        assert (together == together[:, :1]).all()
        assert 0 < together[:, 0].sum() < 40
    alone = admitted[:, passages == ""]
    assert (alone != alone[:, :1]).any()


def test_an_estimate_at_a_cut_belongs_to_the_upper_segment():
    segments = ConditionalEligibility(((1.0,) * 3,), (-1.0, 0.5)).segments(np.array([-9.0, -1.0, 0.4, 0.5, 9.0]))
    assert segments.tolist() == [0, 1, 1, 2, 2]


def started(probabilities, known, iterations=1):
    return solve_eligibility(
        TEST, [0.0], 1, rate=0.3, start=StartingEligibility(probabilities, known), iterations=iterations
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: SympsonHetter((0.5, 1.2)),
            r"SympsonHetter: probabilities of item 1 .* must be from 0 to 1.* received \(1\.2,\)",
        ),
        (lambda: ConditionalEligibility(((0.5,), (float("nan"),))), "item 1"),
        (lambda: ConditionalEligibility(((0.5, 0.5), (0.5,)), (0.0,)), "item 1 .* as many as segments, 2; received"),
        (lambda: ConditionalEligibility(((0.5, 0.5, 0.5),), (1.0, 0.0)), "each above the one before"),
        (lambda: next_action(with_exposure(SympsonHetter((0.5,))), start(TEST), 1), "the pool's 40 items; it has 1"),
        (lambda: solve_sympson_hetter(with_exposure(Randomesque(2)), [0.0], 1, rate=0.3), "no exposure control yet"),
        (lambda: solve_sympson_hetter(TEST, [0.0], 1, rate=0.3, iterations=8), "more than 8 iterations"),
        (lambda: solve_eligibility(TEST, [0.0], 1, rate=0.3, cuts=(2.0, 1.0)), "cuts must be finite"),
        (lambda: needed_rates(TEST, 0.0), "above 0 and at most 1"),
        (
            lambda: started(np.ones((39, 1)), np.ones(40)),
            r"of shape \(40, 1\) and known of \(40,\); received \(39, 1\)",
        ),
        (lambda: started(np.zeros((40, 1)), np.ones(40)), "a start's probabilities must be above 0"),
        (lambda: started(np.ones((40, 1)), np.ones(40), iterations=0), "more than 0 iterations"),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, words):
    with pytest.raises(InvalidTest, match=words):
        make()


def test_a_rate_that_leaves_too_few_items_is_refused_with_the_lowest_that_does_not():
    with pytest.raises(InvalidTest, match=r"the 40 items available must be at least the 8 items.*at least 0\.200"):
        solve_eligibility(TEST, [0.0], 1, rate=0.19)
    ceiling = dataclasses.replace(TEST, masks=(YearCeiling("year", 4),))
    with pytest.raises(InvalidTest, match=r"the 20 items available .* at least 0\.400"):
        solve_sympson_hetter(ceiling, [0.0], 1, rate=0.39)


COUNTS = (Counts("strand", {"d": (3, 8)}, 8),)
BLUEPRINT = Shadow(Blueprint(8, (Count("strand", ("d",), 3, 8),)))


@pytest.mark.parametrize("content", [{"masks": COUNTS}, {"blueprint": BLUEPRINT}])
def test_the_rate_that_content_needs_is_that_of_its_minimum_over_its_items(content):
    needed = needed_rates(dataclasses.replace(TEST, **content), 0.25)
    assert needed[:34].tolist() == [0.25] * 34
    assert needed[34:] == pytest.approx(np.full(6, 0.5), abs=1e-9)


def test_a_maximum_elsewhere_is_a_need_here():
    test = dataclasses.replace(TEST, blueprint=Shadow(Blueprint(8, (Count("strand", ("n",), 0, 2),))))
    assert needed_rates(test, 0.25)[24:] == pytest.approx(np.full(16, 6 / 16), abs=1e-9)


def test_needs_that_cross_are_met_with_the_least_excess_in_all():
    # an item that serves both counts once for each: whatever is taken of those lowers the excess in all
    rows = (Count("strand", ("d",), 3, 8), Count("year", (3,), 5, 8))
    needed = needed_rates(dataclasses.replace(TEST, blueprint=Shadow(Blueprint(8, rows))), 0.25)
    strand, year = (POOL.content[name] for name in ("strand", "year"))
    assert needed[strand == "d"].sum() >= 3 - 1e-9
    assert needed[year == 3].sum() >= 5 - 1e-9
    assert (needed - 0.25).sum() == pytest.approx(
        (5 - 2.5) + (3 - 1.5) - (needed - 0.25)[(strand == "d") & (year == 3)].sum()
    )


@pytest.mark.parametrize("content", [{"masks": COUNTS}, {"blueprint": BLUEPRINT}])
def test_where_content_needs_what_is_not_eligible_control_gives_way_and_says_so(content):
    # pitfall: hard ineligibility and content together leave no test at all
    never = tuple(0.0 if strand == "d" else 1.0 for strand in POOL.content["strand"])
    done = simulate(with_exposure(SympsonHetter(never), **content), np.linspace(-2, 2, 20), 5)
    taken = POOL.content["strand"][done.items]
    assert done.lengths.tolist() == [8] * 20
    assert ((taken == "d").sum(axis=1) == 3).all()
    assert (done.exposure_lifted > 0).all()
    assert not any(done.relaxed)


def test_control_that_leaves_enough_never_gives_way():
    done = simulate(with_exposure(SympsonHetter((0.9,) * ITEMS), blueprint=BLUEPRINT), np.linspace(-2, 2, 50), 5)
    assert done.exposure_lifted.sum() <= 1


def test_rates_are_counted_where_sittings_end_and_of_scored_items_alone():
    done = simulate(TEST, np.linspace(-2, 2, 200), 6)
    done.scored[:, 2] = False
    rates = exposure_rates(done, ITEMS, (0.0,))
    for segment, inside in enumerate([done.theta < 0, done.theta >= 0]):
        asked = [(done.items[inside][:, [0, 1, 3, 4, 5, 6, 7]] == item).any(axis=1).mean() for item in range(ITEMS)]
        assert rates.sittings[segment] == inside.sum()
        assert rates.conditional[segment] == pytest.approx(asked)
    assert rates.overall == pytest.approx(rates.sittings @ rates.conditional / 200)


def test_a_segment_in_which_no_sitting_ends_has_no_rates():
    done = simulate(TEST, np.zeros(3), 6)
    assert np.isnan(exposure_rates(done, ITEMS, (50.0,)).conditional[1]).all()


def test_a_learners_exclusions_and_log_are_kept_under_eligibility():
    test = with_exposure(ConditionalEligibility(((0.5, 0.5),) * ITEMS, (0.0,)))
    learner = Learner(unavailable=(0, 1, 2), accessible=tuple(range(30)))
    state = replay(test, [Answered(5, 1), Answered(7, 0)], learner)
    assert next_action(test, state, 9).item in set(range(3, 30)) - {5, 7}


def test_eligibility_under_a_shadow_test_is_the_same_in_a_batch_and_alone():
    rows = tuple(map(tuple, np.random.default_rng(2).uniform(0.3, 1, (ITEMS, 3)).tolist()))
    test = with_exposure(ConditionalEligibility(rows, (-0.5, 0.5)), blueprint=BLUEPRINT)
    done = simulate(test, np.linspace(-2, 2, 9), 21)
    for seed, items, scores in zip(simulee_seeds(21, 9), done.items, done.scores, strict=True):
        state = start(test)
        for item, score in zip(items, scores, strict=True):
            assert next_action(test, state, int(seed)) == Administer(item)
            state = step(test, state, item, score)


def test_an_exceeding_cell_says_what_it_is_and_why():
    content = ExceededRate(2, "x", 0.41, 0.25, 0.4, 0.0)
    gave_way = ExceededRate(None, "x", 0.31, 0.25, 0.25, 0.1)
    neither = ExceededRate(None, "x", 0.41, 0.25, 0.25, 0.1)
    assert [one.infeasible for one in (content, gave_way, neither)] == [True, True, False]
    assert content.sentence == (
        "item 'x' is asked in 0.410 of the sittings of segment 2, 0.250 being allowed: content needs 0.400"
    )
    assert "gave way to content in 0.100 of them" in gave_way.sentence
    assert neither.sentence == "item 'x' is asked in 0.410 of all sittings, 0.250 being allowed"


def test_what_is_admitted_is_still_chosen_by_worth():
    test = with_exposure(SympsonHetter((0.5,) * ITEMS))
    state = start(test)
    worth = information(POOL.parameters, np.full((ITEMS, 1), running(test, state).theta))[:, 0]
    for seed in range(10):
        admitted = np.flatnonzero(uniform(seed) < 0.5)
        assert next_action(test, state, seed).item == admitted[worth[admitted].argmax()]


def test_rates_of_fewer_items_than_were_asked_are_refused():
    done = simulate(TEST, np.zeros(3), 6)
    with pytest.raises(InvalidTest, match=r"how many the pool has, more than .* received 5"):
        exposure_rates(done, 5)


def test_solving_for_nobody_is_refused():
    with pytest.raises(InvalidTest, match="theta must hold the abilities"):
        solve_sympson_hetter(TEST, [], 1, rate=0.5)


def test_too_few_sittings_are_no_evidence_that_a_rate_is_kept():
    alone = solve_sympson_hetter(TEST, [0.0], 1, rate=0.5, iterations=9, checks=1)
    assert alone.status is not ExposureStatus.CONVERGED
    assert alone.unchecked == ("all sittings (too few: 1)",)


def test_a_segment_in_which_nobody_ended_is_named():
    solved = solve_eligibility(TEST, np.linspace(-2, 2, 400), 1, rate=0.5, cuts=(5.5,), iterations=16)
    assert solved.status is ExposureStatus.UNCHECKED
    with pytest.raises(InvalidTest, match=r"more simulees are needed; segment 1 \(too few: 0\)"):
        solved.require_converged()


@pytest.mark.parametrize(("probability", "status"), [(0.9, ExposureStatus.CONVERGED), (0.5, ExposureStatus.UNSETTLED)])
def test_an_item_that_is_held_back_no_more_than_by_chance_is_settled(probability, status):
    """An item that is asked too seldom to be limited keeps every rate; from a few simulations its share may be off."""
    exposure = ConditionalEligibility(((probability,), *((1.0,) for _ in range(ITEMS - 1))), ())
    asked = np.array([[200, *(300 for _ in range(ITEMS - 1))]])
    found = checked_exposure(
        POOL, exposure, 0.4, np.full(ITEMS, 0.4), ExposureRates(np.array([800]), asked), np.array([0]), np.array([1600])
    )
    assert found.status is status
