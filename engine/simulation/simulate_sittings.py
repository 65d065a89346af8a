"""Simulated sittings: simulees of known ability take an adaptive test, a thousand side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.adaptive import REASONS, AdaptiveTest, Decisions, decide, reporting_estimator, start
from engine.errors import InvalidParameters, InvalidTest
from engine.irt.item_parameters import ItemParameters
from engine.numerics.array_types import Bools, Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import simulee_seeds
from engine.simulation.local_dependence import Dependence, item_set_effects
from engine.simulation.simulated_responses import simulated_scores
from engine.sitting.cohort import Cohort
from engine.sitting.estimate import STATUSES, EstimateStatus
from engine.sitting.sitting_state import CatState, Learner, relaxed_column
from engine.stopping.stopping_rules import FinishReason

_AnswerModel = Callable[[Floats, Uint64s, Ints], Ints]
_BLOCK = 1000  # simulees side by side: enough to amortise the overhead of a step, few enough for a core's cache


@dataclass(frozen=True, eq=False)
class Simulation:
    """The results of P simulated sittings of at most L items.

    Parameters
    ----------
    truth : shape (P,), the true abilities, in logits
    items : shape (P, L), pool indices in order, −1-padded
    scores : shape (P, L), categories, −1-padded
    scored : shape (P, L), False for seeded items and padding
    theta, se : shape (P,), the reported estimates and their standard errors, in logits
    statuses, reasons : for each sitting the status of the reported estimate and the reason for its end
    relaxed : for each sitting the names of the blueprint constraints that were relaxed
    exposure_lifted : shape (P,), number of scored items for which exposure control had to be lifted
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
    exposure_lifted: Ints

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
    """Simulate sittings of simulees of known ability.

    Simulee p's sitting is bit for bit the fold under the seed `simulee_seeds(seed, P)[p]`, with the answers of
    `simulated_scores` and with the constraints that `Administer` names as relaxed folded in before its item. A thousand
    simulees are simulated side by side, so that tens of thousands need no more memory. Simulated answers take no time:
    a `TimeLimit` never ends a simulated sitting.

    Parameters
    ----------
    theta : shape (P,), true abilities in logits
    seed : 64-bit integer for the whole simulation
    learners : what is known of all simulees, or of each
    truth : the parameters from which answers are drawn, by default the pool's
    dependence : SD in logits of a testlet effect for the item sets of the blueprint; a `Dependence` if the blueprint
        has none; by default the testlet effects of the pool, if it has any

    Raises
    ------
    InvalidTest, InvalidParameters, InvalidSeed, UnknownItem, UnknownAttribute
    """
    abilities = _abilities(theta)
    seeds, contexts = simulee_seeds(seed, abilities.size), _checked_learners(learners, abilities.size)
    answer = partial(simulated_scores, _true_parameters(test, truth), effects=item_set_effects(test, dependence))

    def block(first: int) -> Simulation:
        rows = slice(first, first + _BLOCK)
        cohort = _initial_cohort(test, seeds[rows], contexts if isinstance(contexts, Learner) else contexts[rows])
        return _simulate_block(test, abilities[rows], cohort, answer)

    return _concatenated([block(first) for first in range(0, max(abilities.size, 1), _BLOCK)])


def _simulate_block(test: AdaptiveTest, abilities: Floats, cohort: Cohort, answer: _AnswerModel) -> Simulation:
    """Simulate the sittings of a cohort that has not begun, side by side."""
    record = _Record(abilities, test)
    people = np.arange(abilities.size)
    while people.size:
        decisions = decide(test, cohort)
        continuing = decisions.item >= 0
        record.count_lifted(people[continuing], decisions.exposure_lifted[continuing])
        cohort = _with_relaxations(cohort, decisions)
        items, scored = decisions.item, decisions.scored
        if not continuing.all():
            record.finish(people[~continuing], cohort.take(~continuing), decisions.reason[~continuing])
            people, cohort, items, scored = (
                people[continuing],
                cohort.take(continuing),
                items[continuing],
                scored[continuing],
            )
        scores = answer(abilities[people], cohort.seeds, items)
        cohort = cohort.stepped(test.pool, items, scores, scored)
    return record.result()


def _with_relaxations(cohort: Cohort, decisions: Decisions) -> Cohort:
    """The cohort after the newly relaxed constraints have been folded in."""
    if not any(decisions.relaxed):
        return cohort
    before = [frozenset[str]()] * len(cohort) if cohort.relaxed is None else cohort.relaxed
    rows = zip(before, decisions.relaxed, decisions.item, strict=True)
    return replace(
        cohort, relaxed=relaxed_column([had.union(names) if item >= 0 else had for had, names, item in rows])
    )


def _concatenated(parts: Sequence[Simulation]) -> Simulation:
    """Concatenate simulations of the same test."""
    if len(parts) == 1:
        return parts[0]
    longest = max(part.items.shape[1] for part in parts)

    def padded(name: str, padding: int) -> NDArray[Any]:
        columns = [getattr(part, name) for part in parts]
        return np.concatenate(
            [np.pad(column, ((0, 0), (0, longest - column.shape[1])), constant_values=padding) for column in columns]
        )

    def concatenated(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    def chained(name: str) -> tuple[Any, ...]:
        return tuple(value for part in parts for value in getattr(part, name))

    return Simulation(
        truth=concatenated("truth"),
        items=padded("items", -1),
        scores=padded("scores", -1),
        scored=padded("scored", False),
        theta=concatenated("theta"),
        se=concatenated("se"),
        statuses=chained("statuses"),
        reasons=chained("reasons"),
        relaxed=chained("relaxed"),
        exposure_lifted=concatenated("exposure_lifted"),
    )


def _abilities(theta: ArrayLike) -> Floats:
    abilities = np.atleast_1d(np.asarray(theta, dtype=float))
    if abilities.ndim != 1 or not np.isfinite(abilities).all():
        message = f"theta must be finite abilities in one dimension; received {theta!r:.80}"
        raise InvalidTest(message)
    return abilities


def _checked_learners(learners: Learner | Sequence[Learner] | None, simulees: int) -> Learner | Sequence[Learner]:
    if learners is None or isinstance(learners, Learner):
        return learners or Learner()
    if len(learners) != simulees:
        message = f"learners must be one for all or one for each of {simulees} simulees; received {len(learners)}"
        raise InvalidTest(message)
    return learners


def _true_parameters(test: AdaptiveTest, truth: ItemParameters | None) -> ItemParameters:
    parameters = test.pool.parameters if truth is None else truth
    if len(parameters) != len(test.pool):
        message = f"truth must have the parameters of the pool's {len(test.pool)} items; received {len(parameters)}"
        raise InvalidParameters(message)
    return parameters


class _Record:
    """The results of sittings, recorded as they end, in the order of the simulees."""

    def __init__(self, truth: Floats, test: AdaptiveTest) -> None:
        self._truth, self._test = truth, test
        self._history = np.full((truth.size, 3, 0), -1)
        self._theta, self._se = np.empty(truth.size), np.empty(truth.size)
        self._codes: NDArray[np.int8] = np.empty(truth.size, dtype=np.int8)
        self._reasons = np.empty(truth.size, dtype=np.intp)
        self._relaxed = np.full(truth.size, frozenset(), dtype=object)
        self._lifted = np.zeros(truth.size, dtype=np.intp)

    def count_lifted(self, people: Ints, exposure_lifted: Bools) -> None:
        self._lifted[people] += exposure_lifted

    def finish(self, people: Ints, cohort: Cohort, reasons: Ints) -> None:
        if not people.size:
            return
        estimates = reporting_estimator(self._test).estimate_cohort(self._test.pool, cohort.without_prior())
        self._theta[people], self._se[people], self._codes[people] = (
            estimates.theta,
            estimates.se,
            estimates.status_codes,
        )
        self._reasons[people] = reasons
        if cohort.relaxed is not None:
            self._relaxed[people] = cohort.relaxed
        missing = cohort.presented - self._history.shape[2]
        self._history = np.pad(self._history, ((0, 0), (0, 0), (0, missing)), constant_values=-1)
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
            relaxed=tuple(self._relaxed.tolist()),
            exposure_lifted=self._lifted,
        )


def _initial_cohort(test: AdaptiveTest, seeds: Uint64s, learners: Learner | Sequence[Learner]) -> Cohort:
    """The cohort before its first item."""
    if isinstance(learners, Learner):
        state = start(test, learners)
        return replace(stack_states([state], seeds[:1]).take(np.zeros(seeds.size, dtype=np.intp)), seeds=seeds)
    return stack_states([start(test, learner) for learner in learners], seeds)


def stack_states(states: Sequence[CatState], seeds: Uint64s) -> Cohort:
    """Stack the states of P sittings with the same number of presentations into a cohort.

    Parameters
    ----------
    states : P states
    seeds : shape (P,), 64-bit integers
    """
    priors = [state.prior for state in states]
    has_prior = [prior is not None for prior in priors]
    means = np.array([np.nan if prior is None else prior.mean for prior in priors])
    sds = np.array([np.nan if prior is None else prior.sd for prior in priors])
    return Cohort(
        seeds=seeds,
        prior=(means, sds) if any(has_prior) else None,
        log_likelihood=np.stack([state.log_likelihood for state in states]),
        history=np.stack([state.history for state in states]),
        available=np.stack([state.available for state in states]),
        count=np.array([state.count for state in states]),
        elapsed=np.array([state.elapsed for state in states]),
        seconds=np.array([state.seconds for state in states]),
        relaxed=relaxed_column([state.relaxed for state in states]),
    )
