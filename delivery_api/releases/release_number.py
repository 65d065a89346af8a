"""Which release of Mesur this is, and how releases are told apart."""

from __future__ import annotations

import re
from importlib.metadata import version

RELEASE = version("mesur")
"""This release, as `pyproject.toml` numbers it."""


def sort_key(release: str) -> tuple[int, ...]:
    """What a release is sorted by: its numbers; 0.10.0 comes after 0.9.1."""
    return tuple(int(number) for number in re.findall(r"\d+", release))


def is_older(release: str, other: str) -> bool:
    """Whether a release is older than another."""
    return sort_key(release) < sort_key(other)
