"""What a bank of the second format must keep, each refusal by item and field, in both languages."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from itembank import (
    ExactOrder,
    InvalidBank,
    Option,
    Text,
    compile_test,
    item_parameters,
    read_bank,
    write_bank,
)
from itembank.content.allowed_html import disallowed_markup
from itembank.errors import NOTHING
from itembank.numeracy.numeracy_bank import numeracy_bank
from itembank.refusal_messages import welsh_clauses, welsh_expectation
from itembank.validity.rule_validity import check_rule
from itembank.versions.bank_version import FIRST_FORMAT
from tests.support.sample_bank import SUBJECT, sample_bank

BANK = sample_bank()
DATA = write_bank(BANK)
Change = Callable[[dict[str, Any]], object]


def item_of(document: dict[str, Any], response_type: str) -> dict[str, Any]:
    return next(item for item in document["items"] if item["response"]["type"] == response_type)


def put(response_type: str, path: str, value: object) -> Change:
    """Set what stands at a path such as "response.bars.0.value" of the item of a type."""

    def change(document: dict[str, Any]) -> None:
        place: Any = item_of(document, response_type)
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in way:
            place = place[step]
        place[last] = value

    return change


def test_a_bank_with_everything_in_it_comes_back_from_its_own_bytes() -> None:
    assert read_bank(DATA, BANK.hash) == BANK
    assert write_bank(read_bank(DATA)) == DATA


def test_a_bank_of_the_first_format_keeps_its_name_and_its_bytes() -> None:
    plain = tuple(item for item in numeracy_bank().items if item.response.type in ("number", "choice", "ordering"))
    practised = tuple(item for item in numeracy_bank().practice if item.response.type not in ("fraction", "time"))
    first = replace(numeracy_bank(), items=plain, practice=practised)
    older = write_bank(first).replace(b'"format":"mesur-bank-2"', b'"format":"mesur-bank-1"')
    read = read_bank(older)
    assert read.format == FIRST_FORMAT
    assert write_bank(read) == older
    assert read.items == plain


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (put("multiple", "response.least", 0), "response.least"),
        (put("multiple", "response.most", 5), "response.least"),
        (put("multiple", "rule.keys", ["a", "z"]), "rule.keys"),
        (put("multiple", "rule.keys", ["a", "a"]), "rule.keys"),
        (put("multiple", "rule.keys", ["a", "b", "c"]), "rule.keys"),
        (put("multiple", "rule.misconceptions.0.option", "a"), "rule.misconceptions"),
        (put("multiple", "rule.misconceptions.0.name", " "), "rule.misconceptions"),
        (put("multiple", "rule.credit", "some"), "rule.credit"),
        (put("multiple", "hints", []), "id"),
        (put("multiple", "most", 3), "most"),
        (put("multiple", "most", 1), "most"),
        (put("multiple", "hints.0.cy", ""), "hint 1.cy"),
        (put("multiple", "parameters.b", [0.0]), "parameters.b"),
        (put("multiple", "parameters.b", ["0"]), "parameters.b"),
        (put("multiple", "parameters.a", 0), "parameters.a"),
        (put("multiple", "parameters.type", "graded"), "parameters.type"),
        (put("multiple", "parameters", {"a": 1, "b": 0, "c": 0, "d": 1, "provisional": True}), "parameters"),
        (put("choice", "parameters", {"type": "partial-credit", "a": 1, "b": [0], "provisional": True}), "parameters"),
        (put("choice", "most", 2), "most"),
        (put("choice", "most", 0), "most"),
        (put("choice", "process", "retrieval"), "process"),
        (put("choice", "stimulus", "nowhere"), "stimulus"),
        (put("matching", "response.rows.0.id", "b"), "response.rows"),
        (put("matching", "rule.keys", ["a", "b"]), "rule.keys"),
        (put("matching", "rule.keys.1", "z"), "rule.keys[2]"),
        (put("matching", "rule.misconceptions", [{"place": 9, "reply": "a", "name": "x"}]), "rule.misconceptions"),
        (put("matching", "rule.misconceptions", [{"place": 1, "reply": "c", "name": "x"}]), "rule.misconceptions"),
        (put("gaps", "response.parts", [{"html": {"cy": "a", "en": "a"}}]), "response.parts"),
        (put("gaps", "response.parts.1.options", []), "gap g1"),
        (put("gaps", "response.parts.0.html.cy", "<p>"), "response.parts[0].cy"),
        (put("hotspot", "response.svg.cy", "<svg></svg>"), "response.svg.cy"),
        (put("hotspot", "response.areas.0.id", "q"), "response.svg.cy"),
        (put("hotspot", "rule.key", "z"), "rule.key"),
        (put("number-line", "response.step", "0"), "response.step"),
        (put("number-line", "response.step", "3"), "response.step"),
        (put("number-line", "response.high", "-1"), "response.high"),
        (put("number-line", "response.low", "low"), "response.low"),
        (put("number-line", "response.marks.0.at", "11"), "response.marks"),
        (put("number-line", "rule.value", "11"), "rule.value"),
        (put("number-line", "rule.value", "6.5"), "rule.value"),
        (put("number", "rule.named", [{"value": "7.0", "score": 0, "misconception": "x"}]), "rule.named"),
        (put("number", "rule.named", [{"value": "8", "score": 1, "misconception": "x"}]), "rule.named"),
        (put("number", "rule.named", [{"value": "8", "score": 0, "misconception": ""}]), "rule.named"),
        (put("table", "response.header", [{"cy": "a", "en": "a"}]), "response.rows[0]"),
        (put("table", "response.rows.1.0", {"id": "t0", "label": {"cy": "a", "en": "a"}}), "response.rows[1]"),
        (put("table", "response.rows.2.1.id", "t1"), "response.rows"),
        (put("table", "response.rows.0", 7), "response.rows[0]"),
        (put("table", "rule.keys.0", "two"), "rule.keys[1]"),
        (put("table", "rule.keys.0", "1_0"), "rule.keys[1]"),
        (put("table", "rule.keys.0", "1e1"), "rule.keys[1]"),
        (put("table", "response.rows.1.1.id", "t 1"), "response.rows[1]"),
        (put("multiple", "response.options.0.id", "a b"), "response"),
        (put("multiple", "parameters.b", [0.0, False]), "parameters.b"),
        (put("table", "rule.misconceptions", [{"place": 1, "reply": "2.0", "name": "x"}]), "rule.misconceptions"),
        (put("chart", "response.top", "-6"), "response.top"),
        (put("chart", "response.bars.0.value", "7"), "bar a"),
        (put("chart", "response.bars.1.value", "5"), "response.bars"),
        (put("chart", "rule.keys.0", "5.5"), "rule.keys[1]"),
        (put("select-text", "response.parts.1.html.en", "<a href='/'>ball</a>"), "option a.en"),
        (put("select-text", "response.label.en", "Choose a <b>word</b>"), "response.label.en"),
        (put("select-text", "rule", {"type": "keyed-choice", "key": "b", "misconceptions": []}), "rule"),
    ],
)
def test_an_invalid_field_is_refused_with_the_name_of_its_item(change: Change, field: str) -> None:
    document = json.loads(DATA)
    change(document)
    with pytest.raises(InvalidBank) as refusal:
        read_bank(json.dumps(document).encode())
    assert refusal.value.field == field
    assert refusal.value.item in {item.item for item in BANK.items}
    assert welsh_expectation(refusal.value.expected), refusal.value.expected


@pytest.mark.parametrize(
    ("change", "item", "field"),
    [
        (lambda document: document.update(subject="geography"), "bank", "subject"),
        (lambda document: document.update(languages=["cy"]), "bank", "languages"),
        (lambda document: document.update(format="mesur-bank-1"), "bank", "format"),
        (lambda document: document["stimuli"][0].update(id=""), "bank", "stimuli"),
        (lambda document: document.update(languages=["en", "cy"]), "bank", "languages"),
        (lambda document: document["stimuli"].append(document["stimuli"][0]), "bank", "stimuli"),
        (lambda document: document["stimuli"][0]["title"].update(cy=" "), "fete", "title.cy"),
        (lambda document: document["stimuli"][0]["html"].update(en='<p onclick="x">a</p>'), "fete", "html.en"),
        (lambda document: document["topics"][0].update(strand="verse"), "planning", "strand"),
    ],
)
def test_what_is_wrong_with_a_bank_or_a_scenario_is_named(change: Change, item: str, field: str) -> None:
    document = json.loads(DATA)
    change(document)
    with pytest.raises(InvalidBank) as refusal:
        read_bank(json.dumps(document).encode())
    assert (refusal.value.item, refusal.value.field) == (item, field)
    assert welsh_expectation(refusal.value.expected), refusal.value.expected


def test_a_limit_that_begins_with_a_vowel_in_welsh_asks_for_no_other_word() -> None:
    assert [welsh_expectation(f"more than {n}") for n in (3, 8, 11)] == [f"gwerth uwchlaw {n}" for n in (3, 8, 11)]


def test_no_reply_is_longer_than_is_taken_over_the_line() -> None:
    cards = tuple(Option(f"c{n}", Text.same(str(n))) for n in range(21))
    ordering = next(item for item in BANK.items if item.response.type == "ordering")
    rule = ExactOrder(tuple(card.id for card in cards))
    long = replace(ordering, response=replace(ordering.response, items=cards), rule=rule)  # type: ignore[call-arg]
    with pytest.raises(InvalidBank, match="at most 20 places to fill, received 21"):
        check_rule(long)


def test_a_score_between_may_be_within_reach_by_a_hint_alone() -> None:
    document = json.loads(DATA)
    put("multiple", "rule.credit", "net")(document)
    data = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert read_bank(data).hash != BANK.hash


def test_a_scenario_that_is_reworded_makes_new_versions_of_its_items() -> None:
    document = json.loads(DATA)
    document["stimuli"][0]["html"]["en"] = "<p>Another</p>"
    with pytest.raises(InvalidBank, match="which follows from its content"):
        read_bank(json.dumps(document, ensure_ascii=False).encode())


@pytest.mark.parametrize(
    "html",
    [
        "five",
        "5 &lt; 7",
        '<p lang="cy">Bore da</p><br><hr/>',
        '<svg role="img" aria-label="A key: 3"><g transform="rotate(90 5 5)"><path d="M0 0Z"/></g></svg>',
        '<table class="item-table"><caption>a</caption><tr><th scope="row">1</th></tr></table>',
        "<math><msup><mn>2</mn><mn>3</mn></msup></math>",
    ],
)
def test_what_shows_words_tables_drawings_and_formulas_may_stand_in_an_item(html: str) -> None:
    assert disallowed_markup(html) is None


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>1</script>", "<script>"),
        ("<SCRIPT>1</SCRIPT>", "<SCRIPT>"),
        ('<p style="color:red">a</p>', '<p style="color:red">'),
        ('<p onclick="x()">a</p>', '<p onclick="x()">'),
        ('<p id="main-content">a</p>', '<p id="main-content">'),
        ('<a href="javascript:x">a</a>', '<a href="javascript:x">'),
        ('<img src="x.png">', '<img src="x.png">'),
        ('<svg><use href="#a"/></svg>', '<use href="#a"/>'),
        ('<rect fill="url(https://example.org/x)"/>', '<rect fill="url(https://example.org/x)"/>'),
        ('<rect fill="&#117;rl(x)"/>', '<rect fill="&#117;rl(x)"/>'),
        ("<p class='a'>a</p>", "<p class='a'"),
        ("<p", "<p"),
        ("5 < 7", "<"),
        ("<!-- a -->", "<"),
        ("<p>a", "<p>"),
        ("a</p>", "</p>"),
        ("<b><i>a</b></i>", "</b>"),
        ("<p <script>a</p>", "<p "),
    ],
)
def test_what_acts_loads_or_does_not_close_may_not(html: str, fault: str) -> None:
    assert disallowed_markup(html) == fault


def test_parameters_keep_the_order_of_the_items_whatever_their_models() -> None:
    parameters = item_parameters(BANK.items)
    for place, item in enumerate(BANK.items):
        steps = parameters.b[place][: item.most]
        assert parameters.categories[place] == item.most + 1
        assert steps.mean() == pytest.approx(item.parameters.difficulty)


def test_process_and_scenario_are_attributes_that_a_blueprint_can_speak_of() -> None:
    pool = compile_test(BANK, BANK.design(SUBJECT), 4).pool
    assert list(pool.attribute("stimulus")) == [item.stimulus or "" for item in BANK.items]
    assert set(pool.attribute("process")) == {"represent"}


def test_the_welsh_of_nothing_has_a_negative_verb() -> None:
    assert welsh_clauses("no settings", "'a'") == "ni ddisgwylid dim gosodiadau, cafwyd 'a'"
    assert welsh_clauses("a number", NOTHING) == "disgwylid rhif, ni chafwyd dim"
