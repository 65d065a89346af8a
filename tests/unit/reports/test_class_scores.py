"""What a class's page and files tell of its scores: drawn on one axis, and against norms where there are any."""

import csv
import gettext
import io
import re
import zlib
from dataclasses import replace
from datetime import date

import pytest

from delivery_api.web.message_catalogue import translations
from reports import ClassMember, class_csv, class_feedback, class_messages, class_pdf
from reports.feedback.sitting_results import NormedScore
from reports.formats.class_export import COLUMNS, ExportedClass, class_export
from reports.norms.standardised_scores import OutsideNorms, StandardisedScore
from reports.scales.reporting_scale import ScaleScore
from reports.schools.score_lines import score_axis_svg, score_line_svg
from tests.support.tagged_pdf import TaggedPdf
from tests.unit.reports.test_provisional_notice import RESULT, TOPICS

ENGLISH = gettext.NullTranslations()
MEASURED = replace(RESULT, provisional=False)
SCORES = {
    "Alys": StandardisedScore(98, 90, 107),
    "Bryn": StandardisedScore(70, 70, 74, below=True),
    "Cadi": OutsideNorms.AGE,
}


LENGTH = 54 / 25.4 * 72
"""Of the axis of the class PDF where there are no norms, in points."""

DOT = re.compile(rb"q 1 0 0 -1 ([\d.]+) [\d.]+ cm/c0 cs 0\.0431\d* 0\.3647\d* 0\.2313\d* scn [\d.]+ [\d.]+ m")
"""How Typst begins a shape, which no text is, in the dots' green."""


def members(*, made_up: bool = False) -> list[ClassMember]:
    normed = {name: NormedScore(score, "f" * 64, made_up) for name, score in SCORES.items()}
    return [
        *(ClassMember(name, name, "completed", replace(MEASURED, normed=each)) for name, each in normed.items()),
        ClassMember("Dewi", "Dewi", "assigned"),
    ]


def test_the_class_sheet_has_age_standardised_scores_with_their_bands_where_there_are_norms() -> None:
    with_norms = class_messages(class_feedback(members(), TOPICS), "en", ENGLISH)
    rows = list(csv.DictReader(io.StringIO(class_csv(with_norms).removeprefix("\ufeff"))))
    heading = "Age-standardised score, with its band"
    assert [row[heading] for row in rows] == ["98 (90–107)", "below 70 (up to 74)", "", ""]
    without = class_messages(class_feedback([ClassMember("k", "Alys", "completed", MEASURED)], TOPICS), "en", ENGLISH)
    assert heading not in class_csv(without)


def test_norms_that_are_made_up_are_said_to_be_beside_each_score_and_once_on_the_page() -> None:
    told = class_messages(class_feedback(members(made_up=True), TOPICS), "en", ENGLISH)
    assert told.made_up.startswith("These norms are made up")
    assert [told.made_up in row.full_note for row in told.rows] == [True, True, False, False]


def test_the_export_has_them_as_numbers_or_as_beyond_the_norms() -> None:
    exported = ExportedClass(
        "2026-27", "6601234", "Ysgol", "Derwen", MEASURED.subject, class_feedback(members(), TOPICS)
    )
    rows = list(csv.DictReader(io.StringIO(class_export([exported]).removeprefix("\ufeff"))))
    columns = COLUMNS[-3:]
    assert columns == ("standardised_score", "standardised_low", "standardised_high")
    assert [tuple(row[each] for each in columns) for row in rows] == [
        ("98", "90", "107"),
        ("<70", "70", "74"),
        ("", "", ""),
        ("", "", ""),
    ]


def test_the_class_pdf_is_made_with_and_without_them() -> None:
    for each in (members(), [ClassMember("k", "Alys", "completed", MEASURED)]):
        feedback = class_feedback(each, TOPICS)
        messages = class_messages(feedback, "en", ENGLISH)
        assert class_pdf(feedback, messages, "Derwen", "Ysgol", "en", date(2026, 11, 28)).startswith(b"%PDF")


def dots(pdf: bytes) -> list[float]:
    """Left ends, from top to bottom, of the dots of a PDF, in points."""
    packed = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [float(left) for each in packed for left in DOT.findall(zlib.decompress(each))]


def test_the_class_pdf_draws_each_band_on_the_axis_of_all() -> None:
    thetas = {"Alys": -1.0, "Bryn": 0.0, "Cadi": 1.0}
    finished = [ClassMember(name, name, "completed", replace(RESULT, theta=at)) for name, at in thetas.items()]
    feedback = class_feedback([*finished, ClassMember("Dewi", "Dewi", "assigned")], TOPICS)
    messages = class_messages(feedback, "en", ENGLISH)
    pdf = class_pdf(feedback, messages, "Derwen", "Ysgol", "en", date(2026, 11, 28))
    alys, bryn, cadi = dots(pdf)
    assert bryn - alys == pytest.approx(cadi - bryn, abs=0.01)
    points = feedback.rows[1].scale.score - feedback.rows[0].scale.score
    assert bryn - alys == pytest.approx(points / 700 * LENGTH, abs=0.1)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_pdf_of_a_class_of_several_years_has_them(language: str) -> None:
    """Fault: the page had a column of years and its PDF had none."""
    say, on = translations(language), date(2026, 11, 28)  # type: ignore[arg-type]
    for years in ((4, 4), (3, 4)):
        rows = [(name, replace(RESULT, year=year)) for name, year in zip("AB", years, strict=True)]
        members = [ClassMember(name, name, "completed", result, result.year) for name, result in rows]
        feedback = class_feedback(members, TOPICS)
        messages = class_messages(feedback, language, say)
        document = TaggedPdf(class_pdf(feedback, messages, "Derwen", "Ysgol", language, on))
        heads = [each.text.strip() for each in document.elements if each.tag == "TH"]
        assert (say.gettext("Year") in heads) == (len(set(years)) > 1)


def attribute(svg: str, element: str, name: str) -> float:
    found = re.search(rf'<{element}[^>]* {name}="([\d.]+)"', svg)
    assert found is not None, svg
    return float(found[1])


def test_a_line_has_its_dot_within_its_band_and_its_score_on_the_axis_of_all() -> None:
    low, high = (
        attribute(score_line_svg(ScaleScore(each, each - 40, each + 40)), "circle", "cx") for each in (300, 600)
    )
    ticks = {
        int(points): float(x) for x, points in re.findall(r'<text[^>]* x="([\d.]+)"[^>]*>(\d+)<', score_axis_svg())
    }
    assert (low, high) == pytest.approx((ticks[300], ticks[600]))
    line = score_line_svg(ScaleScore(480, 440, 540))
    left = attribute(line, "rect", "x")
    assert left < attribute(line, "circle", "cx") < left + attribute(line, "rect", "width")


def test_a_row_that_stands_by_itself_on_a_phone_names_the_ends_of_its_axis() -> None:
    numbers = re.findall(r">(\d+)</text>", score_line_svg(ScaleScore(480, 440, 540)))
    axis = re.findall(r">(\d+)</text>", score_axis_svg())
    assert numbers == [axis[0], axis[-1]]


def test_a_band_without_an_end_runs_off_the_axis_with_an_arrow() -> None:
    closed, opened = score_line_svg(ScaleScore(480, 440, 540)), score_line_svg(ScaleScore(750, 700, 1200))
    assert "mesur-lines__end" not in closed
    assert "mesur-lines__end" in opened
