"""Solved exposure parameters in fresh runs, with fixed seeds; no item beyond what 1 in 100 runs shows by chance."""

import dataclasses

import numpy as np
import pytest
from scipy.special import ndtri

from engine import (
    EAP,
    AdaptiveTest,
    Blueprint,
    ConditionalEligibility,
    Count,
    Counts,
    ExposureStatus,
    InvalidTest,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Progressive,
    Shadow,
    StartingEligibility,
    exposure_rates,
    simulate,
    solve_eligibility,
    solve_sympson_hetter,
    tabulate,
)

RNG = np.random.default_rng(41)
N, LENGTH, RATE = 150, 12, 0.25
CUTS = (-0.6, 0.6)
POOL = tabulate(
    ItemParameters.logistic(RNG.lognormal(0, 0.3, N), RNG.normal(0, 1.2, N), 0.2),
    content={"strand": RNG.permutation(["n"] * 80 + ["m"] * 60 + ["d"] * 10)},
)
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(LENGTH),))
COUNTS = (Counts("strand", {"n": (4, 8), "m": (4, 8), "d": (0, 3)}, LENGTH),)
BLUEPRINT = Shadow(Blueprint(LENGTH, (Count("strand", ("n",), 4, 8), Count("strand", ("m",), 4, 8))))


def people(simulees, seed):
    return np.random.default_rng(seed).normal(size=simulees)


def bounds(solved, sittings, cells):
    """How far a share may lie above the rate by chance: solving (as its own bounds have it) and this run together."""
    checked = np.append(solved.rates.sittings, solved.rates.sittings.sum())[-solved.bounds.size :]
    own = -ndtri(0.01 / (N * solved.bounds.size))
    solving = (solved.bounds / own) ** 2 - RATE * (1 - RATE) / checked
    return -ndtri(0.01 / cells) * np.sqrt(solving + RATE * (1 - RATE) / sittings)


@pytest.fixture(scope="module")
def conditional():
    return solve_eligibility(TEST, people(2000, 1), 7, rate=RATE, cuts=CUTS)


@pytest.mark.parametrize("content", [{}, {"masks": COUNTS}])
def test_conditional_eligibility_keeps_its_rate_in_fresh_sittings_overall_and_in_each_segment(content, conditional):
    test = dataclasses.replace(TEST, **content)
    solved = solve_eligibility(test, people(2000, 1), 7, rate=RATE, cuts=CUTS) if content else conditional
    assert solved.status is ExposureStatus.CONVERGED
    assert solved.require_converged() is solved
    assert not solved.exceeding
    done = simulate(dataclasses.replace(test, exposure=solved.exposure), people(9000, 2), 8)
    rates = exposure_rates(done, N, CUTS)
    assert rates.sittings.min() >= 2000
    sittings = np.append(rates.sittings, rates.sittings.sum())
    shares = np.vstack([rates.conditional, rates.overall])
    assert (shares.max(axis=1) <= RATE + bounds(solved, sittings, shares.size)).all()
    # and it is control that does it, without giving more away than it must
    assert exposure_rates(simulate(test, people(1000, 2), 8), N).overall.max() > 0.9
    assert (rates.conditional.max(axis=1) > RATE - 0.02).all()
    assert (done.exposure_lifted > 0).mean() < 0.02


def test_eligibility_serves_shadow_tests():
    test = dataclasses.replace(TEST, blueprint=BLUEPRINT)
    solved = solve_eligibility(test, people(400, 3), 9, rate=RATE, cuts=(0.0,), iterations=16, checks=2)
    assert solved.status is ExposureStatus.CONVERGED
    done = simulate(dataclasses.replace(test, exposure=solved.exposure), people(1500, 4), 10)
    rates = exposure_rates(done, N, (0.0,))
    sittings = np.append(rates.sittings, rates.sittings.sum())
    shares = np.vstack([rates.conditional, rates.overall])
    assert (shares.max(axis=1) <= RATE + bounds(solved, sittings, shares.size)).all()
    taken = POOL.content["strand"][done.items]
    assert all(((taken == strand).sum(axis=1) >= 4).all() for strand in ("n", "m"))


@pytest.fixture(scope="module")
def unconditional():
    return solve_sympson_hetter(TEST, people(1500, 1), 7, rate=RATE, iterations=24)


def test_a_low_overall_rate_hides_a_high_conditional_rate(conditional, unconditional):
    # pitfall: Sympson–Hetter keeps the rate over all sittings, and in the outer segments items are asked far more often
    solved = unconditional
    assert solved.status is ExposureStatus.CONVERGED
    overall_only = simulate(dataclasses.replace(TEST, exposure=solved.exposure), people(9000, 2), 8)
    rates = exposure_rates(overall_only, N, CUTS)
    assert rates.overall.max() <= RATE + bounds(solved, np.array([9000]), N)[0]
    assert (rates.conditional.max(axis=1)[[0, 2]] > 0.4).all()
    assert (conditional.rates.conditional.max(axis=1) < 0.3).all()


def test_sympson_hetter_parameters_do_not_swing(unconditional):
    # pitfall: whole steps go on oscillating; one iteration more, of other draws, here changes no more than noise does
    other = solve_sympson_hetter(TEST, people(1500, 1), 8, rate=RATE, iterations=25, checks=1)
    changes = np.abs(np.log(np.divide(unconditional.exposure.k, other.exposure.k)))
    # 8 averaged runs of 1,500: the SE of log k is √(3 / 12,000), 4.5 SE of a difference are 10 %
    assert (changes < 0.1).mean() > 0.95


def test_progressive_restricted_is_eligibility_without_cuts_for_a_progressive_test():
    test = dataclasses.replace(TEST, select=Progressive(LENGTH))
    solved = solve_eligibility(test, people(1500, 1), 7, rate=0.15, iterations=20)
    assert solved.status is ExposureStatus.CONVERGED
    assert solved.exposure.cuts == ()
    done = simulate(dataclasses.replace(test, exposure=solved.exposure), people(4000, 2), 8)
    plain = exposure_rates(simulate(test, people(4000, 2), 8), N).overall
    # bounds for .15 are narrower than those for .25
    assert exposure_rates(done, N).overall.max() <= 0.15 + solved.bounds[0] * np.sqrt(6000 / 4000)
    assert plain.max() > 0.2


@pytest.mark.parametrize("content", ["masks", "blueprint"])
def test_cells_that_content_makes_infeasible_are_named_and_the_rest_kept(content):
    # 10 items for 4 of each sitting: at best each is asked in .4 of them
    demanding = {
        "masks": (Counts("strand", {"d": (4, LENGTH)}, LENGTH),),
        "blueprint": Shadow(Blueprint(LENGTH, (Count("strand", ("d",), 4, LENGTH),))),
    }
    test = dataclasses.replace(TEST, **{content: demanding[content]})
    solved = solve_eligibility(test, people(500, 3), 9, rate=RATE, cuts=(0.0,), iterations=16, checks=2)
    scarce = {POOL.ids[item] for item in np.flatnonzero(POOL.content["strand"] == "d")}
    assert solved.status is ExposureStatus.INFEASIBLE
    named = {one.item for one in solved.infeasible}
    assert named <= scarce
    assert len(named) >= 8
    assert {one.segment for one in solved.infeasible} == {None, 0, 1}
    assert all(one.needed == pytest.approx(0.4) for one in solved.infeasible)
    assert solved.exposure_lifted[-1] < 0.25
    with pytest.raises(InvalidTest, match=r"content of the test needs.*content needs 0\.400"):
        solved.require_converged()


def test_a_pool_that_has_grown_is_solved_from_what_was_found_before():
    old, grown = tabulate(POOL.parameters.take(np.arange(140)), content={"strand": POOL.content["strand"][:140]}), TEST
    before = solve_eligibility(
        dataclasses.replace(TEST, pool=old), people(1000, 1), 7, rate=RATE, iterations=16, checks=1
    ).exposure
    shares = np.vstack([np.array(before.probabilities), np.ones((10, 1))])
    start = StartingEligibility(shares, np.arange(N) < 140)
    solved = solve_eligibility(grown, people(500, 5), 11, rate=RATE, start=start, iterations=4, checks=2)
    assert solved.status is ExposureStatus.CONVERGED
    fresh = exposure_rates(simulate(dataclasses.replace(grown, exposure=solved.exposure), people(4000, 2), 8), N)
    # four simulations and what was known before them are five: the chance of 2,500 sittings, and that of these
    chance = -ndtri(0.01 / N) * np.sqrt(RATE * (1 - RATE) * (1 / 2500 + 1 / 4000))
    assert fresh.overall.max() <= RATE + chance
    # from a start that knows nothing so few are not enough, and that is told
    unknown = StartingEligibility(np.ones((N, 1)), np.ones(N, dtype=bool))
    told = solve_eligibility(grown, people(500, 5), 11, rate=RATE, start=unknown, iterations=1, checks=2)
    assert told.status is ExposureStatus.UNSETTLED


def test_too_few_iterations_are_declared():
    solved = solve_eligibility(TEST, people(4000, 1), 7, rate=0.11, cuts=CUTS, iterations=9, checks=1)
    assert solved.status is ExposureStatus.UNSETTLED


def test_solving_twice_gives_the_same_numbers_and_reports_each_simulation():
    ticks = []
    settings = {"rate": RATE, "iterations": 9, "checks": 1}
    one = solve_eligibility(TEST, people(300, 1), 7, cuts=CUTS, on_iteration=lambda: ticks.append(1), **settings)
    assert len(ticks) == 10
    assert one.exposure == solve_eligibility(TEST, people(300, 1), 7, cuts=CUTS, **settings).exposure
    assert ConditionalEligibility(one.exposure.probabilities, CUTS) == one.exposure
