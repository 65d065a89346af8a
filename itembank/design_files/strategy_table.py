"""A strategy read from its table, ``{ method = "target-success", rate = 0.7 }``, or from its name alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from engine import Normal
from itembank.design.adaptive_test_design import (
    NESTED_STRATEGIES,
    PLACEHOLDERS,
    POPULATION,
    SOLVED,
    STRATEGIES,
    YEAR,
    ItemIds,
    Setting,
    SettingValue,
    Strategy,
    StrategyClasses,
    ValuesByItem,
)
from itembank.design_files import fault_messages as messages
from itembank.design_files.fault_collector import FaultCollector, toml_spelling
from itembank.design_files.setting_types import ITEM_ID_SETTINGS, SettingType, is_number, is_text, setting_type
from itembank.design_files.strategy_vocabulary import (
    CLASS_NAMES,
    LENGTH_SETTINGS,
    StrategySetting,
    method_name,
    strategy_settings,
)
from itembank.design_files.toml_tree import TomlNode

STRATEGY_LISTS = ("constraints", "masks")
"""Settings that hold a list of strategies."""
BOUND_PAIRS = (("minimum", "maximum"), ("fewest", "most"))
_TRIAL_YEAR = 5
_METHOD = SettingType(messages.A_METHOD, '"EAP"', {}, is_text)


@dataclass(frozen=True)
class StrategyReader:
    """Reads strategies and collects their faults.

    Parameters
    ----------
    length : number of scored items of a sitting, the default of settings in `LENGTH_SETTINGS`; None if it is at fault
        itself
    """

    collector: FaultCollector
    length: int | None

    def read_list(self, node: TomlNode, table: StrategyClasses) -> tuple[Strategy, ...]:
        """Read a list of strategies, leaving out those at fault."""
        if node.list is None:
            self.collector.wrong_type(node, messages.METHODS, f'["{method_name(next(iter(table)))}"]')
            return ()
        found = (self.read(each, table) for each in node.list)
        return tuple(each for each in found if each is not None)

    def read(self, node: TomlNode, table: StrategyClasses) -> Strategy | None:
        """Read a strategy from a table or a name; None if it is at fault."""
        name = self._name(node, table)
        if name is None:
            return None
        settings = {key: inner for key, inner in (node.table or {}).items() if key != "method"}
        return self.read_settings(node, name, settings)

    def _name(self, node: TomlNode, table: StrategyClasses) -> str | None:
        methods = {method_name(name): name for name in table}
        named = node if node.table is None else node.table.get("method")
        if named is None and len(methods) == 1:
            return next(iter(methods.values()))
        example = f'"{next(iter(methods))}"'
        if node.table is None and len(methods) == 1:
            self.collector.wrong_type(node, messages.A_TABLE, _example(next(iter(methods.values()))))
        elif named is None:
            self.collector.missing_key(node, "method", SettingType(_METHOD.description, example, {}, is_text))
        elif not isinstance(named.value, str):
            self.collector.wrong_type(named, _METHOD.description, example)
        elif named.value not in methods:
            self.collector.unknown_value(named, tuple(methods))
        else:
            return CLASS_NAMES[named.value]
        return None

    def read_settings(self, node: TomlNode, name: str, nodes: Mapping[str, TomlNode]) -> Strategy | None:
        """Read the settings of a strategy, in the order of its class; None if one is at fault."""
        taken, before = strategy_settings(name), len(self.collector.faults)
        if taken:
            self.collector.require_known_keys(nodes, tuple(taken))
        for inner in () if taken else nodes.values():
            self.collector.add_at_key(inner, messages.NO_KEYS, method_name(name))
        found = {key: self._setting(node, name, one, nodes) for key, one in taken.items()}
        self._require_uncrossed(nodes)
        if len(self.collector.faults) > before:
            return None
        made = Strategy(name, tuple(Setting(key, value) for key, value in found.items() if value is not None))
        self._require_accepted(node, nodes, made)
        return made if len(self.collector.faults) == before else None

    def _setting(
        self, node: TomlNode, name: str, one: StrategySetting, nodes: Mapping[str, TomlNode]
    ) -> SettingValue | None:
        if one.name in nodes:
            return self._value(nodes[one.name], one)
        if LENGTH_SETTINGS.get(name) == one.name:
            return self.length
        if one.required:
            self.collector.missing_key(node, one.name, setting_type(one.name, one.annotation))
        return None

    def _value(self, node: TomlNode, one: StrategySetting) -> SettingValue | None:
        if one.name in NESTED_STRATEGIES:
            return self._nested(node, one.name)
        if is_unknown_placeholder(node.value):
            self.collector.unknown_value(node, PLACEHOLDERS)
            return None
        expected, value = setting_type(one.name, one.annotation), read_value(node)
        if one.name in ITEM_ID_SETTINGS and isinstance(value, tuple) and all(map(is_text, value)):
            value = ItemIds(tuple(map(str, value)))
        if not expected.accepts(value):
            self.collector.wrong_type(node, expected.description, f"{one.name} = {expected.example}")
            return None
        return cast(SettingValue, value)

    def _nested(self, node: TomlNode, name: str) -> SettingValue | None:
        table = NESTED_STRATEGIES[name]
        if name == "prior" and node.value == POPULATION:
            return POPULATION
        if name == "prior" and node.table is None:
            told = messages.either(messages.THE_POPULATION, messages.A_TABLE)
            self.collector.wrong_type(node, told, f'prior = "{POPULATION}"')
            return None
        return self.read_list(node, table) if name in STRATEGY_LISTS else self.read(node, table)

    def _require_uncrossed(self, nodes: Mapping[str, TomlNode]) -> None:
        for least, most in BOUND_PAIRS:
            if least in nodes and most in nodes:
                require_ordered_bounds(self.collector, nodes[least], nodes[most])

    def _require_accepted(self, node: TomlNode, nodes: Mapping[str, TomlNode], made: Strategy) -> None:
        """Report settings that the engine's class refuses, such as a rate above 1."""
        try:
            trial_build(made)
        except _NeedsBank:
            return
        except (TypeError, ValueError) as refusal:
            (only,) = nodes.values() if len(nodes) == 1 else (node,)
            expected = f"{refusal}".partition("; received ")[0]
            self.collector.add_at_value(only, messages.REFUSED, toml_spelling(only.value), expected)


def _example(name: str) -> str:
    """An example table with the required settings of a strategy."""
    needed = [one for one in strategy_settings(name).values() if one.required]
    return f"{{ {', '.join(f'{one.name} = {setting_type(one.name, one.annotation).example}' for one in needed)} }}"


def is_unknown_placeholder(value: object) -> bool:
    """Whether a value begins with "@" and is not a placeholder."""
    return isinstance(value, str) and value.startswith("@") and value not in PLACEHOLDERS


def require_ordered_bounds(collector: FaultCollector, least: TomlNode, most: TomlNode) -> None:
    """Report a minimum above its maximum."""
    low, high = least.value, most.value
    if is_number(low) and is_number(high) and low > high:  # type: ignore[operator]  # both are numbers
        collector.add_at_value(least, messages.CROSSED, low, high, high, low)


class _NeedsBank(Exception):
    """The value of a setting depends on the bank."""


def trial_build(value: SettingValue) -> Any:  # noqa: ANN401 - whatever the engine makes of it
    """Build a strategy with trial values for its placeholders, so that the engine checks the settings.

    Raises
    ------
    ValueError, TypeError : the engine refuses the settings
    """
    match value:
        case Strategy():
            settings = {setting.name: trial_build(setting.value) for setting in value.settings}
            return STRATEGIES[value.name](**settings)
        case ItemIds():
            return tuple(range(len(value.items)))
        case ValuesByItem():
            raise _NeedsBank
        case tuple():
            return tuple(map(trial_build, value))
        case str() if value == SOLVED:
            raise _NeedsBank
    return {YEAR: _TRIAL_YEAR, POPULATION: Normal()}.get(value, value)  # type: ignore[arg-type]  # numbers are no keys


def read_value(node: TomlNode) -> object:
    """A setting's value: text, number, list, item ids or values by item; None for anything else."""
    if node.list is not None:
        return tuple(map(read_value, node.list))
    table = node.table
    if table is None:
        return node.value if is_text(node.value) or is_number(node.value) else None
    match table:
        case {"items": TomlNode(value=tuple(ids))} if len(table) == 1 and all(is_text(each.value) for each in ids):
            return ItemIds(tuple(str(each.value) for each in ids))
        case {"by_item": TomlNode(value=dict(values))} if len(table) == 1:
            return _by_item({item: read_value(each) for item, each in values.items()})
    return None


def _by_item(values: Mapping[str, Any]) -> ValuesByItem | None:
    rows = (value if isinstance(value, tuple) else (value,) for value in values.values())
    return ValuesByItem(tuple(values.items())) if all(map(is_number, chain.from_iterable(rows))) else None
