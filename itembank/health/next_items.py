"""The items to write next, chosen greedily: each reduces the mean SE most, given that those before it are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.numerics.array_types import Floats, Ints
from itembank.health.candidate_pool import CandidatePool
from itembank.health.optimal_mix import OptimalMix
from itembank.health.request_pricing import RequestPricing
from itembank.health.year_group import YearGroup, standard_errors

EVALUATED = 12  # requests evaluated exactly at each step, in order of their upper bounds
SMALLEST_SAVING = 2e-5  # reduction in mean SE, summed over years, that makes an item worth writing, logits


@dataclass(frozen=True)
class ChosenRequest:
    """A chosen request with the SEs before and after its items are written.

    Parameters
    ----------
    number : index into the candidate pool's requests
    mean_before, mean_after : mean SE of each year group, logits
    errors_before, errors_after : SE of each year group in each of its T cells, logits, each of shape (T,)
    """

    number: int
    mean_before: tuple[float, ...]
    mean_after: tuple[float, ...]
    errors_before: tuple[Floats, ...]
    errors_after: tuple[Floats, ...]

    @property
    def saving(self) -> float:
        """Reduction in the mean SE, summed over year groups, logits."""
        return sum(self.mean_before) - sum(self.mean_after)


class _CurrentMixes(NamedTuple):
    """Each year group's available items and optimal mix: the bank with the requests chosen so far."""

    items: tuple[Ints, ...]
    mixes: tuple[OptimalMix, ...]


def next_items(
    candidates: CandidatePool,
    pricing: RequestPricing,
    groups: Sequence[YearGroup],
    mixes: Sequence[OptimalMix],
    items: int,
) -> Iterator[ChosenRequest]:
    """Choose requests until they hold about ``items`` items, or until none is worth writing.

    Parameters
    ----------
    mixes : each year group's optimal mix of the present bank
    items : number of items to choose
    """
    current = _CurrentMixes(tuple(group.eligible for group in groups), tuple(mixes))
    done = 0
    while done < items:
        found = _best_request(candidates, groups, current, pricing, items - done)
        if found is None:
            return
        chosen, current = found
        done += int(pricing.sizes[chosen.number])
        yield chosen


def _best_request(
    candidates: CandidatePool, groups: Sequence[YearGroup], current: _CurrentMixes, pricing: RequestPricing, left: int
) -> tuple[ChosenRequest, _CurrentMixes] | None:
    """The request with the largest saving per item, or None if none is worth writing.

    The prices give upper bounds, so the search ends once the best saving found exceeds the next bound.
    """
    bounds = _saving_bounds(groups, current, pricing)
    bounds[pricing.sizes >= 2 * left] = 0.0  # leaving it out comes nearer to the number wanted
    best: tuple[ChosenRequest, _CurrentMixes] | None = None
    least = SMALLEST_SAVING
    for place, number in enumerate(np.argsort(-bounds, kind="stable").tolist()):
        if bounds[number] <= least or (best is not None and place >= EVALUATED):
            break
        chosen, then = _evaluated(candidates, groups, current, pricing, number)
        each = chosen.saving / int(pricing.sizes[number])
        if each > least:
            best, least = (chosen, then), each
    return best


def _saving_bounds(groups: Sequence[YearGroup], current: _CurrentMixes, pricing: RequestPricing) -> Floats:
    total = np.zeros(pricing.sizes.size)
    for group, mix in zip(groups, current.mixes, strict=True):
        total += pricing.se_savings(group, mix) @ group.learners
    bounds: Floats = total / pricing.sizes
    return bounds


def _evaluated(
    candidates: CandidatePool, groups: Sequence[YearGroup], current: _CurrentMixes, pricing: RequestPricing, number: int
) -> tuple[ChosenRequest, _CurrentMixes]:
    """The mixes of the year groups that may be given the request, after it is added."""
    places = candidates.request_items[number]
    written, mixes = list(current.items), list(current.mixes)
    for place, group in enumerate(groups):
        if pricing.eligible(group)[number]:
            written[place] = np.concatenate([written[place], places])
            mixes[place] = group.best_mix(written[place])
    before = tuple(standard_errors(mix.information) for mix in current.mixes)
    after = tuple(np.minimum(standard_errors(mix.information), old) for mix, old in zip(mixes, before, strict=True))
    chosen = ChosenRequest(number, _means(groups, before), _means(groups, after), before, after)
    return chosen, _CurrentMixes(tuple(written), tuple(mixes))


def _means(groups: Sequence[YearGroup], errors: Sequence[Floats]) -> tuple[float, ...]:
    return tuple(group.mean(each) for group, each in zip(groups, errors, strict=True))
