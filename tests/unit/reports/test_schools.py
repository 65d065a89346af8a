"""A school's results taken together, and what cannot be worked out from them."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import SCALES
from reports.feedback.school_feedback import CountedResult, GroupSummary, SchoolFeedback
from reports.feedback.school_feedback import school_feedback as feedback_of
from reports.feedback.school_messages import SUPPRESSED, school_messages

BEGIN = datetime(2026, 9, 1, tzinfo=UTC)


def results(year: int, thetas: list[float], first: int = 0) -> list[CountedResult]:
    return [
        CountedResult(year, theta, BEGIN + timedelta(minutes=first + place), f"{year}-{place}")
        for place, theta in enumerate(thetas)
    ]


def school_feedback(results: Iterable[CountedResult], *, whole: bool = False) -> SchoolFeedback:
    return feedback_of(results, SCALES["numeracy-procedural"], whole=whole)


def test_nine_are_kept_back_and_ten_are_shown() -> None:
    shown = school_feedback([*results(4, [0.0] * 9), *results(5, [0.0] * 10)])
    assert [(each.year, each.summary) for each in shown.years] == [
        (4, None),
        (5, GroupSummary(10, 500, 500, 500, 500, 500)),
    ]


def test_nobody_has_no_row() -> None:
    assert school_feedback([]).years == ()


def test_a_head_who_may_open_every_result_meets_each_in_the_figures() -> None:
    shown = school_feedback([*results(4, [0.0, 0.06]), *results(5, [1.0])], whole=True)
    assert [(each.year, each.summary) for each in shown.years] == [
        (4, GroupSummary(2, 502, 499, 504)),
        (5, GroupSummary(1, 550)),
    ]
    words = school_messages(shown, gettext.NullTranslations())
    assert [(row.who, row.count, row.mean, row.spread) for row in words.rows] == [
        ("Year 4", "2", "502 (499–504)", "–"),
        ("Year 5", "1", "–", "–"),  # no average without its band
    ]
    assert [note.startswith("–: ") for note in words.notes] == [True, False, False, False]
    assert not any(SUPPRESSED in note for note in words.notes)


@pytest.mark.parametrize("whole", [True, False])
def test_no_average_is_taken_over_year_groups(whole: bool) -> None:
    shown = school_feedback([*results(2, [-3.0] * 10), *results(6, [1.0] * 10)], whole=whole)
    rows = school_messages(shown, gettext.NullTranslations()).rows
    assert [row.who for row in rows] == ["Year 2", "Year 6"]


def test_mean_and_spread_by_hand_to_five_points() -> None:
    # ±1 five times each: mean 0, variance 10/9, deviation 1.0541 logits = 52.7 points; 1.645 × 52.7 / √10 = 27.4
    (year,) = school_feedback(results(4, [1.0, -1.0] * 5)).years
    assert year.summary == GroupSummary(10, 500, 475, 525, 445, 555)


def test_a_figure_beyond_the_scale_is_the_scales_end() -> None:
    (year,) = school_feedback(results(4, [20.0] * 10)).years
    assert year.summary == GroupSummary(10, 1000, 1000, 1000, 1000, 1000)


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


def test_an_ability_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="theta: expected a finite number, got nan"):
        CountedResult(4, float("nan"), BEGIN, "")
