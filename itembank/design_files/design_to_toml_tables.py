"""A test design as the TOML tables of a design file; the inverse of `design_reading`."""

from collections.abc import Iterable, Mapping
from typing import Any

from itembank.compilation.item_pool import CONSTRAINT_ATTRIBUTES
from itembank.design.adaptive_test_design import (
    NESTED_STRATEGIES,
    OPTIONAL_SLOTS,
    SLOTS,
    USUAL_MAX_SE,
    ItemIds,
    SettingValue,
    Strategy,
    StrategyClasses,
    TestDesign,
    ValuesByItem,
)
from itembank.design_files.blueprint_table import CONSTRAINT_KEYS, REPEATABLE_CONSTRAINTS, SINGLE_CONSTRAINTS
from itembank.design_files.design_reading import NONE
from itembank.design_files.setting_types import ITEM_ID_SETTINGS
from itembank.design_files.stopping_table import AT_LEAST
from itembank.design_files.strategy_vocabulary import LENGTH_SETTINGS, method_name

Tables = dict[str, Any]
_KEYS = {name: key for key, name in (SINGLE_CONSTRAINTS | REPEATABLE_CONSTRAINTS).items()}


def design_tables(design: TestDesign) -> Tables:
    """The tables from which `design_reading` reads the same design."""
    whole = _slots(design)
    made = {"name": design.name, **whole}
    if design.dependence:
        made["dependence"] = design.dependence
    made["population"] = {f"{one.year}": {"mean": one.mean, "sd": one.sd} for one in design.populations}
    years = {f"{own.year}": _differing(whole, _slots(design.for_year(own.year))) for own in design.by_year}
    if design.max_se == USUAL_MAX_SE:
        del made["max_se"]
    return made | ({"year": years} if years else {})


def _slots(design: TestDesign) -> Tables:
    length = design.length
    made: Tables = {"length": length}
    for slot in ("estimate", "report", "select", "exposure", "seeding"):
        held = getattr(design, slot)
        if held is not None:
            made[slot] = _strategy(held, SLOTS[slot], length)
    if rules := _stop(design):
        made["stop"] = rules
    return made | {"max_se": design.max_se} | _content(design)


def _stop(design: TestDesign) -> list[Any]:
    rules = design.stop
    ends = [rule for rule in rules if rule.name == "MaxItems"]
    if len(ends) == 1 and rules[-1] is ends[0] and _same(_settings(ends[0]), {"n": design.length}):
        rules = rules[:-1]
    return [_rule(rule, design.length) for rule in rules]


def _rule(rule: Strategy, length: int) -> Any:  # noqa: ANN401 - a table or a name
    match rule:
        case Strategy("AtLeast", settings):
            held = {setting.name: setting.value for setting in settings}
            inner, n = held.get("rule"), held.get("n")
            if isinstance(inner, Strategy) and inner.name != "MaxItems":
                told = _strategy(inner, SLOTS["stop"], length)
                return (told if isinstance(told, dict) else {"method": told}) | {AT_LEAST: n}
    return _strategy(rule, SLOTS["stop"], length)


def _content(design: TestDesign) -> Tables:
    if design.blueprint is None and (kept := _by_masks(design.masks, design.length)):
        return {"blueprint": kept}
    apart = _apart(design.masks) if design.blueprint is not None else None
    made: Tables = {}
    if design.masks and apart is None:
        made["masks"] = [_strategy(mask, SLOTS["masks"], design.length) for mask in design.masks]
    if design.blueprint is not None:
        made["blueprint"] = _shadow(design.blueprint, design.length, apart)
    return made


def _apart(masks: tuple[Strategy, ...]) -> Any:  # noqa: ANN401 - a table or a list of tables
    """The settings of masks that are preferences for items that differ and nothing else; None for others."""
    if not masks or any(mask.name != "Apart" for mask in masks):
        return None
    tables = [dict(_settings(mask)) for mask in masks]
    return tables if len(tables) > 1 else tables[0]


def _without_preferences(masks: tuple[Strategy, ...]) -> tuple[tuple[Strategy, ...], tuple[Strategy, ...]]:
    """The masks before the preferences that end them, and these."""
    last = next((at for at in range(len(masks), 0, -1) if masks[at - 1].name != "Apart"), 0)
    return masks[:last], masks[last:]


def _by_masks(masks: tuple[Strategy, ...], length: int) -> Tables | None:
    """A blueprint by masks, if there are only those that it reads to, and counts over the sitting, in its order."""
    ceiling = masks[0] if masks and masks[0].name == "YearCeiling" else None
    kept, preferences = _without_preferences(masks)
    counts = kept[1 if ceiling else 0 :]
    limits = tuple(each for each in counts if each.name == "RepeatLimit")
    if counts[len(counts) - len(limits) :] != limits:
        return None
    counts = counts[: len(counts) - len(limits)]
    attributes = [_settings(each).get("attribute") for each in counts]
    if any(each.name != "Counts" for each in counts) or len(set(attributes)) < len(attributes):
        return None
    if not set(attributes) <= set(CONSTRAINT_ATTRIBUTES) or any(
        not _same(_settings(each).get("length"), length) for each in counts
    ):
        return None
    rows = [(_settings(each)["attribute"], row) for each in counts for row in _settings(each)["bounds"]]
    made: Tables = {"method": "masks"}
    if ceiling is not None:
        held = _settings(ceiling)
        made["ceiling"] = {"attribute": held["attribute"], "limit": held["year"]}
    if rows:
        made["count"] = [_count(attribute, (value,), low, high) for attribute, (value, low, high) in rows]
    if limits:
        made["most_of_each"] = [dict(_settings(each)) for each in limits]
    if preferences:
        made["apart"] = _apart(preferences)
    return made if len(made) > 1 else None


def _shadow(shadow: Strategy, length: int, apart: object) -> Tables:
    held = _settings(_settings(shadow)["blueprint"])
    constraints: tuple[Strategy, ...] = held.get("constraints", ())
    made: Tables = {"method": "shadow"}
    keys = [_KEYS[each.name] for each in constraints]
    single = all(keys.count(key) == 1 for key in keys if key in SINGLE_CONSTRAINTS)
    if single and sorted(keys, key=CONSTRAINT_KEYS.index) == keys and all(map(_is_readable, constraints)):
        for key, each in zip(keys, constraints, strict=True):
            entry = _constraint(key, each, length)
            made[key] = entry if key in SINGLE_CONSTRAINTS else [*made.get(key, ()), entry]
    else:
        made["constraints"] = [_strategy(each, NESTED_STRATEGIES["constraints"], length) for each in constraints]
    made |= {} if apart is None else {"apart": apart}
    return made | ({"relax": list(held["relax"])} if "relax" in held else {})


def _is_readable(constraint: Strategy) -> bool:
    """Whether a constraint has a key of its own; a count needs a known attribute and bounds in figures."""
    held = _settings(constraint)
    figures = isinstance(held.get("minimum"), int) and isinstance(held.get("maximum"), int)
    return constraint.name != "Count" or (held["attribute"] in CONSTRAINT_ATTRIBUTES and figures)


def _constraint(key: str, constraint: Strategy, length: int) -> Any:  # noqa: ANN401 - a table, or a list of ids
    held = _settings(constraint)
    if key == "count":
        return _count(held["attribute"], held["values"], held["minimum"], held["maximum"])
    if key == "enemies":
        return list(held["items"])
    return _strategy(constraint, {constraint.name: NESTED_STRATEGIES["constraints"][constraint.name]}, length)


def _count(attribute: str, values: tuple[Any, ...], minimum: int, maximum: int) -> Tables:
    return {attribute: values[0] if len(values) == 1 else list(values), "minimum": minimum, "maximum": maximum}


def _strategy(strategy: Strategy, table: StrategyClasses, length: int) -> Any:  # noqa: ANN401 - a table or a name
    named = {"method": method_name(strategy.name)} if len(table) > 1 else {}
    usual = LENGTH_SETTINGS.get(strategy.name)
    settings = {
        setting.name: _value(setting.name, setting.value, length)
        for setting in strategy.settings
        if setting.name != usual or not _same(setting.value, length)
    }
    return named["method"] if named and not settings else named | settings


def _value(name: str, value: SettingValue, length: int) -> Any:  # noqa: ANN401 - whatever TOML holds
    match value:
        case Strategy():
            return _strategy(value, NESTED_STRATEGIES[name], length)
        case ItemIds(items):
            return list(items) if name in ITEM_ID_SETTINGS else {"items": list(items)}
        case ValuesByItem(rows):
            return {"by_item": {item: list(each) if isinstance(each, tuple) else each for item, each in rows}}
        case tuple():
            return [_value(name, each, length) for each in value]
    return value


def _settings(strategy: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a strategy within another
    return {setting.name: setting.value for setting in strategy.settings}


def _differing(whole: Tables, own: Tables) -> Tables:
    """Keys of a year group that differ from the whole design; blueprints are compared key by key."""
    made = {key: held for key, held in own.items() if not _same(held, whole.get(key)) and key != "blueprint"}
    made |= _without(key for key in OPTIONAL_SLOTS if key in whole and key not in own)
    made |= {key: [] for key in ("stop", "masks") if key in whole and key not in own}
    common, blueprint = whole.get("blueprint"), own.get("blueprint")
    if blueprint is not None and common is not None and not _same(blueprint, common):
        kept = {key: held for key, held in blueprint.items() if not _same(held, common.get(key))}
        made["blueprint"] = kept | _without(key for key in common if key not in blueprint)
    elif blueprint is not None and common is None:
        made["blueprint"] = blueprint
    return made


def _same(one: object, other: object) -> bool:
    """Whether two values have the same spelling, as a design's hash requires: 1 differs from 1.0."""
    return repr(one) == repr(other)


def _without(keys: Iterable[str]) -> Tables:
    return dict.fromkeys(keys, NONE)
