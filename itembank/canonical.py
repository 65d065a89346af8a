"""Canonical JSON: one value has one spelling, so that its SHA-256 can be its name."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from types import MappingProxyType

_LEFT_OUT = "left out at its default"
LEFT_OUT: Mapping[str, bool] = MappingProxyType({_LEFT_OUT: True})
"""Metadata of a field that is left out of the JSON while it holds its default, as one that came later must be: what
was written before has the same spelling, and the same name, as ever."""


def plain(value: object) -> object:
    """The JSON-able form of frozen values: a dataclass becomes an object, with its ``type`` where it has one.

    A field that is None is left out, and one marked `LEFT_OUT` that holds its default.
    """
    if is_dataclass(value):
        tag = {"type": value.type} if hasattr(value, "type") else {}
        held = ((field, getattr(value, field.name)) for field in fields(value))
        return tag | {field.name: plain(each) for field, each in held if each is not None and not _left(field, each)}
    if isinstance(value, tuple):
        return [plain(element) for element in value]
    return value


def _left(field: Field[object], value: object) -> bool:
    return _LEFT_OUT in field.metadata and value == field.default


def canonical_json(value: object) -> bytes:
    """Keys sorted, no spaces, UTF-8, numbers as Python's shortest round-trip form; NaN and infinities are refused."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def sha256(data: bytes) -> str:
    """Hex digest, 64 characters."""
    return hashlib.sha256(data).hexdigest()
