"""The values of a national release."""

from dataclasses import dataclass
from datetime import date

FIGURES_OF_YEARS = ("year",)
BY_LANGUAGE = ("year", "language")
BY_MEDIUM = ("year", "medium")
FAMILY = (FIGURES_OF_YEARS, BY_LANGUAGE, BY_MEDIUM)
"""The tables of a release, by their dimensions. None is over year groups: on a scale that grows a mean says nothing."""

DIMENSIONS = ("year", "language", "medium")


@dataclass(frozen=True, slots=True)
class CountedLearner:
    """A learner's first result of the school year.

    Parameters
    ----------
    year : year group
    language : of the sitting, ``cy`` or ``en``
    medium : language medium of the school; ``unknown`` where the school has none
    theta, se : reported ability and its standard error, logits
    releases : the earlier releases that count the learner with the same year group, language and medium
    """

    year: int
    language: str
    medium: str
    theta: float
    se: float
    releases: frozenset[str] = frozenset()

    @property
    def values(self) -> tuple[str, str, str]:
        """The learner's values of the dimensions."""
        return str(self.year), self.language, self.medium


@dataclass(frozen=True, slots=True)
class ReleaseName:
    """Which release it is.

    Parameters
    ----------
    year : school year, as "2026-27"
    number : 1 for the first of a subject and school year
    """

    year: str
    subject: str
    number: int

    def __str__(self) -> str:
        return f"{self.year}/{self.subject}/{self.number}"


@dataclass(frozen=True, slots=True)
class Months:
    """How far a group lies above an earlier one.

    Parameters
    ----------
    baseline : the school year of the earlier release
    months : in months of learning, below 0 where it lies lower
    low, high : ends of the 90 % interval
    """

    baseline: str
    months: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """What is told of a group.

    Parameters
    ----------
    cell : its dimensions with their values
    learners : exact number; None where the group is suppressed. It is frozen, and given rounded
    mean : of the scale scores; None where nobody or too few are in the group
    mean_se : its standard error, scale points
    sd : of the abilities behind the scores, scale points, without the error of measurement
    error : root mean square of the standard errors of measurement, scale points
    months : against the baseline; None where there is none or the growth between year groups is not known well enough
    """

    cell: tuple[tuple[str, str], ...]
    learners: int | None
    mean: float | None = None
    mean_se: float | None = None
    sd: float | None = None
    error: float | None = None
    months: Months | None = None

    @property
    def reliability(self) -> float | None:
        """Share of the variance of reported scores that is not error of measurement."""
        if self.sd is None or self.error is None:
            return None
        return self.sd**2 / (self.sd**2 + self.error**2)


@dataclass(frozen=True, slots=True)
class NationalRelease:
    """A release as it is frozen.

    Parameters
    ----------
    scale : version of the reporting scale
    bank_versions : SHA-256 of each that a result rests on, sorted
    """

    name: ReleaseName
    made_on: date
    scale: str
    bank_versions: tuple[str, ...]
    rows: tuple[ReleaseRow, ...]

    def row(self, cell: tuple[tuple[str, str], ...]) -> ReleaseRow | None:
        """The row of a cell; None if the release has none."""
        return next((each for each in self.rows if each.cell == cell), None)
