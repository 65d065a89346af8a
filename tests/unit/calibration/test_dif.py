"""How two groups are made comparable, classified and spoken of."""

from dataclasses import replace
from enum import StrEnum

import numpy as np
import pytest

from calibration.classical.distractor_analysis import OptionRemark
from calibration.classical.item_statistics import Criterion, ItemRemark
from calibration.errors import CalibrationError
from calibration.fit.infit_outfit import FitRemark
from calibration.invariance.dif import detect_dif
from calibration.invariance.dif_classes import DifClass, DifRemark, Purification, ets_class, ets_class_of_means
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel
from calibration.invariance.matching_strata import Matching
from calibration.persons.reliability import UnavailableReason
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.small_groups import SuppressionReason
from calibration.sentences.evidence_sentences import WELSH, evidence_phrase
from engine import Normal
from tests.support.known_fit import known_logistic_fit

SPOKEN = (
    Criterion,
    ItemRemark,
    OptionRemark,
    FitRemark,
    UnavailableReason,
    SuppressionReason,
    Matching,
    DifClass,
    DifRemark,
    Purification,
)
B = np.linspace(-1.5, 1.5, 15)
FIT = known_logistic_fit(1, B, all=Normal(-0.25, 1.03))


def answers(
    persons: int = 3000, *, harder: float = 0.0, of: int = 1, impact: float = 0.5, seed: int = 5
) -> tuple[np.ndarray, np.ndarray]:
    """Rasch answers and groups; the first ``of`` items are harder for the focal group."""
    rng = np.random.default_rng(seed)
    focal = rng.random(persons) < 0.4
    theta = rng.normal(size=persons) - impact * focal
    shift = np.where(np.arange(15) < of, harder, 0.0)
    chance = 1 / (1 + np.exp(B + shift * focal[:, None] - theta[:, None]))
    return (rng.random(chance.shape) < chance).astype(int), np.where(focal, "cy", "en")


def guessed(persons: int, *, harder: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """As `answers`, of questions of which one in four is right by chance."""
    scores, groups = answers(persons, harder=harder, seed=seed)
    return np.where(np.random.default_rng([seed, 1]).random(scores.shape) < 0.25, 1, scores), groups


def test_a_difference_of_difficulty_is_classed_by_its_size_though_guessing_hides_part_of_it() -> None:
    scores, groups = guessed(12_000, harder=0.64, seed=3)
    data = ResponseMatrix.from_dense(scores, items=[str(at + 1) for at in range(15)])
    known = replace(FIT, parameters=replace(FIT.parameters, c=np.full(15, 0.25)))
    by_fit, plain = (detect_dif(data, groups, fit=fit)[0] for fit in (known, None))
    assert by_fit.odds.d_dif[0] == pytest.approx(plain.odds.d_dif[0], abs=0.05)
    assert abs(plain.odds.d_dif[0]) < 1.25  # of 1.5
    assert by_fit.sizes[0] == pytest.approx(-2.35 * 0.64, abs=0.2)
    assert plain.shown.tolist() == [1.0] * 15
    assert (by_fit.shown < plain.shown).all()
    assert by_fit.classes[1:] == plain.classes[1:] == (DifClass.A,) * 14


@pytest.mark.parametrize(
    ("d_dif", "se", "p", "expected"),
    [
        (2.0, 0.2, 0.2, DifClass.A),  # not significant
        (0.99, 0.1, 0.001, DifClass.A),  # significant, and small
        (-1.0, 0.1, 0.001, DifClass.B),
        (1.49, 0.01, 0.001, DifClass.B),  # well beyond 1, not 1.5
        (1.5, 0.31, 0.001, DifClass.B),  # 1.5, not significantly beyond 1
        (-1.5, 0.30, 0.001, DifClass.C),
        (float("nan"), 0.1, 0.001, DifClass.NOT_ESTIMABLE),
    ],
)
def test_ets_classes(d_dif: float, se: float, p: float, expected: DifClass) -> None:
    assert ets_class(d_dif, se, p) is expected
    assert ets_class(-d_dif, se, p) is expected


@pytest.mark.parametrize(
    ("standardised", "p", "expected"),
    [
        (0.5, 0.05, DifClass.AA),
        (0.17, 0.01, DifClass.AA),
        (-0.18, 0.01, DifClass.BB),
        (0.25, 0.01, DifClass.BB),
        (-0.26, 0.01, DifClass.CC),
        (float("nan"), 0.01, DifClass.NOT_ESTIMABLE),
    ],
)
def test_ets_classes_of_mean_differences(standardised: float, p: float, expected: DifClass) -> None:
    assert ets_class_of_means(standardised, p) is expected


def test_total_scores_hold_the_item_itself() -> None:
    """By plain counting of one item's tables."""
    scores, group = answers(400)
    (found,) = detect_dif(ResponseMatrix.from_dense(scores), group, method=MantelHaenszel(purify=False, fewest=20))
    assert (found.reference, found.focal) == ("en", "cy")
    assert found.matching is Matching.TOTAL
    total, up, down = scores.sum(axis=1), 0.0, 0.0
    for stratum in range(16):
        here = total == stratum
        right, focal = scores[here, 4] == 1, group[here] == "cy"
        up += (right & ~focal).sum() * (~right & focal).sum() / max(here.sum(), 1)
        down += (~right & ~focal).sum() * (right & focal).sum() / max(here.sum(), 1)
    assert found.odds.odds_ratio[4] == pytest.approx(up / down)


def test_a_harder_item_is_found_and_called_by_its_direction() -> None:
    scores, group = answers(harder=1.0)
    data = ResponseMatrix.from_dense(scores)
    for fit, method in ((None, None), (FIT, MantelHaenszel(Matching.ABILITY))):
        (found,) = detect_dif(data, group, fit=fit, method=method)
        assert found.classes[0] is DifClass.C
        assert found.remarks[0] is DifRemark.LARGE_AGAINST
        assert abs(found.odds.d_dif[0] + 2.35) < 4 * found.odds.se[0]
        assert found.purification is Purification.SETTLED
        assert found.anchor.tolist() == [False] + [True] * 14
        (turned,) = detect_dif(data, group, fit=fit, method=method, reference="cy")
        assert turned.remarks[0] is DifRemark.LARGE_FOR


def test_leaving_dif_items_out_of_matching_clears_the_others() -> None:
    """Four of 15 items harder for one group make all others look easier for it, until they are left out."""
    scores, group = answers(12_000, harder=0.9, of=4)
    data = ResponseMatrix.from_dense(scores)
    (raw,) = detect_dif(data, group, method=MantelHaenszel(purify=False))
    (pure,) = detect_dif(data, group)
    assert raw.purification is Purification.NOT_ASKED
    assert raw.odds.d_dif[4:].mean() > 0.4
    assert abs(pure.odds.d_dif[4:].mean()) < 0.1
    assert not pure.anchor[:4].any()
    assert pure.anchor[4:].all()


def test_rounds_that_end_too_soon_are_declared() -> None:
    scores, group = answers(12_000, harder=0.9, of=4)
    (found,) = detect_dif(ResponseMatrix.from_dense(scores), group, method=MantelHaenszel(limit=1))
    assert found.purification is Purification.UNSETTLED
    assert found.anchor.all()  # which the numbers rest on


def test_small_groups_are_too_few_and_not_a() -> None:
    scores, group = answers(3000, harder=1.0)
    group[np.flatnonzero(group == "cy")[90:]] = ""
    (found,) = detect_dif(ResponseMatrix.from_dense(scores), group)
    assert set(found.classes) == {DifClass.TOO_FEW}
    assert set(found.remarks) == {DifRemark.TOO_FEW}
    assert found.n_focal.max() <= 90


def test_forms_are_matched_within_and_sparse_data_by_ability() -> None:
    scores, group = answers()
    scores[:1500, :3], scores[1500:, 12:] = -1, -1
    (in_forms,) = detect_dif(ResponseMatrix.from_dense(scores), group)
    assert in_forms.matching is Matching.TOTAL
    rng = np.random.default_rng(1)
    scores[rng.random(scores.shape) < 0.3] = -1
    sparse = ResponseMatrix.from_dense(scores)
    with pytest.raises(CalibrationError, match=r"got \d+ sets for 3000 persons"):
        detect_dif(sparse, group)
    (by_ability,) = detect_dif(sparse, group, fit=FIT)
    assert by_ability.matching is Matching.ABILITY


def test_groups_are_compared_two_at_a_time_and_the_unknown_left_out() -> None:
    scores, group = answers()
    three = np.where(np.arange(3000) % 3 == 0, "pl", group).astype(object)
    three[:300] = None
    data = ResponseMatrix.from_dense(scores)
    found = detect_dif(data, three, reference="en")
    assert [(each.reference, each.focal) for each in found] == [("en", "cy"), ("en", "pl")]
    keep = np.isin(three, ["en", "cy"])
    (alone,) = detect_dif(ResponseMatrix.from_dense(scores[keep]), three[keep], reference="en")
    assert found[0].odds.d_dif.tolist() == alone.odds.d_dif.tolist()


def test_a_label_for_each_response_compares_the_language_shown() -> None:
    scores, group = answers()
    data = ResponseMatrix.from_dense(scores)
    (by_person,) = detect_dif(data, group)
    (by_response,) = detect_dif(data, group[data.person])
    assert by_response.odds.d_dif.tolist() == by_person.odds.d_dif.tolist()
    mixed = np.where(np.arange(len(data)) % 2, "cy", "en")
    (found,) = detect_dif(data, mixed)
    assert (found.n_focal > 0).all()
    assert (found.n_reference > 0).all()


def test_more_than_two_scores_go_by_mean_differences() -> None:
    """Three items with two answers added up; the first of them is harder for the focal group."""
    one, group = answers(harder=1.2)
    rng = np.random.default_rng(11)
    again = np.where(rng.random(one.shape) < 0.5, one, np.roll(one, 1, axis=1))
    scores = one.copy()
    scores[:, :3] = one[:, :3] + again[:, :3]
    (found,) = detect_dif(ResponseMatrix.from_dense(scores), group)
    assert found.classes[0] in (DifClass.BB, DifClass.CC)
    assert found.means.smd[0] < 0
    assert found.remarks[0] in (DifRemark.SOME_AGAINST, DifRemark.LARGE_AGAINST)
    assert np.isnan(found.odds.odds_ratio[:3]).all()
    assert np.isfinite(found.odds.odds_ratio[3:]).all()


def test_an_item_that_everyone_gets_right_is_not_estimable() -> None:
    scores, group = answers()
    scores[:, 7] = 1
    (found,) = detect_dif(ResponseMatrix.from_dense(scores), group)
    assert found.classes[7] is DifClass.NOT_ESTIMABLE
    assert found.remarks[7] is DifRemark.NOT_ESTIMABLE


def test_whoever_stands_where_the_numbers_are_the_same() -> None:
    scores, group = answers()
    order = np.random.default_rng(3).permutation(3000)
    for fit, method in ((None, MantelHaenszel()), (FIT, MantelHaenszel(Matching.ABILITY))):
        (one,) = detect_dif(ResponseMatrix.from_dense(scores), group, fit=fit, method=method)
        (other,) = detect_dif(ResponseMatrix.from_dense(scores[order]), group[order], fit=fit, method=method)
        assert one.odds.d_dif.tolist() == other.odds.d_dif.tolist()


@pytest.mark.parametrize(
    ("group", "options", "message"),
    [
        (["a"] * 3000, {}, "group: expected two groups or more, got a"),
        (["a"] * 7, {}, r"group: expected \(45000,\), got \(7,\)"),
        (["a", "b"] * 1500, {"reference": "c"}, "reference: expected a, b, got c"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused(group: list[str], options: dict[str, str], message: str) -> None:
    with pytest.raises(CalibrationError, match=message):
        detect_dif(ResponseMatrix.from_dense(answers()[0]), group, **options)


@pytest.mark.parametrize("option", [{"limit": 0}, {"strata": 1}, {"fewest": 0}])
def test_senseless_options_are_refused(option: dict[str, int]) -> None:
    with pytest.raises(CalibrationError, match=f"{next(iter(option))}: expected ≥"):
        MantelHaenszel(**option)


@pytest.mark.parametrize("code", [code for kind in SPOKEN for code in kind], ids=str)
def test_every_code_is_said_in_both_languages(code: StrEnum) -> None:
    assert evidence_phrase(code, "en") == code.value
    assert evidence_phrase(code, "cy")


def test_no_two_codes_share_a_sentence() -> None:
    assert len(WELSH) == sum(map(len, SPOKEN)) == len(set(WELSH.values()))
