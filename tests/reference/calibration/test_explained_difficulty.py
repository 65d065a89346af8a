"""Explained difficulty against published results of metafor: the same mixed model, of effects.

Viechtbauer (2010), Journal of Statistical Software 36(3), sections 3.2 and 3.3: 13 trials of the BCG vaccine (Colditz
et al., 1994), log relative risks and their sampling variances, by REML, without and with the absolute latitude.
"""

import numpy as np
import pytest

from calibration import FeatureTable, explain_difficulty
from calibration.explanation.difficulty_model import ExplainedDifficulty
from calibration.explanation.fitted_difficulties import FittedDifficulties

# vaccinated with and without tuberculosis, others with and without, latitude
TRIALS = np.array(
    [
        (4, 119, 11, 128, 44), (6, 300, 29, 274, 55), (3, 228, 11, 209, 42), (62, 13536, 248, 12619, 52),
        (33, 5036, 47, 5761, 13), (180, 1361, 372, 1079, 44), (8, 2537, 10, 619, 19), (505, 87886, 499, 87892, 13),
        (29, 7470, 45, 7232, 27), (17, 1699, 65, 1600, 42), (186, 50448, 141, 27197, 18), (5, 2493, 3, 2338, 33),
        (27, 16886, 29, 17825, 33),
    ],
    dtype=float,
)  # fmt: skip


def explained(**columns: np.ndarray) -> ExplainedDifficulty:
    a, b, c, d, _ = TRIALS.T
    y = np.log(a / (a + b)) - np.log(c / (c + d))
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    trials = tuple(map(str, range(13)))
    table = FeatureTable(trials, {name: tuple(map(str, values)) for name, values in columns.items()})
    return explain_difficulty(FittedDifficulties(trials, y, np.diag(variance)), table)


def test_the_variance_between_items_against_metafor() -> None:
    found = explained().model
    assert found.variances[0] == pytest.approx(0.3132, abs=1e-4)  # its default tolerance
    assert np.sqrt(found.variance_covariance[0, 0]) == pytest.approx(0.1664, abs=5e-5)
    assert found.coefficients[0] == pytest.approx(-0.7145, abs=5e-5)
    assert np.sqrt(found.fixed_covariance[0, 0]) == pytest.approx(0.1798, abs=5e-5)


def test_a_coefficient_and_what_it_leaves_against_metafor() -> None:
    found = explained(latitude=TRIALS[:, 4])
    constant, slope = found.coefficients
    assert found.model.variances[0] == pytest.approx(0.0764, abs=1e-4)
    assert np.sqrt(found.model.variance_covariance[0, 0]) == pytest.approx(0.0591, abs=5e-5)
    assert (constant.value, slope.value) == pytest.approx((0.2515, -0.0291), abs=5e-5)
    # metafor takes the variance as known here
    plain = np.sqrt(found.model.fixed_covariance[1, 1]) / found.coding.scale[0]
    assert plain == pytest.approx(0.0072, abs=5e-5)
    assert slope.se > plain
