"""The items to write next, one after another: each takes most off the mean SE once those before it are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.numerics.array_types import Floats, Ints
from itembank.health.candidate_pool import Ground
from itembank.health.optimal_mix import Mix
from itembank.health.request_pricing import Pricing
from itembank.health.year_group import YearGroup, standard_errors

TRIED = 12  # requests that are worked out exactly before one is chosen, the most promising by price
WORTH = 2e-5  # logits of mean SE, over all years together, that an item must save to be worth writing


@dataclass(frozen=True)
class Chosen:
    """A request that was chosen.

    Parameters
    ----------
    number : its place among the ground's requests
    before, after : mean SE of each year group, logits
    errors_before, errors_after : SE of each year group in each of its cells
    """

    number: int
    before: tuple[float, ...]
    after: tuple[float, ...]
    errors_before: tuple[Floats, ...]
    errors_after: tuple[Floats, ...]

    @property
    def saved(self) -> float:
        """What it takes off the mean SE, all years together, logits."""
        return sum(self.before) - sum(self.after)


class _Standing(NamedTuple):
    """Each year group's best mix of the bank and of what was written so far."""

    written: tuple[Ints, ...]
    mixes: tuple[Mix, ...]


def next_items(
    ground: Ground,
    pricing: Pricing,
    groups: Sequence[YearGroup],
    mixes: Sequence[Mix],
    items: int,
) -> Iterator[Chosen]:
    """Requests until there are about so many items, or until none is worth writing.

    Parameters
    ----------
    mixes : each year group's best mix of the bank as it is
    """
    standing = _Standing(tuple(group.own for group in groups), tuple(mixes))
    done = 0
    while done < items:
        found = _best(ground, groups, standing, pricing, items - done)
        if found is None:
            return
        chosen, standing = found
        done += int(pricing.sizes[chosen.number])
        yield chosen


def _best(
    ground: Ground, groups: Sequence[YearGroup], standing: _Standing, pricing: Pricing, left: int
) -> tuple[Chosen, _Standing] | None:
    """The request that saves most for each of its items; None where none is worth it.

    What the prices say is an upper bound: once the best that was worked out saves more, none that follows can.
    """
    promised = _promised(groups, standing, pricing)
    promised[pricing.sizes >= 2 * left] = 0.0  # nearer the number without it
    best: tuple[Chosen, _Standing] | None = None
    least = WORTH
    for place, number in enumerate(np.argsort(-promised, kind="stable").tolist()):
        if promised[number] <= least or (best is not None and place >= TRIED):
            break
        chosen, then = _tried(ground, groups, standing, pricing, number)
        each = chosen.saved / int(pricing.sizes[number])
        if each > least:
            best, least = (chosen, then), each
    return best


def _promised(groups: Sequence[YearGroup], standing: _Standing, pricing: Pricing) -> Floats:
    total = np.zeros(pricing.sizes.size)
    for group, mix in zip(groups, standing.mixes, strict=True):
        total += pricing.savings(group, mix) @ group.learners
    promised: Floats = total / pricing.sizes
    return promised


def _tried(
    ground: Ground, groups: Sequence[YearGroup], standing: _Standing, pricing: Pricing, number: int
) -> tuple[Chosen, _Standing]:
    """What becomes of each year group that may be asked the request."""
    places = ground.places[number]
    written, mixes = list(standing.written), list(standing.mixes)
    for place, group in enumerate(groups):
        if pricing.open_to(group)[number]:
            written[place] = np.concatenate([written[place], places])
            mixes[place] = group.asked(written[place])
    before = tuple(standard_errors(mix.given) for mix in standing.mixes)
    after = tuple(np.minimum(standard_errors(mix.given), old) for mix, old in zip(mixes, before, strict=True))
    chosen = Chosen(number, _means(groups, before), _means(groups, after), before, after)
    return chosen, _Standing(tuple(written), tuple(mixes))


def _means(groups: Sequence[YearGroup], errors: Sequence[Floats]) -> tuple[float, ...]:
    return tuple(group.mean(each) for group, each in zip(groups, errors, strict=True))
