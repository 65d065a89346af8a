"""The items that a plan tries, its anchors, and which year groups may be asked each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from calibration.collection import CollectionItem
from calibration.collection.collection_items import Unit, units
from calibration.collection.year_pools import home_year
from delivery_api.trial_planning import plan_refusals as refusals
from delivery_api.trial_planning.plan_refusals import PlanRefused
from delivery_api.trials.trial_plans import ItemChoice, TrialPlan
from itembank import BankVersion, ItemVersion, TestDesign, compile_test
from itembank.compilation.eligible_items import eligible_items

REACH = 1.5
"""Logits from a year group's mean ability within which its items are taken, where there are enough."""


def trial_items(
    plan: TrialPlan, bank: BankVersion, design: TestDesign, withdrawn: AbstractSet[str]
) -> tuple[CollectionItem, ...]:
    """The candidates of a plan, and the anchors that it may use.

    A year group may be asked what the design allows it: its ceilings hold in a trial too.

    Parameters
    ----------
    withdrawn : ids of item versions that are quarantined or retired

    Raises
    ------
    PlanRefused
    """
    years = _allowed_years(plan, bank, design)
    candidates = _candidates(plan.items, bank, withdrawn)
    anchors = _anchors(plan.items, bank, withdrawn, {item.id for item in candidates})
    found = [_described(item, years, is_anchor=False) for item in candidates]
    if plan.items.ids == ():
        found = [item for item in found if item.years]
    if not found:
        raise PlanRefused([refusals.NO_CANDIDATES.filled(bank.hash[:12])], ("items",))
    means = {year: design.population(year).mean for year in plan.years}
    chosen = _spread(found, means, plan.items.count)
    return (*chosen, *(_described(item, years, is_anchor=True) for item in anchors if years.get(item.id)))


def _allowed_years(plan: TrialPlan, bank: BankVersion, design: TestDesign) -> Mapping[str, tuple[int, ...]]:
    """The year groups of the plan that may be asked each item, by its id."""
    for year in plan.years:
        if year not in design.years:
            there = ", ".join(map(str, design.years))
            raise PlanRefused([refusals.NO_POPULATION.filled(design.name, year, there)], ("years",))
    allowed = {year: eligible_items(compile_test(bank, design, year)) for year in plan.years}
    return {
        item.id: tuple(year for year, eligible in allowed.items() if eligible[at]) for at, item in enumerate(bank.items)
    }


def _candidates(choice: ItemChoice, bank: BankVersion, withdrawn: AbstractSet[str]) -> list[ItemVersion]:
    by_id = {item.id: item for item in bank.items}
    if choice.ids:
        key = ("items", "ids")
        _require_known(choice.ids, key, by_id, bank)
        if gone := [item for item in choice.ids if item in withdrawn]:
            raise PlanRefused([refusals.WITHDRAWN_ITEMS.filled(refusals.named(gone))], key, gone)
        if measured := [item for item in choice.ids if not by_id[item].parameters.provisional]:
            raise PlanRefused([refusals.ADOPTED_ITEMS.filled(refusals.named(measured))], key, measured)
        return [by_id[item] for item in dict.fromkeys(choice.ids)]
    return [
        item
        for item in bank.items
        if item.parameters.provisional
        and item.id not in withdrawn
        and (not choice.strands or item.strand in choice.strands)
        and (not choice.topics or item.topic in choice.topics)
        and (not choice.introduced_years or item.introduced_year in choice.introduced_years)
    ]


def _anchors(
    choice: ItemChoice, bank: BankVersion, withdrawn: AbstractSet[str], candidates: AbstractSet[str]
) -> list[ItemVersion]:
    by_id = {item.id: item for item in bank.items}
    key = ("items", "anchors")
    _require_known(choice.anchors, key, by_id, bank)
    if unmeasured := [item for item in choice.anchors if by_id[item].parameters.provisional]:
        raise PlanRefused([refusals.PROVISIONAL_ANCHORS.filled(refusals.named(unmeasured))], key, unmeasured)
    wanted = choice.anchors or by_id
    return [
        item
        for item in bank.items
        if item.id in wanted and not item.parameters.provisional and item.id not in withdrawn | candidates
    ]


def _require_known(
    items: Sequence[str], key: Sequence[str], by_id: Mapping[str, ItemVersion], bank: BankVersion
) -> None:
    if unknown := [item for item in items if item not in by_id]:
        sentence = refusals.UNKNOWN_ITEMS.filled(bank.hash[:12], refusals.named(unknown))
        raise PlanRefused([sentence], key, unknown)


def _described(item: ItemVersion, years: Mapping[str, tuple[int, ...]], *, is_anchor: bool) -> CollectionItem:
    # an anchor may be asked alone, without the other items of its passage
    together = "" if is_anchor else item.stimulus or ""
    return CollectionItem(item.id, years[item.id], item.parameters.difficulty, together, is_anchor)


def _evenly(near: Sequence[Unit], share: int) -> list[Unit]:
    """As many units at even distances as have no more items together than a share."""
    for number in range(min(share, len(near)), 0, -1):
        chosen = [near[place] for place in np.linspace(0, len(near) - 1, number).round().astype(int)]
        if sum(len(unit.items) for unit in chosen) <= share:
            return chosen
    return []


def _spread(
    items: Sequence[CollectionItem], means: Mapping[int, float], count: int | None
) -> tuple[CollectionItem, ...]:
    """At most so many of the items, as many for each year group, at even distances along their difficulties.

    Items of a passage or a scenario go together, and each counts.
    """
    if count is None or count >= len(items):
        return tuple(items)
    share, taken = count // len(means), set[str]()
    for year, mean in means.items():
        at_home = [unit for unit in units(items) if unit.years and home_year(unit, means) == year]
        at_home.sort(key=lambda unit: (abs(unit.difficulty - mean), unit.ids))
        reach = sum(abs(unit.difficulty - mean) <= REACH for unit in at_home)
        near = sorted(at_home[: max(reach, share)], key=lambda unit: (unit.difficulty, unit.ids))
        taken.update(*(unit.ids for unit in _evenly(near, share)))
        if at_home and taken.isdisjoint(item for unit in at_home for item in unit.ids):
            least = min(len(unit.items) for unit in at_home) * len(means)
            raise PlanRefused([refusals.FEW_CANDIDATES.filled(count, year, least)], ("items", "count"))
    return tuple(item for item in items if item.id in taken)
