"""The blueprint table: what a whole sitting holds, kept by a shadow test before each item or item by item."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from itembank.compilation.design_compilation import CONSTRAINT_ATTRIBUTES
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
from itembank.design_files.fault_collector import Findings, listed, written
from itembank.design_files.setting_types import SCALAR, WHOLE, Kind, is_whole
from itembank.design_files.strategy_table import Strategies, is_unknown_placeholder, require_uncrossed, trial
from itembank.design_files.toml_tree import Node

ONE = {"ceiling": "Ceiling", "sets": "ItemSets", "order": "Order", "easy_start": "EasyStart"}
"""Constraints of which a blueprint has one at most, by their keys."""
SEVERAL = {"count": "Count", "sum": "Sum", "enemies": "Enemies"}
"""Those of which it may have several."""
READABLE = ("ceiling", "sets", "count", "sum", "enemies", "order", "easy_start")
"""Their keys, in the order in which they stand in a design."""
KEYS = ("method", *READABLE, "constraints", "relax")
METHODS = ("shadow", "masks")
_BY_MASKS = ("method", "ceiling", "count")
_METHOD = Kind(messages.TEXT, '"shadow"', {"enum": list(METHODS)}, lambda value: value in METHODS)


class Content(NamedTuple):
    """What a blueprint table comes to: masks, or a shadow test's blueprint."""

    masks: tuple[Strategy, ...]
    blueprint: Strategy | None


@dataclass(frozen=True)
class Blueprints:
    """Reads blueprint tables, and notes what is wrong with them."""

    findings: Findings
    length: int | None

    @property
    def _strategies(self) -> Strategies:
        return Strategies(self.findings, self.length)

    def read(self, node: Node) -> Content:
        """What a table comes to, without what is at fault."""
        table = node.table
        if table is None:
            self.findings.wrong(node, messages.A_TABLE, "[blueprint]")
            return Content((), None)
        self.findings.only(table, KEYS)
        method = table.get("method")
        if method is None:
            self.findings.missing(node, "method", _METHOD)
        elif method.value not in METHODS:
            self.findings.unknown(method, METHODS)
        elif method.value == "masks":
            return Content(self._masks(table), None)
        return Content((), self._shadow(node, table))

    def _shadow(self, node: Node, table: Mapping[str, Node]) -> Strategy | None:
        before = len(self.findings.faults)
        constraints = self._constraints(table)
        if len(self.findings.faults) > before or self.length is None:
            return None
        relax = self._relax(table["relax"], constraints) if "relax" in table else ()
        settings: dict[str, SettingValue] = {"length": self.length}
        settings |= {"constraints": constraints} if constraints else {}
        settings |= {"relax": relax} if relax else {}
        made = strategy("Shadow", blueprint=strategy("Blueprint", **settings))
        if not self.findings.faults:
            try:
                trial(made)
            except ValueError as refusal:
                expected = f"{refusal}".partition("; received ")[0]
                self.findings.at_key(node, messages.REFUSED, written(node.value), expected)
        return made

    def _constraints(self, table: Mapping[str, Node]) -> tuple[Strategy, ...]:
        if "constraints" in table:
            for key in READABLE:
                if key in table:
                    self.findings.at_key(table[key], messages.EITHER_CONSTRAINTS, key, key)
            return self._strategies.several(table["constraints"], NESTED_STRATEGIES["constraints"])
        held = [each for key in READABLE if key in table for each in self._of_key(key, table[key])]
        return tuple(each for each in held if each is not None)

    def _of_key(self, key: str, node: Node) -> list[Strategy | None]:
        if key in ONE:
            one = self._strategies.one(node, _alone(ONE[key]))
            if key == "sets" and one is not None:
                self._require_sets_fit(node, one)
            return [one]
        if node.list is None:
            self.findings.wrong(node, messages.A_LIST_OF_TABLES, _EXAMPLES[key])
            return []
        if key == "count":
            return list(self._counts(node.list))
        if key == "enemies":
            return [self._strategies.with_settings(each, "Enemies", {"items": each}) for each in node.list]
        return [self._strategies.one(each, _alone(SEVERAL[key])) for each in node.list]

    def _require_sets_fit(self, node: Node, sets: Strategy) -> None:
        held = {setting.name: setting.value for setting in sets.settings}
        fewest, minimum = held["fewest"], held["minimum"]
        if self.length is not None and isinstance(fewest, int) and isinstance(minimum, int):
            together = fewest * minimum
            if together > self.length:
                least = (node.table or {}).get("fewest", node)
                fitting = self.length // minimum
                self.findings.at_value(least, messages.SETS_TOO_LONG, fewest, minimum, together, self.length, fitting)

    def _counts(self, nodes: tuple[Node, ...]) -> list[Strategy]:
        made: dict[tuple[object, object], Strategy] = {}
        for node in nodes:
            count = self._count(node)
            if count is None:
                continue
            attribute, values, *_ = (setting.value for setting in count.settings)
            if (attribute, values) in made:
                told = f"{attribute} = {' / '.join(json.dumps(each, ensure_ascii=False) for each in _texts(values))}"
                self.findings.at_key(node, messages.TWICE, told)
            made[attribute, values] = count
            self._require_room(node, list(made.values()))
        return list(made.values())

    def _require_room(self, node: Node, counts: list[Strategy]) -> None:
        """The minima of an attribute, of the last count's, fit into the sitting: each item has one value of it."""
        attribute = counts[-1].settings[0].value
        least, seen = 0, set[SettingValue]()
        for own, values, minimum, _ in (tuple(setting.value for setting in count.settings) for count in counts):
            if own == attribute and isinstance(minimum, int) and not seen & set(_texts(values)):
                least, seen = least + minimum, seen | set(_texts(values))
        if self.length is not None and least > self.length:
            at = (node.table or {}).get("minimum", node)
            self.findings.at_value(at, messages.MINIMA, attribute, least, self.length, least)

    def _count(self, node: Node) -> Strategy | None:
        table, before = node.table, len(self.findings.faults)
        if table is None:
            self.findings.wrong(node, messages.A_TABLE, '{ strand = "number", minimum = 4, maximum = 8 }')
            return None
        self.findings.only(table, (*CONSTRAINT_ATTRIBUTES, "minimum", "maximum"))
        named = [key for key in table if key in CONSTRAINT_ATTRIBUTES]
        if not named and len(self.findings.faults) == before:
            self.findings.missing(node, "strand", SCALAR)
        elif len(named) > 1:
            self.findings.at_key(node, messages.ONE_ATTRIBUTE, len(named), listed(CONSTRAINT_ATTRIBUTES))
        values = self._values(table[named[0]]) if named else ()
        minimum, maximum = self._bounds(node, table)
        if len(self.findings.faults) > before:
            return None
        return strategy("Count", attribute=named[0], values=values, minimum=minimum, maximum=maximum)

    def _values(self, node: Node) -> tuple[SettingValue, ...]:
        each = node.list if node.list is not None else (node,)
        for one in each:
            if not SCALAR.fits(one.value):
                self.findings.wrong(one, SCALAR.told, SCALAR.example)
            elif is_unknown_placeholder(one.value):
                self.findings.unknown(one, PLACEHOLDERS)
        if not each:
            self.findings.wrong(node, SCALAR.told, SCALAR.example)
        return tuple(one.value for one in each)  # type: ignore[misc]  # they fit

    def _bounds(self, node: Node, table: Mapping[str, Node]) -> tuple[int, int]:
        bounds = {key: table[key] for key in ("minimum", "maximum") if key in table}
        for key, bound in bounds.items():
            if not is_whole(bound.value) or bound.value < 0:  # type: ignore[operator]  # it is a whole number then
                self.findings.wrong(bound, WHOLE.told, f"{key} = {WHOLE.example}")
        if not bounds:
            self.findings.at_key(node, messages.NO_BOUND)
        elif len(bounds) == 2:
            require_uncrossed(self.findings, bounds["minimum"], bounds["maximum"])
        low, high = (bounds[key].value if key in bounds else None for key in ("minimum", "maximum"))
        return (low if isinstance(low, int) else 0), (high if isinstance(high, int) else self.length or 0)

    def _masks(self, table: Mapping[str, Node]) -> tuple[Strategy, ...]:
        for key, node in table.items():
            if key in KEYS and key not in _BY_MASKS:
                self.findings.at_key(node, messages.NOT_BY_MASKS, key)
        ceiling = [self._year_ceiling(table["ceiling"])] if "ceiling" in table else []
        counts = self._of_key("count", table["count"]) if "count" in table else []
        for each in counts:
            if each is not None and any(isinstance(one.value, tuple) and len(one.value) > 1 for one in each.settings):
                self.findings.at_key(table["count"], messages.NOT_BY_MASKS, messages.SEVERAL_VALUES)
        return (*(each for each in ceiling if each is not None), *self._together(counts))

    def _year_ceiling(self, node: Node) -> Strategy | None:
        if node.table is not None and "back" in node.table:
            self.findings.at_key(node.table["back"], messages.NOT_BY_MASKS, "back")
        ceiling = self._strategies.one(node, _alone("Ceiling"))
        if ceiling is None:
            return None
        held = {setting.name: setting.value for setting in ceiling.settings}
        return strategy("YearCeiling", attribute=held["attribute"], year=held["limit"])

    def _together(self, counts: list[Strategy | None]) -> tuple[Strategy, ...]:
        """The counts of each attribute as one mask."""
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

    def _relax(self, node: Node, constraints: tuple[Strategy, ...]) -> tuple[str, ...]:
        known = [trial(each).name for each in constraints]
        if node.list is None or not all(isinstance(each.value, str) for each in node.list):
            self.findings.wrong(
                node, messages.filled(messages.A_LIST_OF, messages.TEXT), f"relax = {json.dumps(known[:1])}"
            )
            return ()
        for each in node.list:
            if each.value not in known:
                self.findings.unknown(each, known)
        return tuple(str(each.value) for each in node.list)


def _alone(name: str) -> StrategyClasses:
    return {name: STRATEGIES[name]}


def _texts(values: SettingValue) -> tuple[SettingValue, ...]:
    return values if isinstance(values, tuple) else (values,)


_EXAMPLES = {
    "count": 'count = [{ strand = "number", minimum = 4, maximum = 8 }]',
    "sum": 'sum = [{ attribute = "difficulty", maximum = 20.0 }]',
    "enemies": 'enemies = [["id-of-an-item", "id-of-another"]]',
}
