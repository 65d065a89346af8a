"""Adaptive sittings drawn from a fit, whose routing is learnt from the observed ones.

The rule by which items were chosen is not in the data, but its outcome is. A simulated person gets the next item that
an observed person got at the same place of their sitting, with nearly the same estimate of ability and in the same
group, and stops where that person stopped. Items thus follow answers as they did in truth.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.array_types import Bools, Floats, Ints
from calibration.fit.predictive_fit import posteriors_without_own
from calibration.persons.posterior_abilities import TabulatedFit, normalise, posterior_blocks, posterior_moments
from calibration.responses.response_matrix import ResponseMatrix

NEIGHBOURS = 10
"""Observed persons on either side among whom one is found to follow; twice as many each time that none will do."""
DRAWN = 20
"""Of them, those who are drawn and looked at."""
NOT_MET = -1
ALIKE = 1e-6
"""Logits within which estimates are the same: all who have them are neighbours, as all are before the first item."""
APART = 1e3
"""Logits between groups in the order of estimates, so that nobody follows a person of another group."""


@dataclass(frozen=True, slots=True, eq=False)
class ObservedRouting:
    """The observed sittings.

    Parameters
    ----------
    items : (persons, L + 1) in the order of the sitting, −1 after the last
    scores : (persons, L + 1) of these items
    order : for each place the persons who had come so far, by estimate before it
    estimates : for each place these estimates, raised by the group times ``APART``
    """

    items: Ints
    scores: Ints
    order: tuple[Ints, ...]
    estimates: tuple[Floats, ...]


def observed_routing(data: ResponseMatrix, position: NDArray[np.int32], on: TabulatedFit) -> ObservedRouting:
    """The routing of adaptive sittings with known positions.

    Parameters
    ----------
    data : responses
    position : (responses,) of each in its sitting
    on : the fit on a grid
    """
    met = data.responses_per_person()
    length = int(met.max(initial=0))
    rows = np.lexsort((position, data.person))
    place = np.arange(rows.size) - np.repeat(np.cumsum(met) - met, met)
    items, before = np.full((data.persons, length + 1), -1), np.full((data.persons, length + 1), np.nan)
    scores = np.zeros_like(items)
    items[data.person[rows], place], scores[data.person[rows], place] = data.item[rows], data.score[rows]
    estimate = np.empty(len(data))
    for block in posterior_blocks(data, on):
        for at, posterior in posteriors_without_own(data, on, block, in_order=True):
            estimate[at] = posterior @ on.nodes
    before[data.person[rows], place] = estimate[rows]
    before[np.arange(data.persons), met] = posterior_moments(data, on).theta
    raised = before + APART * on.group[:, None]
    there = [np.flatnonzero((met >= at) & (met > 0)) for at in range(length + 1)]
    order = tuple(who[np.argsort(raised[who, at], kind="stable")] for at, who in enumerate(there))
    return ObservedRouting(items, scores, order, tuple(raised[who, at] for at, who in enumerate(order)))


def simulated_sittings(
    data: ResponseMatrix, on: TabulatedFit, routing: ObservedRouting, rng: np.random.Generator
) -> ResponseMatrix:
    """As many sittings as there are persons with a response, drawn from the fit; without languages and rows.

    Parameters
    ----------
    data, on : the responses, and the fit on a grid
    routing : of these responses
    rng : the source of randomness
    """
    who = np.flatnonzero(data.responses_per_person())
    group = on.group[who]
    theta = _drawn_nodes(np.exp(on.log_prior), group, rng)
    cumulated = np.exp(on.log_prob).cumsum(axis=1)
    log_posterior = on.log_prior[group]
    answered = np.full((who.size, len(data.items)), NOT_MET, dtype=np.int16)
    items, scores = np.full((who.size, routing.items.shape[1]), -1), np.zeros((who.size, routing.items.shape[1]), int)
    active = np.arange(who.size)
    for place in range(routing.items.shape[1]):
        estimate = _means(log_posterior[active], on.nodes) + APART * group[active]
        chosen = _followed(routing, place, estimate, answered[active], rng)
        active, chosen = active[chosen >= 0], chosen[chosen >= 0]
        if not active.size:
            break
        uniform = rng.random(active.size)[:, None]
        score = (uniform > cumulated[chosen, :-1, theta[active]]).sum(axis=1)
        items[active, place], scores[active, place] = chosen, score
        answered[active, chosen] = score
        log_posterior[active] += on.log_prob[chosen, score]
    return _as_responses(data, who, items, scores)


def _drawn_nodes(share: Floats, group: Ints, rng: np.random.Generator) -> Ints:
    cumulated = share.cumsum(axis=1)
    found = np.empty(group.size, dtype=np.int64)
    for each, row in enumerate(cumulated):
        mine = np.flatnonzero(group == each)
        found[mine] = np.searchsorted(row / row[-1], rng.random(mine.size))
    return np.asarray(np.minimum(found, share.shape[1] - 1), dtype=np.int64)


def _means(log_posterior: Floats, nodes: Floats) -> Floats:
    return np.asarray(normalise(log_posterior - log_posterior.max(axis=1, keepdims=True)) @ nodes)


def _followed(
    routing: ObservedRouting, place: int, estimate: Floats, answered: NDArray[np.int16], rng: np.random.Generator
) -> Ints:
    """The item of a person nearby, −1 where that person stopped or all items that others got here are taken.

    Of some drawn ones, who had most answers in common so far is followed.
    """
    order, known = routing.order[place], routing.estimates[place]
    found = np.full(estimate.size, -1)
    low, high = np.searchsorted(known, estimate - ALIKE), np.searchsorted(known, estimate + ALIKE)
    open_, near = np.arange(estimate.size), low + (rng.random(estimate.size) * (high - low)).astype(np.int64)
    reach = NEIGHBOURS
    while open_.size and order.size and reach < 2 * (order.size + NEIGHBOURS):
        at = near[open_, None] + rng.integers(-reach, reach, (open_.size, DRAWN))
        drawn = order[np.clip(at, 0, order.size - 1)]
        item, settled = _next_of_most_alike(routing, place, drawn, answered[open_])
        found[open_[settled]] = item[settled]
        open_ = open_[~settled]
        reach *= 2
    return found


def _next_of_most_alike(
    routing: ObservedRouting, place: int, drawn: Ints, answered: NDArray[np.int16]
) -> tuple[Ints, Bools]:
    """Next item of whom each person shares most answers with among (persons, DRAWN), and whether it is a new one."""
    item = routing.items[drawn, place]
    new = (item < 0) | (np.take_along_axis(answered, np.maximum(item, 0), axis=1) == NOT_MET)
    rows = np.arange(len(drawn))
    same = answered[rows[:, None, None], routing.items[drawn, :place]] == routing.scores[drawn, :place]
    best = (new * (1 + same.sum(axis=2))).argmax(axis=1)
    return item[rows, best], new[rows, best]


def _as_responses(data: ResponseMatrix, who: Ints, items: Ints, scores: Ints) -> ResponseMatrix:
    row, place = np.nonzero(items >= 0)
    item, score = items[row, place], scores[row, place]
    order = np.lexsort((item, row))
    weight = None
    if data.weight is not None:
        first = np.cumsum(data.responses_per_person()) - data.responses_per_person()
        weight = data.weight[first[who]][row[order]]
    return replace(
        data,
        person=who[row[order]].astype(np.int32),
        item=item[order].astype(np.int32),
        score=score[order].astype(np.int16),
        position=place[order].astype(np.int32),
        row=None,
        language=None,
        weight=weight,
    )
