"""What is found in data before a fit: each kind by item, with its numbers, in both languages."""

import pickle
import re
from typing import Any

import numpy as np
import pytest

from calibration import (
    CalibrationError,
    ErrorCode,
    Finding,
    FindingKind,
    Labels,
    ResponseMatrix,
    Severity,
    check_data,
    islands,
    require_no_fault,
)
from calibration.responses.data_findings import SENTENCES
from calibration.screening.item_rest_correlation import item_rest_correlations
from calibration.sentences import welsh_sentences
from calibration.sentences.sentences import error_sentence, finding_sentence

KIND = FindingKind


def answers(persons: int = 400, items: int = 6, seed: int = 1) -> Any:
    rng = np.random.default_rng(seed)
    logits = 1.5 * rng.normal(size=(persons, 1)) - np.linspace(-1, 1, items)
    return (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(int)


def found(scores: Any, **options: Any) -> list[Finding]:
    return list(check_data(ResponseMatrix.from_dense(scores), **options))


def only_finding(scores: Any, **options: Any) -> Finding:
    (finding,) = found(scores, **options)
    return finding


def test_sound_data_have_nothing_to_be_found() -> None:
    assert found(answers(), categories=2, groups=np.arange(400) % 2) == []


def test_no_response_at_all_is_a_fault() -> None:
    assert [each.kind for each in found([[-1, -1]])] == [KIND.NO_RESPONSES]


def test_scores_out_of_range_are_named_by_item_and_rows() -> None:
    scores = answers()
    scores[[7, 30], 2] = 3, 2
    finding = found(scores, categories={"3": 2})[0]
    assert (finding.kind, finding.severity, finding.item) == (KIND.SCORE_OUT_OF_RANGE, Severity.FAULT, "3")
    assert finding.rows == (8, 31)
    assert finding.numbers == {"count": 2, "got": 3, "highest": 1}
    with pytest.raises(CalibrationError) as caught:
        require_no_fault([finding])
    assert str(caught.value) == "row 8, item 3: expected a score of 0, 1, got 3"


def test_never_answered_and_constant_items_are_faults_unless_their_parameters_are_held() -> None:
    scores = answers()
    scores[:, 1], scores[:, 4] = -1, 1
    never, constant = found(scores)
    assert (never.kind, never.item) == (KIND.NEVER_ANSWERED, "2")
    assert (constant.kind, constant.item, constant.numbers) == (KIND.CONSTANT, "5", {"count": 400, "got": 1})
    assert found(scores, fixed=["2", "5"]) == []
    with pytest.raises(CalibrationError) as caught:
        require_no_fault(found(scores))
    error = caught.value
    assert error.code is ErrorCode.NEVER_ANSWERED
    assert [each.code for each in error.further] == [ErrorCode.CONSTANT]
    assert str(error).count("\n") == 1
    assert error_sentence(error, "cy").count("\n") == 1
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.code, again.fields) == (str(error), error.code, error.fields)


@pytest.mark.parametrize(
    ("seen", "categories", "unused", "highest"),
    [((0, 1, 3), None, "2", 3), ((1, 2), None, "0", 2), ((0, 1), 4, "2, 3", 3), ((0, 4), {"1": 5}, "1, 2, 3", 4)],
)
def test_a_category_that_no_one_got_is_named(seen: Any, categories: Any, unused: str, highest: int) -> None:
    scores = answers()
    scores[:, 0] = np.array(seen)[np.arange(400) % len(seen)]
    finding = next(each for each in found(scores, categories=categories) if each.kind is KIND.CATEGORY_UNUSED)
    assert (finding.item, finding.numbers) == ("1", {"unused": unused, "highest": highest})


def test_a_reverse_keyed_item_is_named_in_complete_data() -> None:
    scores = answers()
    scores[:, 3] = 1 - scores[:, 3]
    finding = only_finding(scores)
    assert (finding.kind, finding.severity, finding.item) == (KIND.REVERSE_KEYED, Severity.WARNING, "4")
    rest = scores.sum(axis=1) - scores[:, 3]
    assert finding.numbers["correlation"] == pytest.approx(np.corrcoef(rest, scores[:, 3])[0, 1], rel=1e-12)
    assert finding.numbers["count"] == 400


def adaptive(reverse: int, persons: int = 3000, items: int = 40, length: int = 12) -> Any:
    """Each person meets the item nearest to a running ability: those who do well meet harder ones."""
    rng = np.random.default_rng(4)
    theta, b = rng.normal(size=persons), np.linspace(-2.5, 2.5, items)
    scores = np.full((persons, items), -1)
    at = np.zeros(persons)
    for step in range(length):
        distance = np.where(scores >= 0, np.inf, abs(b - at[:, None]) + rng.random((persons, items)) * 0.5)
        item = distance.argmin(axis=1)
        right = rng.random(persons) < 1 / (1 + np.exp(b[item] - theta))
        scores[np.arange(persons), item] = right ^ (item == reverse)
        at += np.where(right, 1, -1) * 1.5 / (step + 2)
    return scores


def test_in_an_adaptive_test_the_reverse_keyed_item_is_named_and_no_other() -> None:
    finding = only_finding(adaptive(reverse=21), fewest=1)
    assert (finding.kind, finding.item) == (KIND.REVERSE_KEYED, "22")
    assert found(adaptive(reverse=-1), fewest=1) == []


def test_where_routes_differ_the_rest_is_the_measure_without_the_item() -> None:
    rng = np.random.default_rng(8)
    theta, b = rng.normal(size=4000), np.linspace(-1, 1, 30)
    scores = (rng.random((4000, 30)) < 1 / (1 + np.exp(b - theta[:, None]))).astype(int)
    complete = item_rest_correlations(ResponseMatrix.from_dense(scores)).correlation
    scores[0, 0] = -1  # one response less, and the measures take the place of sums
    measured = item_rest_correlations(ResponseMatrix.from_dense(scores)).correlation
    assert measured == pytest.approx(complete, abs=0.01)  # a measure is nearly a straight line of a sum


def blocks(*sizes: int, persons: int = 200) -> Any:
    table = np.full((persons * len(sizes), sum(sizes)), -1)
    start = 0
    for place, size in enumerate(sizes):
        table[place * persons : (place + 1) * persons, start : start + size] = answers(persons, size, seed=place)
        start += size
    return table


def test_islands_are_named_the_smallest_first() -> None:
    scores = blocks(4, 2, 3)
    assert islands(ResponseMatrix.from_dense(scores)) == (("5", "6"), ("7", "8", "9"), ("1", "2", "3", "4"))
    first, second = found(scores, fewest=1)
    assert {first.kind, second.kind} == {KIND.ISLAND}
    assert first.severity is Severity.WARNING
    assert first.numbers == {"items": "5, 6", "place": 1, "count": 3, "persons": 200}
    assert second.numbers["items"] == "7, 8, 9"
    assert islands(ResponseMatrix.from_dense(answers())) == (("1", "2", "3", "4", "5", "6"),)
    assert islands(ResponseMatrix.from_dense([[1, -1, 0]])) == (("1", "3"),)


def test_an_island_that_no_group_ties_is_a_fault_and_one_that_a_group_or_fixed_items_tie_is_not() -> None:
    scores, apart, together = blocks(4, 3), np.repeat(["y4", "y5"], 200), np.tile(["y4", "y5"], 200)
    (untied,) = found(scores, groups=apart)
    assert (untied.kind, untied.severity, untied.numbers["items"]) == (KIND.UNTIED_ISLAND, Severity.FAULT, "5, 6, 7")
    with pytest.raises(CalibrationError) as caught:
        require_no_fault([untied])
    assert (caught.value.code, caught.value.fields) == (ErrorCode.NOT_CONNECTED, {"items": "5, 6, 7", "count": 2})
    assert [each.kind for each in found(scores, groups=Labels.from_values(together))] == [KIND.ISLAND]
    assert found(scores, groups=apart, fixed=["1", "5"]) == []
    with pytest.raises(CalibrationError, match="groups: expected 400 labels, got 3"):
        check_data(ResponseMatrix.from_dense(scores), groups=["a", "b", "c"])


def test_items_under_the_minimum_and_persons_without_a_response_are_told() -> None:
    scores = answers()
    scores[90:, 5], scores[0] = -1, -1
    few, without = found(scores)
    assert (few.kind, few.item, few.numbers) == (KIND.FEW_RESPONSES, "6", {"count": 89, "fewest": 100})
    assert (without.kind, without.severity, without.numbers) == (KIND.PERSONS_WITHOUT, Severity.REMARK, {"count": 1})
    assert [each.kind for each in found(scores, fewest=89)] == [KIND.PERSONS_WITHOUT]


def test_every_sentence_has_its_welsh_with_the_same_fields() -> None:
    assert set(SENTENCES) == set(welsh_sentences.FINDINGS) == set(FindingKind)
    for kind, sentence in SENTENCES.items():
        fields, in_welsh = (
            sorted(re.findall(r"%\((\w+)\)", each)) for each in (sentence, welsh_sentences.FINDINGS[kind])
        )
        assert fields == in_welsh
        assert "'" not in welsh_sentences.FINDINGS[kind]


def test_a_finding_is_said_in_both_languages() -> None:
    scores = answers()
    scores[:, 3] = 1 - scores[:, 3]
    finding = only_finding(scores)
    assert finding_sentence(finding, "en").startswith("Item 4: those who did better on the other items did worse")
    assert "mend the key and score again" in finding_sentence(finding, "en")
    assert finding_sentence(finding, "cy").startswith("Eitem 4: y rhai a wnaeth yn well ar yr eitemau eraill")
    assert "cywirwch yr allwedd a sgoriwch eto" in finding_sentence(finding, "cy")
