"""How often the nominal 90 % band holds the truth, in adaptive sittings of 30 items.

It should be between 88 and 92 %, give or take three Monte-Carlo standard errors. Seeds are fixed and were not chosen.
"""

import numpy as np
import pytest

from engine import (
    EAP,
    WLE,
    AdaptiveTest,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Normal,
    ability_grid,
    information,
    simulate,
    tabulate,
)

SIMULEES = 3000
HALF_WIDTH = 1.6448536269514722  # of the 90 % band, in SE
STEERING = Normal(0.0, 1.5)
REACHES = 8.0  # mean information of the sittings from which the bank is said to reach an ability
RNG = np.random.default_rng(20)
THREE_PL = ItemParameters.logistic(RNG.uniform(0.7, 1.8, 300), RNG.uniform(-4, 4, 300), 0.2)
MIXED = ItemParameters.concat(
    ItemParameters.logistic(1.0, RNG.uniform(-4, 4, 200)),
    ItemParameters.logistic(RNG.uniform(0.7, 1.8, 60), RNG.uniform(-4, 4, 60), 0.15, 0.98),
    ItemParameters.partial_credit(1.0, RNG.uniform(-3.5, 3.5, (60, 1)) + np.array([-0.7, 0.0, 0.7])),
    ItemParameters.graded(1.2, RNG.uniform(-3.5, 3.5, (40, 1)) + np.array([-1.0, 0.0, 1.0])),
)
RASCH = ItemParameters.logistic(1.0, RNG.uniform(-4, 4, 300))
BANKS = {"3pl": (THREE_PL, 30), "mixed": (MIXED, 30), "rasch": (RASCH, 40)}  # 30 Rasch items inform by 7.5 at most
ABILITIES = [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]
POOLS = {bank: tabulate(items, grid=ability_grid(items, [STEERING])) for bank, (items, _) in BANKS.items()}


def covered(done, theta):
    return float((np.abs(done.theta - theta) <= HALF_WIDTH * done.se).mean())


def honest(share):
    """Whether a share seen may come from a coverage of 88 to 92 %."""
    low, high = (3 * np.sqrt(p * (1 - p) / SIMULEES) for p in (0.88, 0.92))
    return 0.88 - low <= share <= 0.92 + high


@pytest.mark.parametrize("bank", BANKS)
def test_the_band_of_eap_holds_people_drawn_from_its_prior(bank):
    test = AdaptiveTest(POOLS[bank], EAP(), MaxInformation(), (MaxItems(30),))
    theta = np.random.default_rng(30).normal(size=SIMULEES)
    assert honest(covered(simulate(test, theta, 5), theta))


@pytest.mark.parametrize("bank", ["3pl", pytest.param("mixed", marks=pytest.mark.long), "rasch"])
def test_the_band_of_wle_holds_each_ability_that_the_bank_reaches(bank):
    """Every day: the other banks; and of the mixed one, that the band of EAP holds the truth."""
    items, length = BANKS[bank]
    test = AdaptiveTest(POOLS[bank], EAP(STEERING), MaxInformation(), (MaxItems(length),), report=WLE())
    reached = {}
    for theta in ABILITIES:
        done = simulate(test, np.full(SIMULEES, theta), 7)
        at_truth = information(items, np.array([[theta]]))[:, 0]
        if at_truth[done.items].sum(axis=1).mean() >= REACHES:
            reached[theta] = covered(done, theta)
    assert set(reached) >= {-2.0, -1.0, 0.0, 1.0, 2.0}
    assert {theta: share for theta, share in reached.items() if not honest(share)} == {}


def test_where_answers_may_be_guesses_the_sandwich_se_is_nearer_to_the_spread_of_a_short_fixed_test():
    """Twelve questions of three options, all above the ability: 1/√I is then a fifth too large."""
    items = ItemParameters.logistic(1.0, np.linspace(-0.5, 2.5, 12), 1 / 3)
    pool = tabulate(items, grid=ability_grid(items, [STEERING]))
    theta = np.full(SIMULEES, -0.5)
    spread, means = {}, {}
    for se in ("information", "sandwich"):
        test = AdaptiveTest(pool, EAP(STEERING), MaxInformation(), (MaxItems(12),), report=WLE(se))
        done = simulate(test, theta, 11)
        spread[se] = float(((done.theta - theta) / done.se).std())
        means[se] = float(done.se.mean())
    error = 3 * spread["sandwich"] / np.sqrt(2 * SIMULEES)
    assert means["sandwich"] < means["information"]
    assert abs(spread["sandwich"] - 1) < 0.1 + error
    assert spread["information"] < spread["sandwich"] - error
