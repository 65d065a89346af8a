"""Mantel–Haenszel statistics against a scalar oracle that shares nothing with them but the definitions."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from calibration.invariance.mantel_haenszel import mean_differences, odds_ratios

TWO = arrays(np.int64, st.tuples(st.integers(1, 6), st.just(2), st.just(2)), elements=st.integers(0, 12))
MORE = arrays(np.int64, st.tuples(st.integers(1, 5), st.just(2), st.just(4)), elements=st.integers(0, 8))


def informing(table: np.ndarray) -> list[list[list[int]]]:
    return [stratum for stratum in table.tolist() if sum(stratum[0]) and sum(stratum[1])]


def mantel_haenszel(table: np.ndarray) -> tuple[float, float]:
    """Odds ratio, and the variance of its log in the form of Phillips and Holland (1987)."""
    up = down = spread = 0.0
    cells = [(r[1], r[0], f[1], f[0]) for r, f in informing(table)]
    for a, b, c, d in cells:
        up += a * d / (a + b + c + d)
        down += b * c / (a + b + c + d)
    if not up or not down:
        return math.nan, math.nan
    ratio = up / down
    for a, b, c, d in cells:
        spread += (a * d + ratio * b * c) * (a + d + ratio * (b + c)) / (a + b + c + d) ** 2
    return ratio, spread / (2 * up**2)


def moments(stratum: list[list[int]]) -> tuple[float, float]:
    """Mean and variance of the reference group's sum of scores, over all ways to pick its persons from the stratum."""
    scores = [score for group in stratum for score, count in enumerate(group) for _ in range(count)]
    size, taken = len(scores), sum(stratum[0])
    mean = sum(scores) / size
    if size < 2:
        return taken * mean, 0.0
    variance = sum((score - mean) ** 2 for score in scores) / (size - 1)  # of a finite population
    return taken * mean, taken * (size - taken) / size * variance


@given(TWO)
def test_odds_ratios_against_the_oracle(table: np.ndarray) -> None:
    ratio, variance = mantel_haenszel(table)
    found = odds_ratios(table[None].astype(float))
    assert found.odds_ratio[0] == pytest.approx(ratio, rel=1e-10, nan_ok=True)
    if not math.isnan(ratio):
        assert found.d_dif[0] == pytest.approx(-2.35 * math.log(ratio), abs=1e-10)
        assert found.se[0] == pytest.approx(2.35 * math.sqrt(variance), rel=1e-10)


@given(TWO)
def test_chi_square_has_its_continuity_correction(table: np.ndarray) -> None:
    parts = [moments(stratum) for stratum in informing(table)]
    spread = sum(variance for _, variance in parts)
    found = odds_ratios(table[None].astype(float))
    assume(spread > 1e-9)
    excess = sum(r[1] for r, _ in informing(table)) - sum(mean for mean, _ in parts)
    expected = max(abs(excess) - 0.5, 0) ** 2 / spread
    assert found.chi2[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert found.p[0] == pytest.approx(math.erfc(math.sqrt(expected / 2)), rel=1e-8)


@given(MORE)
def test_mean_differences_against_the_oracle(table: np.ndarray) -> None:
    strata = informing(table)
    found = mean_differences(table[None].astype(float))
    if not strata:
        assert np.isnan(found.smd[0])
        assert np.isnan(found.p[0])
        return
    focal = sum(sum(f) for _, f in strata)

    def mean(counts: list[int]) -> float:
        return sum(map(math.prod, enumerate(counts))) / sum(counts)

    smd = sum(sum(f) * (mean(f) - mean(r)) for r, f in strata) / focal
    assert found.smd[0] == pytest.approx(smd, abs=1e-10)
    parts = [moments(stratum) for stratum in strata]
    error = sum(
        (sum(f) / focal * (1 / sum(f) + 1 / sum(r))) ** 2 * variance
        for (r, f), (_, variance) in zip(strata, parts, strict=True)
    )
    assert found.se[0] == pytest.approx(math.sqrt(error), abs=1e-10)
    spread = sum(variance for _, variance in parts)
    if spread > 1e-9:
        excess = sum(mean(r) * sum(r) for r, _ in strata) - sum(each for each, _ in parts)
        assert found.chi2[0] == pytest.approx(excess**2 / spread, rel=1e-8, abs=1e-10)


@given(TWO)
def test_groups_changed_about_change_the_sign(table: np.ndarray) -> None:
    there, back = (odds_ratios(each[None].astype(float)) for each in (table, table[:, ::-1]))
    assert there.d_dif == pytest.approx(-back.d_dif, abs=1e-9, nan_ok=True)
    assert there.se == pytest.approx(back.se, rel=1e-9, nan_ok=True)
    assert there.chi2 == pytest.approx(back.chi2, rel=1e-9, abs=1e-9, nan_ok=True)


@given(st.lists(st.integers(0, 2), min_size=2, max_size=6))
def test_the_oracles_variance_is_that_of_all_ways_to_pick(scores: list[int]) -> None:
    """The oracle itself, by enumeration."""
    taken = len(scores) // 2
    stratum = [[0, 0, 0], [0, 0, 0]]
    for place, score in enumerate(scores):
        stratum[0 if place < taken else 1][score] += 1
    sums = [sum(picked) for picked in itertools.combinations(scores, taken)]
    mean = sum(sums) / len(sums)
    assert moments(stratum) == pytest.approx((mean, sum((each - mean) ** 2 for each in sums) / len(sums)))
