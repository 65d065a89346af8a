"""What may stand in each slot of a test, told by the methods it must have."""

from collections.abc import Mapping
from typing import NamedTuple

from engine.errors import InvalidTest
from engine.sitting.item_pool import ItemPool


class _Slot(NamedTuple):
    expected: str
    methods: tuple[str, ...]
    several: bool = False
    empty: bool = False  # whether None may stand there


_CALL = "__call__"
_SLOTS = {
    "estimate": _Slot("an estimator, such as EAP()", (_CALL, "many")),
    "report": _Slot("an estimator, such as WLE(), or None", (_CALL, "many"), empty=True),
    "select": _Slot("a selector, such as MaxInformation()", (_CALL,)),
    "stop": _Slot("a tuple of stopping rules, such as (MaxItems(30),)", (_CALL, "reason"), several=True),
    "masks": _Slot("a tuple of masks, such as (YearCeiling('year', 4),)", (_CALL,), several=True),
    "blueprint": _Slot("an assembler, such as Shadow(Blueprint(30)), or None", (_CALL,), empty=True),
    "exposure": _Slot("exposure control, such as Randomesque(3), or None", ("admits", "narrows"), empty=True),
    "seeding": _Slot("a seeding, such as SeedAtRandom((0,), (5,)), or None", (_CALL, "items"), empty=True),
}


def require_strategies(pool: object, filled: Mapping[str, object]) -> None:
    """Refuse what cannot do what its slot of an `AdaptiveTest` asks.

    Raises
    ------
    InvalidTest
        naming the slot, what was expected and what came
    """
    _require(isinstance(pool, ItemPool), "pool", "an ItemPool, which tabulate makes", pool)
    for name, slot in _SLOTS.items():
        value = filled[name]
        if slot.several:
            fits = isinstance(value, tuple) and all(_able(each, slot.methods) for each in value)
        else:
            fits = (slot.empty and value is None) or _able(value, slot.methods)
        _require(fits, name, slot.expected, value)


def require_stopping_rule(owner: str, rule: object) -> None:
    """Refuse what is no stopping rule inside another.

    Raises
    ------
    InvalidTest
    """
    _require(_able(rule, _SLOTS["stop"].methods), f"{owner}: rule", "a stopping rule, such as SEBelow(0.4)", rule)


def _able(value: object, methods: tuple[str, ...]) -> bool:
    return not isinstance(value, type) and all(hasattr(value, method) for method in methods)


def _require(holds: object, name: str, expected: str, received: object) -> None:
    if not holds:
        message = f"{name} must be {expected}; received {received!r:.80}"
        raise InvalidTest(message)
