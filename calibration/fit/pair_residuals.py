"""Local dependence of pairs of items: Q3 with simulated critical values, and LD X² with a signed effect size."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, gumbel_r, ncx2, norm

from calibration.array_types import Bools, Floats, Ints
from calibration.fit.predictive_fit import routed_by_answers
from calibration.fit.residual_eigenvalues import ResidualUnit, mean_of_known, simulated_eigenvalues, simulated_unit
from calibration.persons.posterior_abilities import TabulatedFit, posterior_moments
from calibration.responses.response_matrix import ResponseMatrix

LD_SIMULATIONS = 10
"""Simulated data sets in which LD X² is computed."""
OVERLAPS = 10
"""Steps in the share of common persons among those who met either item, over which the ratio of LD X² is smoothed."""
FALSE_ALARMS = 0.05
"""Chance that any pair of a test without dependence is pointed at."""
GUMBEL = float(-(np.log(-np.log(1 - FALSE_ALARMS)) + np.euler_gamma) * np.sqrt(6) / np.pi)
"""Standard deviations above its mean at which that chance is left to a Gumbel distribution."""
EFFECT, LD_EFFECT = 0.2, 0.1
"""Adjusted Q3, and Cramér's V, for which power is told: from .2 dependence is of practical matter (Christensen,
Makransky & Horton, 2017)."""
FEWEST_PERSONS = 50
"""Persons who met both items below whom nothing is said of a pair."""


@dataclass(frozen=True, slots=True, eq=False)
class PairResiduals:
    """Statistics of pairs of n items; NaN on the diagonal and where too few persons met both.

    Parameters
    ----------
    items : the item ids
    persons : (n, n) who met both
    q3 : (n, n) correlation of residuals at EAP estimates (Yen, 1984), −1 to 1
    mean_q3 : over pairs; below 0 for short tests, since an estimate is drawn towards each answer it rests on
    critical : (n, n) adjusted Q3 above which a pair is pointed at, by simulation; None where none was asked for
    largest_p : chance of as large an adjusted Q3 in any pair of a test without dependence, by simulation; NaN without
    unit : what Q3 is measured by before eigenvalues are taken
    simulated_eigenvalues : (S, n) of each simulated data set, largest first; None where none was asked for
    ld_x2 : (n, n) Pearson X² of the two-way table (Chen & Thissen, 1997); NaN in adaptive data, where answers decided
        who met both
    ld_df, ld_p : (n, n) its degrees of freedom, and its upper tail divided by its mean ratio to them in simulated data
        (since parameters are estimated it is smaller than chi-squared)
    cramers_v : (n, n) √(X²/(N·(K − 1))), with the sign of the observed less the expected association
    """

    items: tuple[str, ...]
    persons: Ints
    q3: Floats
    mean_q3: float
    critical: Floats | None
    largest_p: float
    unit: ResidualUnit
    simulated_eigenvalues: Floats | None
    ld_x2: Floats
    ld_df: Ints
    ld_p: Floats
    cramers_v: Floats

    @property
    def adjusted_q3(self) -> Floats:
        """(n, n) Q3 less its mean (Christensen, Makransky & Horton, 2017)."""
        return self.q3 - self.mean_q3

    @property
    def power(self) -> Floats:
        """(n, n) chance that a pair whose adjusted Q3 is ``EFFECT`` in truth exceeds its critical value."""
        if self.critical is None:
            return np.full(self.q3.shape, np.nan)
        return np.asarray(norm.sf((self.critical - EFFECT) * np.sqrt(np.maximum(self.persons, 1)) / (1 - EFFECT**2)))

    @property
    def ld_power(self) -> Floats:
        """(n, n) chance that a pair whose Cramér's V is ``LD_EFFECT`` in truth is found by LD X² at the 5 % level."""
        with np.errstate(invalid="ignore"):
            return np.asarray(ncx2.sf(chi2.isf(0.05, self.ld_df), self.ld_df, self.persons * LD_EFFECT**2))

    @property
    def dependent(self) -> Bools:
        """(n, n) pairs whose adjusted Q3 exceeds its critical value, above the diagonal."""
        if self.critical is None:
            return np.zeros(self.q3.shape, dtype=bool)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.triu(self.adjusted_q3 > self.critical, 1))


def pair_residuals(
    data: ResponseMatrix,
    on: TabulatedFit,
    simulated: Iterable[tuple[ResponseMatrix, TabulatedFit]] | None = None,
    *,
    routed: bool | None = None,
) -> PairResiduals:
    """Q3 and LD X² of every pair.

    Parameters
    ----------
    data : responses to the items of the fit
    on : the fit on a grid
    simulated : data sets without dependence, each with its fit, that critical values are taken from; None for no
        critical values, and LD X² as chi-squared
    routed : whether answers decided which items came (`routed_by_answers`), where that is known already

    References
    ----------
    Yen (1984), *Applied Psychological Measurement* 8, 125–145: Q3.
    Christensen, Makransky & Horton (2017), *Applied Psychological Measurement* 41, 178–194: its critical values.
    Chen & Thissen (1997), *Journal of Educational and Behavioral Statistics* 22, 265–289: LD X².
    """
    q3, persons = residual_correlations(data, on)
    mean = mean_of_known(q3[np.triu_indices(len(q3), 1)])
    x2, df, sign = _two_way_tables(data, on, persons)
    routed = routed_by_answers(data, on) if routed is None else routed
    if routed:
        x2 = np.full_like(x2, np.nan)
    null = None if simulated is None else _simulated(data, persons, simulated, routed=routed)
    scale = np.ones(q3.shape) if null is None else null.ld_scale
    least = np.minimum.outer(_categories(on), _categories(on)) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        return PairResiduals(
            data.items,
            persons,
            q3,
            mean,
            None if null is None else null.critical,
            float("nan") if null is None else null.largest_p(q3 - mean),
            ResidualUnit(persons) if null is None else null.unit,
            None if null is None else null.eigenvalues,
            x2,
            df,
            np.where(np.isnan(x2), np.nan, chi2.sf(x2 / scale, df)),
            sign * np.sqrt(x2 / (persons * least)),
        )


def residual_correlations(data: ResponseMatrix, on: TabulatedFit) -> tuple[Floats, Ints]:
    """(n, n) correlation of residuals at EAP estimates, over persons who met both items, and their number."""
    theta = posterior_moments(data, on).theta
    residual = data.score - _expected_scores(on, data.item.astype(np.int64), theta[data.person])
    sums = [np.zeros((len(data.items),) * 2) for _ in range(6)]
    for present, values in _dense_chunks(data, residual):
        squares = values**2
        for total, left, right in (
            (sums[0], present, present),
            (sums[1], values, present),
            (sums[2], present, values),
            (sums[3], squares, present),
            (sums[4], present, squares),
            (sums[5], values, values),
        ):
            total += left.T @ right
    count, x, y, xx, yy, xy = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = xy / count - x * y / count**2
        spread = np.sqrt((xx / count - (x / count) ** 2) * (yy / count - (y / count) ** 2))
        found = covariance / spread
    found[(count < FEWEST_PERSONS) | np.eye(len(found), dtype=bool)] = np.nan
    return found, np.rint(count).astype(np.int64)


def _dense_chunks(data: ResponseMatrix, values: Floats, persons: int = 4096) -> Iterator[tuple[Floats, Floats]]:
    """Who met what, and the values, (persons, n) for some persons at a time."""
    starts = np.concatenate(([0], np.cumsum(data.responses_per_person())))
    for first in range(0, data.persons, persons):
        last = min(first + persons, data.persons)
        rows = slice(starts[first], starts[last])
        present = np.zeros((last - first, len(data.items)))
        table = np.zeros_like(present)
        place = data.person[rows] - first, data.item[rows]
        present[place], table[place] = 1.0, values[rows]
        yield present, table


def _expected_scores(on: TabulatedFit, item: Ints, theta: Floats) -> Floats:
    """(R,) expected score of each response, between the nodes by cubic interpolation (error below 1e−5)."""
    prob = np.exp(on.log_prob)
    mean = (prob * np.arange(prob.shape[1])[:, None]).sum(axis=1)
    step = on.nodes[1] - on.nodes[0]
    place = np.clip((theta - on.nodes[0]) / step, 0, on.nodes.size - 1)
    first = np.clip(place.astype(np.int64) - 1, 0, on.nodes.size - 4)
    at = place - first
    weights = (
        -(at - 1) * (at - 2) * (at - 3) / 6,
        at * (at - 2) * (at - 3) / 2,
        -at * (at - 1) * (at - 3) / 2,
        at * (at - 1) * (at - 2) / 6,
    )
    return np.asarray(sum(weight * mean[item, first + shift] for shift, weight in enumerate(weights)))


def _categories(on: TabulatedFit) -> Ints:
    return np.asarray(np.isfinite(on.log_prob).any(axis=2).sum(axis=1), dtype=np.int64)


def _two_way_tables(data: ResponseMatrix, on: TabulatedFit, persons: Ints) -> tuple[Floats, Ints, Floats]:
    """X², degrees of freedom and sign of the association's excess, of each pair's two-way table."""
    items, width, _ = on.log_prob.shape
    cell = data.item.astype(np.int64) * width + data.score
    prob = np.exp(on.log_prob).reshape(items * width, -1)
    observed = np.zeros((items * width,) * 2)
    expected = np.zeros_like(observed)
    for group in range(len(on.log_prior)):
        mine = on.group[data.person] == group
        counts = np.zeros((items, items))
        starts = np.flatnonzero(np.diff(data.person[mine], prepend=-1))
        for answered, met in _indicator_chunks(cell[mine], data.item[mine], starts, items, width):
            observed += answered.T @ answered
            counts += met.T @ met
        joint = (prob * np.exp(on.log_prior[group])) @ prob.T
        expected += joint * np.repeat(np.repeat(counts, width, axis=0), width, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        terms = np.where(expected > 0, (observed - expected) ** 2 / expected, 0.0)
    shape = (items, width, items, width)
    x2 = terms.reshape(shape).sum(axis=(1, 3))
    gamma = [_gamma(each.reshape(shape).transpose(0, 2, 1, 3)) for each in (observed, expected)]
    steps = _categories(on) - 1
    x2[(persons < FEWEST_PERSONS) | np.eye(items, dtype=bool)] = np.nan
    return x2, np.multiply.outer(steps, steps), np.where(gamma[0] < gamma[1], -1.0, 1.0)


def _gamma(table: Floats) -> Floats:
    """Goodman and Kruskal's gamma of (…, K, K) two-way tables, 0 where it is not defined."""
    beyond = np.zeros_like(table)
    beyond[..., :-1, :-1] = table[..., ::-1, ::-1].cumsum(axis=-1).cumsum(axis=-2)[..., ::-1, ::-1][..., 1:, 1:]
    beside = np.zeros_like(table)
    beside[..., :-1, 1:] = table[..., ::-1, :].cumsum(axis=-1).cumsum(axis=-2)[..., ::-1, :][..., 1:, :-1]
    concordant, discordant = (table * beyond).sum(axis=(-1, -2)), (table * beside).sum(axis=(-1, -2))
    total = concordant + discordant
    return np.asarray(np.where(total > 0, (concordant - discordant) / np.maximum(total, 1e-300), 0.0))


def _indicator_chunks(
    cell: Ints, item: Ints, starts: Ints, items: int, width: int, persons: int = 2048
) -> Iterator[tuple[Floats, Floats]]:
    """(persons, n·K) who answered in which cell, and (persons, n) who met what, some persons at a time."""
    ends = np.append(starts, cell.size)
    for first in range(0, starts.size, persons):
        last = min(first + persons, starts.size)
        rows = slice(ends[first], ends[last])
        person = np.repeat(np.arange(last - first), np.diff(ends[first : last + 1]))
        answered, met = np.zeros((last - first, items * width)), np.zeros((last - first, items))
        answered[person, cell[rows]] = 1.0
        met[person, item[rows]] = 1.0
        yield answered, met


@dataclass(frozen=True, slots=True, eq=False)
class _Null:
    """Of data sets without dependence.

    Parameters
    ----------
    centre, spread : mean and (n, n) standard deviations of adjusted Q3, NaN where it is not known
    largest : mean and standard deviation of the largest standardised one of a data set
    unit, eigenvalues : what Q3 is measured by, and (S, n) eigenvalues
    ld_scale : (n, n) mean ratio of LD X² to its degrees of freedom
    """

    centre: float
    spread: Floats
    largest: tuple[float, float]
    unit: ResidualUnit
    eigenvalues: Floats
    ld_scale: Floats

    @property
    def critical(self) -> Floats:
        """(n, n) adjusted Q3 that the largest of a test's pairs exceeds with a chance of ``FALSE_ALARMS``."""
        mean, sd = self.largest
        return np.asarray(self.centre + (mean + GUMBEL * sd) * self.spread)

    def largest_p(self, adjusted: Floats) -> float:
        """Chance of a largest value like that of the adjusted Q3 (n, n), by a Gumbel distribution."""
        z = (adjusted - self.centre) / self.spread
        if not np.isfinite(z).any():
            return float("nan")
        beta = self.largest[1] * np.sqrt(6) / np.pi
        return float(gumbel_r.sf(np.nanmax(z), self.largest[0] - np.euler_gamma * beta, beta))


def _simulated(
    data: ResponseMatrix, persons: Ints, drawn: Iterable[tuple[ResponseMatrix, TabulatedFit]], *, routed: bool
) -> _Null:
    above = np.triu_indices(len(data.items), 1)
    q3s, ratios = [], []
    for number, (answers, fitted) in enumerate(drawn):
        q3 = residual_correlations(answers, fitted)[0]
        # pairs that are not known in the data, though simulated adaptive sittings have them
        q3[persons < FEWEST_PERSONS] = np.nan
        q3s.append(q3[above])
        if number < LD_SIMULATIONS:
            x2, df, _ = _two_way_tables(answers, fitted, persons)
            ratios.append(x2 / np.maximum(df, 1))
    scale = _smoothed(np.mean(ratios, axis=0), persons, data.responses_per_item())
    table = np.array(q3s)
    adjusted = table - np.array([[mean_of_known(each)] for each in table])
    unit = simulated_unit(table, persons) if routed else ResidualUnit(persons)
    eigenvalues = simulated_eigenvalues(table, persons, routed=routed)
    return _Null(*_distribution(adjusted, persons), unit, eigenvalues, scale)


def _smoothed(ratio: Floats, persons: Ints, answered: Ints) -> Floats:
    """The ratios (n, n) averaged over pairs whose share of common persons is alike, 1 where none is known."""
    overlap = persons / np.sqrt(np.maximum(np.outer(answered, answered), 1))
    cell = np.rint(overlap * OVERLAPS).astype(np.int64)
    known = np.isfinite(ratio)
    size = int(cell.max()) + 1
    total, count = (np.bincount(cell[known], each, size) for each in (ratio[known], None))
    means = np.divide(total, count, out=np.ones(size), where=count > 0)
    return np.where(known, means[cell], 1.0)


def _distribution(table: Floats, persons: Ints) -> tuple[float, Floats, tuple[float, float]]:
    """Centre and spread of adjusted Q3, and mean and standard deviation of the largest standardised one.

    Pairs that fewer persons met scatter more: each pair's spread is the common one, by the root of its persons.

    Parameters
    ----------
    table : (S, pairs) adjusted Q3 of simulated data sets
    persons : (n, n) who met both items
    """
    above = np.triu_indices(len(persons), 1)
    scale = np.sqrt(np.maximum(persons[above], 1))
    known = np.isfinite(table).all(axis=0)
    found = np.full(persons.shape, np.nan)
    if not known.any():
        return float("nan"), found, (float("nan"), float("nan"))
    table, scale = table[:, known], scale[known]
    spread, centre = table.std() * scale.mean() / scale, float(table.mean())
    largest = ((table - centre) / spread).max(axis=1)
    found[above[0][known], above[1][known]] = spread
    found.T[above] = found[above]
    # the mean is an estimate too
    return centre, found, (float(largest.mean()), float(largest.std(ddof=1) * np.sqrt(1 + 1 / len(table))))
