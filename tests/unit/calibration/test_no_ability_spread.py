"""Data in which all persons are alike: the likelihood is highest at a spread of 0, and the result says so."""

import numpy as np
import pytest

from calibration import FitStatus, NotConverged, ResponseMatrix, calibrate
from calibration.marginal.population_distribution import Population, maximise_population

# Each person has two right of four: whoever gets one right is less likely to get the next.
ALIKE = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]])


@pytest.mark.parametrize("model", ["rasch", "1pl"])
@pytest.mark.parametrize("standard_errors", ["observed", None])
def test_no_spread_is_a_status_and_not_a_fit_to_publish(model: str, standard_errors: str | None) -> None:
    fit = calibrate(ResponseMatrix.from_dense(ALIKE), model=model, standard_errors=standard_errors)
    assert fit.status is FitStatus.NO_SPREAD
    assert not np.isnan(fit.b).any()
    with pytest.raises(NotConverged, match="no spread of ability"):
        fit.require_converged()


def test_the_rasch_spread_is_reported_as_good_as_nothing() -> None:
    fit = calibrate(ResponseMatrix.from_dense(ALIKE), model="rasch")
    assert 0 <= fit.population["all"].sd < 1e-3


def test_a_group_that_the_grid_cuts_off_holds_no_other_back() -> None:
    """Where the nodes cut a group off, its moments are no maximum; the others go all their way nonetheless."""
    nodes = np.linspace(-6, 6, 61)
    free = np.ones(2, dtype=bool)
    before = Population(np.array([0.0, 4.0]), np.array([1.0, 1.2]), free, free)
    expected = 1000 * np.exp(before.log_weights(nodes))
    expected[0] = 1000 * np.exp(Population(np.array([0.5]), np.ones(1), free[:1], free[:1]).log_weights(nodes))[0]
    after = maximise_population(before, expected, nodes)
    assert after.mean[0] == pytest.approx(0.5, abs=1e-6)
    assert after.mean[1] == pytest.approx(4.0, abs=1e-4)
