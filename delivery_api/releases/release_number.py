"""The number of this release of Mesur, and the order of releases."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

RELEASE = version("mesur")
"""This release, as `pyproject.toml` numbers it."""


def build_number() -> str:
    """Return what a worker of this build is known by: its release, then the number of its newest migration.

    Builds of one release that know different schemas are told apart by it, and the later one sorts behind the other.
    """
    return f"{RELEASE}+{_newest_migration()}"


@cache
def _newest_migration() -> str:
    folder = Path(__file__).parent.parent / "migrations" / "versions"
    return max(each.name for each in folder.glob("[0-9]*_*.py")).partition("_")[0]


def sort_key(release: str) -> tuple[int, ...]:
    """Return the numbers of a release or build, for sorting: 0.10.0 comes after 0.9.1, 0.9.1+0010 after 0.9.1."""
    return tuple(int(number) for number in re.findall(r"\d+", release))


def is_older(release: str, other: str) -> bool:
    """Return whether a release is older than another."""
    return sort_key(release) < sort_key(other)
