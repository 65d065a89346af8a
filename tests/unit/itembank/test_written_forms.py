"""Fractions and clock times in a table of items, and in the parts of a scenario."""

import pytest

from itembank.authoring import new_files, read_author_file
from itembank.content.scoring_rules import ExactNumber

HEADER = "topic;year;type;prompt_en;a;b;answer;key;wrong_1;why_1;after\n"


def rules(row: str) -> list[ExactNumber]:
    read = read_author_file("parts.csv", (HEADER + row).encode())
    assert [fault.sentence("en") for fault in read.faults] == []
    return [each.item.rule for each in read.items if isinstance(each.item.rule, ExactNumber)]


@pytest.mark.parametrize(
    ("kind", "answer", "keys", "expected"),
    [
        ("fraction", "a / b", "2/6..2/3", ["1/3", "2/3"]),
        ("simplest-fraction", "a / b", "1/3..2/3", ["1/3", "2/3"]),
        ("mixed-number", "a + a / b", "2 2/6..4 2/3", ["2 1/3", "4 2/3"]),
        ("mixed-number", "a / 2", "1..2", ["1", "2"]),
        ("time-12", "600 + a", "10:02..10.04", ["10:02", "10:04"]),
        ("time-am-pm", "720 + a", "12:02 pm..12:04 pm", ["12:02 pm", "12:04 pm"]),
        ("time-24", "a", "0:02..00:04", ["00:02", "00:04"]),
    ],
)
def test_a_row_gives_the_key_as_it_is_written(kind: str, answer: str, keys: str, expected: list[str]) -> None:
    wrong = "b * 90" if "time" in kind else "(a + 1) / b"
    made = rules(f"fractions;8;{kind};What is {{a}} and {{b}}?;2|4;6;{answer};{keys};{wrong};one-more\n")
    assert [rule.value for rule in made] == expected
    assert {rule.in_this_form for rule in made} == {kind.startswith("simplest")}
    if "fraction" in kind:
        assert [[each.value for each in rule.named] for rule in made] == [["1/2"], ["5/6"]]


@pytest.mark.parametrize(
    ("kind", "answer", "key", "after", "told"),
    [
        ("fraction", "a / b", "2/5", "", "key: expected 1/3, which a / b gives, received '2/5'"),
        ("fraction", "a / b", "0.5", "", "key: expected 1/3, which a / b gives, received '0.5'"),
        ("fraction", "a - b", "1/3", "", "answer: expected an expression with a value: a fraction of 0 or more"),
        ("fraction", "a / b", "1/3", "cm", "after: expected no unit beside a fraction or a time, received 'cm'"),
        ("time-24", "1440 + a", "00:02", "", "answer: expected an expression with a value: whole minutes"),
        ("time-12", "a", "12:02", "", "answer: expected an expression with a value: a time from 1:00 to 12:59"),
        ("simplest-fraction", "a / b", "2/6", "", "key: expected 1/3, which a / b gives, received '2/6'"),
        ("simplest-mixed-number", "1 + a / b", "4/3", "", "key: expected 1 1/3, which 1 + a / b gives"),
        ("time", "a", "0:02", "", "type: expected one of number, choice, fraction,"),
    ],
)
def test_a_row_that_does_not_hold_tells_the_cell(kind: str, answer: str, key: str, after: str, told: str) -> None:
    row = f"fractions;8;{kind};What is {{a}} and {{b}}?;2;6;{answer};{key};;;{after}\n"
    (fault,) = read_author_file("parts.csv", (HEADER + row).encode()).faults
    assert told in fault.sentence("en")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('type = "fraction"\nkey = "1/4"\nsolution = "leeks / 1000"', ""),
        ('type = "fraction"\nmixed = true\nkey = "1 1/4"\nsolution = "1 + leeks / 1000"', ""),
        ('type = "fraction"\nkey = "1 1/4"\nsolution = "1 + leeks / 1000"', "key: expected a fraction such as 3/4"),
        ('type = "fraction"\nkey = "1/0"\nsolution = "leeks / 1000"', "key: expected a denominator other than 0"),
        ('type = "fraction"\nsolution = "leeks / 1000"', "key: expected words in quotation marks, received nothing"),
        ('type = "time"\nclock = "24"\nkey = "21:05"\nsolution = "21 * 60 + 5"', ""),
        ('type = "time"\nclock = "12"\nkey = "21:05"\nsolution = "21 * 60 + 5"', "key: expected a time such as 9:05"),
        ('type = "time"\nclock = "24"\nkey = "21:06"\nsolution = "21 * 60 + 5"', "key: expected 21:05, which"),
        (
            'type = "time"\nclock = "36"\nkey = "9:05"\nsolution = "9 * 60 + 5"',
            "clock: expected one of 12, am-pm, 24",
        ),
    ],
)
def test_a_part_of_a_scenario_is_read_or_told(lines: str, told: str) -> None:
    ((name, text),) = new_files("scenario", ("cy", "en"), "en").items()
    about = 'topic = "scaling"\nprocess = "identify"\nfeatures = {}\nask = { cy = "Faint?", en = "How much?" }'
    read = read_author_file(name, f'{text}\n[[part]]\nid = "new"\n{lines}\n{about}\n'.encode())
    said = [fault.sentence("en") for fault in read.faults]
    assert (said == []) if not told else (len(said) == 1 and told in said[0]), said
