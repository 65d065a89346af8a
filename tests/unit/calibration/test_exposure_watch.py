"""A leaked item is named, an item that became harder is not, and no more of the others than the rate allows."""

import numpy as np

from calibration.invariance.drift import item_drift
from calibration.invariance.exposure_watch import watch_exposure
from calibration.invariance.item_windows import ItemWindows

ITEMS, WINDOWS, BINS, ANSWERS = 300, 8, 7, 25
LEAKED, HARDER, FROM = (3, 40, 77, 150, 222), (5, 6), 5


def counts(seed: int, leak: float) -> ItemWindows:
    """Answers by learners of equal ability; a cohort does better from the fifth window on."""
    rng = np.random.default_rng(seed)
    theta = np.linspace(-1.5, 1.5, BINS)[None, None, :] + 0.2 * (np.arange(WINDOWS) >= 4)[None, :, None]
    easier = np.zeros((ITEMS, WINDOWS, 1))
    easier[LEAKED, FROM:] = leak
    easier[HARDER, FROM:] = -leak
    b = rng.normal(0, 1, (ITEMS, 1, 1))
    n = rng.poisson(ANSWERS, (ITEMS, WINDOWS, BINS)).astype(float)
    score = rng.binomial(n.astype(int), 1 / (1 + np.exp(b - easier - theta))).astype(float)
    names = tuple(f"item{at}" for at in range(ITEMS))
    return ItemWindows(names, tuple(f"2027-{month:02d}" for month in range(1, WINDOWS + 1)), n, score, score)


def test_what_leaked_is_named_with_the_month_and_how_much_and_hardly_anything_else() -> None:
    watched = watch_exposure(item_drift(counts(1, leak=0.8)))
    named = watched.named(0.05)
    assert set(LEAKED) <= set(named)
    assert len(set(named) - set(LEAKED)) <= 1
    assert not set(HARDER) & set(named)
    assert np.all(np.abs(watched.since[list(LEAKED)] - FROM) <= 1)
    assert np.all(np.abs(watched.change[list(LEAKED)] - 0.8) < 0.35)


def test_where_nothing_leaked_an_item_is_named_in_no_more_than_one_of_twenty_watches() -> None:
    wrong = [bool(watch_exposure(item_drift(counts(seed, leak=0.0))).named(0.05)) for seed in range(40)]
    assert sum(wrong) <= 6  # 99.7 % of binomials of 40 at 0.05


def test_an_item_without_enough_answers_is_not_judged() -> None:
    few = counts(2, leak=0.0)
    few.responses[0] = few.score[0] = few.squares[0] = 0
    watched = watch_exposure(item_drift(few))
    assert (watched.since[0], np.isnan(watched.p[0])) == (-1, True)
    assert 0 not in watched.named(0.05)
