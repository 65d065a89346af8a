"""DIF by logistic regression, LR, Wald, SIBTEST and RMSD against R's mirt and glm on generated data of two groups."""

import csv
import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from calibration import ResponseMatrix, abilities
from calibration.invariance.dif import detect_dif
from calibration.invariance.effect_sizes import effect_sizes
from calibration.invariance.logistic_regression import LogisticRegression
from calibration.invariance.model_comparison import LikelihoodRatio, Wald
from calibration.invariance.rmsd import Rmsd
from calibration.invariance.sibtest import Sibtest
from engine import Normal
from tests.reference.calibration.test_mirt_fits import pytestmark as needs_files
from tests.reference.calibration.test_mirt_fits import reference
from tests.support.known_fit import known_logistic_fit

pytestmark = needs_files


@cache
def two_groups() -> tuple[ResponseMatrix, tuple[str, ...]]:
    with (Path(os.environ["MESUR_REFERENCE"]) / "data" / "D_dif.csv").open() as file:
        (_, *items), *rows = csv.reader(file)
    return ResponseMatrix.from_dense(np.array([row[1:] for row in rows], dtype=int), items=items), tuple(
        row[0] for row in rows
    )


def column(rows: list[dict[str, float]], name: str) -> np.ndarray:
    return np.array([row[name] for row in rows], dtype=float)


@pytest.mark.parametrize(("kind", "itself"), [("logistic_total", True), ("logistic_rest", False)])
def test_logistic_regression_against_glm(kind, itself):
    data, group = two_groups()
    (found,) = detect_dif(data, group, method=LogisticRegression(purify=False, include_item=itself), reference="ref")
    expected = reference("D_dif_logistic_MH")[kind]
    for name, tests in (("uniform", found.uniform), ("nonuniform", found.nonuniform), ("both", found.both)):
        np.testing.assert_allclose(tests.statistic, column(expected, f"X2_{name}"), atol=1e-7)
        np.testing.assert_allclose(tests.p, column(expected, f"p_{name}"), atol=1e-8)
        np.testing.assert_allclose(getattr(found, f"r2_{name}"), column(expected, f"dR2_{name}"), atol=1e-9)
    np.testing.assert_allclose(found.group, [row["coef_M2"][2] for row in expected], atol=1e-7)
    np.testing.assert_allclose(found.interaction, [row["coef_M3"][3] for row in expected], atol=1e-7)


def test_likelihood_ratio_with_all_items_equal_against_mirt():
    data, group = two_groups()
    (found,) = detect_dif(data, group, method=LikelihoodRatio(purify=False, tol=1e-6), reference="ref")
    expected = reference("D_dif_LR_constrained_baseline")
    np.testing.assert_allclose(found.both.statistic, column(expected["LR_drop_a1_d"], "X2"), atol=1e-5)
    np.testing.assert_allclose(found.uniform.statistic, column(expected["LR_drop_d"], "X2"), atol=1e-5)
    np.testing.assert_allclose(found.nonuniform.statistic, expected["LR_nonuniform_given_uniform"]["X2"], atol=1e-5)


def test_likelihood_ratio_with_anchors_against_mirt():
    data, group = two_groups()
    expected = reference("D_dif_Wald_LR_anchors_effects")
    anchors = tuple(expected["anchors"])
    (found,) = detect_dif(data, group, method=LikelihoodRatio(anchors=anchors, tol=1e-6), reference="ref")
    np.testing.assert_allclose(found.both.statistic[:10], column(expected["LR_a1_d"], "X2"), atol=1e-5)
    np.testing.assert_allclose(found.nonuniform.statistic[:10], column(expected["LR_a1"], "X2"), atol=1e-5)


def test_wald_with_anchors_against_mirt():
    # mirt differentiates Oakes's identity numerically: its standard errors agree to four digits
    data, group = two_groups()
    expected = reference("D_dif_Wald_LR_anchors_effects")
    (found,) = detect_dif(data, group, method=Wald(anchors=tuple(expected["anchors"]), tol=1e-7), reference="ref")
    for name, tests in (("Wald_a1_d", found.both), ("Wald_d", found.uniform), ("Wald_a1", found.nonuniform)):
        np.testing.assert_allclose(tests.statistic[:10], column(expected[name], "W"), rtol=2e-4, atol=2e-4)


@pytest.mark.parametrize(("kind", "corrected"), [("single", True), ("single_uncorrected", False)])
def test_sibtest_against_mirt(kind, corrected):
    data, group = two_groups()
    (found,) = detect_dif(data, group, method=Sibtest(purify=False, correction=corrected), reference="ref")
    expected = [row.get("SIBTEST", row) for row in reference("D_dif_SIBTEST")[kind]]
    np.testing.assert_allclose(found.beta, column(expected, "beta"), atol=1e-9)
    np.testing.assert_allclose(found.se, column(expected, "SE"), atol=1e-9)
    np.testing.assert_allclose(found.uniform.statistic, column(expected, "X2"), atol=1e-7)


def test_sibtest_on_anchors_against_mirt():
    data, group = two_groups()
    expected = reference("D_dif_SIBTEST")
    (found,) = detect_dif(data, group, method=Sibtest(anchors=tuple(expected["anchors"])), reference="ref")
    np.testing.assert_allclose(found.beta[:10], column(expected["single_on_anchors"], "beta"), atol=1e-9)


def test_crossing_sibtest_against_mirt():
    # mirt rounds the crossing score to one digit: where that moves no score to the other side the values are equal
    data, group = two_groups()
    (found,) = detect_dif(data, group, method=Sibtest(purify=False), reference="ref")
    expected = [row["CSIBTEST"] for row in reference("D_dif_SIBTEST")["single"]]
    alike = np.abs(found.crossing.statistic - column(expected, "X2")) < 1e-7
    assert alike.sum() >= 13
    np.testing.assert_allclose(found.beta_crossing[alike], column(expected, "beta")[alike], atol=1e-9)


def test_rmsd_by_group_against_mirt():
    data, group = two_groups()
    (found,) = detect_dif(data, group, method=Rmsd(tol=1e-7))
    expected = reference("D_dif_Wald_LR_anchors_effects")["RMSD"]
    for place, name in enumerate(found.groups):
        np.testing.assert_allclose(found.rmsd[:, place], column(expected[name], "P.1"), atol=2e-6)
        np.testing.assert_allclose(found.by_category[:, 0, place], column(expected[name], "P.0"), atol=2e-6)


def curves(rows: list[dict], group: str) -> tuple[np.ndarray, np.ndarray]:
    """Slopes and intercepts of a group in a document."""
    mine = [row for row in rows if row["group"] == group]
    slopes, intercepts = ([row["value"] for row in mine if row["name"] == name] for name in ("a1", "d"))
    return np.array(slopes), np.array(intercepts)


def test_effect_sizes_against_mirt():
    data, group = two_groups()
    expected = reference("D_dif_Wald_LR_anchors_effects")
    rows = expected["model"]["slope_intercept"]
    (a, d), (a_focal, d_focal) = (curves(rows, name) for name in ("ref", "focal"))
    moments = {row["name"]: row["value"] for row in rows if row["item"] == "GROUP" and row["group"] == "focal"}
    mean, sd = moments["MEAN_1"], np.sqrt(moments["COV_11"])
    fit = replace(known_logistic_fit(a_focal, -d_focal / a_focal, all=Normal(mean, sd)), items=data.items)
    persons = np.flatnonzero(np.array(group) == "focal")
    rest = data.select_responses(np.flatnonzero(np.isin(data.person, persons)))
    theta = abilities(rest, fit).theta[persons]
    every = [1 / (1 + np.exp(-(s[:, None] * theta + i[:, None]))) for s, i in ((a, d), (a_focal, d_focal))]
    found = effect_sizes(*every, theta, np.full(theta.size, 1 / theta.size))
    sample = np.sqrt(1 - 1 / theta.size)  # mirt divides the variances by N − 1
    for name, values in (("SIDS", found.signed), ("UIDS", found.unsigned), ("ESSD", found.standardised * sample)):
        np.testing.assert_allclose(values, column(expected["empirical_ES"], name), atol=2e-6)
    nodes = np.linspace(-6, 6, 121)
    density = [np.exp(-0.5 * ((nodes - m) / s) ** 2) / s for m, s in ((0, 1), (mean, sd))]
    weights = sum(each / each.sum() for each in density) / 2
    every = [1 / (1 + np.exp(-(s[:, None] * nodes + i[:, None]))) for s, i in ((a, d), (a_focal, d_focal))]
    found = effect_sizes(*every, nodes, weights)
    for name, values in (("sDIF", found.signed), ("uDIF", found.unsigned), ("dDIF", found.root_mean_square)):
        np.testing.assert_allclose(values, column(expected["DRF_item"], name), atol=2e-4)  # mirt takes another mixture


def test_wald_tests_name_the_items_that_were_made_to_differ():
    data, group = two_groups()
    (found,) = detect_dif(data, group, method="wald", reference="ref")
    named = [item for item, p in zip(found.items, found.both.adjusted, strict=True) if p < 0.05]
    assert named == ["i02", "i04", "i06", "i08", "i09"]
