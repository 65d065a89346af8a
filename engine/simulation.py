from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.adaptive import REASONS, AdaptiveTest, decide, reporter, start
from engine.answering import simulated_scores
from engine.arrays import Bools, Floats, Ints, Words
from engine.cohort import Cohort
from engine.dependence import Dependence, set_effects
from engine.draws import simulee_seeds
from engine.errors import InvalidParameters, InvalidTest
from engine.estimate import STATUSES, EstimateStatus
from engine.parameters import ItemParameters
from engine.state import CatState, Learner, people_relaxed
from engine.stopping import FinishReason


@dataclass(frozen=True, eq=False)
class Simulation:
    """What came of P simulated sittings of at most L items.

    Parameters
    ----------
    truth : shape (P,), the abilities that answered, in logits
    items : shape (P, L), pool indices in order, −1-padded
    scores : shape (P, L), categories, −1-padded
    scored : shape (P, L), False for seeded items and padding
    theta, se : shape (P,), as reported, in logits
    statuses, reasons : of each sitting
    relaxed : names of the blueprint's constraints that each sitting had to give up
    lifted : shape (P,), scored items of each sitting at which exposure control had to give way
    """

    truth: Floats
    items: Ints
    scores: Ints
    scored: Bools
    theta: Floats
    se: Floats
    statuses: tuple[EstimateStatus, ...]
    reasons: tuple[FinishReason, ...]
    relaxed: tuple[frozenset[str], ...]
    lifted: Ints

    @property
    def lengths(self) -> Ints:
        """Items presented in each sitting, shape (P,)."""
        lengths: Ints = (self.items >= 0).sum(axis=1)
        return lengths


def simulate(
    test: AdaptiveTest,
    theta: ArrayLike,
    seed: int,
    *,
    learners: Learner | Sequence[Learner] | None = None,
    truth: ItemParameters | None = None,
    dependence: float | Dependence | None = None,
) -> Simulation:
    """Let simulees of known ability take the test, all in step.

    The strategies are those of the fold, on arrays: simulee p's sitting is bit for bit the fold under the seed
    `simulee_seeds(seed, P)[p]` with the answers of `simulated_scores`.

    Parameters
    ----------
    theta : shape (P,), abilities in logits
    seed : of the whole simulation
    learners : what is known of everyone, or of each
    truth : the parameters that answers are drawn from, the pool's unless given
    dependence : SD in logits of what each simulee's answers share inside each item set of the blueprint, beside
        ability; a `Dependence` where there is no such blueprint

    Raises
    ------
    InvalidTest, InvalidParameters, InvalidSeed, UnknownItem, UnknownAttribute
    """
    abilities = _abilities(theta)
    parameters, effects = _answering(test, truth), set_effects(test, dependence)
    record = _Record(abilities, test)
    cohort = _assembled(test, simulee_seeds(seed, abilities.size), learners)
    people = np.arange(abilities.size)
    while people.size:
        decisions = decide(test, cohort)
        over = decisions.item < 0
        record.relax(people, decisions.relaxed)
        record.finish(people[over], cohort.take(over), decisions.reason[over])
        going = ~over
        people, cohort = people[going], cohort.take(going)
        record.lift(people, decisions.lifted[going])
        items, scored = decisions.item[going], decisions.scored[going]
        scores = simulated_scores(parameters, abilities[people], cohort.seeds, items, effects)
        cohort = cohort.stepped(test.pool.log_prob, items, scores, scored)
    return record.result()


def _abilities(theta: ArrayLike) -> Floats:
    abilities = np.atleast_1d(np.asarray(theta, dtype=float))
    if abilities.ndim != 1 or not np.isfinite(abilities).all():
        message = f"theta must be finite abilities in one dimension; received {theta!r:.80}"
        raise InvalidTest(message)
    return abilities


def _answering(test: AdaptiveTest, truth: ItemParameters | None) -> ItemParameters:
    parameters = test.pool.parameters if truth is None else truth
    if len(parameters) != len(test.pool):
        message = f"truth must have the parameters of the pool's {len(test.pool)} items; received {len(parameters)}"
        raise InvalidParameters(message)
    return parameters


class _Record:
    """Sittings as they end, at the places of their simulees."""

    def __init__(self, truth: Floats, test: AdaptiveTest) -> None:
        self._truth, self._test = truth, test
        self._history = np.full((truth.size, 3, 0), -1)
        self._theta, self._se = np.empty(truth.size), np.empty(truth.size)
        self._codes: NDArray[np.int8] = np.empty(truth.size, dtype=np.int8)
        self._reasons = np.empty(truth.size, dtype=np.intp)
        self._relaxed: list[frozenset[str]] = [frozenset()] * truth.size
        self._lifted = np.zeros(truth.size, dtype=np.intp)

    def relax(self, people: Ints, relaxed: tuple[tuple[str, ...], ...]) -> None:
        if any(relaxed):
            for person, names in zip(people, relaxed, strict=True):
                self._relaxed[person] = self._relaxed[person].union(names)

    def lift(self, people: Ints, lifted: Bools) -> None:
        self._lifted[people] += lifted

    def finish(self, people: Ints, cohort: Cohort, reasons: Ints) -> None:
        if not people.size:
            return
        estimates = reporter(self._test).many(self._test.pool, cohort.without_prior())
        self._theta[people], self._se[people], self._codes[people] = estimates.theta, estimates.se, estimates.codes
        self._reasons[people] = reasons
        longer = cohort.presented - self._history.shape[2]
        self._history = np.pad(self._history, ((0, 0), (0, 0), (0, longer)), constant_values=-1)
        self._history[people] = cohort.history

    def result(self) -> Simulation:
        return Simulation(
            truth=self._truth,
            items=self._history[:, 0],
            scores=self._history[:, 1],
            scored=self._history[:, 2] > 0,
            theta=self._theta,
            se=self._se,
            statuses=tuple(STATUSES[code] for code in self._codes),
            reasons=tuple(REASONS[code] for code in self._reasons),
            relaxed=tuple(self._relaxed),
            lifted=self._lifted,
        )


def _assembled(test: AdaptiveTest, seeds: Words, learners: Learner | Sequence[Learner] | None) -> Cohort:
    """The cohort before its first item."""
    if learners is None or isinstance(learners, Learner):
        state = start(test, learners or Learner())
        return replace(stacked([state], seeds[:1]).take(np.zeros(seeds.size, dtype=np.intp)), seeds=seeds)
    if len(learners) != seeds.size:
        message = f"learners must be one for all or one for each of {seeds.size} simulees; received {len(learners)}"
        raise InvalidTest(message)
    return stacked([start(test, learner) for learner in learners], seeds)


def stacked(states: Sequence[CatState], seeds: Words) -> Cohort:
    """Sittings that have had the same number of presentations, side by side; ``seeds`` has shape (P,)."""
    priors = [state.prior for state in states]
    known = [prior is not None for prior in priors]
    means = np.array([np.nan if prior is None else prior.mean for prior in priors])
    sds = np.array([np.nan if prior is None else prior.sd for prior in priors])
    return Cohort(
        seeds=seeds,
        prior=(means, sds) if any(known) else None,
        log_likelihood=np.stack([state.log_likelihood for state in states]),
        history=np.stack([state.history for state in states]),
        open=np.stack([state.open for state in states]),
        count=np.array([state.count for state in states]),
        elapsed=np.array([state.elapsed for state in states]),
        seconds=np.array([state.seconds for state in states]),
        relaxed=people_relaxed([state.relaxed for state in states]),
    )
