"""Standard errors of linking constants against their spread over repeated calibrations, and drifting anchors."""

import numpy as np
import pytest

from calibration.estimation import calibrate
from calibration.linking.anchors import RobustZ
from calibration.linking.link import link
from calibration.linking.linking_chains import chain
from calibration.linking.linking_constants import Form, LinkingConstants, LinkingGrid, OneWay
from calibration.linking.scale_transformation import transform
from calibration.responses.response_matrix import ResponseMatrix
from engine import ItemParameters, ParameterCovariance, log_probabilities

COUNT, RUNS = 15, 250
IDS = tuple(f"i{at}" for at in range(COUNT))
NAMES = [(item, name) for name in ("a", "b1") for item in IDS]
TRUE = LinkingConstants(1.15, 0.4, "true")
COARSE = OneWay(LinkingGrid.normal(count=15))


def truth() -> ItemParameters:
    rng = np.random.default_rng(1)
    return ItemParameters.logistic(rng.lognormal(0, 0.25, COUNT), rng.normal(0, 1, COUNT))


def errors(seed: int) -> np.ndarray:
    """(2n, 2n) a covariance as calibrations have it: errors of some hundredths, correlated through the scale."""
    rng = np.random.default_rng(seed)
    root = rng.normal(0, 0.012, (2 * COUNT, 2 * COUNT))
    common = rng.normal(0, 0.02, (2 * COUNT, 2))
    return np.asarray(root @ root.T / 4 + common @ common.T)


def drawn(parameters: ItemParameters, covariance: np.ndarray, rng: np.random.Generator) -> Form:
    """One calibration's estimates with the covariance that it would report."""
    noise = rng.multivariate_normal(np.zeros(2 * COUNT), covariance)
    found = ItemParameters.logistic(parameters.a + noise[:COUNT], parameters.b[:, 0] + noise[COUNT:])
    return Form(IDS, found, ParameterCovariance.from_names(IDS, NAMES, covariance))


def within(spread: np.ndarray, claimed: np.ndarray) -> bool:
    """Standard deviations over RUNS draws, 1/√(2·RUNS) relative error, within four such of what was claimed."""
    return bool((np.abs(spread / claimed - 1) < 4 / np.sqrt(2 * RUNS)).all())


def test_standard_errors_are_the_spread_over_calibrations() -> None:
    rng = np.random.default_rng(2)
    new, old = truth(), transform(truth(), TRUE)
    at_new, at_old = errors(3), errors(4)
    for method in ("mean-mean", "mean-sigma", "haebara", "stocking-lord"):
        way = COARSE if method in ("haebara", "stocking-lord") else None
        found = [
            link(drawn(new, at_new, rng), drawn(old, at_old, rng), method, direction=way)  # type: ignore[arg-type]
            for _ in range(RUNS)
        ]
        pairs = np.array([[each.A, each.B] for each in found])
        claimed = np.array([each.standard_errors for each in found]).mean(axis=0)
        assert within(pairs.std(axis=0), claimed)
        assert (np.abs(pairs.mean(axis=0) - [TRUE.A, TRUE.B]) < 4 * claimed / np.sqrt(RUNS) + 0.003).all()


def test_standard_errors_of_a_chain_know_of_the_form_in_the_middle() -> None:
    rng = np.random.default_rng(5)
    forms = [truth(), transform(truth(), TRUE), transform(truth(), chain(TRUE, TRUE))]
    spreads = [errors(seed) for seed in (6, 7, 8)]
    spreads[1] *= 9  # the form in the middle is the least sure: counted twice, its errors would be far too large
    found = []
    for _ in range(RUNS):
        left, middle, right = (drawn(*pair, rng) for pair in zip(forms, spreads, strict=True))
        found.append(chain(link(left, middle, "mean-mean"), link(middle, right, "mean-mean")))
    pairs = np.array([[each.A, each.B] for each in found])
    claimed = np.array([each.standard_errors for each in found]).mean(axis=0)
    assert within(pairs.std(axis=0), claimed)


def test_drifting_anchors_bias_the_link_and_a_robust_choice_does_not() -> None:
    """A fifth of the anchors became 0.8 logits easier on the new side."""
    rng = np.random.default_rng(9)
    new, old = truth(), transform(truth(), TRUE)
    shifted = np.array(new.b[:, 0])
    shifted[[2, 7, 12]] -= 0.8
    moved = ItemParameters.logistic(new.a, shifted)
    at_new, at_old = errors(10), errors(11)
    plain, robust = [], []
    for _ in range(100):
        one, other = drawn(moved, at_new, rng), drawn(old, at_old, rng)
        plain.append(link(one, other, direction=COARSE).B - TRUE.B)
        robust.append(link(one, other, direction=COARSE, robust=RobustZ(2.7)).B - TRUE.B)
    error = np.std(robust) / 10
    assert np.mean(plain) > 0.1
    assert abs(np.mean(robust)) < 4 * error + 0.005


def answered(parameters: ItemParameters, theta: np.ndarray, rng: np.random.Generator) -> ResponseMatrix:
    chance = np.exp(log_probabilities(parameters, theta[None, :])[:, 1]).T
    return ResponseMatrix.from_dense((rng.random(chance.shape) < chance).astype(int), items=IDS)


@pytest.mark.long
def test_errors_of_links_between_real_fits_cover() -> None:
    """Two groups, the second a half standard deviation higher and wider by a fifth: A and B are 1.2 and 0.5.

    Every day: `test_standard_errors_are_the_spread_over_calibrations`, with drawn estimates in place of fits.
    """
    rng, z = np.random.default_rng(12), []
    for _ in range(60):
        old = calibrate(answered(truth(), rng.normal(0, 1, 600), rng), "2pl").require_converged()
        new = calibrate(answered(truth(), rng.normal(0.5, 1.2, 600), rng), "2pl").require_converged()
        found = link(new, old, direction=COARSE)
        assert found.standard_errors is not None
        z.append((np.array([found.A, found.B]) - [1.2, 0.5]) / found.standard_errors)
    each = np.array(z)
    assert (np.abs(each.mean(axis=0)) < 4 / np.sqrt(60)).all()
    assert (np.abs(each.std(axis=0) - 1) < 4 / np.sqrt(120)).all()
