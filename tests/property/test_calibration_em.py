"""What holds of every fit: it never goes downhill, and the order of persons and items does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from calibration import ResponseMatrix, calibrate


@st.composite
def tables(draw: st.DrawFn, persons: int = 40, gaps: tuple[float, ...] = (0.0, 0.2, 0.85)) -> NDArray[np.int64]:
    """Responses to 3 to 8 items, complete, gappy or sparse, each item answered both ways."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    items = draw(st.integers(3, 8))
    a, b = rng.lognormal(0, 0.5, items), rng.normal(0, 1.2, items)
    scores = (rng.random((persons, items)) < 1 / (1 + np.exp(-a * (rng.normal(size=(persons, 1)) - b)))).astype(int)
    scores[rng.random(scores.shape) < draw(st.sampled_from(gaps))] = -1
    scores[0], scores[1] = 0, 1
    return scores


@given(tables(), st.sampled_from(["rasch", "1pl", "2pl"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_log_likelihood_never_falls(scores: NDArray[np.int64], model: str, accelerate: bool) -> None:
    fit = calibrate(
        ResponseMatrix.from_dense(scores),
        model,
        grid=np.linspace(-6, 6, 61),
        accelerate=accelerate,
        max_iter=150,
        standard_errors=None,
    )
    path = np.array(fit.log_likelihoods)
    assert (np.diff(path) >= -1e-10 * np.abs(path[1:])).all()
    assert fit.log_likelihood == path[-1]
    assert np.isfinite(fit.a).all()
    assert np.isfinite(fit.b).all()


@given(tables(150, (0.0, 0.2)), st.permutations(range(150)), st.permutations(range(8)))
@settings(max_examples=15, deadline=None)
def test_order_of_persons_and_items_does_not_matter(
    scores: NDArray[np.int64], people: list[int], order: list[int]
) -> None:
    columns = [column for column in order if column < scores.shape[1]]
    one = calibrate(ResponseMatrix.from_dense(scores), "rasch")
    other = calibrate(ResponseMatrix.from_dense(scores[people][:, columns]), "rasch")
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-7)
    assert other.b == pytest.approx(one.b[columns], abs=1e-4)


@given(tables(150, (0.0, 0.2)))
@settings(max_examples=15, deadline=None)
def test_right_and_wrong_mirrored_mirror_the_difficulties(scores: NDArray[np.int64]) -> None:
    one = calibrate(ResponseMatrix.from_dense(scores), "1pl")
    other = calibrate(ResponseMatrix.from_dense(np.where(scores < 0, -1, 1 - scores)), "1pl")
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-7)
    assert other.a * other.b == pytest.approx(-one.a * one.b, abs=1e-4)
