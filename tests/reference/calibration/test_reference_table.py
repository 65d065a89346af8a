"""The table of docs/references.md: each statistic's largest difference from its reference."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration import abilities, calibrate, nominal_model
from calibration.conditional.conditional_likelihood import fit_conditional
from calibration.fit.limited_information import limited_information
from calibration.fit.pair_residuals import pair_residuals
from calibration.fit.person_fit import person_fit
from calibration.fit.s_x2 import s_x2
from calibration.invariance.dif import detect_dif
from calibration.invariance.logistic_regression import LogisticRegression
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel
from calibration.invariance.model_comparison import LikelihoodRatio
from calibration.linking.link import link
from calibration.linking.linking_constants import BothWays, Direction, LinkingGrid, OneWay
from calibration.persons.posterior_abilities import tabulate_fit
from calibration.persons.weighted_likelihood import weighted_likelihood
from engine import ItemParameters
from tests.reference.calibration.test_dif_methods import column, two_groups
from tests.reference.calibration.test_explained_difficulty import TRIALS, explained
from tests.reference.calibration.test_latent_regression import fitted as regressed
from tests.reference.calibration.test_linking import NEW, OLD, form
from tests.reference.calibration.test_mirt_fits import pytestmark as needs_files
from tests.reference.calibration.test_mirt_fits import reference, responses
from tests.reference.calibration.test_model_fit import fitted, places

pytestmark = needs_files

MODELS = {
    ("lsat7", "2PL"): "lsat7_2PL",
    ("sat12", "2PL"): "sat12_2PL",
    ("science", "graded"): "science_graded",
    ("science", "gpcm"): "science_gpcm",
    ("science", "PCM"): "science_PCM",
}
FLOOR = 1e-7
"""Below it differences are those of rounding and differ between machines."""
PAGE = Path(__file__).parents[3] / "docs" / "references.md"
Row = tuple[str, str, float]


def test_the_page_holds_the_largest_differences_against_the_references():
    computed = [line for name in ("lsat7", "sat12") for line in lines(f"{name}, 2PL", fit_rows(name))]
    for (data, model), file in MODELS.items():
        computed += lines(f"{data}, {model}", model_rows(data, model, file))
    computed += lines("science, nominal", nominal_rows()) + lines("science, PCM", conditional_rows())
    computed += lines("D_dif", dif_rows()) + lines("D_regress, 2PL", population_rows())
    computed += lines("Kolen & Brennan, table 6.5", linking_rows()) + lines("D_dif, 2PL", two_group_rows())
    computed += lines("BCG trials", explained_rows())
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [line for line in page if "| < 1e" in line] == computed, "\n".join(computed)


def lines(data: str, rows: list[Row]) -> list[str]:
    return [f"| {statistic} | {data} | {against} | {bound(value)} |" for statistic, against, value in rows]


def bound(value: float) -> str:
    """The next power of ten above a difference."""
    return f"< 1e{int(np.floor(np.log10(max(value, FLOOR)))) + 1}"


def fit_rows(name: str) -> list[Row]:
    answers, fit = fitted(name, "2PL")
    on, expected = tabulate_fit(answers, fit), reference(f"fit_{name}_2PL")
    by_score = s_x2(answers, on, np.full(len(fit.items), 2))
    whole = limited_information(answers, fit, on, by_category=False)
    pairs = pair_residuals(answers, on)
    assert whole is not None
    items = list(dict.fromkeys([expected["Q3_EAP"]["i"][0], *expected["Q3_EAP"]["j"]]))[: len(fit.items)]
    pair: Callable[[str], tuple[np.ndarray, np.ndarray]] = lambda key: tuple(  # noqa: E731
        places(expected[key][side], items) for side in "ij"
    )
    known = expected["lz_star_formula"]
    theta, star = (np.array(known[key], dtype=float) for key in ("theta_WLE", "WLE"))
    shown = [row["Zh"] for row in expected["personfit"]["EAP"]]
    lz = person_fit(answers, fit, abilities(answers, fit).theta).lz[: len(shown)]
    moments = expected["M2star"]
    return [
        ("S-X²", "mirt", apart(by_score.statistic, [row["S_X2"] for row in expected["S_X2"]])),
        ("M2", "mirt", abs(whole.statistic - moments["M2"])),
        ("RMSEA", "mirt", abs(whole.rmsea - moments["RMSEA"])),
        ("SRMSR", "mirt", abs(whole.srmsr - moments["SRMSR"])),
        ("TLI, CFI", "mirt", max(abs(whole.tli - moments["TLI"]), abs(whole.cfi - moments["CFI"]))),
        ("Q3 at EAP", "mirt", apart(pairs.q3[pair("Q3_EAP")], expected["Q3_EAP"]["v"])),
        ("LD X²", "mirt", apart(pairs.ld_x2[pair("LD")], expected["LD"]["X2"])),
        ("Cramér's V", "mirt", apart(pairs.cramers_v[pair("LD")], expected["LD"]["signed_V"])),
        ("lz at EAP", "mirt", apart(lz, shown)),
        ("WLE", "mirt", apart(weighted_likelihood(answers, fit)[0][: theta.size], theta)),
        ("lz* at WLE", "Snijders' formula at mirt's fit", apart(person_fit(answers, fit).lz_star[: star.size], star)),
    ]


def model_rows(data: str, model: str, file: str) -> list[Row]:
    _, fit = fitted(data, model)
    return [("log-likelihood", "mirt", abs(fit.log_likelihood - reference(file)["logLik"]))]


def dif_rows() -> list[Row]:
    data, group = two_groups()
    expected = reference("D_dif_logistic_MH")
    (logistic,) = detect_dif(data, group, method=LogisticRegression(purify=False), reference="ref")
    (odds,) = detect_dif(data, group, method=MantelHaenszel(purify=False), reference="ref")
    (ratio,) = detect_dif(data, group, method=LikelihoodRatio(purify=False, tol=1e-6), reference="ref")
    equal = reference("D_dif_LR_constrained_baseline")["LR_drop_a1_d"]
    both = column(expected["logistic_total"], "X2_both")
    total = expected["mantel_haenszel_total"]
    return [
        ("logistic regression, X²", "R's glm", apart(logistic.both.statistic, both)),
        ("MH D-DIF", "R's mantelhaen.test", apart(odds.odds.d_dif, column(total, "MH_D_DIF"))),
        ("Mantel–Haenszel X²", "R's mantelhaen.test", apart(odds.odds.chi2, column(total, "X2_corrected"))),
        ("likelihood ratio, X²", "mirt", apart(ratio.both.statistic, column(equal, "X2"))),
    ]


def population_rows() -> list[Row]:
    expected, found = reference("D_regress_latent_regression")["2PL"], regressed("2pl")
    coefficients = [expected["lr_betas"][each] for each in ("x1", "x2", "groupg2", "groupg3")]
    regression = found.population.regression
    assert regression is not None
    return [
        ("coefficients of a latent regression", "mirt", apart(found.population.coefficients, coefficients)),
        ("residual variance", "mirt", abs(regression.residual_sd**2 - expected["residual_variance"])),
    ]


def nominal_rows() -> list[Row]:
    expected, found = reference("science_nominal"), nominal_model(responses("science"), key=[3] * 4)
    rows = np.array([[item[f"{name}{k}"] for k in range(1, 5)] for name in "ac" for item in expected["IRTpars"]])
    return [
        ("log-likelihood", "mirt", abs(found.log_likelihood - expected["logLik"])),
        ("slopes and intercepts of categories", "mirt", apart(np.vstack([found.a, found.c]), rows)),
    ]


def conditional_rows() -> list[Row]:
    expected, found = reference("science_eRm_PCM_CML"), fit_conditional(responses("science"), "pcm")
    sums, steps = np.cumsum(found.b, axis=1), np.arange(1, found.b.shape[1] + 1)
    centred = steps * sums.sum() / (len(sums) * steps.sum()) - sums  # eRm's sign, and its parameters' sum of 0
    return [
        ("conditional log-likelihood", "eRm", abs(found.log_likelihood - expected["cond_logLik"])),
        ("sums of thresholds", "eRm", apart(centred.ravel(), list(expected["beta"].values()))),
    ]


def linking_rows() -> list[Row]:
    """Moments and curves at D = 1 and 1.7 on plink's abilities, curves also at 161 abilities and both ways."""
    expected = reference("plink_KB04")
    ways: dict[str, tuple[float, Direction | None]] = {
        "D1_default": (1.0, None),
        "D1.7_default": (1.7, None),
        "D1.7_uniform161": (1.7, OneWay(LinkingGrid.even(count=161))),
        "D1.7_symmetric_default": (1.7, BothWays()),
    }
    names = (("mean/mean", "MM"), ("mean/sigma", "MS"), ("Haebara", "HB"), ("Stocking–Lord", "SL"))
    rows: list[Row] = []
    for name, key in names:
        method: Any = name.lower().replace("/", "-").replace("–", "-")
        found = [
            (link(form(NEW, d), form(OLD, d), method, direction=way), expected[part][key])
            for part, (d, way) in ways.items()
            if key in expected[part]
        ]
        away = max(max(abs(one.A - known["A"]), abs(one.B - known["B"])) for one, known in found)
        rows.append((f"{name}, A and B", "plink", away))
    return rows


def two_group_rows() -> list[Row]:
    """mirt holds the first group at N(0, 1); held items bring back its groups, because there the gradient is 0."""
    (data, group), known = two_groups(), reference("D_dif_LR_constrained_baseline")["baseline"]
    value = {(row["group"], row["item"], row["name"]): row["value"] for row in known["slope_intercept"]}
    focal = value["focal", "GROUP", "MEAN_1"], np.sqrt(value["focal", "GROUP", "COV_11"])
    together = calibrate(data, "2pl", groups=group, tol=1e-8, standard_errors=None)
    one, other = (together.population[name] for name in ("ref", "focal"))
    slopes = {item: value["ref", item, "a1"] for item in data.items}
    held = {item: ItemParameters.logistic([a], [-value["ref", item, "d"] / a]) for item, a in slopes.items()}
    fixed = calibrate(data, "2pl", groups=group, fixed=held, tol=1e-8, standard_errors=None)
    groups = [fixed.population[name] for name in ("ref", "focal")]
    return [
        ("concurrent calibration, log-likelihood", "mirt", abs(together.log_likelihood - known["logLik"])),
        (
            "concurrent calibration, mean and SD of the second group",
            "mirt",
            apart(np.array([(other.mean - one.mean) / one.sd, other.sd / one.sd]), focal),
        ),
        (
            "fixed item calibration, means and SDs",
            "mirt",
            apart(np.array([(each.mean, each.sd) for each in groups]), [(0, 1), focal]),
        ),
    ]


def explained_rows() -> list[Row]:
    """Published to four digits (Viechtbauer, 2010)."""
    alone, latitude = explained().model, explained(latitude=TRIALS[:, 4])
    values = [each.value for each in latitude.coefficients]
    left = latitude.model
    return [
        ("variance between items (REML)", "metafor", apart([alone.variances[0], left.variances[0]], [0.3132, 0.0764])),
        (
            "its standard error",
            "metafor",
            apart([np.sqrt(each.variance_covariance[0, 0]) for each in (alone, left)], [0.1664, 0.0591]),
        ),
        ("coefficients of features", "metafor", apart([alone.coefficients[0], *values], [-0.7145, 0.2515, -0.0291])),
        ("their standard error, variance known", "metafor", abs(np.sqrt(alone.fixed_covariance[0, 0]) - 0.1798)),
    ]


def apart(ours: object, theirs: object) -> float:
    return float(np.nanmax(np.abs(np.asarray(ours, dtype=float) - np.asarray(theirs, dtype=float))))


@pytest.mark.parametrize(("value", "shown"), [(3e-7, "< 1e-6"), (0.02, "< 1e-1")])
def test_bounds_are_powers_of_ten(value, shown):
    assert bound(value) == shown
