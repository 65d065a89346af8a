"""Check that stopping rule and blueprint agree with the design's length."""

from collections.abc import Iterator

from itembank.design.adaptive_test_design import Strategy, TestDesign
from itembank.errors import NOTHING, InvalidBank


def require_consistent_length(design: TestDesign) -> None:
    """Check that a design stops by a `MaxItems` of its length, and that its blueprint has that length.

    Raises
    ------
    InvalidBank : a sitting would end at another length, or only when no item is left
    """
    ends = [n for rule in design.stop if rule.name == "MaxItems" for n in _settings(rule, "n")]
    if not ends:
        rules = ", ".join(rule.name for rule in design.stop) or NOTHING
        raise InvalidBank(design.name, "stop", f"a MaxItems of {design.length}, the length of the design", rules)
    _require_same(design, "stop.n", ends)
    _require_same(design, "blueprint.length", _blueprint_lengths(design))


def _blueprint_lengths(design: TestDesign) -> list[object]:
    blueprints = _settings(design.blueprint, "blueprint") if design.blueprint is not None else ()
    return [length for nested in blueprints if isinstance(nested, Strategy) for length in _settings(nested, "length")]


def _settings(strategy: Strategy, name: str) -> Iterator[object]:
    return (setting.value for setting in strategy.settings if setting.name == name)


def _require_same(design: TestDesign, field: str, lengths: list[object]) -> None:
    for length in lengths:
        if length != design.length:
            raise InvalidBank(design.name, field, f"{design.length}, the length of the design", length)
