"""How well norms describe the sample that they were fitted to, and whether they may be used."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from scipy.special import ndtri

from engine.numerics.array_types import Bools, Floats, Ints
from reports.norms.learning_time import WEEKS
from reports.norms.model_fit import FittedModel
from reports.norms.norm_sample import NormSample

PERCENTS = (5, 10, 25, 50, 75, 90, 95)
"""The percentiles that are compared with the sample."""

FEWEST_IN_A_YEAR = 100
"""Persons of a year group below which there are no norms for it: a fifth percentile would rest on fewer than five."""

FAMILY_ALPHA = 0.05
"""Chance that sound norms are named as off anywhere among all cells."""

LEAST_SHARE, LEAST_MOMENTS = 0.02, (0.05, 0.05, 0.25, 0.5)
"""What is too little to matter, however sure: of a share, and of mean, SD, skewness and kurtosis of z. At the median,
two in a hundred are less than a point."""


class NormFindingKind(StrEnum):
    """What may be wrong with norms."""

    NOT_CONVERGED = "not converged"
    FEW_PERSONS = "few persons"
    MEDIAN_FALLS = "median falls"
    PERCENTILE_OFF = "percentile off"
    MOMENT_OFF = "moment off"

    @property
    def forbids_use(self) -> bool:
        """Whether norms with it may not be used, rather than be looked at."""
        return self in (NormFindingKind.NOT_CONVERGED, NormFindingKind.FEW_PERSONS, NormFindingKind.MEDIAN_FALLS)


@dataclass(frozen=True, slots=True)
class NormFinding:
    """Something that may be wrong, with the numbers of its sentence."""

    kind: NormFindingKind
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PercentileCheck:
    """A percentile of the norms against a part of the sample.

    Parameters
    ----------
    third : of the school year, 1 to 3
    share : of the persons below the percentile, weighted
    se : its standard error if the norms hold, with schools whose learners are alike
    """

    year: int
    third: int
    percent: int
    persons: int
    share: float
    se: float


@dataclass(frozen=True, slots=True)
class MomentCheck:
    """Mean, SD, skewness and excess kurtosis of z in a year group: 0, 1, 0 and 0 if the norms hold."""

    year: int
    persons: int
    mean: float
    sd: float
    skewness: float
    kurtosis: float

    @property
    def distances(self) -> tuple[float, float, float, float]:
        """How far each is from what holds of a normal distribution."""
        return abs(self.mean), abs(self.sd - 1), abs(self.skewness), abs(self.kurtosis)


@dataclass(frozen=True, slots=True)
class NormChecks:
    """All checks of norms."""

    percentiles: tuple[PercentileCheck, ...]
    moments: tuple[MomentCheck, ...]
    findings: tuple[NormFinding, ...]

    @property
    def usable(self) -> bool:
        """Whether nothing forbids their use."""
        return not any(each.kind.forbids_use for each in self.findings)


def check_norms(fitted: FittedModel, sample: NormSample) -> NormChecks:
    """Compare norms with their sample, and look for what forbids their use."""
    model = fitted.model
    z = model.distribution(sample.level, sample.relative_age).standardised(sample.theta)
    percentiles, moments = tuple(_percentiles(z, sample)), tuple(_moments(z, sample))
    findings = [] if fitted.converged else [NormFinding(NormFindingKind.NOT_CONVERGED)]
    findings += _few(sample)
    findings += _falling(fitted, sample)
    findings += _percentile_findings(percentiles)
    findings += _moment_findings(moments)
    return NormChecks(percentiles, moments, tuple(findings))


def _few(sample: NormSample) -> Iterator[NormFinding]:
    # a year group without anybody lies within the norms too, if others are on both sides of it
    for year in range(int(sample.year.min()), int(sample.year.max()) + 1):
        persons = int((sample.year == year).sum())
        if persons < FEWEST_IN_A_YEAR:
            facts = {"year": year, "persons": persons, "least": FEWEST_IN_A_YEAR}
            yield NormFinding(NormFindingKind.FEW_PERSONS, facts)


def _falling(fitted: FittedModel, sample: NormSample) -> Iterator[NormFinding]:
    """The first learning time from which the median score falls."""
    level = np.linspace(sample.level.min(), sample.level.max(), 200)
    there = fitted.model.distribution(level, np.zeros_like(level))
    median = there.quantile(np.zeros_like(level))
    falls = np.flatnonzero(np.diff(median) < 0)
    if falls.size:
        yield NormFinding(NormFindingKind.MEDIAN_FALLS, {"level": float(level[falls[0]])})


def _percentiles(z: Floats, sample: NormSample) -> Iterator[PercentileCheck]:
    third = np.minimum(sample.weeks // (WEEKS / 3), 2).astype(int) + 1
    for year in np.unique(sample.year).tolist():
        for part in (1, 2, 3):
            here = (sample.year == year) & (third == part)
            if here.any():
                for percent in PERCENTS:
                    below = z < ndtri(percent / 100)
                    share, se = _share(below[here], percent / 100, sample.weight[here], sample.school[here])
                    yield PercentileCheck(year, part, percent, int(here.sum()), share, se)


def _share(below: Bools, expected: float, weight: Floats, school: Ints) -> tuple[float, float]:
    off = weight * (below - expected)
    alone = np.sqrt(expected * (1 - expected) * (weight**2).sum())
    together = np.bincount(school[school >= 0], off[school >= 0]) if (school >= 0).any() else np.zeros(1)
    # where schools are few or of one learner each, what independent learners would show is the least
    return float(below @ weight / weight.sum()), float(max(alone, np.linalg.norm(together)) / weight.sum())


def _moments(z: Floats, sample: NormSample) -> Iterator[MomentCheck]:
    for year in np.unique(sample.year).tolist():
        here = sample.year == year
        weight = sample.weight[here] / sample.weight[here].sum()
        mean = float(weight @ z[here])
        off = z[here] - mean
        sd = float(np.sqrt(weight @ off**2))
        skewness, kurtosis = (float(weight @ off**power) / sd**power for power in (3, 4))
        yield MomentCheck(year, int(here.sum()), mean, sd, skewness, kurtosis - 3)


def _percentile_findings(checks: tuple[PercentileCheck, ...]) -> Iterator[NormFinding]:
    critical = ndtri(1 - FAMILY_ALPHA / (2 * max(len(checks), 1)))
    for each in checks:
        off = abs(each.share - each.percent / 100)
        if off > LEAST_SHARE and off > critical * each.se:
            facts = {"year": each.year, "third": each.third, "percent": each.percent, "share": 100 * each.share}
            yield NormFinding(NormFindingKind.PERCENTILE_OFF, facts)


def _moment_findings(checks: tuple[MomentCheck, ...]) -> Iterator[NormFinding]:
    critical = ndtri(1 - FAMILY_ALPHA / (8 * max(len(checks), 1)))
    for each in checks:
        errors = np.sqrt(np.array([1.0, 0.5, 6.0, 24.0]) / each.persons)
        if (np.array(each.distances) > np.maximum(critical * errors, LEAST_MOMENTS)).any():
            facts = {"mean": each.mean, "sd": each.sd, "skewness": each.skewness, "kurtosis": each.kurtosis}
            yield NormFinding(NormFindingKind.MOMENT_OFF, {"year": each.year} | facts)
