"""Canonical JSON: one value has one spelling, so that its SHA-256 can be its name."""

import hashlib
import json
from dataclasses import fields, is_dataclass


def plain(value: object) -> object:
    """The JSON-able form of frozen values: a dataclass becomes an object, with its ``type`` where it has one.

    A field that is None is left out.
    """
    if is_dataclass(value):
        tag = {"type": value.type} if hasattr(value, "type") else {}
        held = ((field.name, getattr(value, field.name)) for field in fields(value))
        return tag | {name: plain(each) for name, each in held if each is not None}
    if isinstance(value, tuple):
        return [plain(element) for element in value]
    return value


def canonical_json(value: object) -> bytes:
    """Keys sorted, no spaces, UTF-8, numbers as Python's shortest round-trip form; NaN and infinities are refused."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def sha256(data: bytes) -> str:
    """Hex digest, 64 characters."""
    return hashlib.sha256(data).hexdigest()
