"""A test design read from a readable TOML file (docs/designs.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from itembank.content.item_versions import YEARS
from itembank.design.adaptive_test_design import OPTIONAL_SLOTS, SLOTS, Population, Strategy, TestDesign, YearOverrides
from itembank.design_files import fault_messages as messages
from itembank.design_files.blueprint_table import Blueprints
from itembank.design_files.design_faults import InvalidDesign
from itembank.design_files.fault_collector import Findings, listed
from itembank.design_files.setting_types import NUMBER, TEXT, WHOLE, Kind, is_number, is_text, is_whole
from itembank.design_files.stopping_table import stops
from itembank.design_files.strategy_table import Strategies
from itembank.design_files.toml_tree import Node, parsed

FOR_A_YEAR = ("length", "estimate", "report", "select", "stop", "exposure", "seeding", "masks", "blueprint")
"""Keys that stand for all year groups, and under [year.N] for one."""
KEYS = ("name", *FOR_A_YEAR, "population", "year")
NONE = "none"
"""What empties a slot, or takes a constraint out, for one year group."""


class ReadDesign(NamedTuple):
    """A design, and the file that it was read from."""

    design: TestDesign
    root: Node


def read_design(text: str, file: str = "design.toml") -> ReadDesign:
    """The design that a file says.

    Parameters
    ----------
    file : what the file is called in what is told of it

    Raises
    ------
    InvalidDesign : with all faults of the file, each by its line
    """
    root, findings = parsed(text, file), Findings()
    design = _Document(root.table or {}, root, findings).design()
    if findings.faults:
        raise InvalidDesign(file, findings.faults)
    return ReadDesign(design, root)


def design_in(file: Traversable) -> TestDesign:
    """The design in a file of a package.

    Raises
    ------
    InvalidDesign
    """
    return read_design(file.read_text("utf-8"), file.name).design


@dataclass(frozen=True)
class _Document:
    table: Mapping[str, Node]
    root: Node
    findings: Findings

    def design(self) -> TestDesign:
        """What the whole document says; not to be used if anything was found."""
        self.findings.only(self.table, KEYS)
        name = self._name()
        slots = self._slots(self.table)
        populations = self._populations()
        made = TestDesign(name=name, populations=populations, **slots)
        years = tuple(population.year for population in populations)
        return replace(made, by_year=tuple(own for own in self._years(made, years) if own.changes))

    def _name(self) -> str:
        node = self.table.get("name")
        example = Kind(TEXT.told, '"numeracy-trial"', TEXT.schema, is_text)
        if node is None:
            self.findings.missing(self.root, "name", example)
        elif not isinstance(node.value, str) or not node.value:
            self.findings.wrong(node, TEXT.told, f"name = {example.example}")
        return f"{node.value}" if node is not None else ""

    def _slots(self, table: Mapping[str, Node]) -> dict[str, Any]:
        """What stands in each slot of a design."""
        length = self._length(table)
        strategies = Strategies(self.findings, length)
        held: dict[str, Any] = {"length": length or 1}
        for slot in ("estimate", "report", "select"):
            held[slot] = strategies.one(table[slot], SLOTS[slot]) if slot in table else self._lacking(slot)
        for slot in ("exposure", "seeding"):
            empty = slot not in table or table[slot].value == NONE
            held[slot] = None if empty else strategies.one(table[slot], SLOTS[slot])
        held["stop"] = stops(table.get("stop"), strategies)
        return held | self._content(table, strategies)

    def _content(self, table: Mapping[str, Node], strategies: Strategies) -> dict[str, Any]:
        masks = strategies.several(table["masks"], SLOTS["masks"]) if "masks" in table else ()
        node = table.get("blueprint")
        if node is None or node.value == NONE:
            return {"masks": masks, "blueprint": None}
        content = Blueprints(self.findings, strategies.length).read(node)
        if content.masks and masks:
            self.findings.at_key(table["masks"], messages.EITHER_MASKS)
        return {"masks": masks + content.masks, "blueprint": content.blueprint}

    def _length(self, table: Mapping[str, Node]) -> int | None:
        node = table.get("length")
        if node is None:
            self.findings.missing(self.root, "length", Kind(WHOLE.told, "30", WHOLE.schema, is_whole))
        elif not is_whole(node.value):
            self.findings.wrong(node, WHOLE.told, "length = 30")
        elif node.value < 1:  # type: ignore[operator]  # it is a whole number
            self.findings.at_value(node, messages.TOO_SHORT, node.value)
        else:
            return int(str(node.value))
        return None

    def _lacking(self, slot: str) -> Strategy:
        example = next(iter(SLOTS[slot]))
        self.findings.missing(self.root, slot, Kind(messages.A_METHOD, _EXAMPLES[slot], {}, is_text))
        return Strategy(example)

    def _populations(self) -> tuple[Population, ...]:
        node = self.table.get("population")
        if node is None or not node.table:
            example = "{ 4 = { mean = -0.9, sd = 1.3 } }"
            if node is None:
                self.findings.missing(self.root, "population", Kind(messages.A_TABLE, example, {}, is_text))
            else:
                self.findings.wrong(node, messages.A_TABLE, f"population = {example}")
            return ()
        found = [self._population(key, each) for key, each in node.table.items() if self._is_year(key, each)]
        return tuple(sorted(found, key=lambda population: population.year))

    def _is_year(self, key: str, node: Node) -> bool:
        if key in map(str, YEARS):
            return True
        self.findings.at_key(node, messages.NO_YEAR, key)
        return False

    def _population(self, key: str, node: Node) -> Population:
        table = node.table
        if table is None:
            self.findings.wrong(node, messages.A_TABLE, f"{key} = {{ mean = 0.0, sd = 1.3 }}")
            return Population(int(key), 0.0, 1.0)
        self.findings.only(table, ("mean", "sd"))
        for name in ("mean", "sd"):
            if name not in table:
                self.findings.missing(node, name, NUMBER)
            elif not is_number(table[name].value):
                self.findings.wrong(table[name], NUMBER.told, f"{name} = 1.3")
        mean, sd = (_number(table.get(name)) for name in ("mean", "sd"))
        if "sd" in table and is_number(table["sd"].value) and not sd > 0:
            self.findings.at_value(table["sd"], messages.NO_SPREAD, sd)
        return Population(int(key), mean, sd)

    def _years(self, design: TestDesign, years: tuple[int, ...]) -> list[YearOverrides]:
        node = self.table.get("year")
        if node is None:
            return []
        if node.table is None:
            self.findings.wrong(node, messages.A_TABLE, "[year.2]")
            return []
        found = [own for key, each in node.table.items() if (own := self._year(design, years, key, each))]
        return sorted(found, key=lambda own: own.year)

    def _year(self, design: TestDesign, years: tuple[int, ...], key: str, node: Node) -> YearOverrides | None:
        if not self._is_year(key, node):
            return None
        if int(key) not in years:
            self.findings.at_key(node, messages.NO_POPULATION, key, listed(years), key)
            return None
        if node.table is None:
            self.findings.wrong(node, messages.A_TABLE, f"[year.{key}]")
            return None
        self.findings.only(node.table, FOR_A_YEAR)
        own = self._slots(merged(self.table, node.table))
        # by their spelling, on which the hash goes: 1 is not 1.0
        differing = {slot: held for slot, held in own.items() if repr(held) != repr(getattr(design, slot))}
        without = tuple(slot for slot in OPTIONAL_SLOTS if slot in differing and differing[slot] is None)
        return YearOverrides(
            int(key), **{slot: held for slot, held in differing.items() if held is not None}, without=without
        )


def merged(table: Mapping[str, Node], own: Mapping[str, Node]) -> Mapping[str, Node]:
    """What holds for a year group: its own keys in place of those for all, and in the blueprint key by key."""
    whole, blueprint = {**table, **own}, own.get("blueprint")
    common = table.get("blueprint")
    if blueprint is not None and blueprint.table is not None and common is not None and common.table is not None:
        keys = {**common.table, **blueprint.table}
        kept = {key: each for key, each in keys.items() if each.value != NONE}
        whole["blueprint"] = Node(blueprint.name, blueprint.place, kept)
    return whole


def _number(node: Node | None) -> float:
    value = node.value if node is not None else None
    return float(value) if isinstance(value, int | float) else 0.0


_EXAMPLES = {
    "estimate": '{ method = "EAP", prior = "@population" }',
    "report": '"WLE"',
    "select": '"max-information"',
}
