"""Every way of answering: what is shown of it, what a reply scores, what cannot be a reply."""

import json
from dataclasses import replace

import pytest

from itembank import (
    LANGUAGES,
    PRACTICE,
    AnticipatedNumber,
    ExactList,
    ExactNumber,
    InvalidReply,
    ItemVersion,
    Language,
    Stimulus,
    Text,
    UnknownHint,
    check_reply,
    present,
    score,
)
from itembank.content.response_types import Reply
from itembank.presentation.learner_presentation import content_language
from itembank.validity.response_validity import check_response
from itembank.validity.rule_validity import check_rule
from itembank.validity.text_checks import TextChecks

SHOWN = {
    "number": {"before", "after", "input_mode"},
    "fraction": {"mixed"},
    "time": {"clock"},
    "choice": {"options"},
    "multiple": {"options", "least", "most"},
    "ordering": {"items"},
    "matching": {"rows", "options"},
    "gaps": {"parts"},
    "hotspot": {"svg", "areas"},
    "number-line": {"low", "high", "step", "marks"},
    "table": {"header", "rows"},
    "chart": {"bars", "top", "step", "unit"},
    "select-text": {"parts", "least", "most"},
}
"""The fields of each type beside its type and label, as the player knows them."""

MULTIPLE = PRACTICE["multiple"]  # two keys, one hint: 0 to 2
BY_PARTS = replace(MULTIPLE, rule=replace(MULTIPLE.rule, credit="parts"))  # type: ignore[call-arg]


@pytest.mark.parametrize("response_type", SHOWN)
def test_there_is_a_practice_item_of_every_type_that_holds_as_an_item_does(response_type: str) -> None:
    item = PRACTICE[response_type]
    check_response(item.item, item.response, TextChecks(LANGUAGES))
    check_rule(item)
    assert set(PRACTICE) == set(SHOWN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("response_type", SHOWN)
def test_what_is_shown_has_the_fields_of_its_type_and_no_more(response_type: str, language: Language) -> None:
    item = PRACTICE[response_type]
    shown = present(item, language)
    response = shown["response"]
    assert isinstance(response, dict)
    assert set(response) == {"type", "label"} | SHOWN[response_type]
    assert shown["content_language"] == language
    assert json.loads(json.dumps(shown)) == shown
    assert not any(hint[language] in json.dumps(shown, ensure_ascii=False) for hint in item.hints)


def test_parts_cells_and_bars_are_shown_as_the_player_reads_them() -> None:
    gaps = present(PRACTICE["gaps"], "en")["response"]
    assert gaps["parts"][:2] == [  # type: ignore[index]
        {"html": "The sun rises in the "},
        {"gap": "g1", "options": [{"id": "a", "html": "morning"}, {"id": "b", "html": "night"}]},
    ]
    table = present(PRACTICE["table"], "cy")["response"]
    assert table["rows"][1] == [{"html": "robin goch"}, {"blank": "t1", "label": "Nifer coesau’r robin goch"}]  # type: ignore[index]
    chart = present(PRACTICE["chart"], "en")["response"]
    assert [bar["value"] for bar in chart["bars"]] == ["3", None]  # type: ignore[index]
    text = present(PRACTICE["select-text"], "cy")["response"]
    assert text["parts"][3] == {"id": "b", "html": "goch"}  # type: ignore[index]


def test_a_passage_is_shown_beside_its_item_in_the_one_language_it_has() -> None:
    passage = Stimulus("p1", Text("", "The storm"), Text("", "<p>Rain.</p>"))
    number = PRACTICE["number"]
    item = replace(
        number,
        prompt=Text("", number.prompt.en),
        response=replace(number.response, label=Text("", "Your answer")),
        stimulus="p1",
    )
    shown = present(item, "cy", passage)
    assert content_language(item, "cy") == shown["content_language"] == "en"
    assert shown["stimulus"] == {"id": "p1", "title": "The storm", "html": "<p>Rain.</p>"}
    assert shown["prompt_html"] == number.prompt.en


@pytest.mark.parametrize(
    ("response_type", "reply", "expected"),
    [
        ("number", "7", 1),
        ("number", "8", 0),
        ("fraction", "1/4", 1),
        ("fraction", "2/8", 1),
        ("fraction", "4/1", 0),
        ("time", "9:00 am", 1),
        ("time", "09.0 AM", 1),
        ("time", "9:00 pm", 0),
        ("choice", "b", 1),
        ("choice", "c", 0),
        ("multiple", ["c", "a"], 2),
        ("multiple", ("a", "c"), 2),
        ("multiple", ["a"], 0),
        ("multiple", ["a", "d"], 0),
        ("multiple", ["b", "d"], 0),
        ("ordering", ["b", "c", "a"], 1),
        ("ordering", ["a", "b", "c"], 0),
        ("matching", ["c", "a", "b"], 1),
        ("matching", ["c", "a", "a"], 0),
        ("gaps", ["a", "b"], 1),
        ("gaps", ["a", "a"], 0),
        ("hotspot", "c", 1),
        ("hotspot", "a", 0),
        ("number-line", "6", 1),
        ("number-line", "6.0", 1),
        ("number-line", "6,5", 0),
        ("table", ["2", "4,0"], 1),
        ("table", ["4", "2"], 0),
        ("chart", ["5"], 1),
        ("chart", ["4.5"], 0),
        ("select-text", ["b"], 1),
        ("select-text", ["a"], 0),
    ],
)
def test_a_reply_scores_what_the_rule_says(response_type: str, reply: Reply, expected: int) -> None:
    assert score(PRACTICE[response_type], reply) == expected


@pytest.mark.parametrize(
    ("response_type", "reply", "code"),
    [
        ("fraction", "1/", "half_filled"),
        ("fraction", "1/0", "zero_denominator"),
        ("fraction", ["1", "4"], "wrong_type"),
        ("time", "9:00", "half_filled"),
        ("time", "25:70 am", "not_on_12_hour_clock"),
        ("multiple", "a", "wrong_type"),
        ("multiple", [], "wrong_length"),
        ("multiple", ["a", "b", "c"], "wrong_length"),
        ("multiple", ["a", "a"], "repeated_option"),
        ("multiple", ["z"], "unknown_option"),
        ("matching", ["c", "a"], "wrong_length"),
        ("matching", ["c", "a", "z"], "unknown_option"),
        ("gaps", ["a"], "wrong_length"),
        ("gaps", ["a", "c"], "unknown_option"),
        ("hotspot", ["a"], "wrong_type"),
        ("hotspot", "d", "unknown_option"),
        ("number-line", "11", "out_of_range"),
        ("number-line", "-1", "out_of_range"),
        ("number-line", ["6"], "wrong_type"),
        ("table", ["2"], "wrong_length"),
        ("table", ["2", "four"], "not_a_number"),
        ("table", ["2", ""], "empty"),
        ("chart", ["7"], "out_of_range"),
        ("chart", ["five"], "not_a_number"),
        ("select-text", ["a", "b"], "wrong_length"),
        ("select-text", ["d"], "unknown_option"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_its_code(response_type: str, reply: Reply, code: str) -> None:
    with pytest.raises(InvalidReply) as refusal:
        check_reply(PRACTICE[response_type], reply)
    assert refusal.value.code == code


def table_of(keys: int, most: int) -> ItemVersion:
    """The practice table with its blank over and over, credited in parts."""
    table = PRACTICE["table"]
    row = table.response.rows[1]  # type: ignore[union-attr]
    rows = tuple((row[0], replace(row[1], id=f"t{place}")) for place in range(keys))
    rule = ExactList(("2",) * keys, (), "parts")
    return replace(table, response=replace(table.response, rows=rows), rule=rule, most=most)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("keys", "most", "scores"),
    [(2, 2, [0, 1, 2]), (4, 2, [0, 0, 1, 1, 2]), (5, 3, [0, 0, 1, 1, 2, 3]), (3, 1, [0, 0, 0, 1])],
)
def test_parts_that_are_right_are_worth_their_share_rounded_down(keys: int, most: int, scores: list[int]) -> None:
    item = table_of(keys, most)
    assert [score(item, ["2"] * right + ["9"] * (keys - right)) for right in range(keys + 1)] == scores


@pytest.mark.parametrize(
    ("credit", "scores"), [("parts", [2, 1, 1, 1, 0, 0]), ("net", [2, 1, 1, 0, 0, 0]), ("whole", [2, 0, 0, 0, 0, 0])]
)
def test_whoever_picks_everything_has_nothing_and_picks_too_many_cost_one_each(credit: str, scores: list[int]) -> None:
    rule = replace(MULTIPLE.rule, credit=credit)  # type: ignore[call-arg]
    item = replace(MULTIPLE, rule=rule, response=replace(MULTIPLE.response, most=4))  # type: ignore[call-arg]
    assert [score(item, picks) for picks in map(list, ("ac", "a", "acb", "ab", "acbd", "b"))] == scores


def test_a_known_number_is_worth_what_the_rule_gives_it_however_it_is_written() -> None:
    rule = ExactNumber(
        "3.5", (AnticipatedNumber("2.5", 1, "forgets-the-change"), AnticipatedNumber("35", 0, "loses-the-point"))
    )
    item = replace(PRACTICE["number"], rule=rule, most=2)
    assert [score(item, reply) for reply in ("3,5", "2.50", "35", "4", None)] == [2, 1, 0, 0, 0]


def test_each_hint_taken_caps_the_score_at_one_less() -> None:
    assert score(MULTIPLE, ["a", "c"], hints_taken=1) == 1
    assert score(BY_PARTS, ["a"], hints_taken=1) == 1
    assert score(MULTIPLE, None, hints_taken=1) == 0
    with pytest.raises(UnknownHint, match="at most 1, received 2"):
        score(MULTIPLE, ["a"], hints_taken=2)
