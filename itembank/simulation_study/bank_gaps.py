"""Bank gaps: at which abilities and in which strands a bank lacks information for a target SE, and the items to write.

A sitting needs information 1/SE² at every ability of its year group, from each strand in proportion to the number of
its items in a sitting. The bank can supply the information of each strand's most informative eligible items, as many
as a sitting takes. Under an exposure limit r an item may be in at most a share r of the sittings, so a strand supplies
r times the information of 1/r as many items. New items are added greedily, each at the difficulty where it reduces the
shortfall most, weighted by the density of learners. A new item displaces the least informative of the strand's best
items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, ItemParameters, Normal, SEBelow, information
from itembank.simulation_study.conditional_results import SE_IN_REACH
from itembank.simulation_study.exposure_and_content import ContentCounts
from itembank.simulation_study.topic_item_counts import TopicItemCount, topic_item_counts

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

ABILITIES = 33
SPAN = 2.0  # SDs covered on either side of the year group's mean
STEP = 0.25  # grid step of the difficulties of new items, logits
CLUSTER_GAP = 1.5  # new items whose difficulties are further apart are listed separately, logits
TOLERANCE = 0.02  # share of the needed information that may be missing; it changes the SE by 1 %


@dataclass(frozen=True)
class AttainablePrecision:
    """The precision that the bank can attain at one ability.

    Parameters
    ----------
    theta : ability, logits
    best_se : smallest SE of sittings with the design's content, logits; inf if no item is informative
    best_se_after : the same once the items to write are added, logits
    shares : each strand's information as a share of that needed; 1 is enough
    """

    theta: float
    best_se: float
    best_se_after: float
    shares: tuple[float, ...]


@dataclass(frozen=True)
class ItemsToWrite:
    """A group of items to write for one strand, of similar difficulty.

    Parameters
    ----------
    strand : the strand of the items
    items : number of items
    low, high : range of their difficulties b, logits
    topics : topics of the strand with the fewest items near that difficulty; empty if all have as many
    """

    strand: str
    items: int
    low: float
    high: float
    topics: tuple[TopicItemCount, ...]


@dataclass(frozen=True)
class BankGaps:
    """What the bank lacks for one year group.

    Parameters
    ----------
    target_se : SE that sittings should reach, logits
    highest_rate : exposure limit, above 0 and at most 1
    attainable : whether optimally placed new items would reach the target at every ability
    strands : names, in the order of ``AttainablePrecision.shares``
    supply : attainable precision at abilities from −2 to 2 SD
    wanted : items to write, by strand and difficulty
    """

    target_se: float
    highest_rate: float
    attainable: bool
    strands: tuple[str, ...]
    supply: tuple[AttainablePrecision, ...]
    wanted: tuple[ItemsToWrite, ...]


class _StrandInformation(NamedTuple):
    """Supply and need of information in one strand, at T abilities.

    Parameters
    ----------
    best : shape (m, T), information of the m most informative items at each ability, ascending
    weights : shape (m,), exposure rate of each: the exposure limit, and for the first the remainder
    need : shape (T,), information needed
    placed : difficulties of the items added so far, logits
    """

    name: str
    best: Floats
    weights: Floats
    need: Floats
    placed: tuple[float, ...]

    @property
    def given(self) -> Floats:
        total: Floats = self.weights @ self.best
        return total

    @property
    def short(self) -> Floats:
        missing: Floats = np.maximum(self.need - self.given, 0.0)
        return missing


def bank_gaps(
    test: AdaptiveTest,
    eligible: Bools,
    population: Normal,
    content: Sequence[ContentCounts],
    length: int,
    *,
    target_se: float | None = None,
    highest_rate: float = 1.0,
) -> BankGaps:
    """Find what a bank lacks for a year group, given the content of its simulated sittings.

    Parameters
    ----------
    eligible : shape (n,), items that the year group may be given
    content : counts of items by strand in its sittings
    length : number of items in a full sitting
    target_se : SE that sittings should reach, logits; the SE at which they stop, else 0.6, unless given
    highest_rate : exposure limit, above 0 and at most 1
    """
    target = _target_se(test) if target_se is None else target_se
    abilities = population.mean + population.sd * np.linspace(-SPAN, SPAN, ABILITIES)
    density = np.exp(-0.5 * np.linspace(-SPAN, SPAN, ABILITIES) ** 2)
    before = list(_strand_information(test, eligible, content, length, target, highest_rate, abilities))
    after = [
        _filled(strand, _typical_items(test, eligible, strand.name, abilities), abilities, density) for strand in before
    ]
    return BankGaps(
        target_se=target,
        highest_rate=highest_rate,
        attainable=all(bool((strand.short <= TOLERANCE * strand.need).all()) for strand in after),
        strands=tuple(strand.name for strand in before),
        supply=tuple(_attainable_precision(abilities, before, after)),
        wanted=tuple(wanted for strand in after for wanted in _items_to_write(test, eligible, strand)),
    )


def _target_se(test: AdaptiveTest) -> float:
    """The largest SE limit among the stopping rules, or `SE_IN_REACH` if there is none."""
    rules = [getattr(rule, "rule", rule) for rule in test.stop]
    return max((rule.limit for rule in rules if isinstance(rule, SEBelow)), default=SE_IN_REACH)


def _strand_information(
    test: AdaptiveTest,
    eligible: Bools,
    content: Sequence[ContentCounts],
    length: int,
    target: float,
    highest_rate: float,
    abilities: Floats,
) -> Iterator[_StrandInformation]:
    taken = {str(use.value): use.mean for use in content if use.attribute == "strand" and use.mean > 0}
    for name, mean in taken.items():
        items = mean * length / sum(taken.values())
        weights = _exposure_weights(items, highest_rate)
        own = np.flatnonzero(eligible & (test.pool.attribute("strand") == name))
        curves = np.sort(information(test.pool.parameters.take(own), abilities[np.newaxis]), axis=0)[-weights.size :]
        best = np.pad(curves, ((weights.size - curves.shape[0], 0), (0, 0)))
        need = np.full(abilities.size, items / length / target**2)
        yield _StrandInformation(name, best, weights, need, ())


def _exposure_weights(items: float, highest_rate: float) -> Floats:
    """Exposure rates that sum to the number of items, each at most the limit; the remainder comes first."""
    full = int(items / highest_rate + 1e-9)
    return np.array([max(items - full * highest_rate, 0.0), *[highest_rate] * full])


def _typical_items(test: AdaptiveTest, eligible: Bools, strand: str, abilities: Floats) -> ItemParameters:
    """Typical items of a strand (median a, c and d), one at each difficulty on a grid over the abilities."""
    own = test.pool.parameters.take(np.flatnonzero(eligible & (test.pool.attribute("strand") == strand)))
    grid = np.arange(np.ceil(abilities[0] / STEP), np.floor(abilities[-1] / STEP) + 1) * STEP
    return ItemParameters.logistic(float(np.median(own.a)), grid, float(np.median(own.c)), float(np.median(own.d)))


def _filled(
    strand: _StrandInformation, typical: ItemParameters, abilities: Floats, density: Floats
) -> _StrandInformation:
    """The strand after adding new items until nothing is short or no item helps."""
    curves = information(typical, abilities[np.newaxis])
    short = strand.short
    while (short > TOLERANCE * strand.need).any():
        gains = _information_gains(strand, curves)
        # among items that reduce the shortfall equally, prefer the one with the most information
        useful = (np.minimum(gains, short) + 1e-6 * gains) @ density
        choice = int(useful.argmax())
        if useful[choice] <= 1e-5 * (strand.need @ density):
            break
        strand = _with_item(strand, curves[choice], float(typical.b[choice, 0]))
        short = strand.short
    return strand


def _information_gains(strand: _StrandInformation, curves: Floats) -> Floats:
    """Information that each candidate item, (C, T), would add to the strand's supply, shape (C, T)."""
    last, then = strand.best[0], strand.best[1] if len(strand.best) > 1 else np.inf
    partly, wholly = np.maximum(np.minimum(curves, then) - last, 0.0), np.maximum(curves - then, 0.0)
    gains: Floats = strand.weights[0] * partly + strand.weights[-1] * wholly
    return gains


def _with_item(strand: _StrandInformation, curve: Floats, difficulty: float) -> _StrandInformation:
    """The strand with one more item, which replaces the least informative one wherever it has more information."""
    best = np.sort(np.concatenate([strand.best, curve[np.newaxis]]), axis=0)[1:]
    return strand._replace(best=best, placed=(*strand.placed, difficulty))


def _attainable_precision(
    abilities: Floats, before: Sequence[_StrandInformation], after: Sequence[_StrandInformation]
) -> Iterator[AttainablePrecision]:
    for place, theta in enumerate(abilities.tolist()):
        yield AttainablePrecision(
            theta,
            _standard_error(sum(float(strand.given[place]) for strand in before)),
            _standard_error(sum(float(strand.given[place]) for strand in after)),
            tuple(float(strand.given[place] / strand.need[place]) for strand in before),
        )


def _standard_error(given: float) -> float:
    return float(given**-0.5) if given > 0 else float("inf")


def _items_to_write(test: AdaptiveTest, eligible: Bools, strand: _StrandInformation) -> Iterator[ItemsToWrite]:
    """The added items grouped by neighbouring difficulties."""
    placed = np.sort(np.array(strand.placed))
    for together in np.split(placed, np.flatnonzero(np.diff(placed) > CLUSTER_GAP) + 1):
        if together.size:
            low, high = float(together[0]), float(together[-1])
            yield ItemsToWrite(
                strand.name, together.size, low, high, _thinnest_topics(test, eligible, strand.name, low, high)
            )


def _thinnest_topics(
    test: AdaptiveTest, eligible: Bools, strand: str, low: float, high: float
) -> tuple[TopicItemCount, ...]:
    """At most three topics of a strand that have fewer items near these difficulties than another topic."""
    stock = topic_item_counts(test.pool, eligible & (test.pool.attribute("strand") == strand), low, high, STEP)
    return tuple(each for each in stock if each.items < stock[-1].items)[:3]
