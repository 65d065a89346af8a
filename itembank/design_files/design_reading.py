"""A test design read from a readable TOML file (docs/designs.md)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from itembank.content.item_versions import YEARS
from itembank.design.adaptive_test_design import (
    OPTIONAL_SLOTS,
    SLOTS,
    USUAL_MAX_SE,
    Population,
    Strategy,
    TestDesign,
    YearOverrides,
)
from itembank.design_files import fault_messages as messages
from itembank.design_files.blueprint_table import BlueprintReader
from itembank.design_files.design_faults import InvalidDesign
from itembank.design_files.fault_collector import FaultCollector, listed
from itembank.design_files.setting_types import INTEGER, NUMBER, TEXT, SettingType, is_integer, is_number, is_text
from itembank.design_files.stopping_table import read_stopping_rules
from itembank.design_files.strategy_table import StrategyReader
from itembank.design_files.toml_tree import TomlNode, parse_toml

YEAR_KEYS = ("length", "estimate", "report", "select", "stop", "exposure", "seeding", "masks", "blueprint", "max_se")
"""Keys for all year groups, or under [year.N] for one."""
KEYS = ("name", *YEAR_KEYS, "dependence", "population", "year")
NONE = "none"
"""Value that empties a slot or removes a constraint for one year group."""


class ParsedDesign(NamedTuple):
    """A design and the tree of its file."""

    design: TestDesign
    root: TomlNode


def read_design(text: str, file: str = "design.toml") -> ParsedDesign:
    """Read a design from the text of a file.

    Parameters
    ----------
    file : name of the file in messages

    Raises
    ------
    InvalidDesign : the file has faults; it holds all of them
    """
    root, collector = parse_toml(text, file), FaultCollector()
    design = _Document(root.table or {}, root, collector).design()
    if collector.faults:
        raise InvalidDesign(file, collector.faults)
    return ParsedDesign(design, root)


def load_packaged_design(file: Traversable) -> TestDesign:
    """Load a design from a file that is part of a package.

    Raises
    ------
    InvalidDesign
    """
    return read_design(file.read_text("utf-8"), file.name).design


@dataclass(frozen=True)
class _Document:
    table: Mapping[str, TomlNode]
    root: TomlNode
    collector: FaultCollector

    def design(self) -> TestDesign:
        """The design of the document; not usable if faults were collected."""
        self.collector.require_known_keys(self.table, KEYS)
        name = self._name()
        slots = self._slots(self.table)
        populations = self._populations()
        made = TestDesign(name=name, populations=populations, dependence=self._dependence(), **slots)
        years = tuple(population.year for population in populations)
        return replace(made, by_year=tuple(own for own in self._years(made, years) if own.overridden_slots))

    def _name(self) -> str:
        node = self.table.get("name")
        example = SettingType(TEXT.description, '"numeracy-trial"', TEXT.schema, is_text)
        if node is None:
            self.collector.missing_key(self.root, "name", example)
        elif not isinstance(node.value, str) or not node.value:
            self.collector.wrong_type(node, TEXT.description, f"name = {example.example}")
        return f"{node.value}" if node is not None else ""

    def _dependence(self) -> float:
        node = self.table.get("dependence")
        if node is None:
            return 0.0
        if not is_number(node.value):
            self.collector.wrong_type(node, NUMBER.description, "dependence = 0.7")
        elif _number(node) < 0 or not math.isfinite(_number(node)):
            self.collector.add_at_value(node, messages.NO_DEPENDENCE, node.value)
        return _number(node)

    def _max_se(self, table: Mapping[str, TomlNode]) -> float:
        node = table.get("max_se")
        if node is None:
            return USUAL_MAX_SE
        if not is_number(node.value):
            self.collector.wrong_type(node, NUMBER.description, "max_se = 0.6")
        elif not 0 < _number(node) < math.inf:
            self.collector.add_at_value(node, messages.NO_MAX_SE, node.value)
        return _number(node)

    def _slots(self, table: Mapping[str, TomlNode]) -> dict[str, Any]:
        """The value of each slot of a design."""
        length = self._length(table)
        strategies = StrategyReader(self.collector, length)
        held: dict[str, Any] = {"length": length or 1, "max_se": self._max_se(table)}
        for slot in ("estimate", "report", "select"):
            held[slot] = strategies.read(table[slot], SLOTS[slot]) if slot in table else self._lacking(slot)
        for slot in ("exposure", "seeding"):
            empty = slot not in table or table[slot].value == NONE
            held[slot] = None if empty else strategies.read(table[slot], SLOTS[slot])
        held["stop"] = read_stopping_rules(table.get("stop"), strategies)
        return held | self._content(table, strategies)

    def _content(self, table: Mapping[str, TomlNode], strategies: StrategyReader) -> dict[str, Any]:
        masks = strategies.read_list(table["masks"], SLOTS["masks"]) if "masks" in table else ()
        node = table.get("blueprint")
        if node is None or node.value == NONE:
            return {"masks": masks, "blueprint": None}
        content = BlueprintReader(self.collector, strategies.length).read(node)
        if content.masks and masks:
            self.collector.add_at_key(table["masks"], messages.EITHER_MASKS)
        return {"masks": masks + content.masks, "blueprint": content.blueprint}

    def _length(self, table: Mapping[str, TomlNode]) -> int | None:
        node = table.get("length")
        if node is None:
            self.collector.missing_key(
                self.root, "length", SettingType(INTEGER.description, "30", INTEGER.schema, is_integer)
            )
        elif not is_integer(node.value):
            self.collector.wrong_type(node, INTEGER.description, "length = 30")
        elif node.value < 1:  # type: ignore[operator]  # it is a whole number
            self.collector.add_at_value(node, messages.TOO_SHORT, node.value)
        else:
            return int(str(node.value))
        return None

    def _lacking(self, slot: str) -> Strategy:
        example = next(iter(SLOTS[slot]))
        self.collector.missing_key(self.root, slot, SettingType(messages.A_METHOD, _EXAMPLES[slot], {}, is_text))
        return Strategy(example)

    def _populations(self) -> tuple[Population, ...]:
        node = self.table.get("population")
        if node is None or not node.table:
            example = "{ 4 = { mean = -0.9, sd = 1.3 } }"
            if node is None:
                self.collector.missing_key(self.root, "population", SettingType(messages.A_TABLE, example, {}, is_text))
            else:
                self.collector.wrong_type(node, messages.A_TABLE, f"population = {example}")
            return ()
        found = [self._population(key, each) for key, each in node.table.items() if self._is_year(key, each)]
        return tuple(sorted(found, key=lambda population: population.year))

    def _is_year(self, key: str, node: TomlNode) -> bool:
        if key in map(str, YEARS):
            return True
        self.collector.add_at_key(node, messages.NO_YEAR, key)
        return False

    def _population(self, key: str, node: TomlNode) -> Population:
        table = node.table
        if table is None:
            self.collector.wrong_type(node, messages.A_TABLE, f"{key} = {{ mean = 0.0, sd = 1.3 }}")
            return Population(int(key), 0.0, 1.0)
        self.collector.require_known_keys(table, ("mean", "sd"))
        for name in ("mean", "sd"):
            if name not in table:
                self.collector.missing_key(node, name, NUMBER)
            elif not is_number(table[name].value):
                self.collector.wrong_type(table[name], NUMBER.description, f"{name} = 1.3")
        mean, sd = (_number(table.get(name)) for name in ("mean", "sd"))
        if "sd" in table and is_number(table["sd"].value) and not sd > 0:
            self.collector.add_at_value(table["sd"], messages.NO_SPREAD, sd)
        return Population(int(key), mean, sd)

    def _years(self, design: TestDesign, years: tuple[int, ...]) -> list[YearOverrides]:
        node = self.table.get("year")
        if node is None:
            return []
        if node.table is None:
            self.collector.wrong_type(node, messages.A_TABLE, "[year.2]")
            return []
        found = [own for key, each in node.table.items() if (own := self._year(design, years, key, each))]
        return sorted(found, key=lambda own: own.year)

    def _year(self, design: TestDesign, years: tuple[int, ...], key: str, node: TomlNode) -> YearOverrides | None:
        if not self._is_year(key, node):
            return None
        if int(key) not in years:
            self.collector.add_at_key(node, messages.NO_POPULATION, key, listed(years), key)
            return None
        if node.table is None:
            self.collector.wrong_type(node, messages.A_TABLE, f"[year.{key}]")
            return None
        self.collector.require_known_keys(node.table, YEAR_KEYS)
        own = self._slots(merged_for_year(self.table, node.table))
        # compared by spelling, as the hash is: 1 differs from 1.0
        differing = {slot: held for slot, held in own.items() if repr(held) != repr(getattr(design, slot))}
        without = tuple(slot for slot in OPTIONAL_SLOTS if slot in differing and differing[slot] is None)
        return YearOverrides(
            int(key), **{slot: held for slot, held in differing.items() if held is not None}, without=without
        )


def merged_for_year(table: Mapping[str, TomlNode], own: Mapping[str, TomlNode]) -> Mapping[str, TomlNode]:
    """Keys of the whole design with those of a year group put in place; blueprints are merged key by key."""
    whole, blueprint = {**table, **own}, own.get("blueprint")
    common = table.get("blueprint")
    if blueprint is not None and blueprint.table is not None and common is not None and common.table is not None:
        keys = {**common.table, **blueprint.table}
        kept = {key: each for key, each in keys.items() if each.value != NONE}
        whole["blueprint"] = TomlNode(blueprint.name, blueprint.position, kept)
    return whole


def _number(node: TomlNode | None) -> float:
    value = node.value if node is not None else None
    return float(value) if isinstance(value, int | float) else 0.0


_EXAMPLES = {
    "estimate": '{ method = "EAP", prior = "@population" }',
    "report": '"WLE"',
    "select": '"max-information"',
}
