"""Tests of the page of a simulation study."""

import csv
import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from engine import Dependence
from itembank.html_report.charts import Line, RangeRow, ReferenceLine, line_chart, range_chart, rank_chart
from itembank.html_report.html_tables import count, number, percent
from itembank.html_report.svg_axes import ChartText, ticks
from itembank.language import LANGUAGES, Text
from itembank.simulation_study import SimulationStudy, study_page_messages, study_year
from itembank.simulation_study.constraint_checks import ConstraintCheck
from itembank.simulation_study.stopping_reasons import NamedShare
from itembank.simulation_study.study_files import study_files, study_json
from itembank.simulation_study.study_page import study_page
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")
SAID = ChartText("name", "A & b", "Told < here", "across")
SVG = "{http://www.w3.org/2000/svg}"


@cache
def study():
    years = tuple(study_year(BANK, DESIGN, year, simulees=40, target_se=0.45) for year in (2, 3))
    return SimulationStudy(BANK, DESIGN, 1, 40, years)


@cache
def page(language):
    return study_page(study(), language)


def drawn(svg):
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


class Strict(HTMLParser):
    """Fails where an element is closed that is not open."""

    EMPTY = ("meta", "line", "circle", "rect", "polyline", "polygon")

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.linked, self.loaded = [], [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        self.linked += (values.get("aria-labelledby") or "").split()
        self.linked += [values["href"].removeprefix("#")] if "href" in values else []
        self.loaded += [value for name, value in attrs if name in ("src", "srcset", "data", "style", "onload")]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (-0.13, 0.12, (-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15)),
        (3, 3, None),
        (0, 276, (0, 50, 100, 150, 200, 250, 300)),
    ],
)
def test_ticks_are_round_and_reach_round_the_values(low, high, marks):
    found = ticks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert len(found) >= 2
    if marks is not None:
        assert found == pytest.approx(marks)


def test_a_line_chart_draws_each_value_in_its_place():
    line = Line("up", (0.0, 1.0, 2.0), (0.0, 1.0, 2.0), dots=True)
    dots = [
        (float(dot.get("cx")), float(dot.get("cy"))) for dot in drawn(line_chart(SAID, [line])).iter(f"{SVG}circle")
    ]
    (x0, y0), (x1, y1), (x2, y2) = dots
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert y0 > y2


def test_what_is_not_finite_is_left_out():
    line = Line("", (0.0, 1.0, 2.0), (0.5, float("inf"), float("nan")), dots=True)
    assert len(list(drawn(line_chart(SAID, [line])).iter(f"{SVG}circle"))) == 1


def test_labels_of_lines_that_end_together_do_not_cover_each_other():
    lines = [Line(name, (0.0, 1.0), (0.0, 0.5 + place / 1000), place) for place, name in enumerate("abcd", start=1)]
    texts = [text for text in drawn(line_chart(SAID, lines)).iter(f"{SVG}text") if "label-" in text.get("class", "")]
    heights = sorted(float(text.get("y")) for text in texts)
    assert len(heights) == 4
    assert all(later - earlier >= 15 for earlier, later in pairwise(heights))


def test_the_label_of_a_level_keeps_clear_of_the_line():
    line = Line("", (0.0, 1.0, 2.0), (0.5, 0.5, 2.0))
    svg = drawn(line_chart(SAID, [line], levels=[ReferenceLine("target", 0.55)], y_range=(0, 2)))
    (label,) = [text for text in svg.iter(f"{SVG}text") if text.text == "target"]
    (level,) = [each for each in svg.iter(f"{SVG}line") if each.get("class") == "level"]
    assert float(label.get("y")) < float(level.get("y1"))


def test_a_chart_has_a_title_and_a_description_and_no_look_of_its_own():
    charts = (
        line_chart(SAID, [Line("a<b", (0.0, 1.0), (0.0, 1.0))]),
        rank_chart(SAID, [0.2, 0.9], [ReferenceLine("25 %", 0.25)]),
        range_chart(SAID, [RangeRow("a&b", 1, 2, 3, 0, None)]),
    )
    for svg in map(drawn, charts):
        assert svg.get("role") == "img"
        title, told = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert (title.text, told.text) == ("A & b", "Told < here")
        assert svg.get("aria-labelledby").split() == [title.get("id"), told.get("id")]
        assert not [one for one in svg.iter() if "style" in one.attrib or one.tag.endswith("script")]


def test_columns_go_from_the_most_used_to_the_least():
    heights = [float(each.get("height")) for each in drawn(rank_chart(SAID, [0.1, 0.9, 0.5], [])).iter(f"{SVG}rect")]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == pytest.approx(9 * heights[2], rel=0.02)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (number(-0.0421), "−0.042"),
        (number(-0.0001), "0.000"),
        (number(0.02, 2, signed=True), "+0.02"),
        (number(float("inf")), "–"),
        (percent(0.905), "90.5%"),
        (count(9999), "9999"),
        (count(10000), "10\u2009000"),
    ],
)
def test_numbers_are_written_as_they_are_read(shown, text):
    assert shown == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_needs_nothing_beside_itself(language):
    read = Strict()
    read.feed(page(language))
    assert read.open == []
    assert len(set(read.ids)) == len(read.ids)
    assert set(read.linked) <= set(read.ids)
    assert read.loaded == []
    assert not re.search(r"https?:|url\(|@import|<script", page(language))
    assert f'<html lang="{language}">' in page(language)
    assert "%s" not in page(language)
    assert "%d" not in page(language)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("cy", ["Pa mor dda y mesurir gallu", "Beth sydd ei angen ar y banc", "Blwyddyn 2, rhif: tua"]),
        ("en", ["How well ability is measured", "What the bank lacks", "Year 2, number: about"]),
    ],
)
def test_the_page_speaks_one_language(language, sentences):
    other = next(each for each in LANGUAGES if each != language)
    assert all(sentence in page(language) for sentence in sentences)
    assert study_page_messages.MEASURED[other] not in page(language)


def test_every_sentence_takes_the_same_values_in_both_languages():
    texts = [value for value in vars(study_page_messages).values() if isinstance(value, Text)]
    assert len(texts) > 60
    for text in texts:
        assert re.findall(r"%(?!%)\w", text.cy) == re.findall(r"%(?!%)\w", text.en)


def test_what_was_assumed_is_said():
    assumed = replace(study(), dependence=Dependence("topic", 0.5), truth=BANK)
    said = study_page(assumed, "en")
    assert "(topic) share an effect with SD 0.50 logits" in said
    assert f"parameters of another bank ({BANK.hash[:12]})" in said
    assert "share an effect" not in page("en")


def test_sittings_of_different_lengths_and_constraints_given_up_are_shown():
    one = study().years[0]
    lengths = (NamedShare("20", 0.25), NamedShare("30", 0.75))
    ends = replace(
        one.endings, lengths=lengths, relaxed=(NamedShare("sum of words", 0.125),), lifted=0.5, lifted_items=1.5
    )
    reasons = (NamedShare("max_items", 0.4), NamedShare("se_below", 0.6))
    at_points = (replace(ends, reasons=reasons), *one.point_endings[1:])
    said = study_page(replace(study(), years=(replace(one, endings=ends, point_endings=at_points),)), "en")
    assert '<th scope="col" class="figure">SE small enough</th>' in said
    assert "From 20 to 30 items" in said
    assert "Constraint given up: sum of words" in said
    assert "had to give way in 50.0% of sittings, for 1.50 items a sitting" in said


def test_a_target_that_nothing_reaches_and_one_that_is_reached_are_said():
    one = study().years[0]
    for gaps, said in (
        (replace(one.gaps, attainable=False), "Even ideal new items would not"),
        (replace(one.gaps, wanted=()), "Nothing for this target"),
    ):
        assert said in study_page(replace(study(), years=(replace(one, gaps=gaps),)), "en")


def test_the_tables_hold_every_year_and_what_the_study_found():
    files = study_files(study(), "en")
    tables = {name: list(csv.DictReader(text.splitlines())) for name, text in files.items() if name.endswith(".csv")}
    thin = tables.pop("wanted_topics.csv")  # a request may have no thin topic
    assert {row["request"] for row in thin} <= {row["request"] for row in tables["wanted.csv"]}
    assert all({row["year"] for row in rows} == {"2", "3"} for rows in tables.values())
    for year in study().years:
        judged = [row for row in tables["requirements.csv"] if row["year"] == str(year.year)]
        assert [row["requirement"] for row in judged] == [str(each.name) for each in year.requirements]
        assert all(row["holds"] == "True" for row in judged) == year.holds
    assert {row["group"] for row in tables["exposure.csv"]} == {"year", "ability"}
    first = study().years[0]
    assert float(tables["years.csv"][0]["overlap"]) == first.overlap
    assert float(tables["simulation.csv"][0]["honesty"]) == first.points[0].honesty
    rows = [row for row in tables["exposure.csv"] if row["year"] == "2" and row["theta"] == ""]
    assert {row["id"]: float(row["rate"]) for row in rows} == {use.item: use.rate for use in first.items}
    assert sum(float(row["rate"]) for row in rows) == pytest.approx(30)
    assert len(tables["exposure.csv"]) == 10 * sum(len(year.items) for year in study().years)
    ends = [row for row in tables["endings.csv"] if row["kind"] == "reason"]
    assert len(ends) == 20
    assert {row["share"] for row in ends} == {"1.0"}
    assert len(tables["wanted.csv"]) == sum(len(year.gaps.wanted) for year in study().years)


def test_the_json_has_no_number_that_is_none():
    first = study().years[0]
    never = replace(first.gaps.supply[0], best_se=float("inf"))
    gaps = replace(first.gaps, supply=(never, *first.gaps.supply[1:]))
    document = json.loads(study_json(replace(study(), years=(replace(first, gaps=gaps),))))
    assert document["years"][0]["lack"]["supply"][0]["best_se"] is None
    assert document["years"][0]["reliability"] == first.reliability


@pytest.mark.parametrize(
    ("name", "cy", "en"),
    [
        ("strand 'number'", "llinyn: rhif", "strand: number"),
        ("sets of passage", "nifer y setiau (passage)", "number of sets (passage)"),
        ("sum of words", "swm words", "sum of words"),
        ("mode 'text'", "mode &#x27;text&#x27;", "mode &#x27;text&#x27;"),
    ],
)
def test_bounds_are_named_in_the_readers_language(name, cy, en):
    one = study().years[0]
    bound = ConstraintCheck(name, 2.0, None, 1.0, 2.5, 4.0, 0.5)
    held = replace(study(), years=(replace(one, bounds=(*one.bounds, bound)),))
    for language, said in (("cy", cy), ("en", en)):
        assert f'<th scope="row">{said}</th>' in study_page(held, language)
        assert study_page_messages.OWES_NO_MINIMUM[language] in study_page(held, language)
        assert study_page_messages.OWES_NO_MINIMUM[language] not in page(language)
