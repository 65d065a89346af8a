"""Responses, and how each fault in them is named."""

from typing import Any

import numpy as np
import pytest

from calibration import CalibrationError, ErrorCode, ResponseMatrix, calibrate


def fault(call: Any, *arguments: Any, **options: Any) -> CalibrationError:
    with pytest.raises(CalibrationError) as caught:
        call(*arguments, **options)
    return caught.value


def test_dense_and_long_hold_the_same_responses() -> None:
    dense = ResponseMatrix.from_dense([[1, -1], [0, 1]], items=["a", "b"])
    long = ResponseMatrix.from_long(["y", "x", "y"], ["b", "a", "a"], [1, 1, 0])
    for each in (dense, long):
        assert each.items == ("a", "b")
        assert each.person.tolist() == [0, 1, 1]
        assert each.item.tolist() == [0, 0, 1]
        assert each.score.tolist() == [1, 0, 1]


def test_items_are_numbered_from_1_unless_named() -> None:
    assert ResponseMatrix.from_dense([[0, 1]]).items == ("1", "2")


@pytest.mark.parametrize(
    ("scores", "text"),
    [
        ([[1, 0], [0, -2]], "row 2, item b: expected a score of −1, 0, 1, …, got -2"),
        ([[1, 0.5], [0, 1]], "row 1, item b: expected a score of −1, 0, 1, …, got 0.5"),
        ([[1, 0], [np.nan, 1]], "row 2, item a: expected a score of −1, 0, 1, …, got nan"),
        ([1, 0], "scores: expected two dimensions (persons, items), got (2,)"),
    ],
)
def test_a_dense_fault_names_row_and_item(scores: Any, text: str) -> None:
    assert str(fault(ResponseMatrix.from_dense, scores, items=["a", "b"])) == text


def test_item_ids_must_fit_and_differ() -> None:
    assert fault(ResponseMatrix.from_dense, [[1, 0]], items=["a"]).code is ErrorCode.ITEM_COUNT
    twice = fault(ResponseMatrix.from_dense, [[1, 0]], items=["a", "a"])
    assert str(twice) == "items: expected each id once, got a twice (places 1 and 2)"


def test_a_second_response_is_named_with_the_first() -> None:
    error = fault(ResponseMatrix.from_long, ["p", "q", "p"], ["i", "i", "i"], [1, 0, 0])
    assert error.code is ErrorCode.RESPONSE_TWICE
    assert {key: error.fields[key] for key in ("row", "first", "item")} == {"row": 3, "first": 1, "item": "i"}


def test_a_second_response_right_after_the_first_is_refused_too() -> None:
    error = fault(ResponseMatrix.from_long, ["p", "p", "q"], ["i", "i", "i"], [1, 1, 0])
    assert (error.code, error.fields["row"], error.fields["first"]) == (ErrorCode.RESPONSE_TWICE, 2, 1)


def test_what_a_table_of_persons_carries_goes_with_each_response() -> None:
    data = ResponseMatrix.from_dense([[1, -1], [0, 1]], language=["cy", "en"], position=[[2, 1], [1, 2]], weight=[1, 3])
    assert np.asarray(data.language).tolist() == ["cy", "en", "en"]
    assert data.position is not None
    assert data.position.tolist() == [2, 1, 2]
    assert data.weight is not None
    assert data.weight.tolist() == [1.0, 3.0, 3.0]
    assert fault(ResponseMatrix.from_dense, [[1, 0]], weight=[1, 2]).code is ErrorCode.LENGTHS
    assert str(fault(ResponseMatrix.from_dense, [[1, 0]], weight=[0])) == "row 1: expected a weight above 0, got 0"


def test_unsigned_and_boolean_scores_are_scores() -> None:
    assert ResponseMatrix.from_dense(np.array([[200, 1]], dtype=np.uint8)).score.tolist() == [200, 1]
    assert ResponseMatrix.from_dense(np.array([[True, False]])).score.tolist() == [1, 0]
    assert ResponseMatrix.from_long([1, 1], ["a", "b"], np.array([3, 0], dtype=np.uint64)).score.tolist() == [3, 0]


def test_a_row_without_a_label_is_refused() -> None:
    error = fault(ResponseMatrix.from_long, ["p", None], ["i", "i"], [1, 0])
    assert str(error) == "row 2: expected a person and an item, got an empty cell"


def test_unequal_columns_unknown_items_and_statuses_are_refused() -> None:
    assert fault(ResponseMatrix.from_long, [1, 2], ["a"], [1, 1]).code is ErrorCode.LENGTHS
    assert fault(ResponseMatrix.from_long, [1], ["z"], [1], items=["a"]).code is ErrorCode.ITEM_UNKNOWN
    error = fault(ResponseMatrix.from_long, [1], ["a"], [1], status=["lost"])
    assert str(error) == "row 1, item a: expected a status of answered, omitted, not reached, got 'lost'"


@pytest.mark.parametrize(
    ("omitted", "not_reached", "kept"),
    [
        ("wrong", "missing", [("a", 1), ("b", 0)]),
        ("missing", "missing", [("a", 1)]),
        ("wrong", "wrong", [("a", 1), ("b", 0), ("c", 0)]),
    ],
)
def test_omitted_and_not_reached_are_treated_as_the_analyst_says(
    omitted: Any, not_reached: Any, kept: list[tuple[str, int]]
) -> None:
    data = ResponseMatrix.from_long(
        [1, 1, 1],
        ["a", "b", "c"],
        [1, -1, -1],
        status=["answered", "omitted", "not reached"],
        items=["a", "b", "c"],
        omitted=omitted,
        not_reached=not_reached,
    )
    assert [(data.items[item], score) for item, score in zip(data.item, data.score, strict=True)] == kept


def test_a_treatment_of_another_name_is_refused() -> None:
    error = fault(ResponseMatrix.from_long, [1], ["a"], [1], omitted="half")
    assert str(error) == "omitted: expected wrong, missing, got 'half'"


GOOD = [[0, 1, 1], [1, 0, 1], [1, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("scores", "model", "text"),
    [
        ([[0, 1, 2], *GOOD], "2pl", "row 1, item 3: expected a score of 0, 1, got 2"),
        ([[1, *row[1:]] for row in GOOD], "2pl", "items answered always alike: 1; expected two different scores"),
        ([[*row, -1] for row in GOOD], "2pl", "items never answered: 4; expected at least one response"),
        ([row[:2] for row in GOOD], "2pl", "model 2pl: expected at least 3 items, got 2"),
        ([[-1, -1, -1]], "rasch", "data: expected at least one response, got none"),
        (GOOD, "5pl", "model: expected rasch, 1pl, 2pl, 3pl, 4pl, pcm, gpcm, rsm, grm, got '5pl'"),
    ],
)
def test_what_cannot_be_fitted_is_refused_before_the_fit(scores: Any, model: str, text: str) -> None:
    assert str(fault(calibrate, ResponseMatrix.from_dense(scores), model)).startswith(text)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"tol": 0.0}, "tol: expected > 0, got 0.0"),
        ({"max_iter": 0}, "max_iter: expected ≥ 1, got 0"),
        ({"standard_errors": "guessed"}, "standard_errors: expected observed, sandwich, None, got guessed"),
        ({"grid": np.array([0.0, 1.0, 3.0, 4.0, 5.0])}, "grid: expected at least 5 equally spaced"),
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any], text: str) -> None:
    assert str(fault(calibrate, ResponseMatrix.from_dense(GOOD), **options)).startswith(text)
