"""Plausible values: draws from the posterior. Bounds are four Monte-Carlo standard errors, seeds are fixed."""

import numpy as np
import pytest

from engine import (
    EAP,
    AdaptiveTest,
    Answered,
    ItemParameters,
    MaxInformation,
    Normal,
    plausible_values,
    replay,
    simulated_scores,
    simulee_seeds,
    start,
    step,
    tabulate,
)

PARAMETERS = ItemParameters.concat(
    ItemParameters.logistic(1.2, np.linspace(-2, 2, 9), 0.2),
    ItemParameters.graded(1.5, [-1.0, 0.0, 1.0]),
    ItemParameters.partial_credit(0.8, [0.5, -0.5]),
)
POOL = tabulate(PARAMETERS)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), ())
ITEMS = np.arange(len(POOL))


def sitting(scores):
    return replay(TEST, [Answered(item, int(score)) for item, score in enumerate(scores)])


def test_their_mean_and_spread_are_those_of_the_posterior():
    prior = Normal(0.5, 0.8)
    state = sitting([1, 1, 1, 1, 0, 1, 0, 0, 0, 2, 1])
    mean, sd, _ = EAP(prior)(POOL, state)
    drawn = plausible_values(POOL, state, 7, 20_000, prior=prior)
    assert abs(drawn.mean() - mean) < 4 * sd / np.sqrt(drawn.size)
    assert abs(drawn.std() / sd - 1) < 4 / np.sqrt(2 * drawn.size)


def test_the_true_ability_has_an_even_rank_among_them():
    # simulation-based calibration: Talts et al. (2018), theorem 1
    people, draws = 600, 19
    theta = np.random.default_rng(5).normal(size=people)
    seeds = simulee_seeds(11, people)
    ranks = np.empty(people, dtype=int)
    for person in range(people):
        scores = simulated_scores(
            PARAMETERS, np.full(len(POOL), theta[person]), np.repeat(seeds[person], len(POOL)), ITEMS
        )
        drawn = plausible_values(POOL, sitting(scores), int(seeds[person]), draws)
        ranks[person] = (drawn < theta[person]).sum()
    fifths = np.bincount(ranks // 4, minlength=5)
    assert np.abs(fifths - people / 5).max() < 4 * np.sqrt(people * 0.2 * 0.8)


def test_a_draw_belongs_to_its_seed_number_and_scored_answers_alone():
    state = sitting([1, 0, 1])
    few, many = plausible_values(POOL, state, 3, 4), plausible_values(POOL, state, 3, 40)
    assert np.array_equal(few, many[:4])
    assert not np.array_equal(few, plausible_values(POOL, state, 4, 4))
    assert np.array_equal(few, plausible_values(POOL, step(TEST, state, 8, 1, scored=False), 3, 4))
    assert np.unique(many).size == 40


def test_without_answers_they_are_draws_from_the_prior():
    drawn = plausible_values(POOL, start(TEST), 3, 10_000, prior=Normal(1.0, 0.5))
    assert drawn.mean() == pytest.approx(1.0, abs=4 * 0.5 / 100)
    assert plausible_values(POOL, start(TEST), 3, 0).shape == (0,)
