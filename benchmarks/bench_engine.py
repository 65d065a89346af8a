"""Time per administered item of Mesur, catsim, the PyPI package mirt, and a bare kernel, in one run.

500 items under the 3PL, 30 items a sitting, maximum information; EAP, except catsim, which has only maximum likelihood.
The bare kernel is the machine's limit: the same lookups and additions in a compiled loop on one core.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from catsim.estimation import NumericalSearchEstimator
from catsim.initialization import FixedPointInitializer
from catsim.selection import MaxInfoSelector
from catsim.simulation import Simulator
from catsim.stopping import TestLengthStopper
from mirt import CATEngine
from mirt.cat.stopping import MaxItemsStop
from mirt.models import ThreeParameterLogistic
from numba import njit

from engine import (
    EAP,
    AdaptiveTest,
    Administer,
    ItemParameters,
    MaxInformation,
    MaxItems,
    Normal,
    next_action,
    simulate,
    start,
    step,
    tabulate,
)
from engine.selection.information_ranking import interval_leaders

ITEMS, LENGTH = 500, 30
SITTINGS = 40  # one by one
SIMULEES = 1000  # side by side
REPEATS = 7  # the best of them counts: other work on the machine only adds
PEER_SITTINGS = 20

RNG = np.random.default_rng(1)
A, B, C = RNG.lognormal(0, 0.3, ITEMS), RNG.normal(0, 1, ITEMS), RNG.beta(20, 80, ITEMS)
POOL = tabulate(ItemParameters.logistic(A, B, C))
TEST = AdaptiveTest(POOL, EAP(), MaxInformation(), (MaxItems(LENGTH),))
ABILITIES = RNG.normal(0, 1, SIMULEES)
DRAWS = RNG.random((SIMULEES, ITEMS))
SCORES = (C + (1 - C) / (1 + np.exp(-A * (ABILITIES[:, np.newaxis] - B))) > DRAWS).astype(np.int64)


class Measurement(NamedTuple):
    """µs an administered item, and the RMSE of the final estimates, which shows that the work was done."""

    microseconds: float
    rmse: float


def measure(sittings: Callable[[], np.ndarray], count: int, repeats: int = REPEATS) -> Measurement:
    """``sittings`` gives the final estimates of the first ``count`` abilities."""
    sittings()
    best = np.inf
    for _ in range(repeats):
        begun = time.perf_counter()
        theta = sittings()
        best = min(best, time.perf_counter() - begun)
    rmse = float(np.sqrt(np.mean((theta - ABILITIES[:count]) ** 2)))
    return Measurement(best * 1e6 / count / LENGTH, rmse)


def mesur_folds() -> np.ndarray:
    return np.array([one_sitting(person) for person in range(SITTINGS)])


def one_sitting(person: int) -> float:
    state = start(TEST)
    while isinstance(action := next_action(TEST, state, person), Administer):
        state = step(TEST, state, action.item, int(SCORES[person, action.item]))
    return TEST.estimate(POOL, state).theta


def mesur_batch() -> np.ndarray:
    return simulate(TEST, ABILITIES, 1).theta


@njit
def posterior_moments(log_posterior: np.ndarray, grid: np.ndarray) -> tuple[float, float]:
    """The posterior mean, and the variance which the engine gives beside it."""
    total = moment = square = 0.0
    for node in range(grid.size):
        mass = np.exp(log_posterior[node])
        total += mass
        moment += mass * grid[node]
        square += mass * grid[node] * grid[node]
    return moment / total, square / total - (moment / total) ** 2


@njit
def best_of(items: np.ndarray, low: np.ndarray, high: np.ndarray, share: float, still_open: np.ndarray) -> int:
    """The open item worth most of some."""
    best, worth = -1, -1.0
    for item in items:
        value = low[item] * (1 - share) + high[item] * share
        if still_open[item] and value > worth:
            best, worth = item, value
    return best


@njit
def kernel(
    log_prob: np.ndarray,
    by_node: np.ndarray,
    grid: np.ndarray,
    log_prior: np.ndarray,
    scores: np.ndarray,
    leaders: np.ndarray,
    length: int,
) -> np.ndarray:
    """The lookups and adds of EAP and maximum information, person by person."""
    theta, every = np.zeros(scores.shape[0]), np.arange(scores.shape[1])
    for person in range(theta.size):
        log_posterior, still_open = log_prior.copy(), np.ones(every.size, dtype=np.bool_)
        for _ in range(length):
            place = (posterior_moments(log_posterior, grid)[0] - grid[0]) / (grid[1] - grid[0])
            below = int(place)
            low, high, share = by_node[below], by_node[below + 1], place - below
            best = best_of(leaders[below], low, high, share, still_open)
            if best < 0:
                best = best_of(every, low, high, share, still_open)
            still_open[best] = False
            log_posterior += log_prob[best, scores[person, best]]
        theta[person] = posterior_moments(log_posterior, grid)[0]
    return theta


def bare_kernel() -> np.ndarray:
    by_node, ranked = np.ascontiguousarray(POOL.information.T), interval_leaders(POOL)
    prior = Normal().log_weights(POOL.grid)
    return kernel(POOL.log_prob, by_node, POOL.grid, prior, SCORES, ranked.items, LENGTH)


def mirt_engine() -> CATEngine:
    model = ThreeParameterLogistic(n_items=ITEMS)
    model.set_parameters(discrimination=A, difficulty=B, guessing=C)
    model._is_fitted = True  # it has no other way to take a bank's parameters
    return CATEngine(model, "MFI", MaxItemsStop(LENGTH), "EAP", max_items=LENGTH, n_quadpts=41)


def mirt_folds() -> np.ndarray:
    engine, theta = mirt_engine(), np.empty(PEER_SITTINGS)
    for person in range(PEER_SITTINGS):
        engine.reset()
        state = engine.get_current_state()
        while not state.is_complete:
            state = engine.administer_item(int(SCORES[person, state.next_item]))
        theta[person] = state.theta
    return theta


def mirt_batch() -> np.ndarray:
    return np.array([result.theta for result in mirt_engine().run_batch_simulation(ABILITIES)])


def catsim_folds() -> np.ndarray:
    bank = np.column_stack([A, B, C, np.ones(ITEMS)])
    parts = FixedPointInitializer(0), MaxInfoSelector(), NumericalSearchEstimator(), TestLengthStopper(max_items=LENGTH)
    simulator = Simulator(bank, ABILITIES[:PEER_SITTINGS], *parts)
    simulator.simulate()
    return np.array([estimates[-1] for estimates in simulator.estimations])


def row(name: str, one: Measurement, limit: Measurement, ours: Measurement) -> str:
    return (
        f"{name:44s} {one.microseconds:9.2f} {one.microseconds / limit.microseconds:9.1f}×"
        f" {one.microseconds / ours.microseconds:9.1f}× {one.rmse:8.3f}"
    )


def main() -> None:
    limit = measure(bare_kernel, SIMULEES)
    fold, many = measure(mesur_folds, SITTINGS), measure(mesur_batch, SIMULEES)
    peers = [
        ("mirt (PyPI), CATEngine one by one", measure(mirt_folds, PEER_SITTINGS, 3), fold),
        ("catsim, maximum likelihood", measure(catsim_folds, PEER_SITTINGS, 3), fold),
        ("mirt (PyPI), batch", measure(mirt_batch, SIMULEES, 3), many),
    ]
    print(f"One adaptive item: {ITEMS} items of the 3PL, {LENGTH} a sitting, {POOL.grid.size} nodes")
    print(f"{'':44s} {'µs':>9s} {'bare':>10s} {'Mesur':>10s} {'RMSE':>8s}")
    print(row("bare kernel", limit, limit, many))
    print(row("Mesur, one sitting (to reach: 40 µs)", fold, limit, fold))
    print(row(f"Mesur, {SIMULEES:,} simulees (to reach: 1 µs)", many, limit, many))
    for name, one, ours in peers:
        print(row(name, one, limit, ours))
    print()


if __name__ == "__main__":
    main()
