"""Check of a design file against a bank: attributes, values and items exist, and bounds leave room."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from itembank.compilation.item_pool import CONSTRAINT_ATTRIBUTES, STIMULUS, content_attributes
from itembank.design.adaptive_test_design import PLACEHOLDERS
from itembank.design_files import fault_messages as messages
from itembank.design_files.design_faults import DesignFault
from itembank.design_files.design_reading import ParsedDesign, merged_for_year
from itembank.design_files.fault_collector import FaultCollector, listed, suggestion, toml_spelling
from itembank.design_files.setting_types import is_integer, is_number, is_text
from itembank.design_files.toml_tree import TomlNode
from itembank.versions.bank_version import BankVersion

_OF_NUMBERS = ("ceiling", "sum", "easy_start", "easy-start", "year-ceiling")
"""Constraints that compare an attribute with a number, by key and by method."""
_OF_IDS = ("unscored", "form", "enemies")


def compatibility_faults(read: ParsedDesign, bank: BankVersion) -> tuple[DesignFault, ...]:
    """Faults of a design file with respect to a bank, in the order of their positions."""
    checker = _Checker(bank, FaultCollector())
    for node in read.root.walk():
        checker.node(node)
    checker.sittings(read)
    checker.dependence(read)
    return tuple(sorted(dict.fromkeys(checker.collector.faults), key=lambda fault: fault.at))


@dataclass(frozen=True)
class _Checker:
    bank: BankVersion
    collector: FaultCollector

    def dependence(self, read: ParsedDesign) -> None:
        """Refuse a dependence for a bank whose items have no stimulus."""
        if read.design.dependence and STIMULUS not in self._attributes:
            self.collector.add_at_key((read.root.table or {})["dependence"], messages.NO_SETS, self.bank.subject)

    @cached_property
    def _attributes(self) -> Mapping[str, Sequence[object]]:
        return content_attributes(self.bank.items)

    @cached_property
    def _numbers(self) -> tuple[str, ...]:
        return tuple(name for name, values in self._attributes.items() if all(map(is_number, values)))

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(item.id for item in self.bank.items)

    def node(self, node: TomlNode) -> None:
        """Check the attributes, values and items that one node names."""
        own = node.name.rpartition(".")[2]
        if own in _OF_IDS or own == "items":
            for each in node.walk():
                self._item(each)
        table = node.table
        if table is None:
            return
        for key in ("attribute", "together"):
            if key in table:
                self._attribute(table[key], numeric=self._compares(node, own))
        if own.startswith("count["):
            self._count(table)
        elif "attribute" in table and "values" in table:
            self._values(f"{table['attribute'].value}", table["values"])

    def _compares(self, node: TomlNode, own: str) -> bool:
        method = (node.table or {}).get("method")
        return own.partition("[")[0] in _OF_NUMBERS or (method is not None and method.value in _OF_NUMBERS)

    def _attribute(self, node: TomlNode, numeric: bool) -> None:
        known = tuple(self._attributes)
        if not node.value:  # together = "" is for none
            return
        if node.value not in known:
            told = suggestion(node.value, known)
            self.collector.add_at_value(
                node, messages.NO_ATTRIBUTE, toml_spelling(node.value), self.bank.subject, listed(known), told
            )
        elif numeric and node.value not in self._numbers:
            told = suggestion("introduced_year", self._numbers)
            have = (self.bank.subject, listed(self._numbers), told)
            self.collector.add_at_value(node, messages.NO_NUMBER, toml_spelling(node.value), *have)

    def _count(self, table: Mapping[str, TomlNode]) -> None:
        for key in table:
            if key in CONSTRAINT_ATTRIBUTES and key not in self._attributes:
                known = tuple(self._attributes)
                told = (key, self.bank.subject, listed(known), messages.WRITE_ONE)
                self.collector.add_at_key(table[key], messages.NO_ATTRIBUTE, *told)
            elif key in CONSTRAINT_ATTRIBUTES:
                self._values(key, table[key])

    def _values(self, attribute: str, node: TomlNode) -> None:
        known = list(dict.fromkeys(self._attributes.get(attribute, ())))
        for each in node.list if node.list is not None else (node,):
            if known and each.value not in known and each.value not in PLACEHOLDERS:
                told = suggestion(each.value, known)
                self.collector.add_at_value(
                    each,
                    messages.NO_VALUE,
                    toml_spelling(each.value),
                    attribute,
                    self.bank.subject,
                    listed(known),
                    told,
                )

    def _item(self, node: TomlNode) -> None:
        if is_text(node.value) and node.value not in self._ids:
            told = suggestion(node.value, self._ids)
            self.collector.add_at_value(node, messages.NO_ITEM, toml_spelling(node.value), self.bank.subject, told)

    def sittings(self, read: ParsedDesign) -> None:
        """Check that each year group's bounds leave room for its length, given the attributes of the bank's items."""
        whole = read.root.table or {}
        years = whole["year"].table or {} if "year" in whole else {}
        for table in (whole, *(merged_for_year(whole, own.table) for own in years.values() if own.table is not None)):
            blueprint = table["blueprint"].table if "blueprint" in table else None
            length = table["length"].value
            if blueprint is not None and isinstance(length, int):
                self._room(blueprint, length)

    def _room(self, blueprint: Mapping[str, TomlNode], length: int) -> None:
        counts = blueprint["count"].list or () if "count" in blueprint else ()
        for attribute in self._attributes:
            self._maxima(attribute, [each for each in counts if each.table and attribute in each.table], length)
        sets = blueprint["sets"].table if "sets" in blueprint else None
        if sets is not None:
            self._sets(sets, length)

    def _maxima(self, attribute: str, counts: list[TomlNode], length: int) -> None:
        """Check that the maxima over all values of an attribute add up to the length at least."""
        covered = {value for each in counts for value in _values_of(each, attribute)}
        highest = [_whole(each, "maximum") for each in counts]
        if not counts or covered != set(self._attributes[attribute]) or None in highest:
            return
        together = sum(bound for bound in highest if bound is not None)
        if together < length:
            at = (counts[-1].table or {})["maximum"]
            self.collector.add_at_value(at, messages.MAXIMA, attribute, together, length, together)

    def _sets(self, sets: Mapping[str, TomlNode], length: int) -> None:
        most, maximum = (sets[key].value for key in ("most", "maximum"))
        outside = "" in self._attributes.get(f"{sets['attribute'].value}", ())
        if outside or not (isinstance(most, int) and isinstance(maximum, int)) or most * maximum >= length:
            return
        fitting = -(-length // maximum)
        self.collector.add_at_value(
            sets["most"], messages.SETS_TOO_SHORT, most, maximum, most * maximum, length, fitting
        )


def _values_of(count: TomlNode, attribute: str) -> Iterator[object]:
    node = (count.table or {})[attribute]
    for each in node.list if node.list is not None else (node,):
        yield each.value


def _whole(count: TomlNode, key: str) -> int | None:
    node = (count.table or {}).get(key)
    return int(f"{node.value}") if node is not None and is_integer(node.value) else None


def infeasible_node(read: ParsedDesign, year: int, conflict: str) -> TomlNode:
    """Find the node of a file to blame for an infeasible blueprint: a count in the conflict, else the blueprint.

    Parameters
    ----------
    conflict : the engine's sentences on constraints that cannot hold together
    """
    whole = read.root.table or {}
    years = (whole["year"].table or {}) if "year" in whole else {}
    own = years.get(f"{year}")
    blueprint = merged_for_year(whole, (own.table or {}) if own is not None else {}).get("blueprint", read.root)
    counts = (blueprint.table or {}).get("count")
    named = (each for each in (counts.list or () if counts is not None else ()) if _is_named(each, conflict))
    return next(named, blueprint)


def _is_named(count: TomlNode, conflict: str) -> bool:
    """Whether the engine's sentences name a count."""
    attributes = [key for key in count.table or {} if key in CONSTRAINT_ATTRIBUTES]
    values = " or ".join(repr(value) for name in attributes for value in _values_of(count, name))
    return any(f"{name} {values}" in conflict for name in attributes)
