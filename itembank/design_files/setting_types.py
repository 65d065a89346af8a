"""Types of setting values, derived from the engine's annotations: to check, for the schema, and in words."""

import math
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any

from engine import Bound
from itembank.design.adaptive_test_design import POPULATION, SOLVED, YEAR, ItemIds, ValuesByItem
from itembank.design_files import fault_messages as messages
from itembank.language import Text

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class SettingType:
    """A type of setting values.

    Parameters
    ----------
    description : its name in messages, as in "expected …"
    example : a value in TOML
    schema : its JSON Schema
    accepts : whether a value, once read, is of the type
    """

    description: Text
    example: str
    schema: Schema
    accepts: Callable[[object], bool]


def is_integer(value: object) -> bool:
    """Whether a value is an integer; a truth value is not."""
    return type(value) is int


def is_number(value: object) -> bool:
    """Whether a value is a finite number."""
    return type(value) is int or (isinstance(value, float) and math.isfinite(value))


def is_text(value: object) -> bool:
    """Whether a value is text."""
    return isinstance(value, str)


_YEAR: Schema = {"enum": [YEAR]}
_SOLVED: Schema = {"enum": [SOLVED]}

INTEGER = SettingType(messages.A_WHOLE_NUMBER, "4", {"type": "integer"}, is_integer)
NUMBER = SettingType(messages.A_NUMBER, "0.5", {"type": "number"}, is_number)
TEXT = SettingType(
    messages.TEXT,
    '"strand"',
    {"type": "string"},
    lambda value: is_text(value) and value not in (YEAR, POPULATION, SOLVED),
)
SCALAR = SettingType(
    messages.TEXT_OR_A_NUMBER,
    '"number"',
    {"type": ["string", "number"]},
    lambda value: TEXT.accepts(value) or is_number(value) or value == YEAR,
)
LIST = SettingType(messages.A_LIST, "[]", {"type": "array"}, lambda value: isinstance(value, tuple))
BY_ITEM = SettingType(
    messages.A_VALUE_FOR_EACH_ITEM,
    '{ by_item = { "id-of-an-item" = 1.0 } }',
    {"type": "object", "properties": {"by_item": {"type": "object"}}, "required": ["by_item"]},
    lambda value: isinstance(value, ValuesByItem),
)
ITEMS = SettingType(
    messages.IDS_OF_ITEMS,
    '["id-of-an-item"]',
    {"type": "array", "items": {"type": "string"}},
    lambda value: isinstance(value, ItemIds),
)
_PLAIN: Mapping[Any, SettingType] = {int: INTEGER, float: NUMBER, str: TEXT, Any: SCALAR}
ITEM_ID_SETTINGS = ("unscored", "form")
"""Settings that are item ids; compilation turns them into pool indices."""
PER_ITEM_SETTINGS = ("k", "probabilities")
"""Settings with a value for each item."""


@cache
def setting_type(name: str, annotation: Any) -> SettingType:  # noqa: ANN401 - any type
    """The type of a setting; a numeric one also accepts the placeholder "@year".

    Parameters
    ----------
    name : name of the setting
    annotation : type in the engine's class
    """
    if name in ITEM_ID_SETTINGS:
        return ITEMS
    if name in PER_ITEM_SETTINGS:
        return _either(
            _either(BY_ITEM, LIST), SettingType(messages.SOLVED, f'"{SOLVED}"', _SOLVED, lambda value: value == SOLVED)
        )
    base = _annotated_type(annotation)
    if base not in (INTEGER, NUMBER):
        return base
    schema = {"anyOf": [base.schema, _YEAR]}
    return SettingType(base.description, base.example, schema, lambda value: base.accepts(value) or value == YEAR)


def _annotated_type(annotation: Any) -> SettingType:  # noqa: ANN401 - any type
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if annotation is Bound:
        return _row((Any, int, int), messages.A_BOUND, '["number", 14, 17]')
    arguments = typing.get_args(annotation)
    match typing.get_origin(annotation):
        case types.UnionType | typing.Union:
            first, *others = (_annotated_type(one) for one in arguments if one is not type(None))
            for other in others:
                first = _either(first, other)
            return first
        case typing.Literal:
            return reduce(_either, map(_exactly, arguments))
        case origin if origin is tuple and Ellipsis in arguments:
            return _list_of(_annotated_type(arguments[0]))
        case origin if origin is tuple:
            return _row(arguments, messages.A_PAIR, "[3, 6]")
    return LIST


def _exactly(word: str) -> SettingType:
    quoted = f'"{word}"'
    return SettingType(Text(quoted, quoted), quoted, {"enum": [word]}, lambda value: value == word)


def _either(one: SettingType, other: SettingType) -> SettingType:
    return SettingType(
        messages.either(one.description, other.description),
        one.example,
        {"anyOf": [one.schema, other.schema]},
        lambda value: one.accepts(value) or other.accepts(value),
    )


def _list_of(each: SettingType) -> SettingType:
    return SettingType(
        messages.A_LIST_OF.filled(each.description),
        f"[{each.example}]",
        {"type": "array", "items": each.schema},
        lambda value: isinstance(value, tuple) and all(map(each.accepts, value)),
    )


def _row(hints: tuple[Any, ...], description: Text, example: str) -> SettingType:
    cells = [_annotated_type(annotation) for annotation in hints]
    schema = {"type": "array", "items": [cell.schema for cell in cells], "minItems": len(cells), "maxItems": len(cells)}

    def fits(value: object) -> bool:
        return (
            isinstance(value, tuple)
            and len(value) == len(cells)
            and all(cell.accepts(one) for cell, one in zip(cells, value, strict=True))
        )

    return SettingType(description, example, schema, fits)
