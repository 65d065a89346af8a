"""Linking against published constants, to the digits printed.

Kolen & Brennan (2004), Test equating, scaling, and linking, table 6.5: parameters of forms X and Y. The constants are
those of R's plink (Weeks, 2010, Journal of Statistical Software 35(12)) at D = 1, compared at 40 abilities from −4 to 4
that count alike; both ways at 30 abilities weighted by a normal density. Bisectors: the tutorial of R's equateIRT
(Battauz, 2015, Journal of Statistical Software 68(7)).
"""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from calibration.linking.link import link
from calibration.linking.linking_chains import bisector
from calibration.linking.linking_constants import BothWays, Direction, Form, LinkingConstants, LinkingGrid, OneWay
from calibration.linking.scale_transformation import transform
from engine import ItemParameters, log_probabilities

COMMON = range(3, 37, 3)
NEW = """.4551 -.7101 .2087  .5839 -.8567 .2038  .7544 .0212 .1600  .6633 .0506 .1240  1.0690 .9610 .2986
.9672 .1950 .0535  .3479 2.2768 .1489  1.4579 1.0241 .2453  1.8811 1.4062 .1992  .7020 2.2401 .0853
1.4080 1.5556 .0789  1.2993 2.1589 .1075"""
OLD = """.4416 -1.3349 .1559  .5730 -1.3210 .1913  .5987 -.7098 .1177  .6041 -.3539 .0818  .9902 .5320 .3024
.8081 -.1156 .0648  .4140 2.5538 .2410  1.3554 .5811 .2243  1.0417 .9392 .1651  .6336 1.8960 .0794
1.1347 1.0790 .0630  .9255 2.1337 .1259"""
"""a, b and c of the 12 common items, on form X and on form Y."""
NORMAL = LinkingGrid.normal(count=30)


def form(table: str, scale: float = 1.0) -> Form:
    a, b, c = np.array(table.split(), dtype=float).reshape(-1, 3).T
    return Form(tuple(str(item) for item in COMMON), ItemParameters.logistic(scale * a, b, c))


def printed(found: LinkingConstants) -> tuple[float, float]:
    return round(found.A, 6), round(found.B, 6)


PLINK = {
    "mean-mean": (1.217266, -0.557155),
    "mean-sigma": (1.168892, -0.515543),
    "haebara": (1.112133, -0.465667),
    "stocking-lord": (1.119231, -0.485545),
}
PLINK_BACK = {
    "mean-mean": (0.821513, 0.457711),
    "mean-sigma": (0.855511, 0.441053),
    "haebara": (0.907748, 0.408260),
    "stocking-lord": (0.900655, 0.425961),
}


@pytest.mark.parametrize("method", PLINK)
def test_new_to_old_against_plink(method: str) -> None:
    """The moments' constants printed there are one off in the sixth digit; curves are to all digits."""
    found = link(form(NEW), form(OLD), method)  # type: ignore[arg-type]
    if method in ("haebara", "stocking-lord"):
        assert printed(found) == PLINK[method]
    assert printed(found) == pytest.approx(PLINK[method], abs=1.01e-6)


@pytest.mark.parametrize("method", PLINK_BACK)
def test_old_to_new_against_plink(method: str) -> None:
    found = link(form(OLD), form(NEW), method)  # type: ignore[arg-type]
    assert printed(found) == pytest.approx(PLINK_BACK[method], abs=1.01e-6)


@pytest.mark.parametrize(
    ("method", "expected"), [("haebara", (1.088233, -0.504619)), ("stocking-lord", (1.109529, -0.519901))]
)
def test_both_ways_with_normal_weights_against_plink(method: str, expected: tuple[float, float]) -> None:
    found = link(form(NEW), form(OLD), method, direction=BothWays(NORMAL, NORMAL))  # type: ignore[arg-type]
    assert printed(found) == expected


@pytest.mark.parametrize(
    ("method", "direction", "expected"),
    [
        ("haebara", OneWay(), (1.092919, -0.457488)),
        ("stocking-lord", OneWay(), (1.101547, -0.476496)),
        ("haebara", OneWay(LinkingGrid.even(count=161)), (1.093598, -0.458292)),
        ("stocking-lord", OneWay(LinkingGrid.even(count=161)), (1.101953, -0.477016)),
        ("haebara", BothWays(), (1.09103, -0.453361)),
        ("stocking-lord", BothWays(), (1.099928, -0.474275)),
    ],
)
def test_slopes_read_with_d_of_1_7_against_plink(
    method: str, direction: Direction, expected: tuple[float, float]
) -> None:
    """D multiplies every slope, so that curves are steeper and the same grid weighs them otherwise."""
    found = link(form(NEW, 1.7), form(OLD, 1.7), method, direction=direction)  # type: ignore[arg-type]
    assert printed(found) == pytest.approx(expected, abs=1.01e-6)


def test_one_more_ability_is_seen_against_plink() -> None:
    """41 abilities instead of 40 change the fifth digit: the published numbers pin the grid."""
    found = link(form(NEW), form(OLD), direction=OneWay(LinkingGrid.even(count=41)))
    assert printed(found) == pytest.approx(PLINK["stocking-lord"], abs=5e-4)
    assert printed(found)[0] != PLINK["stocking-lord"][0]


def test_bisector_against_equate_irt() -> None:
    """Forms 1 to 4 through 2 and 3, and through 5; the paths' constants are printed to five decimals."""
    paths = [LinkingConstants(1.25371, -0.49825, "chain"), LinkingConstants(1.15964, -0.40028, "chain")]
    found = bisector(*paths)
    assert printed(found) == pytest.approx((1.20559, -0.44814), abs=1.01e-5)


needs_files = pytest.mark.skipif("MESUR_REFERENCE" not in os.environ, reason="MESUR_REFERENCE is not set")


def kb04(number: str) -> ItemParameters:
    """All 36 items of form X (1) or Y (2), with D = 1.7 put into the slopes."""
    with (Path(os.environ["MESUR_REFERENCE"]) / "data" / "kb04_pars.csv").open(newline="") as file:
        rows = [[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:] if row[0] == number]
    a, b, c = np.array(rows).T
    return ItemParameters.logistic(1.7 * a, b, c)


def true_score(parameters: ItemParameters, theta: float) -> float:
    return float(np.exp(log_probabilities(parameters, np.array([[theta]]))[:, 1]).sum())


@needs_files
def test_the_items_typed_in_are_those_of_the_file_against_plink() -> None:
    common = np.array(COMMON) - 1
    for number, table in (("1", NEW), ("2", OLD)):
        one, other = kb04(number).take(common), form(table, 1.7).parameters
        assert (one.a.tolist(), one.b.tolist(), one.c.tolist()) == (
            pytest.approx(other.a.tolist()),
            other.b.tolist(),
            other.c.tolist(),
        )


@needs_files
def test_every_digit_of_the_file_against_plink() -> None:
    expected = json.loads((Path(os.environ["MESUR_REFERENCE"]) / "plink_KB04.json").read_text())
    names = {"mean-mean": "MM", "mean-sigma": "MS", "haebara": "HB", "stocking-lord": "SL"}
    for key, scale in (("D1_default", 1.0), ("D1.7_default", 1.7)):
        for method, name in names.items():
            found = link(form(NEW, scale), form(OLD, scale), method)  # type: ignore[arg-type]
            one = expected[key][name]
            assert printed(found) == pytest.approx((one["A"], one["B"]), abs=1.01e-6)


@needs_files
def test_true_score_equating_against_kolen_and_brennan() -> None:
    """Mean/sigma without item 27: scores 7, 8 and 9 on the new form, D = 1.7."""
    without = [str(item) for item in COMMON if item != 27]
    constants = link(form(NEW, 1.7), form(OLD, 1.7), "mean-sigma", anchors=without)
    new, old = transform(kb04("1"), constants), kb04("2")
    thetas = [
        brentq(lambda theta, score=score: true_score(new, theta) - score, -8, 8, xtol=1e-12) for score in (7, 8, 9)
    ]
    assert [round(theta, 3) for theta in thetas] == [-4.336, -2.769, -2.063]
    assert [round(true_score(old, theta), 3) for theta in thetas] == [6.134, 7.187, 8.396]
