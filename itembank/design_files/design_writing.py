"""A test design written as readable TOML; the inverse of `design_reading`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from itembank.design.adaptive_test_design import TestDesign
from itembank.design_files.design_to_toml_tables import design_tables

SCHEMA = "#:schema ./design.schema.json"
"""Comment that points editors to the schema, which `mesur design schema` prints, beside the file."""
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def write_design(design: TestDesign) -> str:
    """The text of a file from which `read_design` reads the same design."""
    return "\n".join((SCHEMA, "", *_lines(design_tables(design)))) + "\n"


def _lines(whole: Mapping[str, Any]) -> Iterator[str]:
    for key, value in whole.items():
        if key not in ("population", "blueprint", "year"):
            yield from _pair(key, value)
    yield from ("", "[population]")
    for year, population in whole["population"].items():
        yield from _pair(year, population)
    if "blueprint" in whole:
        yield from _table("blueprint", whole["blueprint"])
    for year, own in whole.get("year", {}).items():
        yield from _table(f"year.{year}", {key: value for key, value in own.items() if not _has_lines(key, value)})
        if _has_lines("blueprint", own.get("blueprint")):
            yield from _table(f"year.{year}.blueprint", own["blueprint"])


def _has_lines(key: str, value: object) -> bool:
    return key == "blueprint" and isinstance(value, dict)


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"[{name}]")
    for key, value in table.items():
        yield from _pair(key, value)


def _pair(key: str, value: object) -> Iterator[str]:
    """A key and its value; a list of tables or lists has a line for each."""
    if isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        yield f"{_key(key)} = ["
        yield from (f"    {_value(each)}," for each in value)
        yield "]"
    else:
        yield f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _text(key)


def _value(value: object) -> str:
    match value:
        case str():
            return _text(value)
        case dict():
            inside = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list():
            return f"[{', '.join(map(_value, value))}]"
    return f"{value!r}"


def _text(text: str) -> str:
    """A TOML string: JSON's escapes, and U+007F, which JSON does not escape and TOML must."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
