"""The reference sample that norms are fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.numerics.array_types import Bools, Floats, Ints
from reports.norms.learning_time import WEEKS, relative_age

MOST_MONTHS = 18.0
"""Farthest that a learner may be from the middle of their year group, in months; a year and a half is a year out."""


class InvalidSample(ValueError):
    """A value or a column of the reference sample cannot be used."""

    def __init__(self, what: str, expected: str, got: object) -> None:
        self.what, self.expected, self.got = what, expected, got
        super().__init__(f"{what}: expected {expected}, got {got}")


@dataclass(frozen=True, slots=True, eq=False)
class NormSample:
    """Reported scores of a reference sample, with no name and no id.

    Parameters
    ----------
    theta : (n,) reported abilities, logits
    year : (n,) year groups, 2 to 9
    weeks : (n,) teaching weeks of the school year at the sitting, 0 to 39
    age_months : (n,) ages in completed months
    weight : (n,) sampling weights, above 0
    school : (n,) numbers of schools, whose learners are alike; −1 for a learner sampled alone

    Raises
    ------
    InvalidSample
    """

    theta: Floats
    year: Ints
    weeks: Floats
    age_months: Floats
    weight: Floats
    school: Ints

    def __post_init__(self) -> None:
        _require(len(self) > 0, "persons", "at least one", 0)
        _check("theta", self.theta, np.isfinite(self.theta), "finite numbers")
        _check("year", self.year, (self.year >= 2) & (self.year <= 9), "2 to 9")
        _check("weeks", self.weeks, (self.weeks >= 0) & (self.weeks <= WEEKS), f"0 to {WEEKS:g}")
        _check("weight", self.weight, (self.weight > 0) & np.isfinite(self.weight), "above 0")
        near = np.abs(self.relative_age) <= MOST_MONTHS
        _check("age_months", self.age_months, near, f"within {MOST_MONTHS:g} months of the year group's middle")

    def __len__(self) -> int:
        return len(self.theta)

    @property
    def level(self) -> Floats:
        """(n,) year group and share of it taught."""
        return np.asarray(self.year + self.weeks / WEEKS, dtype=float)

    @property
    def relative_age(self) -> Floats:
        """(n,) months older than the middle of the year group."""
        return relative_age(self.year, self.weeks, self.age_months)


def norm_sample(
    theta: Sequence[float] | Floats,
    year: Sequence[int] | Ints,
    weeks: Sequence[float] | Floats,
    age_months: Sequence[float] | Floats,
    weight: Sequence[float] | Floats | None = None,
    school: Sequence[int] | Ints | None = None,
) -> NormSample:
    """Return a sample of columns of one length; equal weights and learners sampled alone unless given.

    Raises
    ------
    InvalidSample
    """
    there = {"theta": theta, "year": year, "weeks": weeks, "age_months": age_months}
    n = len(theta)
    given = there | {"weight": np.ones(n) if weight is None else weight}
    given["school"] = np.full(n, -1) if school is None else school
    for name, column in given.items():
        _require(len(column) == n, f"length of {name}", str(n), len(column))
    floats = {name: np.asarray(column, dtype=float) for name, column in given.items()}
    years, schools = (floats[name].astype(np.intp) for name in ("year", "school"))
    return NormSample(floats["theta"], years, floats["weeks"], floats["age_months"], floats["weight"], schools)


def _check(name: str, values: Floats | Ints, holds: Bools, expected: str) -> None:
    if not holds.all():
        row = int(np.argmin(holds))
        place = f"person {row + 1}, {name}"
        raise InvalidSample(place, expected, values[row])


def _require(holds: bool, what: str, expected: str, got: object) -> None:
    if not holds:
        raise InvalidSample(what, expected, got)
