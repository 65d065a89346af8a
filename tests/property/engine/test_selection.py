"""Every selector against a plain loop of the oracle's, on pools of all models mixed."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    AdaptiveTest,
    Answered,
    AStratified,
    ItemParameters,
    KullbackLeibler,
    LikelihoodWeightedInformation,
    MaxExpectedInformation,
    MaxInformation,
    MinExpectedPosteriorVariance,
    Normal,
    PosteriorKullbackLeibler,
    PosteriorWeightedInformation,
    Progressive,
    Proportional,
    Random,
    Randomesque,
    TargetSuccess,
    Urry,
    replay,
    tabulate,
)
from tests.support import engine_oracle

GRID = np.linspace(-6, 6, 61)
NODES = GRID.tolist()
PRIOR = Normal(0.3, 1.2)
EVERY = st.integers(0, 2**32)


def made(seed):
    """A mixed pool, the same items for the oracle, a sitting of four answers, and their pattern."""
    rng = np.random.default_rng(seed)
    items = [engine_oracle.Item(rng.uniform(0.5, 2), rng.normal(), 0.2) for _ in range(4)]
    items += [engine_oracle.PartialCredit(rng.uniform(0.5, 1.5), rng.normal(size=2).tolist()) for _ in range(3)]
    items += [engine_oracle.Graded(rng.uniform(0.5, 2), np.sort(rng.normal(size=3)).tolist()) for _ in range(3)]
    pool = tabulate(
        ItemParameters.concat(
            *(ItemParameters.logistic(i.a, i.b, i.c) for i in items[:4]),
            *(ItemParameters.partial_credit(i.a, i.steps) for i in items[4:7]),
            *(ItemParameters.graded(i.a, i.steps) for i in items[7:]),
        ),
        grid=GRID,
    )
    asked = rng.permutation(10)[:4]
    scores = [int(rng.integers(pool.categories[item])) for item in asked]
    state = replay(
        AdaptiveTest(pool, EAP(), MaxInformation(), ()),
        [Answered(int(item), score) for item, score in zip(asked, scores, strict=True)],
    )
    return pool, items, state, engine_oracle.ResponsePattern([items[item] for item in asked], scores)


def values(select, pool, state, theta=None):
    cohort = state.cohort(9)
    estimates = EAP(PRIOR).estimate_cohort(pool, cohort)
    if theta is not None:
        estimates.theta[:] = theta
    return select(pool, cohort, estimates, cohort.available)[0]


@given(EVERY)
@settings(max_examples=10, deadline=None)
def test_weighted_information(seed):
    pool, items, state, pattern = made(seed)
    for select, shares in (
        (PosteriorWeightedInformation(PRIOR), engine_oracle.posterior(pattern, NODES, PRIOR.mean, PRIOR.sd)),
        (LikelihoodWeightedInformation(), engine_oracle.likelihood(pattern, NODES)),
    ):
        expected = [engine_oracle.weighted_information(item, NODES, shares) for item in items]
        assert values(select, pool, state) == pytest.approx(expected, abs=1e-10)


@given(EVERY, st.integers(20, 40))
@settings(max_examples=10, deadline=None)
def test_kullback_leibler(seed, node):
    pool, items, state, pattern = made(seed)
    theta, half, step = NODES[node], 3 / math.sqrt(4), NODES[1] - NODES[0]
    overlap = [max(0.0, min(t + step / 2, theta + half) - max(t - step / 2, theta - half)) for t in NODES]
    for select, weights in (
        (PosteriorKullbackLeibler(PRIOR), engine_oracle.posterior(pattern, NODES, PRIOR.mean, PRIOR.sd)),
        (KullbackLeibler(), overlap),
    ):
        expected = [
            engine_oracle.weighted_divergence(item, int(k), theta, NODES, weights)
            for item, k in zip(items, pool.categories, strict=True)
        ]
        assert values(select, pool, state, theta) == pytest.approx(expected, abs=1e-10)


@given(EVERY)
@settings(max_examples=10, deadline=None)
def test_what_is_expected_after_each_item(seed):
    pool, items, state, pattern = made(seed)
    shares = engine_oracle.posterior(pattern, NODES, PRIOR.mean, PRIOR.sd)
    variance = values(MinExpectedPosteriorVariance(PRIOR), pool, state)
    informed = values(MaxExpectedInformation(PRIOR), pool, state)
    for index, (item, k) in enumerate(zip(items, pool.categories, strict=True)):
        rows = engine_oracle.posterior_after_each_score(item, int(k), NODES, shares)
        assert -variance[index] == pytest.approx(math.fsum(chance * after for chance, _, after in rows), abs=1e-10)
        tabled = math.fsum(chance * np.interp(mean, GRID, pool.information[index]) for chance, mean, _ in rows)
        assert informed[index] == pytest.approx(tabled, abs=1e-10)


@given(EVERY)
@settings(max_examples=20, deadline=None)
def test_the_expected_variance_is_never_above_the_variance_now(seed):
    pool, _, state, _ = made(seed)
    se = EAP(PRIOR)(pool, state).se
    assert (-values(MinExpectedPosteriorVariance(PRIOR), pool, state) <= se**2 + 1e-12).all()


@given(EVERY, st.integers(0, 60))
@settings(max_examples=10, deadline=None)
def test_urry_and_target_success(seed, node):
    pool, items, state, _ = made(seed)
    theta = NODES[node]
    places = [item.b if isinstance(item, engine_oracle.Item) else sum(item.steps) / len(item.steps) for item in items]
    assert values(Urry(), pool, state, theta) == pytest.approx([-abs(theta - b) for b in places], abs=1e-12)
    success = [
        sum(score * item.chance(score, theta) for score in range(k)) / (k - 1)
        for item, k in zip(items, pool.categories.tolist(), strict=True)
    ]
    expected = [-abs(share - 0.65) for share in success]
    assert values(TargetSuccess(), pool, state, theta) == pytest.approx(expected, abs=1e-10)


@given(EVERY)
@settings(max_examples=10, deadline=None)
def test_progressive_and_proportional_mix_the_two_they_are_made_of(seed):
    pool, _, state, _ = made(seed)
    informed, chance = values(MaxInformation(), pool, state), values(Random(), pool, state)
    most = informed[state.available].max()
    mixed = [(1 - 0.4) * most * r + 0.4 * i for r, i in zip(chance, informed, strict=True)]
    assert values(Progressive(10), pool, state) == pytest.approx(mixed, rel=1e-12)
    assert values(Progressive(4), pool, state) == pytest.approx(informed, rel=1e-12)
    drawn = [5 * 0.4 * math.log(i) - math.log(-math.log(r)) for r, i in zip(chance, informed, strict=True)]
    assert values(Proportional(10, 5.0), pool, state) == pytest.approx(drawn, rel=1e-12)


@given(EVERY)
@settings(max_examples=20, deadline=None)
def test_strata_rise_in_slope_within_blocks_of_difficulty(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.5, 2, 11), rng.normal(size=11)
    pool = tabulate(ItemParameters.logistic(a, b), grid=GRID)
    state = replay(AdaptiveTest(pool, EAP(), MaxInformation(), ()), [])
    by_difficulty = sorted(range(11), key=lambda item: b[item])
    flattest = {min(by_difficulty[start : start + 3], key=lambda item: a[item]) for start in range(0, 11, 3)}
    worth = values(AStratified((2, 2, 2)), pool, state, 0.0)
    assert set(np.flatnonzero(worth > -100)) == flattest
    nearest = min(flattest, key=lambda item: abs(b[item]))
    assert worth.argmax() == nearest


@given(EVERY, st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_randomesque_draws_one_of_the_n_best(seed, n):
    pool, _, state, _ = made(seed)
    cohort = state.cohort(seed)
    worth = values(MaxInformation(), pool, state)[np.newaxis]
    drawn = Randomesque(n).narrows(pool, cohort, EAP().estimate_cohort(pool, cohort), worth, cohort.available)
    best = sorted(np.flatnonzero(state.available), key=lambda item: (-worth[0, item], item))[:n]
    assert drawn.sum() == 1
    assert drawn[0].argmax() in best
    assert (
        not Randomesque(n)
        .narrows(pool, cohort, EAP().estimate_cohort(pool, cohort), worth, np.zeros_like(cohort.available))
        .any()
    )
