"""What holds of every fit: it never goes downhill, and the order of persons and items does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from calibration import ResponseMatrix, calibrate
from calibration.marginal.priors import Beta, LogitNormal, LogNormal, Priors
from engine import Normal

PRIORS = (
    None,
    "default",
    Priors(b=Normal(0, 2)),
    Priors(LogNormal(0, 0.4), Normal(0.5, 1), Beta(4, 12), LogitNormal(2, 0.5)),
)
MODELS = ("rasch", "1pl", "2pl", "3pl", "4pl", "pcm", "gpcm", "rsm", "grm")


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


@st.composite
def stepped(draw: st.DrawFn) -> tuple[NDArray[np.int64], list[str]]:
    """Responses in two to four categories, each used, and a model for each item that can be fitted to them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    persons = draw(st.sampled_from([8, 50]))
    one = draw(st.sampled_from([*MODELS, None, None]))
    models = [one or draw(st.sampled_from(MODELS)) for _ in range(draw(st.integers(3, 6)))]
    steps = draw(st.integers(1, 3))
    width = np.array([1 if model in MODELS[:5] else steps for model in models])
    b = rng.normal(0, 1, (len(models), 3))
    theta = rng.normal(size=(persons, 1, 1)) * draw(st.sampled_from([0.3, 1.0, 2.0]))
    passed = rng.random((persons, len(models), 3)) < 1 / (1 + np.exp(b - theta))
    scores = (passed & (np.arange(3) < width[:, None])).sum(axis=2)
    scores[rng.random(scores.shape) < draw(st.sampled_from([0.0, 0.2, 0.7]))] = -1
    scores[:4] = np.minimum(np.arange(4)[:, None], width)
    return scores, models


@given(
    stepped(),
    st.sampled_from(PRIORS),
    st.sampled_from([1, 2, 3]),
    st.sampled_from(["normal", "histogram"]),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=50, deadline=None)
def test_the_objective_never_falls_whatever_is_fitted(
    case: tuple[NDArray[np.int64], list[str]],
    priors: Priors | str | None,
    groups: int,
    population: str,
    weighted: bool,
    accelerate: bool,
) -> None:
    scores, models = case
    persons = len(scores)
    fit = calibrate(
        ResponseMatrix.from_dense(scores),
        models,
        priors=priors,  # type: ignore[arg-type]
        groups=None if groups == 1 else np.arange(persons) % groups,
        population=population,  # type: ignore[arg-type]
        weights=np.linspace(0.5, 2, persons) if weighted else None,
        accelerate=accelerate,
        max_iter=40,
    )
    path = np.array(fit.log_likelihoods)
    assert (np.diff(path) >= -1e-10 * np.abs(path[1:])).all()
    assert fit.log_likelihood + fit.log_prior == path[-1]
    for values in (fit.a, fit.b[np.isfinite(fit.b)], fit.c, fit.d):
        assert np.isfinite(values).all()
    if fit.covariance is not None:
        assert np.isfinite(fit.covariance).all()


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
