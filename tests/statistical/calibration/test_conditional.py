"""Conditional standard errors over repeated samples, whatever the abilities; and what score routing does to them."""

import numpy as np

from calibration.conditional.conditional_likelihood import fit_conditional
from calibration.responses.response_matrix import ResponseMatrix

RUNS = 150
B = np.array([-1.6, -1.0, -0.5, -0.1, 0.2, 0.6, 1.0, 1.4])
B0 = B - B.mean()


def answers(theta: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (rng.random((theta.size, B.size)) < 1 / (1 + np.exp(B - theta[:, None]))).astype(int)


def test_errors_cover_where_booklets_went_to_groups_of_different_ability() -> None:
    """The easier booklet went to the weaker group, which no population of one normal distribution describes."""
    rng = np.random.default_rng(1)
    z = []
    for _ in range(RUNS):
        scores = answers(np.concatenate((rng.normal(-1.5, 0.5, 300), rng.gamma(2, 1, 300))), rng)
        scores[:300, 6:], scores[300:, :2] = -1, -1
        fit = fit_conditional(ResponseMatrix.from_dense(scores), routing="preset").require_converged()
        assert fit.standard_errors is not None
        z.append((fit.b - B0) / fit.standard_errors.b)
    each = np.array(z)
    assert (np.abs(each.mean(axis=0)) < 4 / np.sqrt(RUNS) + 0.1).all()
    covered = np.abs(each) < 1.96
    assert abs(covered.mean() - 0.95) < 4 * np.sqrt(0.95 * 0.05 / RUNS)  # items of a run lean on each other


def test_routing_by_score_biases_what_is_refused() -> None:
    """Taken for preset: four items, then two easier or two harder ones by the number right."""
    rng = np.random.default_rng(2)
    scores = answers(rng.normal(0, 1, 60_000), rng)
    first = scores[:, 2:6].sum(axis=1)
    scores[first >= 2, :2], scores[first < 2, 6:] = -1, -1
    fit = fit_conditional(ResponseMatrix.from_dense(scores), routing="preset").require_converged()
    assert fit.standard_errors is not None
    assert np.abs((fit.b - B0) / fit.standard_errors.b).max() > 10
