"""What a bank lacks for a design: where along ability, in which strand, and which items would mend it.

A sitting needs information 1/SE² at every ability of its year group, from each strand in proportion to the items that
sittings take from it. What the bank can give at an ability is the sum over the strands of their most informative
eligible items, as many as a sitting takes. Under a highest exposure rate r an item may be in no more than r of the
sittings, so that what a strand gives is r times the sum of 1/r as many items. New items are added one at a time, each
at the difficulty where it takes most off what is short, weighted by how many learners are there: it pushes out the
least informative item of the strand's best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import AdaptiveTest, ItemParameters, Normal, SEBelow, information
from itembank.simulation_study.conditional_results import REACH
from itembank.simulation_study.item_use import ContentUse
from itembank.simulation_study.topic_stock import TopicStock, topic_stock

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

ABILITIES = 33
SPAN = 2.0  # SDs of the year group to either side of its mean
STEP = 0.25  # logits between difficulties of new items
APART = 1.5  # new items further apart than this are two requests
ENOUGH = 0.02  # what may be missing of the needed information: 1 % of the SE


@dataclass(frozen=True)
class Supply:
    """What the bank can give at one ability.

    Parameters
    ----------
    theta : the ability, logits
    best_se : the best SE that sittings of the design's content can have; inf where nothing informs
    best_se_after : the same with the wanted items
    shares : of the needed information, what each strand can give; 1 is enough
    """

    theta: float
    best_se: float
    best_se_after: float
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Wanted:
    """Items to write.

    Parameters
    ----------
    strand : where they belong
    items : how many
    low, high : their difficulties b, logits
    topics : of the strand's topics that come near that difficulty, those with the fewest items of it; none if alike
    """

    strand: str
    items: int
    low: float
    high: float
    topics: tuple[TopicStock, ...]


@dataclass(frozen=True)
class Lack:
    """What the bank lacks for one year group.

    Parameters
    ----------
    target_se : the SE that sittings should reach, logits
    highest_rate : how often an item may be asked, above 0 and at most 1
    attainable : whether sittings of new items alone, placed ideally, would reach it everywhere
    strands : in the order of ``Supply.shares``
    supply : at abilities from −2 to 2 SD
    wanted : what to write, by strand and difficulty
    """

    target_se: float
    highest_rate: float
    attainable: bool
    strands: tuple[str, ...]
    supply: tuple[Supply, ...]
    wanted: tuple[Wanted, ...]


class _Strand(NamedTuple):
    """A strand's part at each of T abilities.

    Parameters
    ----------
    best : shape (m, T), information of the items that a sitting takes, or that share its places; least first
    weights : shape (m,), how often each is in a sitting: the highest exposure rate, the first what remains
    need : shape (T,), information
    placed : difficulties of the items added
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


def lack(
    test: AdaptiveTest,
    eligible: Bools,
    population: Normal,
    content: Sequence[ContentUse],
    length: int,
    *,
    target_se: float | None = None,
    highest_rate: float = 1.0,
) -> Lack:
    """What a bank lacks for a year group, given what sittings take of each strand.

    Parameters
    ----------
    eligible : shape (n,), items that the year group may be asked
    content : how many items of each strand its sittings had
    length : items of a full sitting
    target_se : the SE that sittings should reach: that at which they stop, or else 0.6, unless given
    highest_rate : the largest share of sittings that an item should be in
    """
    target = _target(test) if target_se is None else target_se
    abilities = population.mean + population.sd * np.linspace(-SPAN, SPAN, ABILITIES)
    density = np.exp(-0.5 * np.linspace(-SPAN, SPAN, ABILITIES) ** 2)
    before = list(_strands(test, eligible, content, length, target, highest_rate, abilities))
    after = [_mended(strand, _typical(test, eligible, strand.name, abilities), abilities, density) for strand in before]
    return Lack(
        target_se=target,
        highest_rate=highest_rate,
        attainable=all(bool((strand.short <= ENOUGH * strand.need).all()) for strand in after),
        strands=tuple(strand.name for strand in before),
        supply=tuple(_supply(abilities, before, after)),
        wanted=tuple(wanted for strand in after for wanted in _wanted(test, eligible, strand)),
    )


def _target(test: AdaptiveTest) -> float:
    """The largest SE at which a sitting stops of itself; the reach where none does."""
    rules = [getattr(rule, "rule", rule) for rule in test.stop]
    return max((rule.limit for rule in rules if isinstance(rule, SEBelow)), default=REACH)


def _strands(
    test: AdaptiveTest,
    eligible: Bools,
    content: Sequence[ContentUse],
    length: int,
    target: float,
    highest_rate: float,
    abilities: Floats,
) -> Iterator[_Strand]:
    taken = {str(use.value): use.mean for use in content if use.attribute == "strand" and use.mean > 0}
    for name, mean in taken.items():
        items = mean * length / sum(taken.values())
        weights = _weights(items, highest_rate)
        own = np.flatnonzero(eligible & (test.pool.attribute("strand") == name))
        curves = np.sort(information(test.pool.parameters.take(own), abilities[np.newaxis]), axis=0)[-weights.size :]
        best = np.pad(curves, ((weights.size - curves.shape[0], 0), (0, 0)))
        need = np.full(abilities.size, items / length / target**2)
        yield _Strand(name, best, weights, need, ())


def _weights(items: float, highest_rate: float) -> Floats:
    """So many items of a sitting as shares of sittings, none above the highest rate; what remains first."""
    full = int(items / highest_rate + 1e-9)
    return np.array([max(items - full * highest_rate, 0.0), *[highest_rate] * full])


def _typical(test: AdaptiveTest, eligible: Bools, strand: str, abilities: Floats) -> ItemParameters:
    """An item as the strand has them, at each difficulty that might be asked for: those of the abilities."""
    own = test.pool.parameters.take(np.flatnonzero(eligible & (test.pool.attribute("strand") == strand)))
    grid = np.arange(np.ceil(abilities[0] / STEP), np.floor(abilities[-1] / STEP) + 1) * STEP
    return ItemParameters.logistic(float(np.median(own.a)), grid, float(np.median(own.c)), float(np.median(own.d)))


def _mended(strand: _Strand, typical: ItemParameters, abilities: Floats, density: Floats) -> _Strand:
    """The strand with new items until nothing is short, or nothing helps."""
    curves = information(typical, abilities[np.newaxis])
    short = strand.short
    while (short > ENOUGH * strand.need).any():
        gains = _gains(strand, curves)
        # of those that mend as much, the one that gives most beyond
        useful = (np.minimum(gains, short) + 1e-6 * gains) @ density
        choice = int(useful.argmax())
        if useful[choice] <= 1e-5 * (strand.need @ density):
            break
        strand = _with(strand, curves[choice], float(typical.b[choice, 0]))
        short = strand.short
    return strand


def _gains(strand: _Strand, curves: Floats) -> Floats:
    """What each of some items (C, T) would add to what the strand gives, shape (C, T)."""
    last, then = strand.best[0], strand.best[1] if len(strand.best) > 1 else np.inf
    partly, wholly = np.maximum(np.minimum(curves, then) - last, 0.0), np.maximum(curves - then, 0.0)
    gains: Floats = strand.weights[0] * partly + strand.weights[-1] * wholly
    return gains


def _with(strand: _Strand, curve: Floats, difficulty: float) -> _Strand:
    """The strand with one more item, in place of the least informative wherever it informs more."""
    best = np.sort(np.concatenate([strand.best, curve[np.newaxis]]), axis=0)[1:]
    return strand._replace(best=best, placed=(*strand.placed, difficulty))


def _supply(abilities: Floats, before: Sequence[_Strand], after: Sequence[_Strand]) -> Iterator[Supply]:
    for place, theta in enumerate(abilities.tolist()):
        yield Supply(
            theta,
            _standard_error(sum(float(strand.given[place]) for strand in before)),
            _standard_error(sum(float(strand.given[place]) for strand in after)),
            tuple(float(strand.given[place] / strand.need[place]) for strand in before),
        )


def _standard_error(given: float) -> float:
    return float(given**-0.5) if given > 0 else float("inf")


def _wanted(test: AdaptiveTest, eligible: Bools, strand: _Strand) -> Iterator[Wanted]:
    """The added items as requests: those of neighbouring difficulties together."""
    placed = np.sort(np.array(strand.placed))
    for together in np.split(placed, np.flatnonzero(np.diff(placed) > APART) + 1):
        if together.size:
            low, high = float(together[0]), float(together[-1])
            yield Wanted(strand.name, together.size, low, high, _thinnest(test, eligible, strand.name, low, high))


def _thinnest(test: AdaptiveTest, eligible: Bools, strand: str, low: float, high: float) -> tuple[TopicStock, ...]:
    """The topics of a strand that come near these difficulties with fewer items there than another, at most three."""
    stock = topic_stock(test.pool, eligible & (test.pool.attribute("strand") == strand), low, high, STEP)
    return tuple(each for each in stock if each.items < stock[-1].items)[:3]
