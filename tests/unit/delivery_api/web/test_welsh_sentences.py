"""Welsh "a", "â", "na" and "gyda" before the number that a sentence gets, in every report and letter."""

import pytest

from delivery_api.trials.participation.letter_messages import years_told
from delivery_api.web.message_catalogue import translations
from delivery_api.web.welsh_sentences import suited_to_numbers

BETWEEN = "The age-standardised score is %(score)d, very likely between %(low)d and %(high)d."
FINISHED = ("Finished on %(date)s, with %(count)d question.", "Finished on %(date)s, with %(count)d questions.")


@pytest.mark.parametrize(
    ("bare", "suited"),
    [
        ("rhwng 7 a 8", "rhwng 7 ac 8"),
        ("rhwng 75 a 82", "rhwng 75 ac 82"),
        ("rhwng 780 a 812", "rhwng 780 ac 812"),
        ("rhwng 8 a 9", "rhwng 8 a 9"),
        ("gyda 11 cwestiwn", "gydag 11 cwestiwn"),
        ("gyda 21 cwestiwn", "gyda 21 cwestiwn"),
        ("llai na 80", "llai nag 80"),
        ("yn ymuno â 8", "yn ymuno ag 8"),
        ("a 100", "a 100"),
        ("yma 8", "yma 8"),
    ],
)
def test_the_word_suits_the_number(bare: str, suited: str) -> None:
    assert suited_to_numbers(bare) == suited


def test_reports_and_letters_say_ac_before_eight() -> None:
    """Fault: "rhwng 75 a 82", "Blynyddoedd 7 a 8" and "gyda 8 cwestiwn"."""
    say = translations("cy")
    assert "rhwng 75 ac 82" in say.gettext(BETWEEN) % {"score": 78, "low": 75, "high": 82}
    assert "gydag 8 cwestiwn" in say.ngettext(*FINISHED, 8) % {"date": "3 Mai 2027", "count": 8}
    assert (years_told((7, 8), say), years_told((8, 9), say)) == (
        "Blynyddoedd 7 ac 8",
        "Blynyddoedd 8 a 9",
    )
    assert "between 75 and 82" in translations("en").gettext(BETWEEN) % {"score": 78, "low": 75, "high": 82}
