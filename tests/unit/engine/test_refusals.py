"""What the engine refuses to take, each with the name of the thing, what was expected and what came."""

import dataclasses
from functools import partial

import numpy as np
import pytest

from engine import (
    EAP,
    SPRT,
    AbilityInterval,
    AdaptiveTest,
    Answered,
    AStratified,
    AtLeast,
    Blueprint,
    ConditionalEligibility,
    Counts,
    FencedMLE,
    InvalidEvent,
    InvalidGrid,
    InvalidLearner,
    InvalidParameters,
    InvalidSeed,
    InvalidTest,
    ItemParameters,
    KullbackLeibler,
    Learner,
    MaxInformation,
    MaxItems,
    MinExpectedPosteriorVariance,
    Normal,
    SEBelow,
    SeedAtRandom,
    SEGainBelow,
    Shadow,
    StrandsSEBelow,
    SympsonHetter,
    TargetSuccess,
    Withdrawn,
    WithParameterError,
    YearCeiling,
    amend,
    next_action,
    plausible_values,
    replay,
    simulate,
    start,
    tabulate,
)

RNG = np.random.default_rng(5)
POOL = tabulate(
    ItemParameters.logistic(RNG.uniform(0.8, 2.0, 12), RNG.normal(size=12)),
    content={"strand": np.repeat(["n", "m"], 6)},
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(12),))


def test_plausible_values_are_not_piled_up_at_the_end_of_the_grid():
    state = replay(TEST, [Answered(0, 1), Answered(3, 0)])
    with pytest.raises(InvalidTest, match=r"grid must reach .* from -6 to 6 under the prior Normal\(mean=30, sd=1\)"):
        plausible_values(POOL, state, 1, 5, prior=Normal(30, 1))
    assert plausible_values(POOL, state, 1, 0).shape == (0,)


@pytest.mark.parametrize("draws", [-1, 2.0, "3", True])
def test_a_number_of_plausible_values_that_is_none_is_refused(draws):
    with pytest.raises(InvalidTest, match=f"draws must be a whole number, 0 or more; received {draws!r}"):
        plausible_values(POOL, start(TEST), 1, draws)


def test_information_at_an_ability_beyond_the_grid_is_refused_alone_and_in_a_batch():
    select = MaxInformation(at=100)
    with pytest.raises(InvalidTest, match="ability on the pool's grid, -6 to 6; received 100"):
        dataclasses.replace(TEST, select=select)
    for one in (start(TEST).cohort(), start(TEST).cohort().take(np.array([0, 0]))):
        estimates = EAP().estimate_cohort(POOL, one)
        for ask in (select, select.best):
            with pytest.raises(InvalidTest, match="on the pool's grid"):
                ask(POOL, one, estimates, one.available)
    assert next_action(dataclasses.replace(TEST, select=MaxInformation(at=6)), start(TEST), 1).item in range(12)


def test_a_strand_out_of_a_learners_reach_is_not_waited_for():
    test = dataclasses.replace(TEST, stop=(StrandsSEBelow("strand", 1.2),))
    reasons = [simulate(test, [0.0], 3, learners=Learner(accessible=within)) for within in (None, tuple(range(6)))]
    assert [done.reasons[0] for done in reasons] == ["strands_se_below", "strands_se_below"]
    assert reasons[1].lengths[0] < 6
    assert simulate(test, [0.0], 3, learners=Learner(accessible=())).reasons == ("pool_exhausted",)


def test_a_strand_that_was_asked_about_is_waited_for_also_when_it_has_nothing_left():
    rule = StrandsSEBelow("strand", 1.2)
    test = dataclasses.replace(TEST, stop=(rule,))
    answers = [Answered(item, item % 2) for item in range(6)]
    learner = Learner(accessible=(*range(6), 6))
    for log, ends in (
        (answers, False),
        ([*answers, Answered(6, 1)], False),
        ([*answers, Answered(6, 1, scored=False)], True),
    ):
        cohort = replay(test, log, learner).cohort()
        assert rule(POOL, cohort, EAP().estimate_cohort(POOL, cohort), cohort.available).tolist() == [ends]


changed = partial(dataclasses.replace, TEST)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: changed(pool=POOL.parameters),
            "pool must be an ItemPool, .* received ItemParameters",
        ),
        (lambda: changed(estimate=EAP), r"estimate must be an estimator, such as EAP\(\); received <class"),
        (lambda: changed(report=MaxItems(3)), r"report must be an estimator, .* or None; received MaxItems\(n=3\)"),
        (lambda: changed(select=MaxInformation), "select must be a selector, .* received <class"),
        (lambda: changed(stop=MaxItems(5)), r"stop must be a tuple of stopping rules, .* received MaxItems\(n=5\)"),
        (lambda: changed(stop=(5,)), r"stop must be a tuple of stopping rules, .* received \(5,\)"),
        (lambda: changed(masks=YearCeiling("year", 3)), "masks must be a tuple of masks, .* received YearCeiling"),
        (lambda: changed(blueprint=Blueprint(5)), r"blueprint must be an assembler, .*Shadow.* received Blueprint"),
        (lambda: changed(exposure=0.5), "exposure must be exposure control, .* received 0.5"),
        (lambda: changed(seeding=(1, 2)), r"seeding must be a seeding, .* received \(1, 2\)"),
        (lambda: Shadow((3,)), r"Shadow needs a Blueprint; received \(3,\)"),
        (lambda: Blueprint(3, (5,)), "blueprint: expected constraints, .* received 5"),
        (lambda: EAP(prior=(0, 1)), r"EAP needs a Normal as its prior; received \(0, 1\)"),
        (lambda: MinExpectedPosteriorVariance(0.5), "MinExpectedPosteriorVariance needs a Normal as its prior"),
        (lambda: SEGainBelow(0.1, (0, 1)), "SEGainBelow needs a Normal as its prior"),
        (
            lambda: plausible_values(POOL, start(TEST), 1, 2, prior=(0, 1)),
            "plausible_values needs a Normal",
        ),
        (lambda: KullbackLeibler(-1), "KullbackLeibler needs a finite width above 0; received -1"),
        (lambda: SEBelow("0.4"), "SEBelow needs a limit above 0; received '0.4'"),
        (lambda: StrandsSEBelow("strand", None), "StrandsSEBelow needs a finite limit above 0; received None"),
        (lambda: SPRT("0", 0.5), "SPRT needs a finite cut"),
        (lambda: AbilityInterval(None), "AbilityInterval needs a finite cut"),
        (lambda: AtLeast(3, 5), "AtLeast: rule must be a stopping rule, .* received 5"),
        (lambda: AStratified(5), "AStratified needs a whole number of items of each stratum, .* received 5"),
        (lambda: TargetSuccess("0.6"), "TargetSuccess needs a rate"),
        (lambda: FencedMLE("-3"), "FencedMLE needs finite low < high"),
        (lambda: YearCeiling("year", "4"), "YearCeiling needs the name of an attribute and a year"),
        (lambda: Counts("strand", 5, 10), "strand must be counted by .* received 5"),
        (lambda: SympsonHetter(0.5), "SympsonHetter: k must be a tuple, .* received 0.5"),
        (lambda: SympsonHetter(("a",)), r"probabilities of item 0 .* received \('a',\)"),
        (lambda: ConditionalEligibility((0.5, 0.5)), "probabilities of item 0 .* received 0.5"),
        (lambda: ConditionalEligibility(((0.5, 0.5),), 0.0), "cuts must be finite abilities, .* received 0.0"),
        (lambda: WithParameterError(EAP(), 3), "covariance must be a ParameterCovariance; received 3"),
        (lambda: SeedAtRandom((0,), (2,), YearCeiling("year", 3)), "seeding: masks must be a tuple of masks"),
    ],
)
def test_what_is_of_another_kind_is_named_with_what_was_expected_and_what_came(make, words):
    with pytest.raises(InvalidTest, match=words):
        make()


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"prior": (0, 1)}, r"prior must be a Normal or None; received \(0, 1\)"),
        ({"seconds": "10"}, "seconds must be a time limit, finite and above 0, or None; received '10'"),
        ({"seconds": True}, "seconds must be a time limit"),
        ({"seconds": 0}, "seconds must be a time limit"),
        ({"accessible": 3}, "accessible must be pool indices or None; received 3"),
        ({"unavailable": 3}, "unavailable must be pool indices, .* received 3"),
    ],
)
def test_a_learner_that_cannot_be_is_refused_by_name(context, words):
    with pytest.raises(InvalidLearner, match=words):
        Learner(**context)


def test_a_normal_of_text_is_refused():
    with pytest.raises(InvalidLearner, match="a normal prior needs a finite mean"):
        Normal("0", 1)


@pytest.mark.parametrize("items", [3, "3", None])
def test_a_withdrawal_of_nothing_that_is_a_tuple_is_refused(items):
    with pytest.raises(InvalidEvent, match="items of Withdrawn must be a tuple of pool indices; received"):
        amend(TEST, start(TEST), Withdrawn(items))


@pytest.mark.parametrize("seed", [True, 1.0, "1", None, 2**64])
def test_a_seed_that_is_no_whole_number_is_refused(seed):
    for draw in (lambda: next_action(TEST, start(TEST), seed), lambda: simulate(TEST, [0.0], seed)):
        with pytest.raises(InvalidSeed, match="a seed must be a whole number of at most 64 bits"):
            draw()


def test_a_slope_without_a_finite_square_is_refused():
    with pytest.raises(InvalidParameters, match=r"item 1 .*: a must be at most 1e\+100, .* received 1e\+300"):
        ItemParameters.logistic([1, 1e300], 0.0)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([1.0, 1e100], [0.0, 0.0], r"item 1 \(counting from 0\) has a slope of 1e\+100"),
        ([1e3, 1.0], [0.03, 0.0], r"item 0 \(counting from 0\) has a slope of 1000"),
        ([1.0, 1.0], [0.0, -9999.0], r"item 1 \(counting from 0\) has a step at -9999"),
        ([1.0, 20.0], [300.0, 0.0], r"item 1 .* slope of 20, item 0 .* step at 300"),
    ],
)
def test_a_default_grid_of_too_many_nodes_names_the_item_that_asks_for_it(a, b, words):
    parameters = ItemParameters.logistic(a, b)
    with pytest.raises(InvalidGrid, match=f"at most 2000 nodes: .* give a grid; received: {words}"):
        tabulate(parameters)
    assert len(tabulate(parameters, grid=np.linspace(-6, 6, 61))) == 2
