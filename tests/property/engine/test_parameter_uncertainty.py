"""What an SE takes on from the error of item parameters, against estimates made again with parameters moved."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import (
    EAP,
    MAP,
    MLE,
    WLE,
    AdaptiveTest,
    Answered,
    EstimateStatus,
    FencedMLE,
    ItemParameters,
    MaxInformation,
    Model,
    Normal,
    replay,
    tabulate,
)
from engine.ability.parameter_covariance import ParameterCovariance
from engine.ability.parameter_uncertainty import WithParameterError
from engine.irt.parameter_gradients import parameter_names

STEP = 1e-4
GRID = np.linspace(-9, 9, 181)
slopes = st.floats(0.6, 1.8)
places = st.floats(-2.0, 2.0)
logistic = st.builds(ItemParameters.logistic, slopes, places, st.floats(0.02, 0.3), st.floats(0.8, 0.98))
partial_credit = st.builds(
    lambda a, b: ItemParameters.partial_credit(a, [b]), slopes, st.lists(places, min_size=1, max_size=3)
)
gaps = st.lists(st.floats(0.3, 2.0), max_size=2)
graded = st.builds(lambda a, b, wide: ItemParameters.graded(a, [np.cumsum([b, *wide])]), slopes, places, gaps)
patterns = st.lists(st.tuples(logistic | partial_credit | graded, st.integers(0, 3)), min_size=3, max_size=5)
ESTIMATORS = [EAP(Normal(0.2, 1.3)), MAP(Normal(0.2, 1.3)), MLE(), WLE(), FencedMLE(-3.0, 3.5)]


def sitting(parameters, scores):
    pool = tabulate(parameters, grid=GRID)
    return pool, replay(
        AdaptiveTest(pool, EAP(), MaxInformation(), ()), [Answered(*each) for each in enumerate(scores)]
    )


def owned(parameters):
    """(item, name) of every parameter that there is."""
    for item, (model, categories) in enumerate(zip(parameters.model, parameters.categories, strict=True)):
        names = parameter_names(int(categories) - 1)
        yield from ((item, name) for name in (names if model == Model.LOGISTIC else names[:-2]))


def moved(parameters, item, name, by):
    columns = {column: getattr(parameters, column).copy() for column in ("model", "a", "b", "c", "d")}
    column, place = (columns["b"], (item, int(name[1:]) - 1)) if name.startswith("b") else (columns[name], item)
    column[place] += by
    return ItemParameters(**columns)


def derivative(estimator, parameters, scores, item, name):
    """Of the estimated ability by one parameter, as a difference."""
    up, down = (estimator(*sitting(moved(parameters, item, name, by), scores)).theta for by in (STEP, -STEP))
    return (up - down) / (2 * STEP)


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda value: type(value).__name__)
@given(pattern=patterns, seed=st.integers(0, 99), joint=st.booleans())
@settings(max_examples=6, deadline=None)
def test_the_variance_added_is_that_of_the_estimate_over_the_parameters(estimator, pattern, seed, joint):
    parameters = ItemParameters.concat(*(item for item, _ in pattern))
    scores = [min(score, int(k) - 1) for (_, score), k in zip(pattern, parameters.categories, strict=True)]
    pool, state = sitting(parameters, scores)
    plain = estimator(pool, state)
    assume(plain.status in (EstimateStatus.CONVERGED, EstimateStatus.FENCED) and plain.se < 2)
    free = list(owned(parameters))
    roots = np.random.default_rng(seed).normal(size=(len(free), len(free)))
    alike = np.equal.outer([item for item, _ in free], [item for item, _ in free])
    matrix = roots @ roots.T * (1 if joint else alike)
    covariance = ParameterCovariance.from_names(pool.ids, [(pool.ids[item], name) for item, name in free], matrix)
    assert covariance.joint == joint
    g = np.array([derivative(estimator, parameters, scores, *each) for each in free])
    assume(np.abs(g).max() < 3)  # nearer to a flat likelihood differences say little
    told = WithParameterError(estimator, covariance)(pool, state)
    assert (told.theta, told.status) == (plain.theta, plain.status)
    assert told.se**2 - plain.se**2 == pytest.approx(g @ matrix @ g, rel=1e-5)  # differences of WLE are right to 1e-6
