"""The label of an option beside its value."""

from fractions import Fraction
from importlib.resources import files

import pytest

from itembank.parsing.toml_table import parse_toml
from itembank.reasoning.key_verification import key_faults
from itembank.reasoning.label_values import label_agrees
from itembank.reasoning.scenario_files import scenario_of


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("12", "12"),
        ("1,250 m", "1250"),
        ("£2.50", "2.5"),
        ("£2.50", "250"),
        ("85p", "85"),
        ("10:35", "635"),
        ("3/4", "3/4"),
        ("0.75", "3/4"),
        ("88.74 m²", "88.7364"),
        ("−4", "-4"),
        ("25%", "25"),
        ("25%", "1/4"),
        ("14:62", "-1"),  # no time of day, as a learner may write who forgets that hours have sixty minutes
        ("14 empty seats and 2 buses", "13"),
        ("the red one", "3"),
    ],
)
def test_a_label_that_says_the_value_or_no_number_agrees(label: str, value: str) -> None:
    assert label_agrees(label, Fraction(value))


@pytest.mark.parametrize(
    ("label", "value"),
    [("13", "12"), ("10:40", "635"), ("50", "635"), ("£2.50", "25"), ("1/3", "1/2"), ("88.75", "88.7364")],
)
def test_a_label_that_says_another_number_does_not(label: str, value: str) -> None:
    assert not label_agrees(label, Fraction(value))


def test_a_scenario_whose_right_option_shows_learners_a_wrong_number_is_refused() -> None:
    text = (files("itembank.reasoning") / "scenarios" / "charity-run.toml").read_text("utf-8")
    right = '{ same = "11", value = "11" }'
    assert right in text
    scenario = scenario_of(
        parse_toml("charity-run.toml", text.replace(right, right.replace('same = "11"', 'same = "13"')))
    )
    (fault,) = key_faults(scenario)
    assert (fault.expected, fault.received) == ("11, which 11 gives", "13")
