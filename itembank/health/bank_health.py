"""The health of a bank under a design: where it is thin, what that costs in SE, and what to write next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from engine.numerics.array_types import Floats
from itembank.design.adaptive_test_design import TestDesign
from itembank.gates.feasibility_gate import accessible_items
from itembank.health.ability_cells import cells, shared_out
from itembank.health.candidate_pool import Ground, ground
from itembank.health.health_findings import BankHealth, NextItem, PartOfBank, Saving, Surety, YearHealth
from itembank.health.next_items import Chosen, next_items
from itembank.health.optimal_mix import Mix
from itembank.health.request_pricing import Pricing
from itembank.health.thin_topics import thin_topics
from itembank.health.year_group import YearGroup, standard_errors, typical_of, year_group
from itembank.versions.bank_version import BankVersion

_T = TypeVar("_T")

ITEMS = 20
STEPS_A_YEAR = 2


def steps(design: TestDesign, items: int = ITEMS) -> int:
    """How often `bank_health` says that it has come on."""
    return len(design.years) * STEPS_A_YEAR + items


def bank_health(
    bank: BankVersion,
    design: TestDesign,
    *,
    items: int = ITEMS,
    highest_rate: float | None = None,
    on_step: Callable[[], None] = lambda: None,
) -> BankHealth:
    """The health of a bank under one of its designs.

    Parameters
    ----------
    items : how many items to name that should be written next
    highest_rate : the largest share of sittings that an item should be in; that of the publishing gate unless given
    on_step : called as often as `steps` says, or less where fewer items are worth writing

    Raises
    ------
    InvalidBank : a design that cannot be built, or whose bounds contradict each other
    """
    whole = ground(bank, design)
    pricing = Pricing(whole)
    groups = [year_group(whole, year, highest_rate) for year in design.years]
    mixes = [_stepped(group.asked(group.own), on_step) for group in groups]
    written = [
        _stepped(chosen, on_step, len(whole.requests[chosen.number].parts))
        for chosen in next_items(whole, pricing, groups, mixes, items)
    ]
    after = written[-1].errors_after if written else [standard_errors(mix.given) for mix in mixes]
    years = tuple(
        _stepped(_year(whole, pricing, group, mix, errors), on_step)
        for group, mix, errors in zip(groups, mixes, after, strict=True)
    )
    thin = [cell for year in years for cell in year.cells if cell.saves]
    return BankHealth(
        bank=bank,
        design=design,
        years=years,
        thin=tuple(sorted(thin, key=lambda cell: -(cell.saves or 0.0))),
        wanted=tuple(_named(whole, groups, written)),
    )


def _stepped(value: _T, on_step: Callable[[], None], times: int = 1) -> _T:
    """The value, once its steps are told."""
    for _ in range(times):
        on_step()
    return value


def _year(whole: Ground, pricing: Pricing, group: YearGroup, mix: Mix, after: Floats) -> YearHealth:
    ideal = group.ideal(group.own, typical_of(whole, group))
    best = group.asked(group.own, 1.0)
    errors = [standard_errors(each.given) for each in (mix, best, ideal)]
    rows = np.stack([*errors, after], axis=1).tolist()
    ends = pairwise(group.edges.tolist())
    return YearHealth(
        year=group.year,
        population=group.population,
        items=group.own.size,
        length=group.rules.length,
        rate=group.rate,
        abilities=tuple(
            Surety(low, high, learners, *row)
            for (low, high), learners, row in zip(ends, group.learners.tolist(), rows, strict=True)
        ),
        cells=tuple(cells(whole, pricing, group, mix, _ideal_items(whole, group, ideal))),
        parts=tuple(_parts(whole, group)),
    )


def _ideal_items(whole: Ground, group: YearGroup, ideal: Mix) -> Mapping[str, Floats]:
    """What an item of each strand tells in each cell of the ideal bank; where that has none, the most that any does."""
    strands = whole.pool.attribute("strand")
    found = {}
    for strand in whole.strands:
        places, told = shared_out(group, ideal, strands == strand)
        most = group.highest[(strands == strand) & ~whole.empty].max()
        found[strand] = np.where(places > 0, told / np.where(places > 0, places, 1.0), most)
    return found


def _parts(whole: Ground, group: YearGroup) -> Iterator[PartOfBank]:
    ids = np.array(whole.pool.ids)
    for gate, part in accessible_items(whole.bank).items():
        own = group.own[np.isin(ids[group.own], list(part))]
        yield PartOfBank(gate, own.size, group.mean(standard_errors(group.asked(own, 1.0).given)))


def _named(whole: Ground, groups: Sequence[YearGroup], written: Sequence[Chosen]) -> Iterator[NextItem]:
    """The chosen requests with the topics that are shortest of items so hard, those counted that came before."""
    asked: dict[str, list[float]] = {}
    for chosen in written:
        request = whole.requests[chosen.number]
        topics = []
        for part in request.parts:
            short = thin_topics(whole, part, request.year, asked, whole.by)
            topics.append(short)
            if short:
                asked.setdefault(short[0], []).append(part.parameters.difficulty)
        yield NextItem(request, tuple(topics), tuple(_savings(groups, chosen)))


def _savings(groups: Sequence[YearGroup], chosen: Chosen) -> list[Saving]:
    found = []
    for place, group in enumerate(groups):
        before, after = chosen.errors_before[place], chosen.errors_after[place]
        most = int((before - after).argmax())
        saved = chosen.before[place] - chosen.after[place]
        theta = float(group.middles[most])
        found.append(Saving(group.year, saved, theta, float(before[most]), float(after[most])))
    helped = [saving for saving in found if saving.saves > 0]
    return sorted(helped, key=lambda saving: -saving.saves)
