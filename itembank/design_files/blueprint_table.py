"""The blueprint table of a design file, read as masks or as a shadow test's blueprint."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from itembank.compilation.item_pool import CONSTRAINT_ATTRIBUTES
from itembank.design.adaptive_test_design import (
    NESTED_STRATEGIES,
    PLACEHOLDERS,
    STRATEGIES,
    SettingValue,
    Strategy,
    StrategyClasses,
    strategy,
)
from itembank.design_files import fault_messages as messages
from itembank.design_files.fault_collector import FaultCollector, listed, toml_spelling
from itembank.design_files.setting_types import INTEGER, SCALAR, SettingType, is_integer
from itembank.design_files.strategy_table import (
    StrategyReader,
    is_unknown_placeholder,
    require_ordered_bounds,
    trial_build,
)
from itembank.design_files.toml_tree import TomlNode

SINGLE_CONSTRAINTS = {"ceiling": "Ceiling", "sets": "ItemSets", "order": "Order", "easy_start": "EasyStart"}
"""Constraints that a blueprint may have once, by key."""
REPEATABLE_CONSTRAINTS = {"count": "Count", "most_of_each": "MostOfEach", "sum": "Sum", "enemies": "Enemies"}
"""Constraints that it may have several times, by key."""
CONSTRAINT_KEYS = ("ceiling", "sets", "count", "most_of_each", "sum", "enemies", "order", "easy_start")
"""Keys of the constraints in the order of a design."""
KEYS = ("method", *CONSTRAINT_KEYS, "apart", "constraints", "relax")
METHODS = ("shadow", "masks")
_BY_MASKS = ("method", "ceiling", "count", "most_of_each", "apart")
_METHOD = SettingType(messages.TEXT, '"shadow"', {"enum": list(METHODS)}, lambda value: value in METHODS)


class ContentRules(NamedTuple):
    """A blueprint table as masks, or as a shadow test's blueprint."""

    masks: tuple[Strategy, ...]
    blueprint: Strategy | None


@dataclass(frozen=True)
class BlueprintReader:
    """Reads blueprint tables and collects their faults.

    Parameters
    ----------
    length : number of scored items of a sitting; None if the length is at fault itself
    """

    collector: FaultCollector
    length: int | None

    @property
    def _strategies(self) -> StrategyReader:
        return StrategyReader(self.collector, self.length)

    def read(self, node: TomlNode) -> ContentRules:
        """Read a table, leaving out what is at fault."""
        table = node.table
        if table is None:
            self.collector.wrong_type(node, messages.A_TABLE, "[blueprint]")
            return ContentRules((), None)
        self.collector.require_known_keys(table, KEYS)
        method = table.get("method")
        if method is None:
            self.collector.missing_key(node, "method", _METHOD)
        elif method.value not in METHODS:
            self.collector.unknown_value(method, METHODS)
        elif method.value == "masks":
            return ContentRules((*self._masks(table), *self._apart(table)), None)
        return ContentRules(self._apart(table), self._shadow(node, table))

    def _apart(self, table: Mapping[str, TomlNode]) -> tuple[Strategy, ...]:
        """The preferences for items that differ from those before; they narrow what either method allows."""
        if "apart" not in table:
            return ()
        nodes = table["apart"].list if table["apart"].list is not None else (table["apart"],)
        read = (self._strategies.read(node, _alone("Apart")) for node in nodes)
        return tuple(each for each in read if each is not None)

    def _shadow(self, node: TomlNode, table: Mapping[str, TomlNode]) -> Strategy | None:
        before = len(self.collector.faults)
        constraints = self._constraints(table)
        if len(self.collector.faults) > before or self.length is None:
            return None
        relax = self._relax(table["relax"], constraints) if "relax" in table else ()
        settings: dict[str, SettingValue] = {"length": self.length}
        settings |= {"constraints": constraints} if constraints else {}
        settings |= {"relax": relax} if relax else {}
        made = strategy("Shadow", blueprint=strategy("Blueprint", **settings))
        if not self.collector.faults:
            try:
                trial_build(made)
            except ValueError as refusal:
                expected = f"{refusal}".partition("; received ")[0]
                self.collector.add_at_key(node, messages.REFUSED, toml_spelling(node.value), expected)
        return made

    def _constraints(self, table: Mapping[str, TomlNode]) -> tuple[Strategy, ...]:
        if "constraints" in table:
            for key in CONSTRAINT_KEYS:
                if key in table:
                    self.collector.add_at_key(table[key], messages.EITHER_CONSTRAINTS, key, key)
            return self._strategies.read_list(table["constraints"], NESTED_STRATEGIES["constraints"])
        held = [each for key in CONSTRAINT_KEYS if key in table for each in self._of_key(key, table[key])]
        return tuple(each for each in held if each is not None)

    def _of_key(self, key: str, node: TomlNode) -> list[Strategy | None]:
        if key in SINGLE_CONSTRAINTS:
            one = self._strategies.read(node, _alone(SINGLE_CONSTRAINTS[key]))
            if key == "sets" and one is not None:
                self._require_sets_fit(node, one)
            return [one]
        if node.list is None:
            self.collector.wrong_type(node, messages.A_LIST_OF_TABLES, _EXAMPLES[key])
            return []
        if key == "count":
            return list(self._counts(node.list))
        if key == "enemies":
            return [self._strategies.read_settings(each, "Enemies", {"items": each}) for each in node.list]
        return [self._strategies.read(each, _alone(REPEATABLE_CONSTRAINTS[key])) for each in node.list]

    def _require_sets_fit(self, node: TomlNode, sets: Strategy) -> None:
        held = {setting.name: setting.value for setting in sets.settings}
        fewest, minimum = held["fewest"], held["minimum"]
        if self.length is not None and isinstance(fewest, int) and isinstance(minimum, int):
            together = fewest * minimum
            if together > self.length:
                least = (node.table or {}).get("fewest", node)
                fitting = self.length // minimum
                self.collector.add_at_value(
                    least, messages.SETS_TOO_LONG, fewest, minimum, together, self.length, fitting
                )

    def _counts(self, nodes: tuple[TomlNode, ...]) -> list[Strategy]:
        made: dict[tuple[object, object], Strategy] = {}
        for node in nodes:
            count = self._count(node)
            if count is None:
                continue
            attribute, values, *_ = (setting.value for setting in count.settings)
            if (attribute, values) in made:
                told = f"{attribute} = {' / '.join(json.dumps(each, ensure_ascii=False) for each in _texts(values))}"
                self.collector.add_at_key(node, messages.TWICE, told)
            made[attribute, values] = count
            self._require_room(node, list(made.values()))
        return list(made.values())

    def _require_room(self, node: TomlNode, counts: list[Strategy]) -> None:
        """Check that the minima of the last count's attribute fit into the length; each item has one value of it."""
        attribute = counts[-1].settings[0].value
        least, seen = 0, set[SettingValue]()
        for own, values, minimum, _ in (tuple(setting.value for setting in count.settings) for count in counts):
            if own == attribute and isinstance(minimum, int) and not seen & set(_texts(values)):
                least, seen = least + minimum, seen | set(_texts(values))
        if self.length is not None and least > self.length:
            at = (node.table or {}).get("minimum", node)
            self.collector.add_at_value(at, messages.MINIMA, attribute, least, self.length, least)

    def _count(self, node: TomlNode) -> Strategy | None:
        table, before = node.table, len(self.collector.faults)
        if table is None:
            self.collector.wrong_type(node, messages.A_TABLE, '{ strand = "number", minimum = 4, maximum = 8 }')
            return None
        self.collector.require_known_keys(table, (*CONSTRAINT_ATTRIBUTES, "minimum", "maximum"))
        named = [key for key in table if key in CONSTRAINT_ATTRIBUTES]
        if not named and len(self.collector.faults) == before:
            self.collector.missing_key(node, "strand", SCALAR)
        elif len(named) > 1:
            self.collector.add_at_key(node, messages.ONE_ATTRIBUTE, len(named), listed(CONSTRAINT_ATTRIBUTES))
        values = self._values(table[named[0]]) if named else ()
        minimum, maximum = self._bounds(node, table)
        if len(self.collector.faults) > before:
            return None
        return strategy("Count", attribute=named[0], values=values, minimum=minimum, maximum=maximum)

    def _values(self, node: TomlNode) -> tuple[SettingValue, ...]:
        each = node.list if node.list is not None else (node,)
        for one in each:
            if not SCALAR.accepts(one.value):
                self.collector.wrong_type(one, SCALAR.description, SCALAR.example)
            elif is_unknown_placeholder(one.value):
                self.collector.unknown_value(one, PLACEHOLDERS)
        if not each:
            self.collector.wrong_type(node, SCALAR.description, SCALAR.example)
        return tuple(one.value for one in each)  # type: ignore[misc]  # they fit

    def _bounds(self, node: TomlNode, table: Mapping[str, TomlNode]) -> tuple[int, int]:
        bounds = {key: table[key] for key in ("minimum", "maximum") if key in table}
        for key, bound in bounds.items():
            if not is_integer(bound.value) or bound.value < 0:  # type: ignore[operator]  # it is a whole number then
                self.collector.wrong_type(bound, INTEGER.description, f"{key} = {INTEGER.example}")
        if not bounds:
            self.collector.add_at_key(node, messages.NO_BOUND)
        elif len(bounds) == 2:
            require_ordered_bounds(self.collector, bounds["minimum"], bounds["maximum"])
        low, high = (bounds[key].value if key in bounds else None for key in ("minimum", "maximum"))
        return (low if isinstance(low, int) else 0), (high if isinstance(high, int) else self.length or 0)

    def _masks(self, table: Mapping[str, TomlNode]) -> tuple[Strategy, ...]:
        for key, node in table.items():
            if key in KEYS and key not in _BY_MASKS:
                self.collector.add_at_key(node, messages.NOT_BY_MASKS, key)
        ceiling = [self._year_ceiling(table["ceiling"])] if "ceiling" in table else []
        counts = self._of_key("count", table["count"]) if "count" in table else []
        for each in counts:
            if each is not None and any(isinstance(one.value, tuple) and len(one.value) > 1 for one in each.settings):
                self.collector.add_at_key(table["count"], messages.NOT_BY_MASKS, messages.SEVERAL_VALUES)
        limits = self._of_key("most_of_each", table["most_of_each"]) if "most_of_each" in table else []
        repeats = (Strategy("RepeatLimit", each.settings) for each in limits if each is not None)
        return (*(each for each in ceiling if each is not None), *self._together(counts), *repeats)

    def _year_ceiling(self, node: TomlNode) -> Strategy | None:
        if node.table is not None and "back" in node.table:
            self.collector.add_at_key(node.table["back"], messages.NOT_BY_MASKS, "back")
        ceiling = self._strategies.read(node, _alone("Ceiling"))
        if ceiling is None:
            return None
        held = {setting.name: setting.value for setting in ceiling.settings}
        return strategy("YearCeiling", attribute=held["attribute"], year=held["limit"])

    def _together(self, counts: list[Strategy | None]) -> tuple[Strategy, ...]:
        """One mask for the counts of each attribute."""
        rows: dict[SettingValue, list[SettingValue]] = {}
        for count in counts:
            if count is not None:
                attribute, values, minimum, maximum = (setting.value for setting in count.settings)
                for value in _texts(values):
                    rows.setdefault(attribute, []).append((value, minimum, maximum))
        length = self.length or 1
        return tuple(
            strategy("Counts", attribute=name, bounds=tuple(each), length=length) for name, each in rows.items()
        )

    def _relax(self, node: TomlNode, constraints: tuple[Strategy, ...]) -> tuple[str, ...]:
        known = [trial_build(each).name for each in constraints]
        if node.list is None or not all(isinstance(each.value, str) for each in node.list):
            self.collector.wrong_type(
                node, messages.A_LIST_OF.filled(messages.TEXT), f"relax = {json.dumps(known[:1])}"
            )
            return ()
        for each in node.list:
            if each.value not in known:
                self.collector.unknown_value(each, known)
        return tuple(str(each.value) for each in node.list)


def _alone(name: str) -> StrategyClasses:
    return {name: STRATEGIES[name]}


def _texts(values: SettingValue) -> tuple[SettingValue, ...]:
    return values if isinstance(values, tuple) else (values,)


_EXAMPLES = {
    "count": 'count = [{ strand = "number", minimum = 4, maximum = 8 }]',
    "most_of_each": 'most_of_each = [{ attribute = "family", maximum = 2 }]',
    "sum": 'sum = [{ attribute = "difficulty", maximum = 20.0 }]',
    "enemies": 'enemies = [["id-of-an-item", "id-of-another"]]',
}
