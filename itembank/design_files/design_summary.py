"""Summary of a year group's sitting, in figures and names that need no translation."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from itembank.content.item_versions import YEARS
from itembank.design.adaptive_test_design import YEAR, Setting, Strategy, TestDesign


@dataclass(frozen=True)
class YearSummary:
    """Length, population and content bounds of a year group's sitting.

    Parameters
    ----------
    length : number of scored items
    mean, sd : ability distribution, logits
    ceiling : range of introduced years that may be asked, such as "≤ 4" or "2–4"; "–" for no ceiling
    bounds : one for each attribute, such as "strand: number 14–17, data 4–6"
    """

    year: int
    length: int
    mean: float
    sd: float
    ceiling: str
    bounds: tuple[str, ...]


def year_summary(design: TestDesign, year: int) -> YearSummary:
    """Summarise a year group's sitting.

    Raises
    ------
    UnknownYear
    """
    plan, population = design.for_year(year), design.population(year)
    constraints = [each for each in _within((*plan.masks, plan.blueprint)) if isinstance(each, Strategy)]
    ceilings = [_ceiling(_settings(each), year) for each in constraints if each.name in ("Ceiling", "YearCeiling")]
    told = "; ".join(ceilings) or "–"
    bounds = (*_sets(constraints), *_counts(constraints), *_others(constraints))
    return YearSummary(year, plan.length, population.mean, population.sd, told, bounds)


def _within(value: object) -> Iterator[object]:
    """A value and all values nested in it."""
    yield value
    match value:
        case Strategy(settings=inner) | tuple(inner):
            for each in inner:
                yield from _within(each.value if isinstance(each, Setting) else each)


def _settings(strategy: Strategy) -> Mapping[str, Any]:
    return {setting.name: setting.value for setting in strategy.settings}


def _ceiling(held: Mapping[str, Any], year: int) -> str:
    limit = held.get("limit", held.get("year"))
    limit = year if limit == YEAR else limit
    back = held.get("back", math.inf)
    if held["attribute"] == "introduced_year":
        return f"≤ {limit}" if back == math.inf else _range(max(limit - back, YEARS.start), limit)
    return f"{held['attribute']} " + (f"≤ {limit}" if back == math.inf else f"{limit - back}–{limit}")


def _sets(constraints: list[Strategy]) -> Iterator[str]:
    for held in (_settings(each) for each in constraints if each.name == "ItemSets"):
        sets, items = _range(held["fewest"], held["most"]), _range(held["minimum"], held["maximum"])
        yield f"{held['attribute']}: {sets} × {items}"


def _counts(constraints: list[Strategy]) -> Iterator[str]:
    rows: dict[str, list[str]] = {}
    for each in constraints:
        held = _settings(each)
        if each.name == "Count":
            values = "/".join(f"{value}" for value in held["values"])
            bounds = [(values, held["minimum"], held["maximum"])]
        else:
            bounds = held["bounds"] if each.name == "Counts" else []
        for value, low, high in bounds:
            rows.setdefault(held["attribute"], []).append(f"{value} {_range(low, high)}")
    yield from (f"{attribute}: {', '.join(told)}" for attribute, told in rows.items())


def _others(constraints: list[Strategy]) -> Iterator[str]:
    for each in constraints:
        held = _settings(each)
        match each.name:
            case "Sum":
                yield f"Σ {held['attribute']}: {held.get('minimum', '−∞')}–{held.get('maximum', '∞')}"
            case "MostOfEach" | "RepeatLimit":
                yield f"{held['attribute']}: ≤ {held['maximum']}"
            case "EasyStart":
                yield f"1–{held['items']}: {held['attribute']} ≤ {held['limit']}"
            case "Order":
                yield f"{held['attribute']}: {' → '.join(f'{value}' for value in held['values'])}"


def _range(low: object, high: object) -> str:
    return f"{low}" if low == high else f"{low}–{high}"
