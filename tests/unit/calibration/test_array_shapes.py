"""Arrays of another length than they should have are refused by name, with what was expected and what came."""

import re
from collections.abc import Callable

import numpy as np
import pytest

import calibration as c
from calibration import CalibrationError, Labels
from tests.support.known_fit import known_logistic_fit

PERSONS, ITEMS = 60, 5
RNG = np.random.default_rng(1)
DATA = c.ResponseMatrix.from_dense(RNG.integers(0, 2, (PERSONS, ITEMS)))
FIT = known_logistic_fit(np.ones(ITEMS), np.zeros(ITEMS))
SHORT = np.ones(PERSONS - 1)
REGRESSED = c.calibrate(DATA, regressors=RNG.normal(size=(PERSONS, 1)), standard_errors=None)
FITTED = c.calibrate(DATA, "rasch", standard_errors=None)
LABELS = np.array(["a", "b"] * 29 + ["a"])
LOADINGS = np.array([[True, False]] * 3 + [[False, True]] * 2)
DRAWN = RNG.normal(size=(PERSONS, 3))

CALLS: dict[str, Callable[[], object]] = {
    "calibrate groups": lambda: c.calibrate(DATA, groups=LABELS),
    "calibrate weights": lambda: c.calibrate(DATA, weights=SHORT),
    "calibrate regressors": lambda: c.calibrate(DATA, regressors=RNG.normal(size=(PERSONS - 1, 1))),
    "calibrate testlets": lambda: c.calibrate(DATA, testlets=["x", "x", None]),
    "multidimensional loadings": lambda: c.calibrate_multidimensional(DATA, LOADINGS[:-1]),
    "multidimensional groups": lambda: c.calibrate_multidimensional(DATA, LOADINGS, groups=LABELS),
    "plausible values group": lambda: c.plausible_values(DATA, FITTED, group=LABELS, seed=1),
    "plausible values regressors": lambda: c.plausible_values(DATA, REGRESSED, regressors=SHORT[:, None], seed=1),
    "pooled weights": lambda: c.pool_estimates(DRAWN, "mean", weights=SHORT),
    "pooled replicates": lambda: c.pool_estimates(DRAWN, "mean", replicates=c.jackknife(np.arange(PERSONS - 1))),
    "given replicates": lambda: c.given_replicates(SHORT, method="jk2"),
    "jackknife weights": lambda: c.jackknife(np.arange(PERSONS), weights=SHORT),
    "paired units": lambda: c.paired_jackknife(np.arange(PERSONS) // 2, np.arange(PERSONS - 1)),
    "aggregate window": lambda: c.aggregate(DATA, ["w"] * (PERSONS - 1), np.zeros(PERSONS)),
    "aggregate theta": lambda: c.aggregate(DATA, ["w"] * len(DATA), SHORT),
    "classical group": lambda: c.classical_statistics(DATA, group=LABELS),
    "classical highest": lambda: c.classical_statistics(DATA, highest=np.ones(ITEMS - 1)),
    "DIF group": lambda: c.detect_dif(DATA, LABELS),
    "item fit group": lambda: c.item_fit(DATA, FIT, group=LABELS),
    "model fit group": lambda: c.model_fit(DATA, c.calibrate(DATA), group=LABELS),
    "person fit theta": lambda: c.person_fit(DATA, FIT, SHORT),
    "person fit correction": lambda: c.person_fit(DATA, FIT, np.zeros(PERSONS), correction=SHORT),
    "missing rates": lambda: c.missing_rates(np.array(["1"] * 4), np.array(["x"] * 3)),
    "option statistics": lambda: c.option_statistics(DATA, np.array(["A"] * 3), {str(i): "A" for i in range(1, 6)}),
    "reliability group": lambda: c.reliability(DATA, FIT, group=LABELS),
    "reliability by": lambda: c.reliability(DATA, FIT, by=Labels.from_values(LABELS)),
    "abilities group": lambda: c.abilities(DATA, FIT, group=LABELS),
    "nominal key": lambda: c.nominal_model(DATA, key=[0, 1]),
}


@pytest.mark.parametrize("call", CALLS)
def test_an_array_of_another_length_is_refused_by_name(call: str) -> None:
    with pytest.raises(CalibrationError) as refused:
        CALLS[call]()
    assert re.search(r"\d", str(refused.value)), refused.value  # the lengths that were expected and came
