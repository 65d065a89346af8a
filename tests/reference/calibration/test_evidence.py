"""First evidence against R's mirt and ltm.

mirt takes residuals at EAP estimates. Where a variance comes near 0 its numbers differ from the formulas' (as if such
variances were raised), so items are compared whose variances all stay above .005; EAPs agree to about five digits. The
responses and mirt's numbers are read from the folder that MESUR_REFERENCE names.
"""

import numpy as np
import pytest

from calibration import calibrate
from calibration.classical.item_statistics import classical_statistics
from calibration.fit.item_fit import item_fit
from calibration.persons.posterior_abilities import abilities
from calibration.persons.reliability import reliability
from calibration.responses.response_matrix import ResponseMatrix
from tests.reference.calibration.test_mirt_fits import pytestmark as needs_files
from tests.reference.calibration.test_mirt_fits import reference, responses

CASES = {"lsat6_Rasch": "lsat6", "lsat7_Rasch": "lsat7", "sat12_Rasch": "sat12_scored"}
FLOOR = 0.005
LSAT6 = (
    "3 6 2 11 1 1 3 4 1 8 0 16 0 3 2 15 10 29 14 81 3 28 15 80 16 56 21 173 11 61 28 298"  # in binary order of patterns
)


@needs_files
@pytest.mark.parametrize("name", CASES)
def test_mean_squares_against_mirt(name: str) -> None:
    data = responses(CASES[name])
    fit = calibrate(data, "rasch", tol=1e-8)
    theta = abilities(data, fit).theta
    found = item_fit(data, fit, ability=theta)
    chance = 1 / (1 + np.exp(fit.b - theta[:, None]))
    compared = (chance * (1 - chance)).min(axis=0) > FLOOR
    assert compared.sum() >= 5
    for ours, theirs, within in (
        (found.infit, "infit", 2e-5),
        (found.outfit, "outfit", 2e-5),
        (found.infit_z, "z.infit", 2e-4),
        (found.outfit_z, "z.outfit", 2e-4),
    ):
        expected = np.array([item[theirs] for item in reference(name)["infit"]])
        assert ours[compared] == pytest.approx(expected[compared], abs=within)


@needs_files
@pytest.mark.parametrize("name", CASES)
def test_empirical_reliability_against_mirt(name: str) -> None:
    data = responses(CASES[name])
    (whole,) = reliability(data, calibrate(data, "rasch", tol=1e-8))
    assert whole.empirical == pytest.approx(reference(name)["EAP_reliability"], abs=5e-6)


def test_lsat_against_ltm() -> None:
    """Rizopoulos (2006), Journal of Statistical Software 17(5): item-rest correlations and alpha of LSAT-6."""
    patterns = np.array([[pattern >> place & 1 for place in range(4, -1, -1)] for pattern in range(32)])
    data = ResponseMatrix.from_dense(np.repeat(patterns, np.array(LSAT6.split(), dtype=int), axis=0))
    found = classical_statistics(data)
    assert found.p == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    assert found.item_rest == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    (whole,) = reliability(data, calibrate(data, "rasch"))
    assert whole.alpha == pytest.approx(0.2950, abs=5e-5)
