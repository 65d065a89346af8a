"""A school's results taken together, and what cannot be worked out from them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.feedback.school_feedback import CountedResult, GroupSummary, school_feedback

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)


def results(year: int, thetas: list[float], first: int = 0) -> list[CountedResult]:
    return [
        CountedResult(year, theta, BEGIN + timedelta(minutes=first + place), f"{year}-{place}")
        for place, theta in enumerate(thetas)
    ]


def test_nine_are_kept_back_and_ten_are_shown() -> None:
    shown = school_feedback([*results(4, [0.0] * 9), *results(5, [0.0] * 10)])
    assert [(each.year, each.summary) for each in shown.years] == [(4, None), (5, GroupSummary(10, 500, 500, 500))]
    assert shown.all_years == GroupSummary(10, 500, 500, 500)


def test_nobody_and_nothing_shown_have_no_total() -> None:
    assert school_feedback([]).years == ()
    assert school_feedback(results(4, [0.0] * 9)).all_years is None


def test_mean_and_spread_by_hand_to_five_points() -> None:
    # ±1 five times each: mean 0, variance 10/9, deviation 1.0541 logits = 52.7 points
    (year,) = school_feedback(results(4, [1.0, -1.0] * 5)).years
    assert year.summary == GroupSummary(10, 500, 445, 555)


def test_a_figure_beyond_the_scale_is_the_scales_end() -> None:
    (year,) = school_feedback(results(4, [20.0] * 10)).years
    assert year.summary == GroupSummary(10, 1000, 1000, 1000)


def test_the_order_of_coming_counts_and_not_that_of_the_list() -> None:
    there = results(4, [0.0] * 10 + [5.0] * 9)
    assert school_feedback(reversed(there)) == school_feedback(there[:10])


@given(st.lists(st.floats(-6, 6), max_size=45), st.lists(st.floats(-6, 6), max_size=45))
def test_two_releases_of_a_cell_differ_by_nobody_or_by_ten(before: list[float], later: list[float]) -> None:
    old, new = (school_feedback(results(4, thetas)).years for thetas in (before, before + later))
    counts = [years[0].summary.count if years and years[0].summary else 0 for years in (old, new)]
    assert all(count % 10 == 0 for count in counts)
    if counts[0] == counts[1]:
        assert not counts[0] or old == new


@given(st.dictionaries(st.integers(2, 9), st.lists(st.floats(-6, 6), min_size=1, max_size=35)))
def test_the_total_less_what_is_shown_leaves_nobody(by_year: dict[int, list[float]]) -> None:
    shown = school_feedback([each for year, thetas in by_year.items() for each in results(year, thetas)])
    counted = sum(each.summary.count for each in shown.years if each.summary)
    assert (shown.all_years.count if shown.all_years else 0) == counted


def test_an_ability_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="theta: expected a finite number, got nan"):
        CountedResult(4, float("nan"), BEGIN, "")
