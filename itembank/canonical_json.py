"""Canonical JSON: one value has one spelling, so that its SHA-256 can be its name."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any

_LEFT_OUT = "left out at its default"
_WRITTEN = object()  # no field equals it
OMIT_DEFAULT: Mapping[str, bool] = MappingProxyType({_LEFT_OUT: True})
"""Metadata of a field that is left out of the JSON while it holds its default, as one that came later must be: what
was written before has the same spelling, and the same name, as ever."""


def to_jsonable(value: object) -> object:
    """The JSON-able form of frozen values: a dataclass becomes an object, with its ``type`` where it has one.

    A field that is None is left out, and one marked `OMIT_DEFAULT` that holds its default.
    """
    if isinstance(value, str | float | int) or value is None:
        return value
    if isinstance(value, tuple):
        return [to_jsonable(element) for element in value]
    tag, spelled = _spelling(type(value))  # type: ignore[arg-type]  # asks for a hash of instances
    held = ((name, getattr(value, name), default) for name, default in spelled)
    return tag | {name: to_jsonable(each) for name, each, default in held if each is not None and each != default}


@cache
def _spelling(kind: type[Any]) -> tuple[dict[str, str], tuple[tuple[str, object], ...]]:
    """The type tag of a dataclass, and its fields, each with the default that it is left out at, if there is one."""
    tag = {"type": kind.type} if hasattr(kind, "type") else {}
    return tag, tuple((each.name, each.default if _LEFT_OUT in each.metadata else _WRITTEN) for each in fields(kind))


def canonical_json(value: object) -> bytes:
    """Keys sorted, no spaces, UTF-8, numbers as Python's shortest round-trip form; NaN and infinities are refused."""
    text = json.dumps(to_jsonable(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def sha256(data: bytes) -> str:
    """Hex digest, 64 characters."""
    return hashlib.sha256(data).hexdigest()
