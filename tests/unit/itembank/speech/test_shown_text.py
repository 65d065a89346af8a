"""Sentences from markup: what stands apart, what a drawing says, how a formula is written; and which items have any."""

from dataclasses import replace

import pytest

from itembank import SUBJECTS
from itembank.builtin_banks import builtin_bank
from itembank.presentation.practice_questions import PRACTICE
from itembank.speech import item_sentences, sentences_of, spoken_text

FRACTION = "<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math>"


@pytest.mark.parametrize(
    ("html", "sentences"),
    [
        ("<p>One. Two?</p><p>Three</p>", ("One.", "Two?", "Three")),
        ("He says: “It is.” Then he <b>goes</b>.", ("He says: “It is.”", "Then he goes.")),
        (f"<p>Work out {FRACTION} of 18.</p>", ("Work out (3/4) of 18.",)),
        (f"1{FRACTION}", ("1(3/4)",)),
        ("<math><msup><mn>5</mn><mrow><mn>2</mn></mrow></msup></math>", ("5^(2)",)),
        ("<math><mfrac><mrow><mn>1</mn><mo>+</mo><mn>2</mn></mrow><mn>4</mn></mfrac></math>", ("(1+2/4)",)),
        ("<table><tr><th>Fruit</th><td>8</td></tr></table>", ("Fruit", "8")),
        (
            '<p>Look.</p><svg aria-label="a dial at 35"><title>35</title><path d="M0"/></svg><p>How much?</p>',
            ("Look.", "How much?"),
        ),
        ("a &lt; b<br>c", ("a < b", "c")),
        ('<p>£3.40 is 40p more. <span aria-hidden="true">x</span></p>', ("£3.40 is 40p more.",)),
        ("10\u202f000 metres\n  away", ("10\u202f000 metres away",)),
        ("<p> </p>", ()),
    ],
)
def test_sentences_of_markup(html: str, sentences: tuple[str, ...]) -> None:
    assert sentences_of(html) == sentences


def test_an_item_says_its_prompt_its_answers_and_the_hints_that_it_is_given() -> None:
    item = PRACTICE["multiple"]
    said = item_sentences(item, "en")
    assert said[:2] == ("Which of these can fly?", "Choose 2 answers")
    assert {"robin", "butterfly", "Think of wings: which of them have wings?"} <= set(said)
    assert "Think of wings: which of them have wings?" not in item_sentences(replace(item, hints=()), "en")


def test_no_answer_is_told_by_what_a_drawing_says() -> None:
    said = item_sentences(PRACTICE["hotspot"], "cy")
    assert "Tri siâp mewn rhes: cylch, sgwâr a thriongl" not in said
    assert {"Pa un yw’r triongl?", "triongl"} <= set(said)


@pytest.mark.parametrize("subject", ["numeracy-procedural", "numeracy-reasoning"])
@pytest.mark.parametrize("language", ["cy", "en"])
def test_what_years_2_and_3_are_asked_is_spoken_in_words_alone(subject: str, language: str) -> None:
    bank = builtin_bank(subject)
    young = [item for item in bank.items if item.introduced_year <= 3]
    shown = {text for item in young for text in item_sentences(item, language, bank.stimulus_of(item))}
    signs = set("0123456789+×÷=□£%/<>°_−½…()^")
    assert {text: said for text in shown if signs & set(said := spoken_text(text, language))} == {}
    assert len(shown) > 100


def test_reading_is_never_read_aloud() -> None:
    assert {name: each.read_aloud for name, each in SUBJECTS.items()} == {
        "numeracy-procedural": True,
        "numeracy-reasoning": True,
        "reading-en": False,
        "reading-cy": False,
    }
