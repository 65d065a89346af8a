"""The JSON Schema of design files, derived from the engine's classes so that it cannot become outdated.

Draft 7, without keywords that TOML editors do not know.
"""

import json
from collections.abc import Iterable
from typing import Any

from itembank.compilation.item_pool import CONSTRAINT_ATTRIBUTES
from itembank.content.item_versions import YEARS
from itembank.design.adaptive_test_design import NESTED_STRATEGIES, POPULATION, SLOTS, StrategyClasses
from itembank.design_files import key_documentation as doc
from itembank.design_files.blueprint_table import KEYS as BLUEPRINT_KEYS
from itembank.design_files.blueprint_table import METHODS, REPEATABLE_CONSTRAINTS, SINGLE_CONSTRAINTS
from itembank.design_files.design_reading import KEYS, NONE, YEAR_KEYS
from itembank.design_files.setting_types import setting_type
from itembank.design_files.stopping_table import AT_LEAST
from itembank.design_files.strategy_table import STRATEGY_LISTS
from itembank.design_files.strategy_vocabulary import (
    LENGTH_SETTINGS,
    StrategySetting,
    method_name,
    strategy_settings,
    strategy_summary,
)

Schema = dict[str, Any]
_ONE_YEAR = f"^[{min(YEARS)}-{max(YEARS)}]$"


def design_schema() -> Schema:
    """The schema of a design file."""
    kinds = {kind for table in (*SLOTS.values(), *NESTED_STRATEGIES.values()) for kind in table}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Mesur test design",
        "description": doc.WHOLE,
        **_table({key: _whole(key) for key in KEYS}, ("name", "length", "estimate", "report", "select", "population")),
        "definitions": {
            **{method_name(kind): _settings(kind, named=True) for kind in sorted(kinds)},
            "content": _blueprint(),
            "counted": _count(),
        },
    }


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(design_schema(), indent=2, ensure_ascii=False) + "\n"


def _whole(key: str) -> Schema:
    match key:
        case "name":
            made: Schema = {"type": "string", "minLength": 1}
        case "dependence":
            made = {"type": "number", "minimum": 0}
        case "population":
            made = {"type": "object", "patternProperties": {_ONE_YEAR: _population()}, "additionalProperties": False}
        case "year":
            own = _table({each: _slot(each) for each in YEAR_KEYS}, ())
            made = {"type": "object", "patternProperties": {_ONE_YEAR: own}, "additionalProperties": False}
        case _:
            return _slot(key)
    return made | {"description": doc.KEYS[key]}


def _slot(key: str) -> Schema:
    match key:
        case "length":
            made: Schema = {"type": "integer", "minimum": 1}
        case "max_se":
            made = {"type": "number", "exclusiveMinimum": 0}
        case "stop":
            made = {"type": "array", "items": _strategies(SLOTS["stop"])}
        case "masks":
            made = {"type": "array", "items": _strategies(SLOTS["masks"])}
        case "blueprint":
            made = {"anyOf": [{"enum": [NONE]}, {"$ref": "#/definitions/content"}]}
        case "exposure" | "seeding":
            made = {"anyOf": [{"enum": [NONE]}, _strategies(SLOTS[key])]}
        case _:
            made = _strategies(SLOTS[key])
    return made | {"description": doc.KEYS[key]}


def _population() -> Schema:
    sd = {"type": "number", "exclusiveMinimum": 0, "description": doc.SD}
    return _table({"mean": {"type": "number", "description": doc.MEAN}, "sd": sd}, ("mean", "sd"))


def _strategies(table: StrategyClasses) -> Schema:
    """Schema of a strategy: a name, if it needs no settings, or a table."""
    alone = [method_name(name) for name in table if not _needed(name)]
    named = [{"enum": alone}] if alone else []
    return {"anyOf": [*named, *({"$ref": f"#/definitions/{method_name(name)}"} for name in table)]}


def _settings(name: str, named: bool) -> Schema:
    """Schema of a strategy's table; ``method`` is required unless no other strategy is allowed there."""
    taken = strategy_settings(name).values()
    properties: Schema = (
        {"method": {"enum": [method_name(name)], "description": strategy_summary(name)}} if named else {}
    )
    properties |= {one.name: _setting(one) for one in taken}
    if name in SLOTS["stop"]:
        properties[AT_LEAST] = {"type": "integer", "minimum": 1, "description": doc.AT_LEAST}
    alone = all(len(table) == 1 for table in (*SLOTS.values(), *NESTED_STRATEGIES.values()) if name in table)
    required = ([] if alone or not named else ["method"]) + _needed(name)
    return _table(properties, required) | {"description": strategy_summary(name)}


def _needed(name: str) -> list[str]:
    usual = LENGTH_SETTINGS.get(name)
    return [one.name for one in strategy_settings(name).values() if one.required and one.name != usual]


def _setting(one: StrategySetting) -> Schema:
    told = {"description": one.help} if one.help else {}
    if one.name not in NESTED_STRATEGIES:
        return {**setting_type(one.name, one.annotation).schema, **told}
    nested = _strategies(NESTED_STRATEGIES[one.name])
    if one.name in STRATEGY_LISTS:
        return {"type": "array", "items": nested, **told}
    return ({"anyOf": [{"enum": [POPULATION]}, nested]} if one.name == "prior" else nested) | told


def _blueprint() -> Schema:
    return _table({key: _of_blueprint(key) | {"description": doc.BLUEPRINT[key]} for key in BLUEPRINT_KEYS}, ())


def _of_blueprint(key: str) -> Schema:
    match key:
        case "method":
            return {"enum": list(METHODS)}
        case "count":
            return _or_none({"type": "array", "items": {"$ref": "#/definitions/counted"}})
        case "apart":
            one = _settings("Apart", named=False)
            return _or_none({"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]})
        case "sum" | "most_of_each":
            return _or_none({"type": "array", "items": _settings(REPEATABLE_CONSTRAINTS[key], named=False)})
        case "enemies":
            ids = {"type": "array", "items": {"type": "string"}, "minItems": 2}
            return _or_none({"type": "array", "items": ids})
        case "constraints":
            return _or_none({"type": "array", "items": _strategies(NESTED_STRATEGIES["constraints"])})
        case "relax":
            return _or_none({"type": "array", "items": {"type": "string"}})
    return _or_none(_settings(SINGLE_CONSTRAINTS[key], named=False))


def _or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"enum": [NONE]}]}


def _count() -> Schema:
    scalar = {"type": ["string", "number"]}
    values = {"anyOf": [scalar, {"type": "array", "items": scalar, "minItems": 1}]}
    properties: Schema = {name: values | {"description": doc.ATTRIBUTES[name]} for name in CONSTRAINT_ATTRIBUTES}
    for bound in ("minimum", "maximum"):
        properties[bound] = {"type": "integer", "minimum": 0, "description": doc.BOUNDS[bound]}
    several = [{"required": [name]} for name in CONSTRAINT_ATTRIBUTES]
    return _table(properties, ()) | {"oneOf": several, "anyOf": [{"required": [bound]} for bound in doc.BOUNDS]}


def _table(properties: Schema, required: Iterable[str]) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    needed = list(required)
    return made | ({"required": needed} if needed else {})
