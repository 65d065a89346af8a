"""Testlet effects: the answers of one person to the items of a set share a normal effect ξ that is added to θ.

An answer of the person has the probability P(x | θ + ξ), with ξ ~ N(0, σ²) independent between persons and sets. The
likelihood of the answers to a set is the average ∫ Πᵢ Pᵢ(xᵢ | θ + ξ) φ(ξ; 0, σ²) dξ. The nodes of ξ are multiples of
the step of the ability grid, so θ + ξ is again a node: the average over ξ is a moving average along the grid. The
curves of the items are tabulated beyond both ends of the grid as far as ξ reaches, 7σ, so nothing is cut off there.

References
----------
Bradlow, Wainer & Wang (1999), Psychometrika 64, 153–168; Wainer, Bradlow & Wang (2007), Testlet Response Theory and Its
Applications, chapter 7.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import InvalidGrid, InvalidPool
from engine.irt.item_parameters import ItemParameters
from engine.irt.response_models import tabulate_curves, warm_term
from engine.numerics.array_types import Floats, Ints, frozen
from engine.numerics.number_checks import are_numbers

WIDEST_STEP = 0.8
"""The widest step of the nodes of ξ, in multiples of σ: the average over ξ then has a relative error below 1e-13."""
_REACH = 7.0  # of the nodes of ξ, in multiples of σ: beyond it lies 3e-12 of the effect
_LEAST = 1e-300  # below this share of its maximum a likelihood counts as this share, so that its log is finite

SetSD = float | Mapping[str, float]
"""The SD of the effect of all sets, or of each set by name, in logits."""


@dataclass(frozen=True, eq=False, slots=True)
class ItemSetSDs:
    """The set of each item, and the SD of the effect of each set.

    Parameters
    ----------
    sets : shape (n,), the number of each item's set, −1 for items in no set
    sd : shape (S,), the SD of the effect of each set in logits, 0 or more
    """

    sets: Ints
    sd: Floats

    @property
    def least(self) -> float:
        """The smallest SD above 0; inf if there is none."""
        return float(self.sd[self.sd > 0].min(initial=np.inf))


@dataclass(frozen=True, eq=False, slots=True)
class TestletEffects:
    """The testlet effects of a pool, tabulated with it.

    Parameters
    ----------
    sets : shape (n,), the number of each item's set, −1 for an item in no set, or in one whose effect has an SD of 0
    sd : shape (S,), the SD of the effect of each set, in logits
    nodes : shape (2R + 1,), the nodes of ξ, multiples of the step of the grid, in logits
    weights : shape (S, 2R + 1), the probability of each node, by set
    log_prob : shape (n, K, Q + 2R), log P(category | θ) on the grid and R nodes beyond each end
    information, warm : shape (n, Q), Fisher's information and Warm's J of each item, averaged over ξ
    """

    __test__ = False  # not a test, whatever its name begins with

    sets: Ints
    sd: Floats
    nodes: Floats
    weights: Floats
    log_prob: Floats
    information: Floats
    warm: Floats

    def wide_grid(self, grid: Floats) -> Floats:
        """The nodes of ability at which curves are tabulated: the pool's grid and as far beyond it as ξ reaches."""
        reach = len(self.nodes) // 2
        return np.concatenate([grid[0] + self.nodes[:reach], grid, grid[-1] + self.nodes[reach + 1 :]])

    def spaced_nodes(self, stride: int) -> tuple[Floats, Floats]:
        """Every ``stride``-th node of ξ and its probability by set.

        Returns
        -------
        nodes : shape (W,), in logits
        weights : shape (S + 1, W); the last row is for items in no set, whose ξ is 0
        """
        keep = np.arange(len(self.nodes) // 2 % stride, len(self.nodes), stride)
        weights = self.weights[:, keep] / self.weights[:, keep].sum(axis=1, keepdims=True)
        return self.nodes[keep], np.vstack([weights, self.nodes[keep] == 0])


def set_numbers(names: Sequence[Hashable], *alone: Hashable) -> Ints:
    """The number of each item's set in the order of their first items, −1 for items in no set, shape (n,).

    Parameters
    ----------
    names : the name of each item's set
    alone : the names of items that belong to no set
    """
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    numbers.update(dict.fromkeys(alone, -1))
    return np.array([numbers[name] for name in names], dtype=np.intp)


def item_set_sds(names: Sequence[Hashable] | None, set_sd: SetSD, items: int) -> ItemSetSDs | None:
    """The item sets of a pool and the SDs of their effects; None where no effect has an SD above 0.

    Parameters
    ----------
    names : the name of each item's set, None or "" for an item in no set; None without sets
    set_sd : the SD of the effect of each set, in logits
    items : number of items of the pool

    Raises
    ------
    InvalidPool
    """
    named = [] if names is None else [name for name in dict.fromkeys(names) if name not in (None, "")]
    _require_sds(set_sd, named)
    if names is None:
        return None
    if len(names) != items:
        message = f"sets must name the set of each of the {items} items; received {len(names)} names"
        raise InvalidPool(message)
    sets = set_numbers(names, None, "")
    sd = np.zeros(sets.max(initial=-1) + 1)
    for name, number in zip(names, sets, strict=True):
        if number >= 0:
            sd[number] = set_sd[str(name)] if isinstance(set_sd, Mapping) else set_sd
    return ItemSetSDs(sets, sd) if sd.any() else None


def _require_sds(set_sd: SetSD, named: list[Hashable]) -> None:
    values = list(set_sd.values()) if isinstance(set_sd, Mapping) else [set_sd]
    if not all(are_numbers(sd) and 0 <= sd < math.inf for sd in values):
        message = f"set_sd must be finite SDs of 0 logits or more; received {set_sd!r:.80}"
        raise InvalidPool(message)
    if isinstance(set_sd, Mapping) and not set_sd.keys() >= set(named):
        lacking = next(name for name in named if name not in set_sd)
        message = f"set_sd must have the SD of every item set; received none for {lacking!r}"
        raise InvalidPool(message)
    if not named and any(values):
        message = f"set_sd of {set_sd!r:.80} needs sets, the name of each item's set; received none"
        raise InvalidPool(message)


def tabulate_effects(parameters: ItemParameters, grid: Floats, sds: ItemSetSDs) -> TestletEffects:
    """Tabulate the testlet effects of a pool.

    Parameters
    ----------
    parameters : n items
    grid : shape (Q,), the pool's grid, evenly spaced

    Raises
    ------
    InvalidGrid
        if the step of the grid is too wide for the smallest SD
    """
    step = float(grid[1] - grid[0])
    if step > WIDEST_STEP * sds.least * (1 + 1e-9):
        message = (
            f"the grid must have steps of at most {WIDEST_STEP:g} of the smallest SD of a testlet effect, {sds.least:g}"
            f" logits; received a step of {step:g}"
        )
        raise InvalidGrid(message)
    reach = math.ceil(_REACH * float(sds.sd.max()) / step)
    nodes: Floats = step * np.arange(-reach, reach + 1, dtype=float)
    wide = np.concatenate([grid[0] + nodes[:reach], grid, grid[-1] + nodes[reach + 1 :]])
    weights = _normal_weights(nodes, sds.sd)
    log_prob, informed = tabulate_curves(parameters, wide)
    warm = warm_term(parameters, wide[np.newaxis])
    sets = np.where(sds.sd[sds.sets] > 0, sds.sets, -1)
    own = np.vstack([weights, nodes == 0])[sets]
    return TestletEffects(
        sets=frozen(sets),
        sd=frozen(sds.sd),
        nodes=frozen(nodes),
        weights=frozen(weights),
        log_prob=frozen(log_prob),
        information=frozen(moving_average(informed, own)),
        warm=frozen(moving_average(warm, own)),
    )


def _normal_weights(nodes: Floats, sd: Floats) -> Floats:
    """The probability of each node of ξ by set, shape (S, 2R + 1)."""
    scaled = nodes / np.where(sd > 0, sd, 1.0)[:, np.newaxis]
    weights = np.where(sd[:, np.newaxis] > 0, np.exp(-scaled * scaled / 2), nodes == 0)
    normalised: Floats = weights / weights.sum(axis=1, keepdims=True)
    return normalised


def moving_average(values: Floats, weights: Floats, spacing: int = 1) -> Floats:
    """The average over ξ of values at θ + ξ, for each node θ.

    Each average is one inner product, so a row is the same bits whichever other rows are computed with it.

    Parameters
    ----------
    values : shape (P, Q + spacing · 2R)
    weights : shape (P, 2R + 1) or (1, 2R + 1)
    spacing : the distance between two nodes of ξ, in nodes of θ

    Returns
    -------
    shape (P, Q)
    """
    reach = spacing * (weights.shape[1] - 1) + 1
    windows = np.lib.stride_tricks.sliding_window_view(values, reach, axis=1)[..., ::spacing]
    averaged: Floats = np.vecdot(windows, weights[:, np.newaxis])
    return averaged


def log_average(log_values: Floats, weights: Floats, spacing: int = 1) -> Floats:
    """The log of the `moving_average` of exponentials, finite also where all of them underflow."""
    top = log_values.max(axis=1, keepdims=True)
    averaged = moving_average(np.exp(log_values - top), weights, spacing)
    logs: Floats = np.log(np.maximum(averaged, _LEAST)) + top
    return logs


def answer_log_likelihoods(
    log_prob: Floats, effects: TestletEffects | None, history: Ints, items: Ints, scores: Ints
) -> Floats:
    """The log-probability at each node of an answer, given the earlier answers to the same set.

    Added up answer by answer it is the log-likelihood of a sitting, in whatever order the sets are answered.

    Parameters
    ----------
    log_prob : shape (n, K, Q), the pool's table
    effects : the pool's testlet effects, None for none
    history : shape (P, 3, k), the item, the score and whether it was scored, of each earlier answer
    items, scores : shape (P,), pool indices and categories

    Returns
    -------
    shape (P, Q)
    """
    gains = log_prob[items, scores]
    if effects is None:
        return gains
    inside = effects.sets[items] >= 0
    if inside.any():
        gains[inside] = _gains_in_sets(effects, history[inside], items[inside], scores[inside])
    return gains


def _gains_in_sets(effects: TestletEffects, history: Ints, items: Ints, scores: Ints) -> Floats:
    own = effects.sets[items]
    before = np.zeros((items.size, effects.log_prob.shape[2]))
    for place in range(history.shape[2]):
        earlier = history[:, 0, place]
        rows = np.flatnonzero((effects.sets[earlier] == own) & (history[:, 2, place] > 0))
        before[rows] += effects.log_prob[earlier[rows], history[rows, 1, place]]
    after = before + effects.log_prob[items, scores]
    weights = effects.weights[own]
    return log_average(after, weights) - log_average(before, weights)
