"""Engine strategies built from the names and settings of a design."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any

from engine import Normal
from itembank.design.adaptive_test_design import (
    NESTED_STRATEGIES,
    PLACEHOLDERS,
    POPULATION,
    SLOTS,
    SOLVED,
    STRATEGIES,
    YEAR,
    ItemIds,
    Scalar,
    Setting,
    SettingValue,
    Strategy,
    StrategyClasses,
    TestDesign,
    ValuesByItem,
)
from itembank.errors import NOTHING, InvalidBank

_MAX_QUOTED = 200  # characters of a setting that a refusal quotes: a value for every item fills pages


@dataclass(frozen=True)
class CompilationContext:
    """What a design is compiled for; its values replace the placeholders.

    Parameters
    ----------
    design : name of the design
    year, population : the year group and its ability distribution, in logits
    ids : item-version ids in pool order
    solved : settings solved for the design and year group
    """

    design: str
    year: int
    population: Normal
    ids: tuple[str, ...]
    solved: tuple[Setting, ...] = ()

    def placeholder_value(self, placeholder: str, name: str) -> object:
        """The value that replaces a placeholder in the setting ``name``.

        Raises
        ------
        InvalidBank : the setting has not been solved
        """
        if placeholder == SOLVED:
            return self._solved(name)
        return {YEAR: self.year, POPULATION: self.population}[placeholder]

    def _solved(self, name: str) -> object:
        for setting in self.solved:
            if setting.name == name:
                return _filled(setting, setting.value, replace(self, solved=()))
        raise InvalidBank(
            self.design, "solved", f"{name}, solved for Year {self.year} (`mesur bank solve` does it)", NOTHING
        )


def build_strategy(strategy: Strategy, context: CompilationContext) -> Any:  # noqa: ANN401 - any of STRATEGIES
    """Build the engine's strategy, and those nested in it, after `require_known_strategies`.

    Raises
    ------
    InvalidBank : the class refuses its arguments
    """
    strategy_class = STRATEGIES[strategy.name]
    _require_settings(context.design, strategy, strategy_class)
    settings = {setting.name: _filled(setting, setting.value, context) for setting in strategy.settings}
    try:
        return strategy_class(**settings)
    except (TypeError, ValueError) as refusal:
        told = {name: value if len(repr(value)) <= _MAX_QUOTED else "…" for name, value in settings.items()}
        expected = str(refusal).partition("; received ")[0]  # what was received follows with the other settings
        if isinstance(refusal, TypeError):  # Python's words, not the engine's
            expected = f"settings of the kinds that {strategy.name} takes"
        raise InvalidBank(context.design, strategy.name, expected, told) from refusal


def _require_settings(design: str, strategy: Strategy, strategy_class: Callable[..., Any]) -> None:
    """Check that the class takes each setting, and that no required one is missing."""
    taken = signature(strategy_class).parameters
    given = [setting.name for setting in strategy.settings]
    for name in given:
        if name not in taken:
            expected = f"one of the settings {', '.join(taken)}" if taken else "no settings"
            raise InvalidBank(design, strategy.name, expected, name)
    for one in taken.values():
        if one.default is one.empty and one.name not in given:
            raise InvalidBank(design, strategy.name, f"the setting {one.name}", NOTHING)


def _filled(setting: Setting, value: SettingValue, context: CompilationContext) -> object:
    match value:
        case Strategy():
            return build_strategy(value, context)
        case ItemIds():
            return value.in_pool(context.design, context.ids)
        case ValuesByItem():
            return value.in_order(context.design, context.ids)
        case tuple():
            return tuple(_filled(setting, element, context) for element in value)
        case str() if value in PLACEHOLDERS:
            return context.placeholder_value(value, setting.name)
    return value


def require_known_strategies(design: TestDesign) -> None:
    """Check that each strategy is allowed in its slot or setting, and that each placeholder is known.

    Raises
    ------
    InvalidBank : names the slot and the setting
    """
    for slot, table in SLOTS.items():
        filled = getattr(design, slot)
        for strategy in filled if isinstance(filled, tuple) else (filled,):
            if strategy is not None:
                _require_name(design.name, slot, strategy, table)


def _require_name(design: str, field: str, strategy: Strategy, table: StrategyClasses) -> None:
    _require_one_of(design, field, table, strategy.name)
    names = [setting.name for setting in strategy.settings]
    if len(set(names)) < len(names):
        raise InvalidBank(design, field, "each setting once", names)
    for setting in strategy.settings:
        for value in _elements(setting.value):
            _require_fitting(design, f"{field}.{setting.name}", setting.name, value)


def _require_fitting(design: str, field: str, setting: str, value: Scalar | Strategy) -> None:
    if isinstance(value, Strategy):
        if setting not in NESTED_STRATEGIES:
            raise InvalidBank(design, field, "text, a number or a list of them", value.name)
        _require_name(design, field, value, NESTED_STRATEGIES[setting])
    elif setting in NESTED_STRATEGIES and (setting, value) != ("prior", POPULATION):
        raise InvalidBank(design, field, f"one of {', '.join(NESTED_STRATEGIES[setting])}", value)
    elif isinstance(value, str) and value.startswith("@"):
        _require_one_of(design, field, PLACEHOLDERS, value)


def _require_one_of(design: str, field: str, known: Collection[str], name: str) -> None:
    if name not in known:
        raise InvalidBank(design, field, f"one of {', '.join(known)}", name)


def _elements(value: SettingValue) -> Iterator[Scalar | Strategy]:
    """Single values in a setting, without item ids and values by item."""
    match value:
        case tuple():
            for element in value:
                yield from _elements(element)
        case ItemIds() | ValuesByItem():
            return
        case _:
            yield value
