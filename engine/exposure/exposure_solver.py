"""Exposure parameters by simulation: solved for one test and the people who take it, then frozen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from engine.adaptive import AdaptiveTest
from engine.errors import InvalidTest
from engine.exposure.eligibility_prices import EligibilityPrices, SimulationCounts
from engine.exposure.exposure_rates import exposure_rates, needed_rates
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter, require_cuts, segment_indices
from engine.exposure.solved_exposure import SolvedExposure, checked_exposure
from engine.irt.item_parameters import ItemParameters
from engine.numerics.array_types import Bools, Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import simulee_seeds
from engine.simulation.simulate_sittings import Simulation, simulate
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import Learner

_BOLD = 8  # simulations after which prices leap; after the later ones they move
_GROWTH = 1.3  # a probability grows by no more from one simulation to the next, so that none is let loose at once
_LOOSE = 1.1  # what content needs is given so much more room, for draws to leave enough items in nearly every sitting


def solve_sympson_hetter(
    test: AdaptiveTest,
    theta: ArrayLike,
    seed: int,
    *,
    rate: float,
    learners: Learner | Sequence[Learner] | None = None,
    truth: ItemParameters | None = None,
    iterations: int = 32,
    checks: int = 4,
    on_iteration: Callable[[], None] = lambda: None,
) -> SolvedExposure[SympsonHetter]:
    """The Sympson–Hetter parameters under which no item is asked in more than ``rate`` of the sittings.

    From k = 1 on, k ← min(1, rate / P(selected)) with P(selected) = P(administered) / k. Whole steps would go on
    swinging, because what one item loses others gain: later ones go half way, and their last half is averaged. The
    result holds for this test and these abilities: a change of either asks for solving again.

    Parameters
    ----------
    test : without exposure control
    theta : shape (P,), abilities of those who take it, logits; some thousands
    seed : of all the simulations
    rate : above 0 and at most 1; times the items available at least the length of a sitting
    learners, truth : as in `simulate`
    iterations : simulations of P sittings to solve by, more than 8
    checks : simulations of P sittings to check the result by
    on_iteration : called after each simulation

    Raises
    ------
    InvalidTest, and what `simulate` raises

    References
    ----------
    Sympson & Hetter (1985), Proceedings of the 27th annual meeting of the Military Testing Association, 973–977.
    """
    study = _Study(test, theta, seed, (), learners, truth, on_iteration)
    solved = _solved(study, rate, iterations, checks)
    k = tuple(share for (share,) in solved.exposure.probabilities)
    return SolvedExposure(**(vars(solved) | {"exposure": SympsonHetter(k)}))


def solve_eligibility(
    test: AdaptiveTest,
    theta: ArrayLike,
    seed: int,
    *,
    rate: float,
    cuts: tuple[float, ...] = (),
    together: str = "",
    learners: Learner | Sequence[Learner] | None = None,
    truth: ItemParameters | None = None,
    iterations: int = 32,
    checks: int = 4,
    on_iteration: Callable[[], None] = lambda: None,
) -> SolvedExposure[ConditionalEligibility]:
    """The eligibility probabilities under which no item is asked in more than ``rate`` of the sittings.

    A sitting counts for the segment that its reported estimate ends in (`exposure_rates`); the rate is kept there, and
    therefore overall. Eligibility goes by the running estimate, which may have been elsewhere on the way. So each
    segment s where sittings end asks of each item that it be eligible for one in ℓ[s] only, and in a segment of the
    running estimate the item is eligible with probability 1 / max(1, Σ_s w[s] ℓ[s]), where w[s] goes by how much of
    what sittings ending in s see of the item they see there. From 0 on, ℓ ← max(1, ℓ) · P(administered | s) / rate;
    where that settles, every rate is kept. If estimates never changed segment it would be the recursion of van der
    Linden & Veldkamp, P(eligible) ← min(1, rate · P(eligible) / P(administered)). The first iterations leap to where
    that would settle, to find out what is asked in the place of popular items, and let no item become more than 1.3
    times as common at once. The later ones go half of a step in which the excess is squared; the mean of their last
    half counts.

    Presentations in sittings in which control gave way to content count like all others, so that their excess is taken
    off elsewhere: it is what the papers' term for infeasible tests is for. But that goes down to half the rate only,
    since items yet rarer would make control give way more often. Items that content needs more often than ``rate``
    whatever is eligible (`needed_rates`) are given what it needs and a tenth more, instead of control giving way in
    nearly every sitting; the result names them.

    The progressive-restricted method is this without cuts for a test that selects by `Progressive`:
    ``solve_eligibility(replace(test, select=Progressive(length)), theta, seed, rate=rate)``.

    Parameters
    ----------
    test : without exposure control
    theta : shape (P,), abilities of those who take it, logits; some hundreds in each segment at least
    seed : of all the simulations
    rate : above 0 and at most 1; times the items available at least the length of a sitting
    cuts : where one segment of the estimates ends and the next begins, rising, logits; none for overall rates alone
    together : as in `ConditionalEligibility`
    learners, truth : as in `simulate`
    iterations : simulations of P sittings to solve by, more than 8
    checks : simulations of P sittings to check the result by
    on_iteration : called after each simulation

    Raises
    ------
    InvalidTest, and what `simulate` raises

    References
    ----------
    van der Linden & Veldkamp (2004), Journal of Educational and Behavioral Statistics 29, 273–291.
    van der Linden & Veldkamp (2007), Journal of Educational and Behavioral Statistics 32, 398–418.
    Revuelta & Ponsoda (1998), Journal of Educational Measurement 35, 311–327 (progressive-restricted).
    """
    study = _Study(test, theta, seed, cuts, learners, truth, on_iteration, together)
    return _solved(study, rate, iterations, checks)


@dataclass(frozen=True, eq=False)
class _Study:
    """A test and who takes it, time and again."""

    test: AdaptiveTest
    theta: ArrayLike
    seed: int
    cuts: tuple[float, ...]
    learners: Learner | Sequence[Learner] | None
    truth: ItemParameters | None
    on_iteration: Callable[[], None]
    together: str = ""

    def __post_init__(self) -> None:
        require_cuts(self.cuts)
        if self.test.exposure is not None:
            message = f"the test to solve for must have no exposure control yet; received {self.test.exposure!r:.80}"
            raise InvalidTest(message)
        if not np.size(self.theta):
            message = f"theta must hold the abilities of those who take the test, some; received {self.theta!r}"
            raise InvalidTest(message)

    def eligibility(self, probabilities: Floats) -> ConditionalEligibility:
        """Control by probabilities (S, n)."""
        return ConditionalEligibility(tuple(map(tuple, probabilities.T.tolist())), self.cuts, self.together)

    def run(self, probabilities: Floats, number: int) -> SimulationCounts:
        """The ``number``-th simulation, under probabilities (S, n)."""
        watched = _Watched(self.eligibility(probabilities), [])
        test = replace(self.test, exposure=watched)
        watched.seen.clear()  # a test tries itself out when it is made
        seed = int(simulee_seeds(self.seed, number + 1)[number])
        done = simulate(test, self.theta, seed, learners=self.learners, truth=self.truth)
        self.on_iteration()
        return _counted(done, watched.segments(done, seed), len(test.pool), self.cuts)


@dataclass(frozen=True, eq=False)
class _Watched:
    """An eligibility that notes which segment was in force at each presentation, which no simulation keeps."""

    exposure: ConditionalEligibility
    seen: list[tuple[int, Uint64s, Ints]]

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        self.seen.append((cohort.presented, cohort.seeds, self.exposure.segments(estimates.theta)))
        return self.exposure.admits(pool, cohort, estimates, eligible)

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        return self.exposure.narrows(pool, cohort, estimates, values, eligible)

    def segments(self, done: Simulation, seed: int) -> Ints:
        """The segment in force at each presentation, shape (P, L)."""
        people, length = done.items.shape
        seeds = simulee_seeds(seed, people)
        order = np.argsort(seeds)
        segments = np.zeros((people, length), dtype=np.intp)
        for position, who, segment in self.seen:
            if position < length:
                segments[order[np.searchsorted(seeds, who, sorter=order)], position] = segment
        return segments


def _counted(done: Simulation, on_the_way: Ints, items: int, cuts: tuple[float, ...]) -> SimulationCounts:
    segments, ended = len(cuts) + 1, segment_indices(cuts, done.theta)
    person, position = np.nonzero(done.scored)
    cells = (ended[person] * segments + on_the_way[person, position]) * items + done.items[person, position]
    return SimulationCounts(
        exposure_rates(done, items, cuts).sittings,
        np.bincount(cells, minlength=segments**2 * items).reshape(segments, segments, items),
        np.bincount(ended[done.exposure_lifted > 0], minlength=segments),
    )


def _solved(study: _Study, rate: float, iterations: int, checks: int) -> SolvedExposure[ConditionalEligibility]:
    _require_runs(iterations, checks)
    least = needed_rates(study.test, rate)
    aims = np.where(least > rate, np.minimum(_LOOSE * least, 1.0), rate)
    prices = EligibilityPrices.none(len(study.cuts) + 1, len(study.test.pool))
    probabilities, solving = np.ones_like(prices.asked), np.zeros(len(study.cuts) + 1, dtype=np.intp)
    later = []
    for iteration in range(iterations):
        run = study.run(probabilities, iteration)
        if iteration < _BOLD:
            prices = prices.leapt(run, probabilities, aims).at_least(1 / (_GROWTH * probabilities))
        else:
            prices = prices.moved(run, aims)
        if iteration >= (iterations + _BOLD) // 2:
            later.append(prices)
            solving += run.sittings
        probabilities = prices.probabilities(aims)
    probabilities = EligibilityPrices.mean(later).probabilities(aims)
    fresh = SimulationCounts.total([study.run(probabilities, iterations + check) for check in range(checks)])
    exposure = study.eligibility(probabilities)
    return checked_exposure(study.test.pool, exposure, rate, least, fresh.rates, fresh.exposure_lifted, solving)


def _require_runs(iterations: int, checks: int) -> None:
    if iterations <= _BOLD or checks < 1:
        message = f"solving needs more than {_BOLD} iterations and at least 1 check; received {iterations}, {checks}"
        raise InvalidTest(message)
