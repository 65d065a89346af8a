"""The number of this release of Mesur, and the order of releases."""

from __future__ import annotations

import re
from importlib.metadata import version

RELEASE = version("mesur")
"""This release, as `pyproject.toml` numbers it."""


def sort_key(release: str) -> tuple[int, ...]:
    """Return the numbers of a release, for sorting: 0.10.0 comes after 0.9.1."""
    return tuple(int(number) for number in re.findall(r"\d+", release))


def is_older(release: str, other: str) -> bool:
    """Return whether a release is older than another."""
    return sort_key(release) < sort_key(other)
