"""Local dependence of pairs of items: Q3 with simulated critical values, and LD X² with a signed effect size."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import chi2

from calibration.array_types import Bools, Floats, Ints
from calibration.persons.posterior_abilities import TabulatedFit, posterior_moments
from calibration.responses.response_matrix import ResponseMatrix

SIMULATIONS = 40
"""Data sets drawn from the fit for critical values."""
FALSE_ALARMS = 0.05
"""Chance that any pair of a test without dependence is pointed at."""
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
    largest_eigenvalues : (S,) of the matrix of Q3 of each simulated data set; None likewise
    ld_x2 : (n, n) Pearson X² of the two-way table (Chen & Thissen, 1997)
    ld_df, ld_p : (n, n) its degrees of freedom and upper tail
    cramers_v : (n, n) √(X²/(N·(K − 1))), with the sign of the observed less the expected association
    """

    items: tuple[str, ...]
    persons: Ints
    q3: Floats
    mean_q3: float
    critical: Floats | None
    largest_eigenvalues: Floats | None
    ld_x2: Floats
    ld_df: Ints
    ld_p: Floats
    cramers_v: Floats

    @property
    def adjusted_q3(self) -> Floats:
        """(n, n) Q3 less its mean (Christensen, Makransky & Horton, 2017)."""
        return self.q3 - self.mean_q3

    @property
    def dependent(self) -> Bools:
        """(n, n) pairs whose adjusted Q3 exceeds its critical value, above the diagonal."""
        if self.critical is None:
            return np.zeros(self.q3.shape, dtype=bool)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.triu(self.adjusted_q3 > self.critical, 1))


def pair_residuals(
    data: ResponseMatrix, on: TabulatedFit, *, seed: int | None = 0, simulations: int = SIMULATIONS
) -> PairResiduals:
    """Q3 and LD X² of every pair.

    Parameters
    ----------
    data : responses to the items of the fit
    on : the fit on a grid
    seed : of the data sets that critical values are drawn from; None for no critical values
    simulations : how many of them

    References
    ----------
    Yen (1984), *Applied Psychological Measurement* 8, 125–145: Q3.
    Christensen, Makransky & Horton (2017), *Applied Psychological Measurement* 41, 178–194: its critical values.
    Chen & Thissen (1997), *Journal of Educational and Behavioral Statistics* 22, 265–289: LD X².
    """
    q3, persons = residual_correlations(data, on)
    mean = mean_of_known(q3[np.triu_indices(len(q3), 1)])
    x2, df, sign = _two_way_tables(data, on, persons)
    critical, largest = None, None
    if seed is not None:
        critical, largest = _simulated(data, on, persons, np.random.default_rng(seed), simulations)
    least = np.minimum.outer(_categories(on), _categories(on)) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        return PairResiduals(
            data.items,
            persons,
            q3,
            mean,
            critical,
            largest,
            x2,
            df,
            np.where(np.isnan(x2), np.nan, chi2.sf(x2, df)),
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


def simulated_responses(data: ResponseMatrix, on: TabulatedFit, rng: np.random.Generator) -> ResponseMatrix:
    """The same persons and items with answers drawn from the fit, each person's ability from their population."""
    theta = _drawn_abilities(on, rng)
    step = on.nodes[1] - on.nodes[0]
    place = np.clip((theta[data.person] - on.nodes[0]) / step, 0, on.nodes.size - 1.000001)
    below = place.astype(np.int64)
    share = place - below
    prob = np.exp(on.log_prob).cumsum(axis=1)
    uniform = rng.random(len(data))
    score = np.zeros(len(data), dtype=data.score.dtype)
    for category in range(prob.shape[1] - 1):
        up = (1 - share) * prob[data.item, category, below] + share * prob[data.item, category, below + 1]
        score += uniform > up
    return replace(data, score=score)


def _drawn_abilities(on: TabulatedFit, rng: np.random.Generator) -> Floats:
    if on.masses is None:
        mean, sd = on.population
        return np.asarray(mean[on.group] + sd[on.group] * rng.standard_normal(on.group.size))
    theta = np.empty(on.group.size)
    for group, mass in enumerate(on.masses):
        mine = np.flatnonzero(on.group == group)
        theta[mine] = rng.choice(on.nodes, size=mine.size, p=mass / mass.sum())
    return theta


def _simulated(
    data: ResponseMatrix, on: TabulatedFit, persons: Ints, rng: np.random.Generator, simulations: int
) -> tuple[Floats, Floats]:
    """(n, n) adjusted Q3 that the largest of a test's pairs exceeds with a chance of ``FALSE_ALARMS``.

    Pairs that fewer persons met scatter more. Each pair's value is its simulated standard deviation times the quantile
    of the largest standardised value of a data set. Also (S,) the largest eigenvalue of each data set's Q3.
    """
    above = np.triu_indices(len(data.items), 1)
    drawn, largest = [], np.empty(simulations)
    for number in range(simulations):
        q3, _ = residual_correlations(simulated_responses(data, on, rng), on)
        largest[number] = residual_eigenvectors(q3)[0][0]
        values = q3[above]
        drawn.append(values - mean_of_known(values))
    table = np.array(drawn)
    scale = np.sqrt(np.maximum(persons[above], 1))
    known = np.isfinite(table).all(axis=0)
    found = np.full((len(data.items),) * 2, np.nan)
    if not known.any():
        return found, largest
    table, scale = table[:, known], scale[known]
    spread = table.std() * scale.mean() / scale  # one spread for all pairs but for their number of persons
    centre = table.mean(axis=0)
    height = float(np.quantile(((table - centre) / spread).max(axis=1), 1 - FALSE_ALARMS))
    found[above[0][known], above[1][known]] = centre + height * spread
    found.T[above] = found[above]
    return found, largest


def residual_eigenvectors(q3: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues (n,), largest first, and eigenvectors (n, n) of a matrix of Q3; pairs not known take its mean."""
    known = np.isfinite(q3)
    matrix = np.where(known, q3, mean_of_known(q3) if known.any() else 0.0)
    np.fill_diagonal(matrix, 1.0)
    values, vectors = np.linalg.eigh(matrix)
    return values[::-1], vectors[:, ::-1]


def mean_of_known(values: Floats) -> float:
    """Mean of the values that are known, NaN where none is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
