"""The solution of exposure parameters by repeated simulation, for one test and one population."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from engine.adaptive import AdaptiveTest
from engine.errors import InvalidTest
from engine.exposure.eligibility_prices import LEAST_ELIGIBILITY, EligibilityPrices, SimulationCounts
from engine.exposure.exposure_rates import exposure_rates, needed_rates
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter, require_cuts, segment_indices
from engine.exposure.solved_exposure import SolvedExposure, checked_exposure
from engine.exposure.starting_eligibility import StartingEligibility
from engine.irt.item_parameters import ItemParameters
from engine.numerics.array_types import Bools, Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import simulee_seeds
from engine.simulation.simulate_sittings import Simulation, simulate
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import Estimates
from engine.sitting.item_pool import ItemPool
from engine.sitting.sitting_state import Learner

_FIXED_POINT_ITERATIONS = 8  # first iterations, after which prices move to the fixed point; later ones go half a step
_GREATEST_GROWTH = 1.3  # of a probability from one simulation to the next
_CONTENT_MARGIN = 1.1  # factor on the rates that content requires, so that draws leave enough items in most sittings


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
    """Solve the Sympson–Hetter parameters under which no item is presented in more than ``rate`` of the sittings.

    Starting from k = 1, the iteration is k ← min(1, rate / P(selected)) with P(selected) = P(administered) / k. Full
    steps would oscillate, because other items gain what one item loses. Later iterations therefore take half steps, and
    the last half of these is averaged. The result holds for this test and these abilities only.

    Parameters
    ----------
    test : a test without exposure control
    theta : shape (P,), abilities of the people who take the test, in logits; some thousands
    seed : 64-bit integer for all simulations
    rate : the greatest exposure rate, above 0 and at most 1; the rate times the number of available items must be at
        least the length of a sitting
    learners, truth : as in `simulate`
    iterations : number of simulations of P sittings for the solution, more than 8
    checks : number of simulations of P sittings for checking the result, at least 1
    on_iteration : called after each simulation

    Raises
    ------
    InvalidTest, and what `simulate` raises

    References
    ----------
    Sympson & Hetter (1985), Proceedings of the 27th annual meeting of the Military Testing Association, 973–977.
    """
    study = _Study(test, theta, seed, (), learners, truth, on_iteration)
    solved = _solve(study, rate, iterations, checks)
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
    start: StartingEligibility | None = None,
    learners: Learner | Sequence[Learner] | None = None,
    truth: ItemParameters | None = None,
    iterations: int = 32,
    checks: int = 4,
    on_iteration: Callable[[], None] = lambda: None,
) -> SolvedExposure[ConditionalEligibility]:
    """Solve the eligibility probabilities under which no item is presented in more than ``rate`` of the sittings.

    A sitting counts for the segment of its reported estimate (its final segment, see `exposure_rates`). The rate is
    kept in each final segment, and therefore overall. Eligibility, however, depends on the running estimate, which can
    be in other segments during the sitting. Each final segment s therefore has a price ℓ[s] for each item: it requires
    that the item be eligible in one sitting of ℓ[s] only. In a segment r of the running estimate the item is eligible
    with probability 1 / max(1, Σ_s w[s] ℓ[s]). The weight w[s] is proportional to the share of the item's
    presentations, in sittings that end in s, that take place in r.

    Starting from 0, the iteration is ℓ ← max(1, ℓ) · P(administered | s) / rate. At its fixed point every rate is kept.
    If estimates never changed segment, it would be the recursion of van der Linden & Veldkamp,
    P(eligible) ← min(1, rate · P(eligible) / P(administered)). The first 8 iterations jump to the fixed point predicted
    from the last simulation, but increase no probability by more than a factor of 1.3. Later iterations take half steps
    in which the ratio of rates is squared. The result is the mean of the last half of these.

    Presentations in sittings in which exposure control was lifted are counted like all others, so the other sittings
    make up for them; the papers use a separate term for infeasible tests. Probabilities do not fall below half the
    rate, because still lower ones would make lifting more frequent. Items that content requires more often than
    ``rate`` (see `needed_rates`) get the required rate plus a tenth, so that exposure control is not lifted in nearly
    every sitting. The result names them.

    From the probabilities of an earlier solution (``start``) fewer simulations are enough, where the items or the
    people have changed a little: k of them move a price by 1/(k + 1) of the way to what the k-th says, or by 1/k where
    its start is only a guess, so that the result is the mean of what was known and what they say. The fresh simulations
    of the check tell whether that was enough.

    For the progressive-restricted method, solve without cuts a test that selects by `Progressive`:
    ``solve_eligibility(replace(test, select=Progressive(length)), theta, seed, rate=rate)``.

    Parameters
    ----------
    test : a test without exposure control
    theta : shape (P,), abilities of the people who take the test, in logits; at least some hundreds in each segment
    seed : 64-bit integer for all simulations
    rate : the greatest exposure rate, above 0 and at most 1; the rate times the number of available items must be at
        least the length of a sitting
    cuts : boundaries of the segments of the estimates, increasing, in logits; none to control overall rates only
    together : content attribute that names item sets, as in `ConditionalEligibility`
    start : where solving starts; by default every item is always eligible
    learners, truth : as in `simulate`
    iterations : number of simulations of P sittings for the solution, more than 8, or at least 1 from a start
    checks : number of simulations of P sittings for checking the result, at least 1
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
    if start is None:
        return _solve(study, rate, iterations, checks)
    start.require_shape(len(cuts) + 1, len(test.pool))
    return _solve_from(study, start, rate, iterations, checks)


@dataclass(frozen=True, eq=False)
class _Study:
    """A test and the people who take it in each simulation."""

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
        """Exposure control with these probabilities, shape (S, n)."""
        return ConditionalEligibility(tuple(map(tuple, probabilities.T.tolist())), self.cuts, self.together)

    def run(self, probabilities: Floats, number: int) -> SimulationCounts:
        """The ``number``-th simulation, under probabilities (S, n)."""
        recorder = _SegmentRecorder(self.eligibility(probabilities), [])
        # only segments of ability need the reported estimates, which take time
        test = replace(self.test, exposure=recorder, report=self.test.report if self.cuts else None)
        recorder.seen.clear()  # the constructor of a test makes a trial run
        seed = int(simulee_seeds(self.seed, number + 1)[number])
        simulation = simulate(test, self.theta, seed, learners=self.learners, truth=self.truth)
        self.on_iteration()
        return _count(simulation, recorder.segments(simulation, seed), len(test.pool), self.cuts)


@dataclass(frozen=True, eq=False)
class _SegmentRecorder:
    """An eligibility that records the segment in force at each presentation, which a simulation does not keep."""

    exposure: ConditionalEligibility
    seen: list[tuple[int, Uint64s, Ints]]

    def admits(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, eligible: Bools) -> Bools:
        self.seen.append((cohort.presented, cohort.seeds, self.exposure.segments(estimates.theta)))
        return self.exposure.admits(pool, cohort, estimates, eligible)

    def narrows(self, pool: ItemPool, cohort: Cohort, estimates: Estimates, values: Floats, eligible: Bools) -> Bools:
        return self.exposure.narrows(pool, cohort, estimates, values, eligible)

    def segments(self, simulation: Simulation, seed: int) -> Ints:
        """The segment in force at each presentation, shape (P, L)."""
        people, length = simulation.items.shape
        seeds = simulee_seeds(seed, people)
        order = np.argsort(seeds)
        segments = np.zeros((people, length), dtype=np.intp)
        for position, who, segment in self.seen:
            if position < length:
                segments[order[np.searchsorted(seeds, who, sorter=order)], position] = segment
        return segments


def _count(simulation: Simulation, in_force: Ints, items: int, cuts: tuple[float, ...]) -> SimulationCounts:
    segments, ended = len(cuts) + 1, segment_indices(cuts, simulation.theta)
    person, position = np.nonzero(simulation.scored)
    segment_pair = ended[person] * segments + in_force[person, position]
    cells = segment_pair * items + simulation.items[person, position]
    return SimulationCounts(
        exposure_rates(simulation, items, cuts).sittings,
        np.bincount(cells, minlength=segments**2 * items).reshape(segments, segments, items),
        np.bincount(ended[simulation.exposure_lifted > 0], minlength=segments),
    )


def _solve(study: _Study, rate: float, iterations: int, checks: int) -> SolvedExposure[ConditionalEligibility]:
    _require_simulations(iterations, checks, _FIXED_POINT_ITERATIONS + 1)
    required, targets = _rates(study, rate)
    prices = EligibilityPrices.zero(len(study.cuts) + 1, len(study.test.pool))
    probabilities, sittings = np.ones_like(prices.prices), np.zeros(len(study.cuts) + 1, dtype=np.intp)
    averaged = []
    for iteration in range(iterations):
        run = study.run(probabilities, iteration)
        if iteration < _FIXED_POINT_ITERATIONS:
            prices = prices.at_fixed_point(run, probabilities, targets).at_least(1 / (_GREATEST_GROWTH * probabilities))
        else:
            prices = prices.half_step(run, targets)
        if iteration >= (iterations + _FIXED_POINT_ITERATIONS) // 2:
            averaged.append(prices)
            sittings += run.sittings
        probabilities = prices.probabilities(targets)
    probabilities = EligibilityPrices.mean(averaged).probabilities(targets)
    return _checked(study, probabilities, rate, required, sittings, range(iterations, iterations + checks))


def _solve_from(
    study: _Study, start: StartingEligibility, rate: float, iterations: int, checks: int
) -> SolvedExposure[ConditionalEligibility]:
    _require_simulations(iterations, checks, 1)
    required, targets = _rates(study, rate)
    prices = EligibilityPrices.of_probabilities(np.maximum(start.probabilities.T, LEAST_ELIGIBILITY * targets))
    sittings = np.zeros(len(study.cuts) + 1, dtype=np.intp)
    for iteration in range(iterations):
        run = study.run(prices.probabilities(targets), iteration)
        prices = prices.averaged_step(run, targets, 1 / (iteration + 1 + start.known))
        sittings += run.sittings
    probabilities = prices.probabilities(targets)
    return _checked(study, probabilities, rate, required, sittings, range(iterations, iterations + checks))


def _rates(study: _Study, rate: float) -> tuple[Floats, Floats]:
    """The rate that content requires of each item, and the rate to solve for."""
    required = needed_rates(study.test, rate)
    return required, np.where(required > rate, np.minimum(_CONTENT_MARGIN * required, 1.0), rate)


def _checked(
    study: _Study, probabilities: Floats, rate: float, required: Floats, sittings: Ints, simulations: range
) -> SolvedExposure[ConditionalEligibility]:
    """The probabilities with the rates of fresh simulations, of these numbers."""
    checked = SimulationCounts.total([study.run(probabilities, number) for number in simulations])
    exposure = study.eligibility(probabilities)
    return checked_exposure(study.test.pool, exposure, rate, required, checked.rates, checked.exposure_lifted, sittings)


def _require_simulations(iterations: int, checks: int, fewest: int) -> None:
    if iterations < fewest or checks < 1:
        needed = f"more than {fewest - 1} iterations and at least 1 check"
        message = f"solving needs {needed}; received {iterations}, {checks}"
        raise InvalidTest(message)
