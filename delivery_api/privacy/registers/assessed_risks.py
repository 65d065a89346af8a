"""The risks and standards that people judged, read from a file in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ASSESSMENT = Path(__file__).parent / "assessment.toml"


@dataclass(frozen=True)
class Risk:
    """A risk to learners, what it would do to them, and what is done about it.

    Parameters
    ----------
    tests : names of the tests that hold the measure
    """

    risk: Mapping[str, str]
    harm: Mapping[str, str]
    measure: Mapping[str, str]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    """One of the fifteen standards of the Children's code (ICO, 2020), and how the service meets it.

    Parameters
    ----------
    tests : names of the tests that hold it; empty where `reason` says why there is none
    """

    number: int
    standard: Mapping[str, str]
    how: Mapping[str, str]
    tests: tuple[str, ...]
    reason: Mapping[str, str] | None


@cache
def assessed_risks() -> tuple[Risk, ...]:
    """Return the risks."""
    return tuple(Risk(each["risk"], each["harm"], each["measure"], tuple(each["tests"])) for each in _read()["risks"])


@cache
def childrens_code() -> tuple[Standard, ...]:
    """Return the fifteen standards."""
    return tuple(
        Standard(each["number"], each["standard"], each["how"], tuple(each.get("tests", ())), each.get("reason"))
        for each in _read()["standards"]
    )


def _read() -> dict[str, Any]:
    return tomllib.loads(ASSESSMENT.read_text("utf-8"))
