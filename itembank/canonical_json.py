"""Canonical JSON: each value has one spelling, so that its SHA-256 can serve as its name."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any

_OMIT_DEFAULT = "omit at default"
_NO_DEFAULT = object()  # equals no field value
OMIT_DEFAULT: Mapping[str, bool] = MappingProxyType({_OMIT_DEFAULT: True})
"""Metadata of a dataclass field that the JSON omits while it has its default.

A field that is added to a class later must have it, so that values without the field keep their spelling and hash.
"""


def to_jsonable(value: object) -> object:
    """Convert frozen values to what `json` can write; a dataclass becomes an object with its ``type``, if any.

    Fields that are None are omitted, and so are fields marked `OMIT_DEFAULT` that have their default.
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
    """The type tag of a dataclass, and the name of each field with the default at which it is omitted."""
    tag = {"type": kind.type} if hasattr(kind, "type") else {}
    return tag, tuple(
        (each.name, each.default if _OMIT_DEFAULT in each.metadata else _NO_DEFAULT) for each in fields(kind)
    )


def canonical_json(value: object) -> bytes:
    """Write a value as canonical JSON.

    Keys are sorted; there are no spaces; the encoding is UTF-8; numbers have Python's shortest round-trip form.

    Raises
    ------
    ValueError : the value contains NaN or an infinity
    """
    text = json.dumps(to_jsonable(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def sha256(data: bytes) -> str:
    """SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
