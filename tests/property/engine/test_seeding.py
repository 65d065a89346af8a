"""Seeding has exactly no effect: scored items, scores, estimates and reasons are the same bits as without it."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    GLR,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    AStratified,
    AtLeast,
    Blueprint,
    Ceiling,
    Count,
    Counts,
    FencedMLE,
    ItemParameters,
    Learner,
    MaxInformation,
    MaxItems,
    MinExpectedPosteriorVariance,
    Normal,
    ParameterCovariance,
    Progressive,
    Proportional,
    Random,
    Randomesque,
    SEBelow,
    SeedAtRandom,
    SeedByDesign,
    SEGainBelow,
    Shadow,
    StrandsSEBelow,
    Sum,
    TargetSuccess,
    WithParameterError,
    YearCeiling,
    replay,
    reported,
    simulate,
    tabulate,
)
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter

N, LENGTH, SIMULEES = 40, 12, 6
EVERY = (EAP(), EAP(Normal(0.5, 2.0)), MAP(), MLE(), WLE(), FencedMLE())
estimators = st.sampled_from(EVERY)
# slopes and steps of all items unsure together
known = np.array([[2, 3, 4, 5]] * 28 + [[4, 5, 4, 5]] * 6 + [[3, 4, 5, 5]] * 6)
loose = np.random.default_rng(8).normal(0, 0.05, (N, 6, 20))
np.put_along_axis(loose, known[:, :, np.newaxis], 0.0, axis=1)
UNSURE = ParameterCovariance([str(item + 1) for item in range(N)], np.einsum("imf,jnf->imjn", loose, loose))
reports = st.one_of(st.none(), estimators, st.sampled_from([WithParameterError(one, UNSURE) for one in EVERY]))
selectors = st.sampled_from(
    [
        MaxInformation(),
        Random(),
        Progressive(LENGTH),
        Proportional(LENGTH),
        AStratified((4, 4, 4)),
        TargetSuccess(),
        MinExpectedPosteriorVariance(),
    ]
)
masks = st.sampled_from([(), (YearCeiling("year", 5), Counts("strand", {"n": (2, 5), "m": (1, 5)}, LENGTH))])
stops = st.sampled_from(
    [
        (MaxItems(LENGTH),),
        (AtLeast(4, SEBelow(0.55)), MaxItems(LENGTH)),
        (SEGainBelow(0.02), MaxItems(LENGTH)),
        (StrandsSEBelow("strand", 0.9), GLR(0.2, 0.4), MaxItems(LENGTH)),
    ]
)
blueprints = st.sampled_from(
    [
        None,
        Shadow(Blueprint(LENGTH, (Count("strand", ("n",), 2, 5), Ceiling("year", 5)))),
        Shadow(Blueprint(LENGTH, (Count("strand", ("n",), 2, 5), Count("kind", ("x",), 2, 4), Sum("words", 0, 350)))),
    ]
)
controls = st.sampled_from(
    [
        None,
        Randomesque(4),
        SympsonHetter(tuple(np.linspace(0.2, 1, N))),
        ConditionalEligibility(tuple((0.2 + item % 5 / 6, 0.9 - item % 3 / 4) for item in range(N)), (0.0,)),
    ]
)


@cache
def random_pool(seed):
    rng = np.random.default_rng(seed)
    return tabulate(
        ItemParameters.concat(
            ItemParameters.logistic(rng.uniform(0.5, 2, 28), rng.normal(0, 1.5, 28), rng.choice([0, 0.2], 28)),
            ItemParameters.partial_credit(rng.uniform(0.5, 1.5, 6), rng.normal(size=(6, 3))),
            ItemParameters.graded(rng.uniform(0.5, 2, 6), np.sort(rng.normal(size=(6, 2)), axis=1)),
        ),
        content={
            "year": rng.integers(2, 7, N),
            "strand": rng.permutation(np.resize(["n", "m", "d"], N)),
            "kind": rng.permutation(np.resize(["x", "y"], N)),
            "words": rng.integers(5, 40, N),
        },
    )


@st.composite
def seedings(draw):
    unscored = tuple(draw(st.lists(st.integers(0, N - 1), min_size=1, max_size=8, unique=True)))
    edges = sorted(draw(st.lists(st.integers(1, LENGTH + 4), min_size=2, max_size=8, unique=True)))
    windows = tuple(zip(edges[::2], edges[1::2], strict=False))
    positions = draw(st.sampled_from([tuple(edges), windows]))
    masks = draw(st.sampled_from([(), (YearCeiling("year", 4),)]))
    make = draw(st.sampled_from([SeedAtRandom, SeedByDesign]))
    return make(unscored, positions, masks=masks)


def scored_of(done):
    """Scored items and scores of each simulee, in order."""
    return [
        [row[scored].tolist() for row in (items, scores)]
        for items, scores, scored in zip(done.items, done.scores, done.scored, strict=True)
    ]


@given(
    seed=st.integers(0, 2**32),
    estimate=estimators,
    report=reports,
    select=selectors,
    stop=stops,
    masks=masks,
    blueprint=blueprints,
    exposure=controls,
    seeding=seedings(),
    prior=st.sampled_from([None, Normal(1.0, 0.7)]),
)
@settings(max_examples=30, deadline=None)
def test_seeding_has_exactly_no_effect(
    seed, estimate, report, select, stop, masks, blueprint, exposure, seeding, prior
):
    pool, theta = random_pool(seed % 8), np.random.default_rng(seed + 1).normal(0, 1.5, SIMULEES)

    def done(learner, seeding):
        test = AdaptiveTest(
            pool, estimate, select, stop, masks, blueprint, report=report, exposure=exposure, seeding=seeding
        )
        return simulate(test, theta, seed, learners=learner)

    seeded = done(Learner(prior=prior), seeding)
    without = done(Learner(prior=prior, unavailable=seeding.unscored), None)
    assert scored_of(seeded) == scored_of(without)
    assert np.array_equal(seeded.theta, without.theta)
    assert np.array_equal(seeded.se, without.se)
    assert seeded.statuses == without.statuses
    assert seeded.reasons == without.reasons
    assert seeded.relaxed == without.relaxed


@given(seed=st.integers(0, 2**32), seeding=seedings())
@settings(max_examples=30, deadline=None)
def test_unscored_items_stand_at_their_positions_and_nowhere_else(seed, seeding):
    pool = random_pool(seed % 8)
    test = AdaptiveTest(pool, EAP(), Random(), (MaxItems(LENGTH),), seeding=seeding)
    gone = seeding.unscored[: len(seeding.unscored) // 2]
    done = simulate(test, np.zeros(SIMULEES), seed, learners=Learner(unavailable=gone))
    masked = {item for item in seeding.unscored if seeding.masks and pool.content["year"][item] > 4}
    usable = set(seeding.unscored) - set(gone) - masked
    windows = [(one, one) if isinstance(one, int) else one for one in seeding.positions]
    for items, scored, length in zip(done.items, done.scored, done.lengths, strict=True):
        unscored = items[:length][~scored[:length]].tolist()
        assert set(unscored) <= usable
        assert len(set(unscored)) == len(unscored)
        assert not set(items[:length][scored[:length]]) & set(seeding.unscored)
        at = np.flatnonzero(~scored[:length]) + 1
        within = [sum(first <= position <= last for position in at) for first, last in windows]
        assert sum(within) == at.size
        assert max(within) <= 1
        # a window that the sitting reached the end of has its item, until none is left
        reached = [last <= length for _, last in windows]
        whole = [count for count, full in zip(within, reached, strict=True) if full]
        assert whole == [1] * min(len(usable), len(whole)) + [0] * max(0, len(whole) - len(usable))


@pytest.mark.parametrize("estimate", [*EVERY, *(WithParameterError(one, UNSURE) for one in EVERY)])
def test_unscored_answers_change_no_bit_of_an_estimate(estimate):
    pool, rng = random_pool(1), np.random.default_rng(4)
    test = AdaptiveTest(pool, estimate, MaxInformation(), ())
    for _ in range(25):
        items = rng.permutation(N)[:20].tolist()
        log = [Answered(item, int(rng.integers(pool.categories[item])), bool(rng.random() < 0.6)) for item in items]
        scored = [answer for answer in log if answer.scored]
        assert reported(test, replay(test, log)) == reported(test, replay(test, scored))
