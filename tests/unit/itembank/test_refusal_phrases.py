"""Every phrase that the code of the item bank can refuse with has its Welsh, whether or not a test reaches it."""

import ast
import pickle
import re

import pytest

from itembank.authoring.author_faults import author_fault
from itembank.errors import NOTHING, Described, InvalidBank, quoted
from itembank.expressions import InvalidExpression, evaluated
from itembank.refusal_messages import RECEIVED, refusal_message, welsh_expectation, welsh_received
from tests.support.refusal_phrases import Phrase, modules, refusal_phrases

HANDED_ON = {
    "itembank/design/strategy_building.py": "what the engine expects of a setting",
    "itembank/item_tables/written_forms.py": "a key as it is kept",
    "itembank/parsing/bank_parsing.py": "a hash",
    "itembank/validity/rule_validity.py": "a reply as it is kept",
}
"""Where what was expected is no phrase of the item bank, and why."""

NAMES = {"testlets", "logistic", "number", "key", "true", "false"}
"""Names and values in files, which are the same in both languages."""


def english_left(phrase: Phrase, welsh: str) -> list[str]:
    """The words of a phrase that stand in its Welsh; commands are the same in both."""
    return [each for each in phrase.words if re.search("[a-z]{2} [a-z]{2}", each) and each in welsh]


def test_every_phrase_that_says_what_was_expected_has_its_welsh() -> None:
    phrases = refusal_phrases("expected")
    assert len(phrases) > 300
    assert {each.at.split(":")[0] for each in phrases if not each.forms} == set(HANDED_ON)
    welsh = {each: next(filter(None, map(welsh_expectation, each.forms)), "") for each in phrases if each.forms}
    assert [each.at for each, said in welsh.items() if not said] == []
    assert [each.at for each, said in welsh.items() if english_left(each, said)] == []


def test_every_phrase_that_says_what_was_received_is_marked_and_has_its_welsh() -> None:
    phrases = [each for each in refusal_phrases("received") if each.forms]
    own = {word for each in phrases if not each.described for word in each.words if re.search("[a-z]{2}", word)}
    assert own == NAMES
    described = [each for each in phrases if each.described]
    assert [each.at for each in described if not any(welsh_received(Described(form)) for form in each.forms)] == []
    forms = {form for each in described for form in each.forms}
    assert [pattern for pattern in RECEIVED if not any(re.fullmatch(pattern, form) for form in forms)] == []


def test_nothing_is_said_by_its_own_name_alone() -> None:
    nodes = ((each.name, node) for each in modules().values() for node in each.nodes)
    literals = {(name, node.value) for name, node in nodes if isinstance(node, ast.Constant)}
    assert {name for name, value in literals if value == "nothing"} == {"itembank/errors.py"}


@pytest.mark.parametrize(
    ("expression", "english", "welsh"),
    [
        ("2 *", "received the end", "cafwyd diwedd y mynegiad"),
        ("(2", "received the end", "cafwyd diwedd y mynegiad"),
        ("1 + (2 > 1)", "received a comparison", "cafwyd cymhariaeth"),
        ("a + 1", "received a list", "cafwyd rhestr"),
        ("1 or 2", "received a number", "cafwyd rhif"),
        ("99 ** 30 * 99 ** 30 * 99 ** 30", "received more than a hundred", "cafwyd mwy na chant"),
        ("(" * 41 + "1", "received deeper ones", "cafwyd rhai dyfnach"),
    ],
)
def test_the_programs_own_words_are_told_in_both_languages(expression: str, english: str, welsh: str) -> None:
    with pytest.raises(InvalidExpression) as refused:
        evaluated(expression, {"a": (1, 2)})
    fault = InvalidBank("soup", "value", refused.value.expected, refused.value.received)
    assert refusal_message(fault, "en").endswith(english)
    assert refusal_message(fault, "cy").endswith(welsh)
    assert author_fault("soup.toml", 3, fault).told("cy").endswith(welsh)


@pytest.mark.parametrize("typed", ["the end", "a list", "nothing", "a + b, which is the key"])
def test_the_same_words_from_an_author_stay_as_they_are(typed: str) -> None:
    fault = InvalidBank("soup", "value", "a number", typed)
    assert refusal_message(fault, "cy") == f"soup: value: disgwylid rhif, cafwyd '{typed}'"
    assert author_fault("soup.toml", 3, fault).sentence("cy") == f"soup.toml:3: value: disgwylid rhif, cafwyd '{typed}'"
    assert author_fault("soup.toml", 3, fault).told("en") == f"value: expected a number, received '{typed}'"


def test_what_an_author_wrote_stays_within_the_programs_words() -> None:
    key = InvalidBank("t.csv", "row 3: wrong_1", "an answer that is wrong", Described("'a + b', which is the key"))
    assert author_fault("t.csv", 3, key).told("cy") == (
        "rhes 3: wrong_1: disgwylid ateb anghywir, cafwyd 'a + b', sef yr allwedd"
    )
    twice = InvalidBank("p", "candidates", "words that stand in the text", Described("'y wal' (2 times)"))
    assert refusal_message(twice, "cy").endswith("cafwyd 'y wal' (2 o weithiau)")


def test_what_an_author_wrote_is_cut_where_it_is_long_and_never_the_programs_words_after_it() -> None:
    """Fault: a candidate of 640 characters made a line of 795."""
    twice = Described(f"{quoted('geiriau hir iawn ' * 40)} (2 times)")
    fault = author_fault("p.toml", 3, InvalidBank("p", "candidates", "words that stand in the text", twice))
    assert fault.told("cy").endswith("geiriau hir iawn …' (2 o weithiau)")
    assert len(fault.sentence("cy")) < 250
    told = [call for each in modules().values() for call in each.nodes if ast.unparse(call).startswith("Described(")]
    assert [ast.unparse(call) for call in told if "!r}" in ast.unparse(call)] == []


def test_words_of_the_program_arrive_as_such_from_another_process() -> None:
    there = pickle.loads(pickle.dumps(InvalidBank("soup", "value", "a number", NOTHING)))
    assert refusal_message(there, "cy") == "soup: value: disgwylid rhif, ni chafwyd dim"
    assert refusal_message(there, "en") == "soup: value: expected a number, received nothing"
