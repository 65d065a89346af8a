"""A design's names made into the engine's values."""

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
from itembank.errors import InvalidBank

_TOLD = 200  # characters of a setting that a refusal repeats: a value for every item fills pages


@dataclass(frozen=True)
class CompilationContext:
    """What a design is compiled for: it takes the place of the placeholders.

    Parameters
    ----------
    ids : item-version ids in the order of the pool
    solved : what was solved for the design and year
    """

    design: str
    year: int
    population: Normal
    ids: tuple[str, ...]
    solved: tuple[Setting, ...] = ()

    def stands_for(self, placeholder: str, name: str) -> object:
        """The value in a placeholder's place, in a setting of that name.

        Raises
        ------
        InvalidBank
        """
        if placeholder == SOLVED:
            return self._solved(name)
        return {YEAR: self.year, POPULATION: self.population}[placeholder]

    def _solved(self, name: str) -> object:
        for setting in self.solved:
            if setting.name == name:
                return _filled(setting, setting.value, replace(self, solved=()))
        raise InvalidBank(
            self.design, "solved", f"{name}, solved for Year {self.year} (`mesur bank solve` does it)", "nothing"
        )


def build_strategy(strategy: Strategy, given: CompilationContext) -> Any:  # noqa: ANN401 - one of the classes above
    """The engine's value for a strategy that `require_known_strategies` accepts, and for those nested in it.

    Raises
    ------
    InvalidBank : arguments that its class refuses
    """
    kind = STRATEGIES[strategy.name]
    _require_settings(given.design, strategy, kind)
    settings = {setting.name: _filled(setting, setting.value, given) for setting in strategy.settings}
    try:
        return kind(**settings)
    except (TypeError, ValueError) as refusal:
        told = {name: value if len(repr(value)) <= _TOLD else "…" for name, value in settings.items()}
        expected = str(refusal).partition("; received ")[0]  # what came is told below, with the other settings
        if isinstance(refusal, TypeError):  # Python's words, not the engine's
            expected = f"settings of the kinds that {strategy.name} takes"
        raise InvalidBank(given.design, strategy.name, expected, told) from refusal


def _require_settings(design: str, strategy: Strategy, kind: Callable[..., Any]) -> None:
    """Each setting is one that the class takes, and each that it must have is there."""
    taken = signature(kind).parameters
    given = [setting.name for setting in strategy.settings]
    for name in given:
        if name not in taken:
            expected = f"one of the settings {', '.join(taken)}" if taken else "no settings"
            raise InvalidBank(design, strategy.name, expected, name)
    for one in taken.values():
        if one.default is one.empty and one.name not in given:
            raise InvalidBank(design, strategy.name, f"the setting {one.name}", "nothing")


def _filled(setting: Setting, value: SettingValue, given: CompilationContext) -> object:
    match value:
        case Strategy():
            return build_strategy(value, given)
        case ItemIds():
            return value.in_pool(given.design, given.ids)
        case ValuesByItem():
            return value.in_order(given.design, given.ids)
        case tuple():
            return tuple(_filled(setting, element, given) for element in value)
        case str() if value in PLACEHOLDERS:
            return given.stands_for(value, setting.name)
    return value


def require_known_strategies(design: TestDesign) -> None:
    """Every name of a design stands where the table has it, and every placeholder is one.

    Raises
    ------
    InvalidBank : naming the slot and the setting
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
    """The single values that a setting holds, without what is about items."""
    match value:
        case tuple():
            for element in value:
                yield from _elements(element)
        case ItemIds() | ValuesByItem():
            return
        case _:
            yield value
