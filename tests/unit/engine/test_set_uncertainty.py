"""Errors of calibration in the SE where answers to a set share an effect, against estimates with parameters moved."""

from dataclasses import replace

import numpy as np
import pytest

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    CatState,
    FencedMLE,
    ItemParameters,
    ItemPool,
    MaxInformation,
    MaxItems,
    Normal,
    ParameterCovariance,
    WithParameterError,
    replay,
    simulate,
    tabulate,
)

ITEMS = ItemParameters.concat(
    ItemParameters.logistic([1.0, 1.3, 0.8, 1.1], [-1.0, 0.2, 0.9, -0.3]),
    ItemParameters.logistic([1.0, 1.2], [0.5, -0.6], 0.2),
    ItemParameters.partial_credit([0.9, 1.1], [[-1.0, 0.3, 1.0], [0.4, -0.2, np.nan]]),
)
SETS = ["red", "red", "red", "blue", "blue", "blue", "", ""]
SCORES = (1, 0, 1, 1, 0, 1, 2, 1)
ROWS, COLUMNS = np.nonzero(np.isfinite(ITEMS.b))


def pool_of(items: ItemParameters = ITEMS, sd: float = 0.7) -> ItemPool:
    return tabulate(items, grid=np.linspace(-9, 9, 181), sets=SETS, set_sd=sd)


def sitting(pool: ItemPool) -> CatState:
    test = AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(8),))
    return replay(test, [Answered(*each) for each in enumerate(SCORES)])


def covariance(matrix: np.ndarray) -> ParameterCovariance:
    """That of all locations."""
    ids = pool_of().ids
    names = [(ids[row], f"b{column + 1}") for row, column in zip(ROWS, COLUMNS, strict=True)]
    return ParameterCovariance.from_names(ids, names, matrix)


def moved(place: int, by: float) -> ItemPool:
    b = ITEMS.b.copy()
    b[ROWS[place], COLUMNS[place]] += by
    return pool_of(replace(ITEMS, b=b))


@pytest.mark.parametrize(
    ("estimator", "within"),
    [
        (EAP(Normal(0.2, 1.3)), 1e-5),
        (MLE(), 1e-5),
        (MAP(Normal(0.2, 1.3)), 1e-5),
        (FencedMLE(), 1e-5),
        (WLE(), 0.15),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_variance_added_is_that_of_the_estimate_over_the_parameters(estimator, within) -> None:
    # of eight items Warm's term is an eighth of the equation, and it is taken not to move
    pool, rng = pool_of(), np.random.default_rng(3)
    roots = 0.1 * rng.normal(size=(ROWS.size, ROWS.size))
    matrix = roots @ roots.T * np.equal.outer(ROWS, ROWS)
    g = []
    for place in range(ROWS.size):
        up, down = (estimator(moving, sitting(moving)).theta for moving in (moved(place, 1e-4), moved(place, -1e-4)))
        g.append((up - down) / 2e-4)
    plain, told = (each(pool, sitting(pool)) for each in (estimator, WithParameterError(estimator, covariance(matrix))))
    assert (told.theta, told.status) == (plain.theta, plain.status)
    assert told.se**2 - plain.se**2 == pytest.approx(g @ matrix @ g, rel=within)


def test_an_error_of_the_origin_is_added_as_it_is_and_sets_of_no_effect_change_nothing() -> None:
    for estimator in (MLE(), WLE()):
        told = WithParameterError(estimator, covariance(np.full((ROWS.size, ROWS.size), 0.09)))
        plain = estimator(pool_of(), sitting(pool_of())).se
        assert told(pool_of(), sitting(pool_of())).se == pytest.approx(np.hypot(plain, 0.3), rel=1e-9)
        slight, none = (told(pool, sitting(pool)).se for pool in (pool_of(sd=0.15), pool_of(sd=0.0)))
        assert slight == pytest.approx(none, rel=0.02)


@pytest.mark.parametrize("estimator", [WLE(), EAP()], ids=lambda value: type(value).__name__)
def test_items_that_chance_lifts_and_cohorts_have_errors_too(estimator) -> None:
    lifted = replace(ITEMS, floors=np.where(np.isfinite(ITEMS.b) & (np.arange(8) > 5)[:, None], [0.3, 0.1, 0.05], 0.0))
    known = covariance(0.04 * np.eye(ROWS.size))
    for pool in (pool_of(lifted), tabulate(lifted, grid=np.linspace(-9, 9, 181)), pool_of()):
        report = WithParameterError(estimator, known)
        plain, told = (
            simulate(AdaptiveTest(pool, EAP(), MaxInformation(), (MaxItems(6),), report=each), np.linspace(-1, 1, 9), 4)
            for each in (estimator, report)
        )
        assert np.array_equal(plain.theta, told.theta)
        assert (told.se > plain.se).all()
        log = [Answered(int(i), int(x)) for i, x in zip(told.items[3], told.scores[3], strict=True)]
        assert report(pool, replay(AdaptiveTest(pool, EAP(), MaxInformation(), ()), log)).se == told.se[3]
