"""A number that learners would see, in a label or in a story, beside the one that the author calculates with."""

import pytest

from itembank.authoring import new_files, read_author_file
from itembank.language import LANGUAGES, Language
from itembank.preview.preview_page import item_html

SCENARIO = new_files("scenario", LANGUAGES, "en")["class-soup.toml"]
HEAD = '[[part]]\nid = "{id}"\ntopic = "measures"\nprocess = "represent"\nfeatures = {{}}\ntype = "{id}"\n'
ASK = 'ask = { cy = "Beth?", en = "What?" }\n'


def told(text: str, language: Language = "en") -> list[str]:
    return [fault.told(language) for fault in read_author_file("class-soup.toml", text.encode()).faults]


def ordering(*cards: tuple[str, str]) -> str:
    items = ", ".join(f'{{ {label}, value = "{value}" }}' for label, value in cards)
    return SCENARIO + HEAD.format(id="ordering") + ASK + f"items = [{items}]\n"


def matching(*options: str) -> str:
    labels = [label if "=" in label else f'same = "{label}"' for label in options]
    values = ("children", "leeks", "in_bag + 50")
    offered = ", ".join(
        f'{{ id = "o{place}", {label}, value = "{value}" }}'
        for place, (label, value) in enumerate(zip(labels, values, strict=True))
    )
    rows = ", ".join(
        f'{{ cy = "Rhes {name}", en = "Row {name}", pair = "o{place}", solution = "{value}" }}'
        for place, (name, value) in enumerate(zip("abc", values, strict=True))
    )
    return SCENARIO + HEAD.format(id="matching") + ASK + f"rows = [{rows}]\noptions = [{offered}]\n"


def same(*labels: str, values: tuple[str, ...] = ("9", "12", "15")) -> str:
    return ordering(*((f'same = "{label}"', value) for label, value in zip(labels, values, strict=True)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (same("9", "13", "15"), "part ordering: items 2: expected 12, which 12 gives, received '13'"),
        (same("£9", "£13", "£15"), "part ordering: items 2: expected 12, which 12 gives, received '£13'"),
        (same("9 cm", "13 cm", "15 cm"), "part ordering: items 2: expected 12, which 12 gives, received '13 cm'"),
        (
            same("08:15", "09:15", "10:15", values=("8 * 60 + 5", "9 * 60 + 15", "10 * 60 + 15")),
            "part ordering: items 1: expected 485, which 8 * 60 + 5 gives, received '08:15'",
        ),
        (
            ordering(
                ('cy = "5 awr", en = "5 hours"', "3 * 60"),
                ('cy = "4 awr", en = "4 hours"', "4 * 60"),
                ('cy = "6 awr", en = "6 hours"', "6 * 60"),
            ),
            "part ordering: items 1: expected 180, which 3 * 60 gives, received '5 awr'",
        ),
        (matching("24", "200", "60"), "part matching: options o1: expected 250, which leeks gives, received '200'"),
        (
            matching(
                'cy = "24 munud", en = "24 minutes"',
                'cy = "4 awr a 15 munud", en = "4 hours 15 minutes"',
                'cy = "1 awr", en = "1 hour"',
            ),
            "part matching: options o1: expected 250, which leeks gives, received '4 awr a 15 munud'",
        ),
    ],
)
def test_a_card_or_an_option_that_shows_another_number_is_refused(text: str, fault: str) -> None:
    assert fault in told(text)


def test_cards_that_stand_in_another_order_than_their_labels_are_refused() -> None:
    assert len(told(same("12 cm", "9 cm", "15 cm"))) == 2


@pytest.mark.parametrize(
    "text",
    [
        same("9 cm", "12 cm", "15 cm"),
        same("15", "12", "9", values=("-15", "-12", "-9")),  # the greatest first
        same("500", "490", "515", values=("0", "10", "15")),  # nearest to 500 first
        same("90 g", "0.25 kg", "1 kg", values=("90", "250", "1000")),
        same("£0.90", "£1.25", "£2", values=("90", "125", "200")),
        same("1 h", "2 h", "3 h", values=("60", "120", "180")),
        same("one", "13", "three"),
        matching("24", "250 g", "1 kg"),
        matching(
            'cy = "24 munud", en = "24 minutes"',
            'cy = "4 awr a 10 munud", en = "4 hours 10 minutes"',
            'cy = "1 awr", en = "1 hour"',
        ),
    ],
)
def test_what_may_be_true_is_not_refused(text: str) -> None:
    assert told(text) == []


def remarks(text: str, language: Language = "en", name: str = "class-soup.toml") -> list[str]:
    return [remark.sentence(language) for remark in read_author_file(name, text.encode()).remarks]


def test_a_number_that_stands_in_no_text_is_remarked_on_and_refused_nothing() -> None:
    assert remarks(SCENARIO) == []
    line = SCENARIO[: SCENARIO.index("children = 24")].count("\n") + 1
    slip = SCENARIO.replace("Mae 24 o blant", "Mae 27 o blant").replace(
        "There are 24 children", "There are 27 children"
    )
    assert slip.count("27") == 2
    told_en = "children = 24 stands in no story, figure or question; see whether these agree"
    assert remarks(slip) == [f"class-soup.toml:{line}: remark: {told_en}"]
    (welsh,) = remarks(slip, "cy")
    assert welsh.startswith(f"class-soup.toml:{line}: sylw: nid yw children = 24 yn y stori")
    assert told(slip) == []


def test_a_number_in_another_unit_or_in_a_figure_is_told() -> None:
    more = 'spent = "2.50"\nstart = "13:05"\nlong = 45000\nhundred = 100\n'
    figure = (
        '[[figure]]\nkind = "table"\ncaption = { cy = "Pryd", en = "When" }\nhead = ["", ""]\n'
        'rows = [["Bws", "1:05"], ["Bws", "45 km"], ["Bws", "250p"]]\n\n[[part]]'
    )
    assert remarks(SCENARIO.replace("children = 24", f"{more}children = 24", 1).replace("[[part]]", figure, 1)) == []


HEAD_OF_TABLE = "topic,year,prompt_cy,prompt_en,a,b,answer,key\n"


@pytest.mark.parametrize("sign", ["-", "−", "÷"])
def test_a_calculation_the_other_way_round_in_one_language_is_refused(sign: str) -> None:
    row = f"subtraction,3,Faint yw {{a}} {sign} {{b}}?,What is {{b}} {sign} {{a}}?,9,3,a - b,6\n"
    (fault,) = read_author_file("sums.csv", (HEAD_OF_TABLE + row).encode()).faults
    assert fault.told("en") == (
        f"row 2: prompt_cy: expected the numbers {{b}} {sign} {{a}}, as in en, received '{{a}} {sign} {{b}}'"
    )


def test_numbers_in_another_order_in_words_are_remarked_on() -> None:
    row = "subtraction,3,Tynna {b} o {a}.,Begin at {a} and take away {b}.,9,3,a - b,6\n"
    assert read_author_file("sums.csv", (HEAD_OF_TABLE + row).encode()).faults == ()
    (remark,) = remarks(HEAD_OF_TABLE + row, name="sums.csv")
    assert remark.startswith("sums.csv:2: remark: the numbers stand in another order in the two languages: {b}, {a} in")
    assert (
        remarks(HEAD_OF_TABLE + row.replace("Tynna {b} o {a}", "Dechreua ar {a} a thynna {b}"), name="sums.csv") == []
    )


def test_a_passage_in_which_nothing_asks_what_a_word_means_is_remarked_on() -> None:
    passage = new_files("passage", ("en",), "en")["a-glove-on-the-gate.toml"]
    (remark,) = remarks(passage.replace('features = ["word_meaning"]\n', ""), name="a-glove-on-the-gate.toml")
    assert remark.startswith("a-glove-on-the-gate.toml:1: remark: no question asks what a word or phrase means")


def test_money_of_a_table_has_two_figures_for_the_pence() -> None:
    head = "topic,year,type,prompt_en,a,b,answer,key,before,wrong_1,why_1,wrong_2,why_2\n"
    prompt = "“{b} cups cost £{a}. What do £{a} less £{b} and £{a * b} make, after {a} minutes?”"
    for kind in ("number", "choice"):
        row = f"spending,6,{kind},{prompt},12.50,5,a / b,2.50,£,a - b,takes,a * b,times\n"
        row = row.replace(prompt, f'"{prompt}"'.replace("“", "").replace("”", ""))
        read = read_author_file("money.csv", (head + row).encode())
        assert read.faults == ()
        (written,) = (each.item for each in read.items)
        assert (
            written.prompt.en
            == "<p>5 cups cost £12.50. What do £12.50 less £5 and £62.50 make, after 12.5 minutes?</p>"
        )
        assert "£2.50" in item_html(written, "en") or "Key: 2.50 · 7.50: score 0, takes" in item_html(written, "en")


@pytest.mark.parametrize(
    ("written", "instead", "english", "welsh"),
    [
        (
            'solution = "leeks"',
            'solution = "leeks + 1"',
            "part matching: rows 2: pair: expected an option with the value 251, which leeks + 1 gives, received",
            "disgwylid dewis â’r gwerth 251, sef gwerth leeks + 1",
        ),
        (
            'pair = "o1"',
            'pair = "o2"',
            "part matching: rows 2: pair: expected o1 = 250, which leeks gives, received 'o2 = 60'",
            "disgwylid o1 = 250, sef gwerth leeks",
        ),
        (
            'cy = "Rhes b"',
            'cy = "Rhes a"',
            "part matching: rows: cy: expected each",
            "part matching: rows: cy: disgwylid",
        ),
    ],
)
def test_a_fault_is_told_in_the_words_and_fields_of_its_author(
    written: str, instead: str, english: str, welsh: str
) -> None:
    text = matching("24", "250", "60").replace(written, instead)
    assert any(english in each for each in told(text)), told(text)
    assert any(welsh in each for each in told(text, "cy")), told(text, "cy")


def test_features_that_follow_from_a_part_are_not_offered() -> None:
    (fault,) = told(SCENARIO.replace("features = { second_step = 1 }  #", "features = { claim = 1 }  #"))
    assert "features: claim: expected one of" in fault
    assert "ten_words" not in fault
