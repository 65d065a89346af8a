"""Checks that each strategy of a test has the methods that its place asks for."""

from collections.abc import Mapping
from typing import NamedTuple

from engine.errors import InvalidTest
from engine.sitting.item_pool import ItemPool


class _StrategyField(NamedTuple):
    expected: str
    methods: tuple[str, ...]
    several: bool = False
    optional: bool = False  # whether None is allowed


_CALL = "__call__"
_STRATEGY_FIELDS = {
    "estimate": _StrategyField("an estimator, such as EAP()", (_CALL, "estimate_cohort")),
    "report": _StrategyField("an estimator, such as WLE(), or None", (_CALL, "estimate_cohort"), optional=True),
    "select": _StrategyField("a selector, such as MaxInformation()", (_CALL,)),
    "stop": _StrategyField("a tuple of stopping rules, such as (MaxItems(30),)", (_CALL, "reason"), several=True),
    "masks": _StrategyField("a tuple of masks, such as (YearCeiling('year', 4),)", (_CALL,), several=True),
    "blueprint": _StrategyField("an assembler, such as Shadow(Blueprint(30)), or None", (_CALL,), optional=True),
    "exposure": _StrategyField(
        "exposure control, such as Randomesque(3), or None", ("admits", "narrows"), optional=True
    ),
    "seeding": _StrategyField("a seeding, such as SeedAtRandom((0,), (5,)), or None", (_CALL, "items"), optional=True),
}


def require_strategies(pool: object, strategies: Mapping[str, object]) -> None:
    """Refuse a strategy that lacks the methods its place in an `AdaptiveTest` asks for.

    Parameters
    ----------
    pool : the test's pool
    strategies : the strategies by the name of their field

    Raises
    ------
    InvalidTest
        naming the field, what was expected and what was received
    """
    _require(isinstance(pool, ItemPool), "pool", "an ItemPool, which tabulate makes", pool)
    for name, field in _STRATEGY_FIELDS.items():
        value = strategies[name]
        if field.several:
            fits = isinstance(value, tuple) and all(_has_methods(each, field.methods) for each in value)
        else:
            fits = (field.optional and value is None) or _has_methods(value, field.methods)
        _require(fits, name, field.expected, value)


def require_stopping_rule(owner: str, rule: object) -> None:
    """Refuse an inner rule that is not a stopping rule.

    Parameters
    ----------
    owner : name of the outer rule, for the message

    Raises
    ------
    InvalidTest
    """
    _require(
        _has_methods(rule, _STRATEGY_FIELDS["stop"].methods),
        f"{owner}: rule",
        "a stopping rule, such as SEBelow(0.4)",
        rule,
    )


def _has_methods(value: object, methods: tuple[str, ...]) -> bool:
    return not isinstance(value, type) and all(hasattr(value, method) for method in methods)


def _require(holds: object, name: str, expected: str, received: object) -> None:
    if not holds:
        message = f"{name} must be {expected}; received {received!r:.80}"
        raise InvalidTest(message)
