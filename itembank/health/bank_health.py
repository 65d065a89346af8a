"""The health of a bank under a design: where it lacks items, what that costs in SE, and what to write next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from engine.numerics.array_types import Floats
from itembank.design.adaptive_test_design import TestDesign
from itembank.gates.feasibility_gate import accessible_items
from itembank.health.ability_cells import ability_cells, places_and_information
from itembank.health.candidate_pool import CandidatePool, candidate_pool
from itembank.health.health_findings import (
    AbilityPrecision,
    AccessiblePart,
    BankHealth,
    NextItem,
    YearHealth,
    YearSaving,
)
from itembank.health.next_items import ChosenRequest, next_items
from itembank.health.optimal_mix import OptimalMix
from itembank.health.request_pricing import RequestPricing
from itembank.health.thin_topics import thin_topics
from itembank.health.year_group import YearGroup, one_request_per_structure, standard_errors, year_group
from itembank.versions.bank_version import BankVersion

_T = TypeVar("_T")

DEFAULT_ITEMS = 20
STEPS_PER_YEAR = 2


def progress_steps(design: TestDesign, items: int = DEFAULT_ITEMS) -> int:
    """Number of progress steps that `bank_health` reports at most."""
    return len(design.years) * STEPS_PER_YEAR + items


def bank_health(
    bank: BankVersion,
    design: TestDesign,
    *,
    items: int = DEFAULT_ITEMS,
    highest_rate: float | None = None,
    on_step: Callable[[], None] = lambda: None,
) -> BankHealth:
    """Compute the health of a bank under one of its designs.

    Parameters
    ----------
    items : number of items to recommend
    highest_rate : exposure limit, that of the publishing gate unless given
    on_step : called after each step, at most `progress_steps` times; fewer if fewer items are worth writing

    Raises
    ------
    InvalidBank : the design cannot be built, or its constraints contradict each other
    """
    candidates = candidate_pool(bank, design)
    pricing = RequestPricing(candidates)
    groups = [year_group(candidates, year, highest_rate) for year in design.years]
    mixes = [_with_progress(group.best_mix(group.eligible), on_step) for group in groups]
    written = [
        _with_progress(chosen, on_step, len(candidates.requests[chosen.number].parts))
        for chosen in next_items(candidates, pricing, groups, mixes, items)
    ]
    after = written[-1].errors_after if written else [standard_errors(mix.information) for mix in mixes]
    years = tuple(
        _with_progress(_year_health(candidates, pricing, group, mix, errors), on_step)
        for group, mix, errors in zip(groups, mixes, after, strict=True)
    )
    thin = [cell for year in years for cell in year.cells if cell.saves]
    return BankHealth(
        bank=bank,
        design=design,
        years=years,
        thin_cells=tuple(sorted(thin, key=lambda cell: -(cell.saves or 0.0))),
        next_items=tuple(_next_items(candidates, groups, written)),
    )


def _with_progress(value: _T, on_step: Callable[[], None], times: int = 1) -> _T:
    """Report the steps done and return the value unchanged."""
    for _ in range(times):
        on_step()
    return value


def _year_health(
    candidates: CandidatePool, pricing: RequestPricing, group: YearGroup, mix: OptimalMix, after: Floats
) -> YearHealth:
    ideal = group.ideal_mix(group.eligible, one_request_per_structure(candidates, group))
    best = group.best_mix(group.eligible, 1.0)
    errors = [standard_errors(each.information) for each in (mix, best, ideal)]
    rows = np.stack([*errors, after], axis=1).tolist()
    ends = pairwise(group.cell_edges.tolist())
    return YearHealth(
        year=group.year,
        population=group.population,
        items=group.eligible.size,
        length=group.constraints.length,
        rate=group.exposure_limit,
        abilities=tuple(
            AbilityPrecision(low, high, learners, *row)
            for (low, high), learners, row in zip(ends, group.learners.tolist(), rows, strict=True)
        ),
        cells=tuple(ability_cells(candidates, pricing, group, mix, _ideal_item_information(candidates, group, ideal))),
        parts=tuple(_accessible_parts(candidates, group)),
    )


def _ideal_item_information(candidates: CandidatePool, group: YearGroup, ideal: OptimalMix) -> Mapping[str, Floats]:
    """Information of one item of each strand in each cell of the ideal bank; the maximum where it holds none."""
    strands = candidates.pool.attribute("strand")
    found = {}
    for strand in candidates.strands:
        places, told = places_and_information(ideal, strands == strand)
        most = group.ideal_values.shares[(strands == strand) & ~candidates.is_placeholder].max()
        found[strand] = np.where(places > 0, told / np.where(places > 0, places, 1.0), most)
    return found


def _accessible_parts(candidates: CandidatePool, group: YearGroup) -> Iterator[AccessiblePart]:
    ids = np.array(candidates.pool.ids)
    for gate, part in accessible_items(candidates.bank).items():
        own = group.eligible[np.isin(ids[group.eligible], list(part))]
        yield AccessiblePart(gate, own.size, group.mean(standard_errors(group.best_mix(own, 1.0).information)))


def _next_items(
    candidates: CandidatePool, groups: Sequence[YearGroup], written: Sequence[ChosenRequest]
) -> Iterator[NextItem]:
    """The chosen requests, each with the topics that have the fewest items near its difficulty so far."""
    asked: dict[str, list[float]] = {}
    for chosen in written:
        request = candidates.requests[chosen.number]
        topics = []
        for part in request.parts:
            short = thin_topics(candidates, part, request.year, asked, candidates.constrained_attributes)
            topics.append(short)
            if short:
                asked.setdefault(short[0], []).append(part.parameters.difficulty)
        yield NextItem(request, tuple(topics), tuple(_year_savings(groups, chosen)))


def _year_savings(groups: Sequence[YearGroup], chosen: ChosenRequest) -> list[YearSaving]:
    found = []
    for place, group in enumerate(groups):
        before, after = chosen.errors_before[place], chosen.errors_after[place]
        most = int((before - after).argmax())
        saved = chosen.mean_before[place] - chosen.mean_after[place]
        theta = float(group.midpoints[most])
        found.append(YearSaving(group.year, saved, theta, float(before[most]), float(after[most])))
    helped = [saving for saving in found if saving.saves > 0]
    return sorted(helped, key=lambda saving: -saving.saves)
