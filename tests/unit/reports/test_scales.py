"""Reporting scales, their axes, and progress over sittings."""

import gettext
import math
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itembank import SUBJECTS
from reports.feedback.progress_messages import progress_messages
from reports.scales.progress import Progress, ScorePoint, progress, score_point
from reports.scales.progress_chart import progress_chart
from reports.scales.reporting_scale import SCALES, Z90, scale_score

SCALE = SCALES["numeracy-procedural"]


def point(month: int, theta: float, se: float = 0.3, *, provisional: bool = False) -> ScorePoint:
    return score_point(date(2027, month, 1), 5, theta, se, SCALE, provisional=provisional)


def test_every_subject_has_a_scale_of_its_own_with_a_version() -> None:
    assert set(SCALES) == set(SUBJECTS)
    assert all(scale.subject == subject and scale.version for subject, scale in SCALES.items())


def test_no_progress_is_told_of_one_score_or_while_a_score_is_provisional() -> None:
    assert progress([point(1, 0.0)]) is None
    assert progress([point(1, 0.0), point(2, 3.0, provisional=True)]) is None
    assert progress([point(1, 0.0, provisional=True), point(2, 3.0)]) is None


@pytest.mark.parametrize(("gain", "beyond"), [(0.69, False), (0.70, True), (-0.70, True)])
def test_a_change_is_beyond_error_from_1_645_of_its_standard_error(gain: float, *, beyond: bool) -> None:
    told = progress([point(1, 0.0), point(6, gain)])  # 1.645·√2·.3 = .698
    assert told is not None
    assert told.change == pytest.approx(50 * gain)
    assert told.change_se == pytest.approx(50 * 0.3 * math.sqrt(2))
    assert told.beyond_error is beyond


def test_the_link_between_two_versions_adds_to_the_error() -> None:
    told = progress([point(1, 0.0), point(6, 0.75)], link_se=10.0)
    assert told is not None
    assert told.change_se == pytest.approx(math.sqrt(2 * 15**2 + 10**2))
    assert not told.beyond_error
    with pytest.raises(ValueError, match="link_se: expected a finite number from 0, got -1"):
        progress([point(1, 0.0), point(6, 0.75)], link_se=-1)


def test_a_score_whose_answers_bound_no_level_bounds_no_change() -> None:
    every_answer_right = replace(point(6, 4.0), scale=replace(point(6, 4.0).scale, open_above=True))
    told = progress([point(1, 0.0), every_answer_right])
    assert told == Progress((point(1, 0.0), every_answer_right), None, None, beyond_error=False)


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.floats(-6, 5), st.floats(0.1, 1)),
        min_size=2,
        max_size=5,
        unique_by=lambda t: t[0],
    )
)
def test_progress_is_of_the_first_and_the_last_date_whatever_the_order(rows: list[tuple[int, float, float]]) -> None:
    points = [point(month, theta, se) for month, theta, se in rows]
    told, backwards = progress(points), progress(points[::-1])
    assert told == backwards
    assert told is not None
    by_date = sorted(rows)
    if told.change is not None:
        assert told.change == pytest.approx(50 * (by_date[-1][1] - by_date[0][1]), abs=1e-9)
    assert [each.on.month for each in told.points] == [month for month, _, _ in by_date]


def test_a_change_is_unbiased_and_its_band_holds_nine_times_in_ten() -> None:
    rng = np.random.default_rng(17)
    n, truth, se1, se2 = 4_000, 0.6, 0.35, 0.28
    first, second = rng.normal(0, se1, n), rng.normal(truth, se2, n)
    told = [progress([point(1, a, se1), point(6, b, se2)]) for a, b in zip(first, second, strict=True)]
    changes = np.array([(each.change, each.change_se) for each in told if each and each.change is not None])
    assert len(changes) == n
    off = changes[:, 0] - 50 * truth
    assert abs(off.mean()) < 3 * off.std() / math.sqrt(n)
    assert 0.885 < np.mean(np.abs(off) < Z90 * changes[:, 1]) < 0.915


@pytest.mark.parametrize(
    ("gain", "told"), [(0.0, "The first and the last score are the same."), (0.02, "differ by 1.")]
)
def test_a_change_of_no_or_one_point_is_told_as_a_person_would(gain: float, told: str) -> None:
    changed = progress([point(1, 0.0), point(6, gain)])
    assert changed is not None
    assert told in progress_messages(changed, "en", gettext.NullTranslations()).lead


def test_the_chart_of_progress_is_named_and_has_each_score_at_its_date_within_its_band() -> None:
    told = progress([point(1, -1.0), point(3, 0.2), point(12, 0.4)], expected=scale_score(0.5, 0.1, SCALE))
    assert told is not None
    svg = progress_chart(told, "cy", gettext.NullTranslations()).svg
    assert 'aria-label="Scores from 1 Ionawr 2027 (450) to 1 Rhagfyr 2027 (520), each with the band' in svg
    assert "style" not in svg
    assert "<script" not in svg
    dots = [(float(x), float(y)) for x, y in re.findall(r'__dot" cx="([\d.]+)" cy="([\d.]+)"', svg)]
    bands = re.findall(r'__range" x="[\d.]+" y="([\d.]+)" width="24" height="([\d.]+)"', svg)
    assert [x for x, _ in dots] == sorted({x for x, _ in dots})
    assert dots[1][0] - dots[0][0] < dots[2][0] - dots[1][0]  # by date, not by number
    for (_, y), (top, height) in zip(dots, bands, strict=True):
        assert y == pytest.approx(float(top) + float(height) / 2, abs=0.3)
    assert svg.count("mesur-scores__expected") == 1
    (diamond,) = re.findall(r'__expected" d="M([\d.]+) ', svg)
    (label,) = re.findall(r'__aside" x="([\d.]+)" y="[\d.]+">525</text>', svg)  # the sentence leads to the diamond
    assert dots[-1][0] + 20 < float(diamond) < float(label), "the two scores would read as one number: 520 525"
