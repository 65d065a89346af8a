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
"""Observed persons on either side among whom one is drawn to follow; twice as many at each new attempt."""
ATTEMPTS = 6
"""Draws until an item is found that the simulated person has not met; after them the sitting ends."""
APART = 1e3
"""Logits between groups in the order of estimates, so that nobody follows a person of another group."""


@dataclass(frozen=True, slots=True, eq=False)
class ObservedRouting:
    """The observed sittings.

    Parameters
    ----------
    items : (persons, L + 1) in the order of the sitting, −1 after the last
    order : for each place the persons who had come so far, by estimate before it
    estimates : for each place these estimates, raised by the group times ``APART``
    """

    items: Ints
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
    items[data.person[rows], place] = data.item[rows]
    estimate = np.empty(len(data))
    for block in posterior_blocks(data, on):
        for at, posterior in posteriors_without_own(data, on, block, in_order=True):
            estimate[at] = posterior @ on.nodes
    before[data.person[rows], place] = estimate[rows]
    before[np.arange(data.persons), met] = posterior_moments(data, on).theta
    raised = before + APART * on.group[:, None]
    there = [np.flatnonzero((met >= at) & (met > 0)) for at in range(length + 1)]
    order = tuple(who[np.argsort(raised[who, at], kind="stable")] for at, who in enumerate(there))
    return ObservedRouting(items, order, tuple(raised[who, at] for at, who in enumerate(order)))


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
    taken = np.zeros((who.size, len(data.items)), dtype=bool)
    items, scores = np.full((who.size, routing.items.shape[1]), -1), np.zeros((who.size, routing.items.shape[1]), int)
    active = np.arange(who.size)
    for place in range(routing.items.shape[1]):
        estimate = _means(log_posterior[active], on.nodes) + APART * group[active]
        chosen = _followed(routing, place, estimate, taken[active], rng)
        active, chosen = active[chosen >= 0], chosen[chosen >= 0]
        if not active.size:
            break
        uniform = rng.random(active.size)[:, None]
        score = (uniform > cumulated[chosen, :-1, theta[active]]).sum(axis=1)
        items[active, place], scores[active, place] = chosen, score
        taken[active, chosen] = True
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


def _followed(routing: ObservedRouting, place: int, estimate: Floats, taken: Bools, rng: np.random.Generator) -> Ints:
    """The item of a person nearby, −1 where that person stopped or no new item is found."""
    order, known = routing.order[place], routing.estimates[place]
    found = np.full(estimate.size, -1)
    if not order.size:
        return found
    open_, near = np.arange(estimate.size), np.searchsorted(known, estimate)
    for attempt in range(ATTEMPTS):
        reach = NEIGHBOURS * 2**attempt
        at = near[open_] + rng.integers(-reach, reach, open_.size)
        item = routing.items[order[np.clip(at, 0, order.size - 1)], place]
        again = (item >= 0) & taken[open_, item]
        found[open_[~again]] = item[~again]
        open_ = open_[again]
    return found


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
