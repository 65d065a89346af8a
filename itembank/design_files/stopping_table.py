"""The stopping rules of a design file."""

from itembank.design.adaptive_test_design import SLOTS, Setting, Strategy
from itembank.design_files import fault_messages as messages
from itembank.design_files.setting_types import INTEGER, is_integer
from itembank.design_files.strategy_table import StrategyReader
from itembank.design_files.toml_tree import TomlNode

AT_LEAST = "at_least"
"""Key beside a rule: the number of scored items before which the rule does not end a sitting."""


def read_stopping_rules(node: TomlNode | None, strategies: StrategyReader) -> tuple[Strategy, ...]:
    """Read a list of stopping rules; a `MaxItems` of the design's length is added if there is none."""
    rules = () if node is None else _listed(node, strategies)
    if any(rule.name == "MaxItems" for rule in rules):
        return rules
    return (*rules, Strategy("MaxItems", (Setting("n", strategies.length or 1),)))


def _listed(node: TomlNode, strategies: StrategyReader) -> tuple[Strategy, ...]:
    if node.list is None:
        strategies.collector.wrong_type(
            node, messages.METHODS, 'stop = [{ method = "SE-below", limit = 0.35, at_least = 10 }]'
        )
        return ()
    return tuple(rule for each in node.list if (rule := _rule(each, strategies)) is not None)


def _rule(node: TomlNode, strategies: StrategyReader) -> Strategy | None:
    table = node.table or {}
    waiting = table.get(AT_LEAST)
    kept = {key: each for key, each in table.items() if key != AT_LEAST}
    rule = strategies.read(TomlNode(node.name, node.position, kept) if table else node, SLOTS["stop"])
    if rule is not None and rule.name == "MaxItems":
        _require_the_length(node, strategies)
    if waiting is None or rule is None:
        return rule
    if not is_integer(waiting.value) or waiting.value < 1:  # type: ignore[operator]  # it is a whole number then
        strategies.collector.wrong_type(waiting, INTEGER.description, f"{AT_LEAST} = 10")
        return None
    return Strategy("AtLeast", (Setting("n", int(str(waiting.value))), Setting("rule", rule)))


def _require_the_length(node: TomlNode, strategies: StrategyReader) -> None:
    n = (node.table or {}).get("n")
    if n is not None and strategies.length is not None and n.value != strategies.length:
        strategies.collector.add_at_value(n, messages.OTHER_LENGTH, n.value, strategies.length)
