"""Stopping rules against plain loops of the oracle's."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    GLR,
    SPRT,
    AbilityInterval,
    AdaptiveTest,
    AtLeast,
    InvalidTest,
    ItemParameters,
    MaxInformation,
    MaxItems,
    SEGainBelow,
    StrandsSEBelow,
    simulate,
    start,
    step,
    tabulate,
)
from tests.support import engine_oracle

GRID = np.linspace(-6, 6, 61)
NODES = GRID.tolist()
STRANDS = np.resize(["n", "m"], 10)
patterns = st.lists(st.integers(0, 1), min_size=1, max_size=8)


def made(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.6, 2, 10), rng.normal(size=10)
    pool = tabulate(ItemParameters.logistic(a, b), grid=GRID, content={"strand": STRANDS})
    return AdaptiveTest(pool, EAP(), MaxInformation(), ()), [engine_oracle.Item(*row) for row in zip(a, b, strict=True)]


def sat(test, scores, seeded=None):
    state = start(test)
    for item, score in enumerate(scores):
        state = step(test, state, item, score)
    return state if seeded is None else step(test, state, 9, seeded, scored=False)


def stops(rule, test, state):
    cohort = state.cohort()
    return bool(rule(test.pool, cohort, EAP().estimate_cohort(test.pool, cohort), cohort.available)[0])


@given(st.integers(0, 999), patterns, st.sampled_from([0.05, 0.2]))
@settings(max_examples=40, deadline=None)
def test_sprt(seed, scores, error):
    test, items = made(seed)
    pattern = engine_oracle.ResponsePattern(items[: len(scores)], scores)
    limit = math.log((1 - error) / error)
    low, high = 0.1 - 0.4, 0.1 + 0.4
    plain = pattern.log_likelihood(high) - pattern.log_likelihood(low)
    assert stops(SPRT(0.1, 0.4, error, error), test, sat(test, scores)) == (abs(plain) >= limit)


@given(st.integers(0, 999), patterns, st.floats(0.005, 0.2))
@settings(max_examples=40, deadline=None)
def test_the_gain_foreseen_is_that_of_the_best_remaining_item(seed, scores, limit):
    test, items = made(seed)
    shares = engine_oracle.posterior(engine_oracle.ResponsePattern(items[: len(scores)], scores), NODES)
    mean = math.fsum(s * t for s, t in zip(shares, NODES, strict=True))
    now = math.sqrt(math.fsum(s * (t - mean) ** 2 for s, t in zip(shares, NODES, strict=True)))
    least = min(
        math.fsum(
            chance * after for chance, _, after in engine_oracle.posterior_after_each_score(item, 2, NODES, shares)
        )
        for item in items[len(scores) :]
    )
    assert stops(SEGainBelow(limit), test, sat(test, scores)) == (now - math.sqrt(least) < limit)


@given(st.integers(0, 999), patterns, st.floats(0.5, 2.0))
@settings(max_examples=40, deadline=None)
def test_every_strand_must_be_sure_enough(seed, scores, limit):
    test, _ = made(seed)
    state = sat(test, scores)
    theta = EAP()(test.pool, state).theta
    by_strand = dict.fromkeys("nm", 0.0)
    for item in range(len(scores)):
        by_strand[STRANDS[item]] += float(np.interp(theta, GRID, test.pool.information[item]))
    expected = all(informed > 0 and 1 / math.sqrt(informed) <= limit for informed in by_strand.values())
    assert stops(StrandsSEBelow("strand", limit), test, state) == expected


@given(st.integers(0, 999), patterns)
@settings(max_examples=40, deadline=None)
def test_the_interval_leaves_out_the_cut(seed, scores):
    test, _ = made(seed)
    theta, se, _ = EAP()(test.pool, sat(test, scores))
    expected = abs(theta - 0.1) > 1.6448536269514722 * se
    assert stops(AbilityInterval(0.1, 0.9), test, sat(test, scores)) == expected


RULES = [
    SPRT(0.0, 0.2, 0.3, 0.3),
    GLR(0.0, 0.2, 0.3, 0.3),
    AbilityInterval(0.0, 0.5),
    SEGainBelow(5.0),
    StrandsSEBelow("strand", 3.0),
]


@pytest.mark.parametrize("rule", RULES)
def test_seeded_answers_count_for_nothing_and_nothing_ends_before_an_answer(rule):
    test, _ = made(1)
    assert not stops(rule, test, start(test))
    assert not stops(rule, test, sat(test, [], seeded=1))
    assert stops(rule, test, sat(test, [1] * 8))
    assert not stops(AtLeast(9, rule), test, sat(test, [1] * 8, seeded=1))


def test_sprt_keeps_its_error_rates():
    # at the ends of the region wrong decisions are at most α/(1 − β) (Wald 1947, section 3.3), here with 4 SE above
    rng = np.random.default_rng(2)
    pool = tabulate(ItemParameters.logistic(1.5, rng.normal(size=150)))
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (SPRT(0.0, 0.5, 0.1, 0.1), MaxItems(150)))
    result = simulate(test, np.full(400, -0.5), 8)
    assert set(result.reasons) == {"classified"}
    # with slopes alike a ratio beyond either limit has the estimate on the same side of the cut
    wrong, bound = (result.theta > 0).mean(), 0.1 / 0.9
    assert wrong < bound + 4 * math.sqrt(bound * (1 - bound) / 400)


@pytest.mark.parametrize(
    "make",
    [
        lambda: SPRT(0.0, 0.0),
        lambda: GLR(0.0, 0.2, alpha=0.6),
        lambda: SPRT(math.nan, 0.2),
        lambda: AbilityInterval(0.0, 1.0),
        lambda: SEGainBelow(0.0),
        lambda: StrandsSEBelow("strand", -1.0),
    ],
)
def test_rules_that_make_no_sense_are_refused(make):
    with pytest.raises(InvalidTest, match="needs a"):
        make()
