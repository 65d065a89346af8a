"""A published worked example of stratified 2 × 2 tables."""

import numpy as np
import pytest

from calibration.invariance.mantel_haenszel import mean_differences, odds_ratios

CENTRES = [
    (11, 25, 10, 27),
    (16, 4, 22, 10),
    (14, 5, 7, 12),
    (2, 14, 1, 16),
    (6, 11, 0, 12),
    (1, 10, 0, 10),
    (1, 4, 1, 8),
    (4, 2, 6, 1),
]
"""Success and failure under drug, then under control, at eight centres: Agresti (2002), *Categorical Data Analysis*."""


def test_eight_centres_against_agresti() -> None:
    """Common odds ratio 2.13, its log .758 with standard error .303, and Mantel–Haenszel χ² 6.38 without correction."""
    counts = np.array([[[[b, a], [d, c]] for a, b, c, d in CENTRES]], dtype=float)
    found = odds_ratios(counts)
    assert found.odds_ratio[0] == pytest.approx(2.13, abs=0.005)
    assert found.d_dif[0] / -2.35 == pytest.approx(0.758, abs=0.0005)
    assert found.se[0] / 2.35 == pytest.approx(0.303, abs=0.0005)
    assert mean_differences(counts).chi2[0] == pytest.approx(6.38, abs=0.005)
