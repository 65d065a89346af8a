"""Whatever stands in a design's file, it is read, or all that is wrong is told: nothing else comes of it."""

import copy
import json
import math
import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from itembank.design_files.bank_compatibility import compatibility_faults
from itembank.design_files.design_faults import InvalidDesign
from itembank.design_files.design_reading import read_design
from itembank.design_files.design_writing import write_design
from tests.support.sample_design import VALID_DESIGN
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
SEEDING = '[seeding]\nmethod = "seed-by-design"\nunscored = ["a"]\npositions = [3, [5, 7]]\nsds = { a = 0.5 }\n'
EASY = '{ attribute = "difficulty", limit = 0, items = 2 }'
YEAR = f'[year.3]\nlength = 8\nexposure = "none"\n[year.3.blueprint]\neasy_start = {EASY}\n'
SETS = VALID_DESIGN.replace(
    "count =", 'sets = { attribute = "stimulus", minimum = 2, maximum = 4, fewest = 0, most = 3 }\ncount ='
)
CONSTRAINTS = """
[blueprint]
method = "shadow"
relax = ["strand 'data'"]
constraints = [
    { method = "count", attribute = "strand", values = ["data"], minimum = 0, maximum = 3 },
    { method = "enemies", items = ["a", "b"] },
]
"""
WHOLE = [
    tomllib.loads(VALID_DESIGN + SEEDING + YEAR),
    tomllib.loads(SETS),
    tomllib.loads(VALID_DESIGN.replace('"shadow"', '"masks"').replace('["measuring", "data"]', '"data"')),
    tomllib.loads(VALID_DESIGN.split("[blueprint]")[0] + CONSTRAINTS),
]
ODD = [3, -1, 0, 0.5, math.inf, math.nan, True, "", "x", "none", "@year", "@solved", "@x", [], [1], ["a"], [[1, 2]], {}]
ODD += [{"method": "EAP"}, {"method": 3}, {"items": ["a"]}, {"by_item": {"a": 1}}, {"by_item": 3}, [{}], "EAP", "SPRT"]
ODD += [{"method": "at-least", "n": 3, "rule": "time-limit"}, {"method": "shadow", "constraints": [{"method": "sum"}]}]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from paths(value[key], (*path, key))


def spelled(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            return "{ " + ", ".join(f"{json.dumps(key)} = {spelled(each)}" for key, each in value.items()) + " }"
        case list():
            return f"[{', '.join(map(spelled, value))}]"
        case str():
            return json.dumps(value)
    return repr(value)


@st.composite
def spoilt(draw: Any) -> str:
    """A design's file with some values changed, some keys gone and some misspelt."""
    document = copy.deepcopy(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 3))):
        *outer, last = draw(st.sampled_from(sorted(paths(document), key=str)))
        held = document
        for key in outer:
            held = held[key]
        match draw(st.sampled_from(["change", "change", "remove", "rename"])):
            case "change":
                held[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
            case "rename" if isinstance(last, str):
                held[last + "s"] = held.pop(last)
            case _:
                del held[last]
    return "\n".join(f"{json.dumps(key)} = {spelled(value)}" for key, value in document.items())


@given(spoilt())
@example("")
@example("year = 3\nblueprint = 3\npopulation = 3\nstop = 3\nmasks = 3\nlength = true")
def test_a_spoilt_design_is_read_or_told_in_full(text: str) -> None:
    lines = text.count("\n") + 1
    try:
        read = read_design(text)
        found = compatibility_faults(read, BANK)
        assert read_design(write_design(read.design)).design.hash == read.design.hash
    except InvalidDesign as refused:
        found = refused.faults
        assert found
    for fault in found:
        assert 1 <= fault.at.line <= lines
        assert all(fault.sentence("d.toml", language) for language in ("cy", "en"))
        assert "%" not in fault.message.en
