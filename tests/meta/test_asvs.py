"""The page on ASVS has a line for each requirement of levels 1 and 2, and no other."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "asvs.md"
STATES = ("met", "operator", "provider", "none", "open")
SHOWN = r"`test_\w+`|by construction: (\S+ ){4}"
FEW = 3
"""Lines that no test shows, because nothing that could be written would break them."""
# section:numbers of ASVS 5.0.0 at levels 1 and 2, read off its published list
REQUIREMENTS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2
8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4
11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7
16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
"""


def lines() -> list[tuple[str, str, str]]:
    """Number, state and text of each line of the tables."""
    found = re.findall(r"^\| ([\d.,– ]+) \| (\w+) \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [(numbers, state, text.strip()) for numbers, state, text in found]


def expanded(numbers: str) -> list[str]:
    """The single numbers of "6.2.1–6.2.12, 6.3.1"."""
    single = []
    for part in numbers.split(", "):
        first, _, last = part.partition("–")
        section, _, start = first.rpartition(".")
        end = last.rpartition(".")[2] or start
        single += [f"{section}.{number}" for number in range(int(start), int(end) + 1)]
    return single


def test_each_requirement_of_levels_1_and_2_has_one_line() -> None:
    wanted = [
        f"{section}.{number + 1}"
        for section, count in (each.split(":") for each in REQUIREMENTS.split())
        for number in range(int(count))
    ]
    listed = [number for numbers, _, _ in lines() for number in expanded(numbers)]
    assert len(wanted) == 253
    assert sorted(listed) == sorted(wanted)


def test_each_line_has_a_state_and_says_how() -> None:
    assert {state for _, state, _ in lines()} <= set(STATES)
    assert [numbers for numbers, state, text in lines() if not text and state != "provider"] == []


def test_what_is_met_names_the_test_that_would_fail_or_says_what_makes_it_so() -> None:
    """`tests/meta/test_docs.py` holds that a test of the name exists."""
    met = {numbers: text for numbers, state, text in lines() if state == "met"}
    assert [numbers for numbers, text in met.items() if not re.search(SHOWN, text)] == []
    assert len([text for text in met.values() if "by construction: " in text]) <= FEW


def test_a_line_that_says_only_that_it_is_so_would_be_found() -> None:
    assert not re.search(SHOWN, "JSON encodes, by construction: it does")
