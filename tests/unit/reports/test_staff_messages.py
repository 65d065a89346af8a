"""What staff alone read of a learner: areas as intervals, and where half of the year group is expected."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from reports import (
    AXIS,
    SCALES,
    AnsweredItem,
    RelativeStrength,
    SittingResult,
    band_svg,
    learner_feedback,
    learner_messages,
    learner_pdf,
    scale_score,
)
from reports.claims.year_pool import Prior
from reports.feedback.item_map import AskedQuestion, Outcome
from reports.feedback.item_map_messages import QuestionTable
from reports.feedback.sitting_results import Effort
from reports.feedback.staff_messages import StaffMessages, staff_messages
from reports.feedback.strand_chart import strand_chart
from reports.feedback.strand_comparison import StrandResult, strand_points
from reports.feedback.subject_names import strand_name
from reports.formats import pdf
from reports.scales.year_range import YearRange, year_range

SCALE = SCALES["numeracy-procedural"]
LANGUAGES: tuple[Language, ...] = ("cy", "en")


@dataclass(frozen=True)
class Topic:
    id: str = "add"
    strand: str = "number"
    introduced_year: int = 3
    label: dict[str, str] = field(default_factory=lambda: {"cy": "adio", "en": "adding"})
    can: dict[str, str] = field(default_factory=lambda: {"cy": "Rwyt ti’n adio.", "en": "You add."})
    practise: dict[str, str] = field(default_factory=lambda: {"cy": "Ymarfera.", "en": "Practise."})


def sat(number: list[int], data: list[int], measuring: list[int]) -> SittingResult:
    """A sitting of Year 4 with these scores in three strands, of items at the learner's level."""
    strands = [("number", score) for score in number]
    strands += [("data", score) for score in data] + [("measuring", score) for score in measuring]
    items = tuple(AnsweredItem(place, "add", name, 3, 0.0, score) for place, (name, score) in enumerate(strands, 1))
    day, year_group = date(2026, 11, 24), Prior(-1.2, 1.0)
    return SittingResult(
        "numeracy-procedural", 4, 0.0, 0.4, "converged", day, items, provisional=True, population=year_group
    )


EVEN = sat([1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1], [1, 0, 1, 0, 1, 0])
UNEVEN = sat([1] * 9 + [0], [0] * 9 + [1], [1, 0] * 5)


def said(result: SittingResult, language: Language = "en") -> StaffMessages:
    return staff_messages(learner_feedback(result, {"add": Topic()}), language, translations(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_child_is_told_of_no_area_that_does_not_clearly_differ(language: Language) -> None:
    even, uneven = (
        learner_messages(learner_feedback(result, {"add": Topic()}), language, translations(language)).strands
        for result in (EVEN, UNEVEN)
    )
    assert even is None
    assert uneven is not None
    assert len(uneven.lines) == 2  # number and data, of measuring nothing


def test_staff_see_every_area_with_an_interval_that_crosses_0_unless_it_is_named() -> None:
    feedback = learner_feedback(UNEVEN, {"add": Topic()})
    named = {each.strand: each.relative_strength for each in feedback.strands}
    points = strand_points(feedback.strands, SCALE)
    assert set(named) == {"number", "data", "measuring"}
    for each in points:
        crosses = each.low <= 0 <= each.high
        assert crosses is (named[each.strand] is RelativeStrength.ALIKE)
        assert each.low < each.difference < each.high
    table = said(UNEVEN).strands
    assert table is not None
    assert [row[0] for row in table.rows] == ["Data", "Measuring", "Number"]
    assert table.rows[1] == ("Measuring", "10", "0", f"−{-points[1].low} and +{points[1].high}")


def test_an_end_that_rounds_to_0_stays_on_its_side() -> None:
    near = [
        StrandResult("data", 5, 0.500001, 0.2, RelativeStrength.STRONGER, 0.5),
        StrandResult("number", 5, -0.500001, 0.2, RelativeStrength.WEAKER, 0.5),
    ]
    assert [(each.low, each.high) for each in strand_points(near, SCALE)] == [(1, 50), (-50, -1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_of_the_areas_carries_no_style_and_stays_within(language: Language) -> None:
    far = [StrandResult("data", 5, 3.0, 1.5, RelativeStrength.ALIKE, 3.6)]
    svg = strand_chart(
        strand_points([*far, *learner_feedback(EVEN, {"add": Topic()}).strands], SCALE), translations(language)
    ).svg
    assert "style=" not in svg
    assert "<script" not in svg
    assert all(0 <= float(x) <= 640 for x in re.findall(r' (?:x|x1|x2|cx)="([^"]+)"', svg))
    assert svg.count("<circle") == 4


def test_half_of_a_year_group_is_expected_within_0_674_sd_of_its_mean() -> None:
    assert year_range(4, -1.2, 1.0, SCALE) == YearRange(4, 406, 474)  # 440 ∓ 33.7


def test_staff_read_where_half_of_the_year_is_expected_and_that_nobody_measured_it() -> None:
    words = said(EVEN).year_range
    assert words is not None
    assert words.scores == "406–474"
    assert "Half of Year 4 is expected between 406 and 474. Provisional:" in words.lead
    assert "no age-standardised score" in words.lead


def test_staff_read_how_many_questions_were_near_the_level_and_how_many_answers_were_rapid() -> None:
    near, far = AnsweredItem(1, "add", "number", 3, -1.0, 1, rapid=True), AnsweredItem(2, "add", "number", 3, 1.01, 0)
    left = AnsweredItem(3, "add", "number", 3, 0.2, 0, omitted=True)
    sitting = replace(EVEN, items=(near, far, left), not_reached=1, effort=Effort(3.0, low=True))
    words = said(sitting)
    assert [number for _, number in words.counts] == ["4", "2", "1", "1", "2 of 3", "1 of 3"]
    assert "Answered or left in less than 3 seconds" in dict(words.counts)
    assert "less than 3 seconds, too fast" in words.low_effort
    assert said(replace(sitting, effort=Effort(3.0, low=False))).low_effort == ""
    short = [number for _, number in said(replace(sitting, too_few=True)).counts]
    assert short == ["4", "2", "1", "1", "1 of 3"]  # without a level no question is near it


@pytest.mark.parametrize("changes", [{"provisional": False}, {"too_few": True}, {"population": None}])
def test_no_range_is_given_once_parameters_are_measured_or_where_there_is_no_score(changes: dict[str, Any]) -> None:
    assert said(replace(EVEN, **changes)).year_range is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_child_reads_nothing_of_the_range_of_the_year(language: Language) -> None:
    words = learner_messages(learner_feedback(EVEN, {"add": Topic()}), language, translations(language))
    assert not re.search(r"\b(406|474)\b", str(words))


def asked(result: SittingResult, *questions: AskedQuestion, language: Language = "en") -> QuestionTable:
    feedback = learner_feedback(replace(result, item_map=questions), {"add": Topic()})
    table = staff_messages(feedback, language, translations(language)).questions
    assert table is not None
    return table


IDEA = {"cy": "Mae’r dysgwr yn tynnu.", "en": "The learner takes away."}
WRONG, LEFT = AskedQuestion(1, "add", 3, Outcome.WRONG), AskedQuestion(2, "add", 3, Outcome.OMITTED)


def test_ideas_are_spoken_of_only_where_a_question_has_one() -> None:
    """Fault: "below a wrong answer stands an idea" stood over thirty rows of which none had one."""
    assert asked(EVEN, WRONG, LEFT).ideas == ""
    with_one = asked(EVEN, replace(WRONG, ideas=(IDEA,)), LEFT)
    assert with_one.ideas.startswith("Below a wrong answer stands an idea")
    assert [row.ideas for row in with_one.rows] == [(IDEA["en"],), ()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_questions_were_near_the_level_is_said_and_not_that_half_were_right(language: Language) -> None:
    """Fault: "answered right about half the time" stood over 23 right of 30, most of them far from the level."""
    far = tuple(replace(item, difficulty=-3.0) if item.position > 13 else item for item in EVEN.items)
    caption = asked(replace(EVEN, items=far), WRONG, language=language).caption
    assert re.findall(r"\d+", caption) == ["13", "18"]
    assert not re.search(r"\d", asked(replace(EVEN, too_few=True), WRONG, language=language).caption)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_area_with_too_few_questions_to_compare_is_named(language: Language) -> None:
    few = replace(EVEN, items=EVEN.items[:14])
    table = staff_messages(learner_feedback(few, {"add": Topic()}), language, translations(language)).strands
    assert table is not None
    assert [row[0] for row in table.rows] == [strand_name(each, translations(language)) for each in ("data", "number")]
    assert strand_name("measuring", translations(language)) in table.left_out
    assert said(EVEN, language).strands.left_out == ""  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_range_is_drawn_on_the_axis_of_the_band_and_named(language: Language) -> None:
    feedback = learner_feedback(EVEN, {"add": Topic()})
    assert feedback.scale is not None
    svg = band_svg(feedback.scale, translations(language), feedback.year_range)
    assert f'x1="{AXIS.x(406)}" x2="{AXIS.x(474)}"' in svg
    assert "mesur-band__half" not in band_svg(feedback.scale, translations(language))
    assert re.search(r"<title>[^<]*406[^<]*474[^<]*</title>", svg)
    assert "style=" not in svg


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("low", [AXIS.low, AXIS.high - 40])
def test_the_name_of_the_range_is_within_the_drawing_in_the_size_of_a_phone(language: Language, low: int) -> None:
    """Fault: below a range near an end of the axis the edge of the drawing cut it."""
    svg = band_svg(scale_score(0.0, 0.3, SCALES["reading-cy"]), translations(language), YearRange(9, low, low + 40))
    named = re.search(r'mesur-band__name" x="([\d.]+)"[^>]*>([^<]*)<', svg)
    assert named is not None
    half = len(named[2]) * 24 * 0.6 / 2  # the widest of the page's typefaces takes .6 of its size for a letter
    assert half <= float(named[1]) <= 640 - half


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_for_staff_has_a_page_more_with_the_same_numbers(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    feedback, say = learner_feedback(UNEVEN, {"add": Topic()}), translations(language)
    words, staff = learner_messages(feedback, language, say), staff_messages(feedback, language, say)
    given: list[dict[str, Any]] = []
    typeset = pdf.typeset

    def noted(template: str, data: dict[str, Any], on: date) -> bytes:
        given.extend(data["learners"])
        return typeset(template, data, on)

    monkeypatch.setattr(pdf, "typeset", noted)
    for_staff, own = (learner_pdf(feedback, words, "Alys", language, each) for each in (staff, None))
    assert (pages(for_staff), pages(own)) == (2, 1)
    assert (given[0]["staff"]["year_range"]["scores"], given[1]["staff"]) == ("406–474", None)
    assert given[0]["half"] == {"from": AXIS.share(406), "to": AXIS.share(474)}


def pages(document: bytes) -> int:
    """How many pages a PDF's page tree counts."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", document))
