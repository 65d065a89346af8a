"""Tests of a bank's health."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from engine import Blueprint, Count, information
from engine.ability.set_information import dependent_curves
from engine.assembly.compiled_blueprint import compile_blueprint
from engine.assembly.mixed_integer_programme import ItemSetBounds
from itembank import InvalidBank, numeracy_bank
from itembank.builtin_banks import builtin_bank
from itembank.compilation.item_pool import item_pool
from itembank.content.item_versions import LogisticParameters, PartialCreditParameters
from itembank.health import bank_health
from itembank.health import health_messages as messages
from itembank.health.candidate_pool import candidate_pool
from itembank.health.health_page import health_page
from itembank.health.health_sentences import HealthSentences, expected_score_share
from itembank.health.heat_map import HeatMapCell, HeatMapRow, heat_map
from itembank.health.item_requests import ItemRequest, RequestedItem, item_requests
from itembank.health.optimal_mix import optimal_mix
from itembank.health.request_pricing import RequestPricing
from itembank.health.set_information import information_values
from itembank.health.year_group import standard_errors, year_group
from itembank.html_report.svg_axes import ChartText
from itembank.language import LANGUAGES, Text
from tests.support.small_bank import small_numeracy_bank

STRANDS = ("number", "measuring", "data")


def with_years(bank, *years):
    """The bank with the part of its first design that is for some year groups."""
    design = bank.designs[0]
    kept = tuple(each for each in design.populations if each.year in years)
    return replace(bank, designs=(replace(design, populations=kept),))


def health(bank, **settings):
    return bank_health(bank, bank.designs[0], **settings)


def as_item(bank, part, year, name):
    """An item of the bank that is as a part of a request wants it."""
    like = next(item for item in numeracy_bank().items if item.strand == part.strand)
    return replace(
        like,
        id=name,
        item=name,
        topic=part.topic,
        introduced_year=year,
        parameters=part.parameters,
        process=part.process,
    )


@cache
def few():
    return with_years(small_numeracy_bank(), 3, 4)


@cache
def passages():
    return with_years(builtin_bank("reading-cy"), 5, 6)


@cache
def of_passages():
    return health(passages())


def test_the_best_mix_at_rate_one_is_the_best_test_of_the_blueprint():
    candidates = candidate_pool(few(), few().designs[0])
    group = year_group(candidates, 4)
    mix = group.best_mix(group.eligible, 1.0)
    bounds = {row.name.split()[1]: (int(row.low), int(row.high)) for row in group.constraints.rows}
    blueprint = Blueprint(30, tuple(Count("strand", (strand,), *bounds[strand]) for strand in STRANDS))
    values = group.values.items.T
    eligible = np.zeros(values.shape, dtype=bool)
    eligible[:, group.eligible] = True
    found = compile_blueprint(blueprint, candidates.pool)(values, eligible, np.zeros_like(eligible))
    assert found.found.all()
    assert mix.information == pytest.approx(np.where(found.free, values, 0.0).sum(axis=1), rel=1e-9)


def test_no_item_is_in_more_sittings_than_its_rate_and_places_that_nothing_fills_are_empty():
    candidates = candidate_pool(few(), few().designs[0])
    group = year_group(candidates, 3, 0.25)
    mix = group.best_mix(group.eligible[:60])
    filled = mix.exposure[:60]
    assert filled.max() <= 0.25 + 1e-9
    assert filled.sum(axis=0) == pytest.approx(15)
    assert mix.exposure.sum(axis=0) == pytest.approx(30)


def test_a_strand_without_items_is_where_the_bank_is_thinnest_and_what_is_to_be_written_first():
    without = replace(few(), items=tuple(item for item in few().items if item.strand != "data"))
    found = health(without, items=3)
    assert found.thin_cells[0].strand == "data"
    assert found.thin_cells[0].crowded
    assert found.thin_cells[0].told == 0
    assert [item.request.strand for item in found.next_items] == ["data"] * 3


def test_what_is_written_lowers_the_se_by_what_was_told():
    found = health(few(), items=3, highest_rate=0.25)
    bank = few()
    for place, item in enumerate(found.next_items):
        (part,) = item.request.parts
        written = as_item(bank, part, item.request.year, f"written-{place}")
        bank = replace(bank, items=(*bank.items, written))
    then = health(bank, items=1, highest_rate=0.25)
    for before, after in zip(found.years, then.years, strict=True):
        told = sum(each.saves for item in found.next_items for each in item.savings if each.year == before.year)
        assert after.mean("se") < before.mean("se")
        assert after.mean("se") == pytest.approx(before.mean("se") - told, abs=1e-9)
        assert after.mean("se") == pytest.approx(before.mean("se_after"), abs=1e-9)


def test_each_item_to_write_saves_less_than_the_one_before():
    saves = [item.saves for item in health(few(), items=8, highest_rate=0.25).next_items]
    assert saves == sorted(saves, reverse=True)
    assert saves[-1] > 0


def test_a_bank_that_has_enough_at_every_ability_tells_nothing_to_write():
    levels = np.arange(-5.0, 1.0, 0.25)
    typical = LogisticParameters(1.0, 0.0, 0.0, 1.0, provisional=True)
    items = [
        as_item(few(), RequestedItem(strand, topic, "", replace(typical, b=float(b))), 2, f"{strand} {b} {copy}")
        for strand, topic in (("number", "addition"), ("measuring", "length"), ("data", "tables-lists"))
        for b in levels
        for copy in range(18)
    ]
    full = with_years(replace(small_numeracy_bank(), items=tuple(items)), 3)
    found = health(full, highest_rate=1.0)
    assert found.next_items == ()
    (year,) = found.years
    assert year.mean("se") == pytest.approx(year.mean("ideal_se"), abs=1e-4)
    for language in LANGUAGES:
        assert messages.NOTHING[language] in health_page([found], language)


def test_nothing_is_asked_of_a_year_that_its_ceiling_forbids():
    found = health(few(), items=4)
    assert {item.request.year for item in found.next_items} <= {2, 3, 4}
    introduced = {topic.id: topic.introduced_year for topic in few().topics}
    assert all(introduced[topic] <= item.request.year for item in found.next_items for topic in item.topics[0])


def test_where_topics_are_bounded_each_is_asked_for_from_the_year_that_is_taught_it():
    introduced = {topic.id: topic.introduced_year for topic in few().topics}
    made = item_requests(few(), sets=False, constrained=frozenset({"strand", "topic"}), years=range(2, 10))
    first = {topic: min(each.year for each in made if each.parts[0].topic == topic) for topic in introduced}
    assert first == introduced


def test_the_cells_of_a_strand_share_the_year_out():
    found = health(few(), items=1)
    for year in found.years:
        of_number = [cell for cell in year.cells if cell.strand == "number"]
        assert sum(cell.learners for cell in of_number) == pytest.approx(1)
        assert [(cell.low, cell.high) for cell in of_number] == [(at.low, at.high) for at in year.abilities]
        eligible = [item for item in few().items if item.strand == "number" and item.introduced_year <= year.year]
        inside = [item for item in eligible if of_number[0].low <= item.parameters.difficulty < of_number[-1].high]
        assert sum(cell.items for cell in of_number) == len(inside)


def test_a_cell_with_few_items_near_for_its_places_is_crowded():
    year = health(few(), items=1, highest_rate=0.25).years[0]
    for cell in year.cells:
        assert cell.crowded == (cell.places > 0.25 * cell.near + 1e-9)
    assert any(cell.crowded for cell in year.cells)


def test_passages_are_asked_for_whole_and_about_as_many_items_as_were_asked_for():
    wanted = of_passages().next_items
    assert all(item.request.together for item in wanted)
    sizes = [len(item.request.parts) for item in wanted]
    assert min(sizes) >= 4
    assert 18 <= sum(sizes) <= 22
    held = Counter(item.stimulus for item in passages().items)
    structures = {
        tuple(sorted((item.strand, item.process) for item in passages().items if item.stimulus == stimulus))
        for stimulus in held
    }
    for item in wanted:
        assert tuple(sorted((part.strand, part.process) for part in item.request.parts)) in structures
        assert all(each.year - 2 <= item.request.year <= each.year for each in item.savings)


def test_prices_promise_at_least_what_a_passage_turns_out_to_save():
    design = passages().designs[0]
    candidates = candidate_pool(passages(), design)
    pricing, groups = RequestPricing(candidates), [year_group(candidates, year) for year in design.years]
    for group in groups:
        mix = group.best_mix(group.eligible)
        promised = pricing.se_savings(group, mix)
        for number in range(0, len(candidates.requests), 29):
            if pricing.eligible(group)[number]:
                then = group.best_mix(np.concatenate([group.eligible, candidates.request_items[number]]))
                saved = standard_errors(mix.information) - standard_errors(then.information)
                assert (saved <= promised[number] + 1e-9).all()


def test_a_contradiction_of_the_design_is_refused_by_name():
    candidates = candidate_pool(few(), few().designs[0])
    rules = candidates.constraints(3)
    impossible = replace(rules, rows=tuple(row._replace(low=20.0, high=40.0) for row in rules.rows))
    with pytest.raises(InvalidBank, match="numeracy-procedural"):
        optimal_mix(impossible, np.arange(90), np.ones(90), information_values(np.ones((90, 1)), None, 0.0))


@pytest.mark.parametrize(
    ("parameters", "theta", "share"),
    [
        (LogisticParameters(1.0, 0.5, 0.0, 1.0, provisional=True), 0.5, 0.5),
        (PartialCreditParameters(1.0, (-0.5, 0.5), provisional=True), 0.0, 0.5),
        (LogisticParameters(1.0, 0.0, 0.2, 1.0, provisional=True), -50.0, 0.2),
    ],
)
def test_success_is_the_share_of_the_marks_that_is_expected(parameters, theta, share):
    request = ItemRequest(3, 0.0, (RequestedItem("number", "adding", "", parameters),), together=False)
    assert expected_score_share(request, theta) == pytest.approx(share)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            r"An item of the strand \w+ \(.+\), asked from Year \d on, of difficulty about [−+]\d\.\d\d logits: a Year",
        ),
        (
            "cy",
            r"Eitem o’r llinyn \w+ \(.+\), i’w gofyn o Flwyddyn \d ymlaen, anhawster tua [−+]\d\.\d\d logit: mae",
        ),
    ],
)
def test_an_item_to_write_is_said_in_words(language, said):
    found = health(few(), items=1)
    assert re.match(said, HealthSentences(found, language).description(found.next_items[0]))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", r"(A story|An information text|A poem) in Welsh for Year \d, \d+ to \d+ words, with \d questions"),
        (
            "cy",
            r"(Stori|Testun gwybodaeth|Cerdd) yn Gymraeg ar gyfer Blwyddyn \d, \d+ i \d+ o eiriau, \d o gwestiynau",
        ),
    ],
)
def test_a_passage_to_write_is_said_with_its_length_and_its_questions(language, said):
    sentences = HealthSentences(of_passages(), language)
    for item in of_passages().next_items:
        assert re.match(said, sentences.description(item))
        times = [int(part.split(" × ")[0]) if " × " in part else 1 for part in sentences.part_descriptions(item)]
        assert sum(times) == len(item.request.parts)


def test_every_sentence_takes_the_same_values_in_both_languages():
    texts = [value for value in vars(messages).values() if isinstance(value, Text)]
    assert len(texts) > 30
    for text in texts:
        assert re.findall(r"%(?!%)\w", text.cy) == re.findall(r"%(?!%)\w", text.en)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_beside_itself_and_shows_two_languages_beside_each_other(language):
    other = replace(of_passages(), bank=replace(of_passages().bank, subject="reading-en", languages=("en",)))
    page = health_page([of_passages(), other], language)
    assert f'<html lang="{language}">' in page
    assert messages.READING[language] in page
    assert page.count('<svg viewBox="0 0 400') == 8
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert not re.search(r"https?:|url\(|@import|<script|%s|%d", page)


def test_a_map_says_each_share_and_frames_what_is_framed():
    row = HeatMapRow("data & more", (HeatMapCell(0.984, 12, framed=False), HeatMapCell(0.1, 0, framed=True)))
    drawn = heat_map(ChartText("map", "Title", "Told", "θ"), [row], [-0.5, 0.0, 0.5])
    assert re.findall(r'class="share[^>]*>(\d+)<', drawn) == ["98", "10"]
    assert re.findall(r'class="items[^>]*>(\d+)<', drawn) == ["12", "0"]
    assert re.findall(r'class="heat (heat-\d(?: framed)?)"', drawn) == ["heat-0", "heat-4 framed"]
    assert "data &amp; more" in drawn


def test_information_at_the_middle_of_a_cell_is_what_the_models_say():
    candidates = candidate_pool(few(), few().designs[0])
    group = year_group(candidates, 3)
    asked = ~candidates.is_placeholder
    said = information(candidates.pool.parameters, group.midpoints[np.newaxis])
    assert np.array_equal(group.values.items[asked], said[asked])
    assert (group.ideal_values.items >= group.values.items).all()


def test_the_best_sitting_of_passages_has_the_information_that_the_engine_reports_for_dependent_answers():
    candidates = candidate_pool(passages(), passages().designs[0])
    pool = item_pool(passages(), passages().designs[0])
    group = year_group(candidates, 5)
    mix = group.best_mix(group.eligible, 1.0)
    whole = [cell for cell in range(group.learners.size) if np.isin(mix.exposure[:, cell].round(6), (0, 1)).all()]
    assert whole
    for cell in whole:
        asked = mix.items[mix.exposure[:, cell] > 0.5][np.newaxis]
        curves = [
            np.array([[np.interp(group.midpoints[cell], pool.grid, table[item]) for item in asked[0]]])
            for table in (pool.testlets.information, pool.testlets.warm)
        ]
        (told,), _ = dependent_curves(pool.testlets, asked, *curves)
        assert mix.information[cell] == pytest.approx(told, rel=0.005)
        assert mix.item_information.T[cell] @ mix.exposure[:, cell] == pytest.approx(told, rel=0.005)


def test_a_set_is_worth_its_dependent_information_with_its_best_items_and_never_less_with_others():
    together = ItemSetBounds(np.array([0, 0, 0, -1]), 1, 2, 0, 1)
    informed = np.array([[0.5], [0.3], [0.2], [0.4]])
    values = information_values(informed, together, 0.7)
    assert values.items[3, 0] == values.shares[3, 0] == 0.4
    for chosen in ([0, 1], [0, 2], [1, 2], [0], [2]):
        told = informed[chosen].sum() / (1 + 0.49 * informed[chosen].sum())
        worth = values.sets[0, 0] + values.items[chosen].sum()
        assert worth >= told - 1e-12
        assert (worth == pytest.approx(told, rel=1e-12)) == (chosen == [0, 1])
