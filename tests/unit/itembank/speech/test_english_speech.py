"""Mathematics in the words of an English-speaking teacher."""

import pytest

from itembank.speech import spoken_text
from itembank.speech.english_numbers import cardinal, fraction
from itembank.speech.mathematical_tokens import CLOSE_BRACKET, OPEN_BRACKET

SPOKEN = {
    "in the ratio 3\u00a0:\u00a04": "in the ratio three to four",
    "18–29": "eighteen to twenty-nine",
    "(60 + 11) × n": "open bracket sixty plus eleven close bracket times n",
    "(9−4)^(2) + 7": "open bracket nine take away four close bracket squared plus seven",
    "((2 + 3) × 4) ÷ 5": (
        "open bracket open bracket two plus three close bracket times four close bracket divided by five"
    ),
    "6 × (□ + 2) = 18": "six times open bracket blank plus two close bracket equals eighteen",
    "(2 + √9) × 3": "open bracket two plus the square root of nine close bracket times three",
    "((1/2) + 3) × 2": "open bracket one half plus three close bracket times two",
    "(−3)^(2)": "open bracket minus three close bracket squared",
    "(3/4)^(2)": "open bracket three quarters close bracket squared",
    "the point (n + 1, 2)": "the point (n plus one, two)",
    "page 12 – 3 questions": "page twelve – three questions",
    "5%–10%": "five per cent to ten per cent",
    "£5–£10": "five pounds to ten pounds",
    "\u22125–\u22122": "minus five to minus two",
    "the number(s)": "the number(s)",
    "the point (2, 5)": "the point (two, five)",
    "a bearing of 045°": "a bearing of zero four five degrees",
    "a 4 × 100\u00a0m relay": "a four by one hundred metres relay",
    "Yr 3": "Year three",
    "3 + 4": "three plus four",
    "9 − 4 = □": "nine take away four equals blank",
    "4 × 5": "four times five",
    "14 ÷ 2": "fourteen divided by two",
    "Work out (3/4) of 18.": "Work out three quarters of eighteen.",
    "1/2": "one half",
    "1 1/2": "one and a half",
    "2½": "two and a half",
    "1(3/4)": "one and three quarters",
    "7/13": "seven over thirteen",
    "£3.40": "three pounds forty",
    "£5.04": "five pounds and four pence",
    "£1": "one pound",
    "£0.45": "forty-five pence",
    "£1250": "one thousand two hundred and fifty pounds",
    "1p": "one penny",
    "20p + 5p": "twenty pence plus five pence",
    "7:30": "seven thirty",
    "the 3D shape": "the three D shape",
    "6½ cm": "six and a half centimetres",
    "½ kg": "half a kilogram",
    "3/4 kg of flour": "three quarters of a kilogram of flour",
    "20 million km": "twenty million kilometres",
    "Change 3 m to cm.": "Change three metres to centimetres.",
    "£2 for each GB": "two pounds for each gigabyte",
    "Total, in £": "Total, in pounds",
    "£2.4 × 10^(5) a year": "two point four times ten to the power of five pounds a year",
    "in the ratio 3 : 4": "in the ratio three to four",
    "8:05": "eight oh five",
    "6:00": "six o’clock",
    "40 cm": "forty centimetres",
    "1\u00a0m": "one metre",
    "3.5 kg": "three point five kilograms",
    "25%": "twenty-five per cent",
    "−3": "minus three",
    "−3 °C": "minus three degrees Celsius",
    "−1 °C": "minus one degrees Celsius",
    "5 − 3": "five take away three",
    "60°": "sixty degrees",
    "0.75": "zero point seven five",
    "1 min 30 s": "one minute thirty seconds",
    "13 h 50 min": "thirteen hours fifty minutes",
    "60 km/h": "sixty kilometres per hour",
    "0.5 m/s": "zero point five metres per second",
    "2 g/cm³": "two grams per cubic centimetre",
    "77 °F": "seventy-seven degrees Fahrenheit",
    "3 GB": "three gigabytes",
    "18 kWh": "eighteen kilowatt hours",
    "£1 = €1.15": "one pound equals one euro fifteen",
    "€6.02": "six euros and two cents",
    "10^(−4)": "ten to the power of minus four",
    "Count in 5s.": "Count in fives.",
    "10\u202f000": "ten thousand",
    "5^(2)": "five squared",
    "√9": "the square root of nine",
    "How many 10s are in 560?": "How many tens are in five hundred and sixty?",
    "Look at the pattern: 15, 20, …": "Look at the pattern: fifteen, twenty",
    "How many children chose ‘Horse’?": "How many children chose Horse?",
    "< means “is less than”.": "this sign means is less than.",
    "7 < 9": "seven is less than nine",
    "cm": "centimetres",
    "£": "pounds",
    "Milk (ml)": "Milk, millilitres",
    "The door is about 2 □ tall.": "The door is about two blank tall.",
    "It ends at 5 p.m.": "It ends at five p.m.",
    "Sam’s dog": "Sam’s dog",
    "—": "—",
}


@pytest.mark.parametrize(("shown", "spoken"), SPOKEN.items())
def test_a_sentence_is_said_as_a_teacher_would(shown: str, spoken: str) -> None:
    assert spoken_text(shown, "en") == spoken


def test_a_digital_clock_is_never_read_as_the_words_that_a_question_asks_for() -> None:
    said = {spoken_text(f"{hour}:{minute:02d}", "en") for hour in range(1, 13) for minute in (15, 30, 45)}
    assert len(said) == 36
    assert not any(word in each for each in said for word in ("half", "quarter", "past", "to "))


def test_every_number_to_a_thousand_has_words_of_its_own() -> None:
    assert len({cardinal(n) for n in range(1001)}) == 1001
    assert cardinal(105) == "one hundred and five"
    assert cardinal(1_020_300) == "one million twenty thousand three hundred"
    assert cardinal(3007) == "three thousand and seven"


def test_parts_are_plural_where_there_are_several() -> None:
    assert [fraction(1, 3), fraction(2, 3), fraction(3, 2)] == ["one third", "two thirds", "three halves"]


@pytest.mark.parametrize("shown", ["(3/(4 + 1))", "10^(2 × (3 + 1))", "((2 + 3) × (4 − 1))^(2)"])
def test_no_mark_of_a_bracket_reaches_the_voice(shown: str) -> None:
    assert not {OPEN_BRACKET, CLOSE_BRACKET} & {*spoken_text(shown, "en"), *spoken_text(shown, "cy")}
