"""Unscored items placed by optimal design are known better than those placed at random, answer for answer."""

import numpy as np

from engine import (
    EAP,
    AdaptiveTest,
    ItemParameters,
    MaxInformation,
    MaxItems,
    SeedAtRandom,
    SeedByDesign,
    simulate,
    tabulate,
)

OLD, NEW, BATCHES, SIMULEES = 60, 12, 12, 40
UNSCORED = tuple(range(OLD, OLD + NEW))
POSITIONS = ((3, 5), (7, 9), 12)


def banks(seed):
    """The pool as it is provisionally known, and as its new items really are."""
    rng = np.random.default_rng(seed)
    old = ItemParameters.logistic(rng.uniform(0.8, 1.8, OLD), rng.normal(0, 1.2, OLD))
    a, b = rng.uniform(0.7, 1.6, NEW), rng.uniform(-2, 2, NEW)
    guess = ItemParameters.logistic(a * rng.lognormal(0, 0.2, NEW), b + rng.normal(0, 0.4, NEW))
    return tabulate(ItemParameters.concat(old, guess)), ItemParameters.concat(old, ItemParameters.logistic(a, b))


def answers(seed, seeding, *, renewed):
    """Unscored items and true abilities of simulees in batches, between which what is gathered may be renewed."""
    pool, truth = banks(seed)
    rng = np.random.default_rng(seed + 10_000)
    rows = []
    for batch in range(BATCHES):
        test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(12),), seeding=seeding)
        done = simulate(test, rng.normal(size=SIMULEES), seed * 100 + batch, truth=truth)
        people, places = np.nonzero((done.items >= 0) & ~done.scored)
        items = done.items[people, places]
        rows.append((items, done.truth[people]))
        if renewed:
            seeding = seeding.with_answers(pool, items, done.theta[people])
    return truth, *map(np.concatenate, zip(*rows, strict=True))


def log_generalized_variance(truth, items, theta):
    """Minus the log-determinant of what the answers tell of each new item's a and b, with the prior; all together."""
    total = 0.0
    for item in UNSCORED:
        a, b, ability = truth.a[item], truth.b[item, 0], theta[items == item]
        p = 1 / (1 + np.exp(-a * (ability - b)))
        rates = np.stack([ability - b, np.full_like(ability, -a)])
        told = (p * (1 - p) * rates) @ rates.T + np.diag([0.5**-2, 0.8**-2])
        total -= np.linalg.slogdet(told).logabsdet
    return total / NEW


def test_generalized_variance_is_smaller_than_at_random_with_as_many_answers():
    differences = []
    for seed in range(12):
        truth, at_random, abilities = answers(seed, SeedAtRandom(UNSCORED, POSITIONS), renewed=False)
        _, by_design, others = answers(seed, SeedByDesign(UNSCORED, POSITIONS), renewed=True)
        assert at_random.size == by_design.size == BATCHES * SIMULEES * len(POSITIONS)
        differences.append(
            log_generalized_variance(truth, by_design, others) - log_generalized_variance(truth, at_random, abilities)
        )
    mean, error = np.mean(differences), np.std(differences, ddof=1) / np.sqrt(len(differences))
    assert mean + 4 * error < 0
