"""A second program on the same data: where it agrees, where it may not be asked, and what is said then."""

import numpy as np
import pytest

from calibration import CalibrationError, ErrorCode, ResponseMatrix, calibrate
from calibration.linking.linking_constants import LinkStatus
from calibration.replication import NotAttempted, Replication, replicate
from calibration.sentences.linking_sentences import WELSH as WELSH_LINKING
from reports.technical.replication_section import WELSH, replication_sentences

pytest.importorskip("girth", reason="the extra `replication` is not installed")


def answers(persons: int = 600, items: int = 6, top: int = 1) -> np.ndarray:
    rng = np.random.default_rng(2)
    theta = rng.normal(size=(persons, 1))
    scores = np.zeros((persons, items), dtype=int)
    for step in range(top):
        scores += rng.random((persons, items)) < 1 / (1 + np.exp(np.linspace(-1, 1, items) + step - theta))
    return scores


@pytest.mark.parametrize("model", ["rasch", "1pl", "2pl"])
def test_it_agrees_on_two_scores(model: str) -> None:
    data = ResponseMatrix.from_dense(answers())
    found = replicate(calibrate(data, model), data)
    assert found.not_attempted is None
    assert len(found.differences) == 6
    assert found.disagreeing == ()
    assert max(each.largest_difference for each in found.differences) < 0.002
    assert found.document()["agree"] is True


@pytest.mark.parametrize("model", ["gpcm", "grm"])
def test_it_agrees_on_more_scores(model: str) -> None:
    data = ResponseMatrix.from_dense(answers(top=2))
    found = replicate(calibrate(data, model), data)
    assert (found.not_attempted, found.disagreeing) == (None, ())


def test_a_difference_beyond_the_tolerance_is_named() -> None:
    data = ResponseMatrix.from_dense(answers())
    found = replicate(calibrate(data, "2pl", max_iter=1), data, tolerance=0.01)
    assert found.disagreeing
    assert found.disagreeing[0].largest_difference == max(each.largest_difference for each in found.differences)
    assert "differ by more than 0.010" in replication_sentences(found, "en")[0]
    assert "gwahaniaethu o fwy na 0.010" in replication_sentences(found, "cy")[0]


@pytest.mark.parametrize(
    ("options", "asked", "why"),
    [
        ({"model": "3pl", "priors": "default"}, {"priors": True}, NotAttempted.MODEL),
        ({"model": "rsm"}, {}, NotAttempted.MODEL),
        ({"model": ["2pl"] * 5 + ["rasch"]}, {}, NotAttempted.MIXED),
        ({"model": "2pl"}, {"groups": True}, NotAttempted.GROUPS),
        ({"model": "2pl"}, {"weights": True}, NotAttempted.WEIGHTS),
        ({"model": "2pl"}, {"fixed": True}, NotAttempted.FIXED),
        ({"model": "2pl", "population": "histogram"}, {}, NotAttempted.HISTOGRAM),
        ({"model": "rasch"}, {"method": "cml"}, NotAttempted.METHOD),
    ],
)
def test_what_it_cannot_fit_is_said_and_not_attempted(
    options: dict[str, object], asked: dict[str, object], why: NotAttempted
) -> None:
    data = ResponseMatrix.from_dense(answers())
    found = replicate(calibrate(data, standard_errors=None, **options), data, **asked)  # type: ignore[arg-type]
    assert (found.not_attempted, found.differences) == (why, ())
    assert why.value in replication_sentences(found, "en")[0]
    assert WELSH[why] in replication_sentences(found, "cy")[0]


def test_items_that_it_would_get_wrong_are_kept_from_it() -> None:
    scores = np.hstack((answers(), np.ones((600, 1), dtype=int), np.full((600, 1), -1)))
    whole = ResponseMatrix.from_dense(scores)
    part = whole.select_items(np.arange(8) < 6)
    found = replicate(calibrate(part, "2pl"), part, before=whole)
    assert found.left_out == {"7": NotAttempted.CONSTANT, "8": NotAttempted.NEVER_ANSWERED}
    assert len(found.differences) == 6
    told = replication_sentences(found, "en")
    assert told[1:] == [
        "Not compared: 7 (an item always answered alike gets a difficulty of the wrong sign from girth).",
        "Not compared: 8 (girth ends in an error where nobody answered an item).",
    ]


@pytest.mark.parametrize(("model", "top"), [("2pl", 1), ("gpcm", 2), ("grm", 2)])
def test_an_item_that_runs_backwards_is_compared_too_and_this_is_said(model: str, top: int) -> None:
    scores = answers(top=top)
    scores[:, 2] = top - scores[:, 2]
    data = ResponseMatrix.from_dense(scores)
    found = replicate(calibrate(data, model), data)
    assert (found.not_attempted, found.disagreeing, found.reflected_items) == (None, (), ("3",))
    assert len(found.differences) == 6
    reversed_one = found.differences[2]
    assert reversed_one.a < 0
    assert reversed_one.other_a == pytest.approx(reversed_one.a, abs=0.05)
    assert reversed_one.other_b == pytest.approx(reversed_one.b, abs=0.05)
    assert "turned round, since it looks for slopes above 0 only: 3." in replication_sentences(found, "en")[1]
    assert "o chwith" in replication_sentences(found, "cy")[1]
    assert found.document()["turned"] == ["3"]


def test_a_slope_at_the_end_of_what_it_looks_at_is_not_compared() -> None:
    scores = answers(items=7)
    scores[:, 6] = np.random.default_rng(5).integers(0, 2, 600)
    data = ResponseMatrix.from_dense(scores)
    found = replicate(calibrate(data, "2pl"), data)
    assert found.left_out == {"7": NotAttempted.SLOPE_BEYOND}
    assert (len(found.differences), found.disagreeing) == (6, ())


def test_why_there_is_no_link_is_told_in_welsh_too() -> None:
    error = CalibrationError(ErrorCode.TOO_FEW_ANCHORS, expected=2, got=1, items="Q2")
    found = Replication("girth", NotAttempted.NOT_LINKED, error)
    assert "at least 2 common items" in replication_sentences(found, "en")[0]
    assert "y nifer lleiaf o eitemau cyffredin" in replication_sentences(found, "cy")[0]
    stuck = Replication("girth", NotAttempted.NOT_LINKED, LinkStatus.NOT_CONVERGED)
    assert WELSH_LINKING[LinkStatus.NOT_CONVERGED] in replication_sentences(stuck, "cy")[0]


def test_every_reason_has_its_welsh() -> None:
    assert set(WELSH) == set(NotAttempted)
    assert not [told for told in WELSH.values() if "'" in told]
