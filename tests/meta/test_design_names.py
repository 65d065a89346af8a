"""Every strategy of the engine has its name in a test design, and the page on item banks tells them all."""

import dataclasses
import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import engine
from itembank import BankVersion, compile_test, read_bank, write_bank
from itembank.compilation.blueprint_feasibility import BlueprintRelaxation, required_relaxation
from itembank.design.adaptive_test_design import NESTED_STRATEGIES, SLOTS, STRATEGIES
from tests.support.small_bank import small_numeracy_bank

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "item-bank.md").read_text("utf-8")
EXAMPLE, SOLVED = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def strategies() -> Iterator[str]:
    """Exported values that answer for a pool, control exposure or constrain a blueprint; and the blueprint."""
    for name in engine.__all__:
        thing = getattr(engine, name)
        if inspect.isclass(thing) and dataclasses.is_dataclass(thing):
            held = set(vars(thing))
            called = "__call__" in held and "pool" in inspect.signature(thing.__call__).parameters
            if called or {"admits", "narrows"} <= held or {"rows", "name"} <= held or name == "Blueprint":
                yield name


@pytest.mark.parametrize("name", list(strategies()))
def test_a_strategy_of_the_engine_has_its_name_in_a_design(name: str) -> None:
    assert STRATEGIES[name] is getattr(engine, name)


def test_there_are_strategies_to_ask_about() -> None:
    assert {"EAP", "Urry", "AtLeast", "Counts", "Shadow", "Randomesque", "SeedAtRandom", "Count"} <= set(strategies())


def test_each_strategy_stands_on_the_page_with_its_places_and_settings() -> None:
    start = PAGE.index("| strategy | stands in | settings |")
    told = PAGE[start : PAGE.index("\n\n", start)].splitlines()[2:]
    assert told == [row(name, kind) for name, kind in STRATEGIES.items()]


def row(name: str, kind: Callable[..., Any]) -> str:
    """Its line on the page."""
    tables = [*((f"`{slot}`", table) for slot, table in SLOTS.items())]
    tables += [(f"setting `{setting}`", table) for setting, table in NESTED_STRATEGIES.items()]
    places = ", ".join(place for place, table in tables if name in table)
    settings = inspect.signature(kind).parameters.values()
    needed = ", ".join(f"`{one.name}`" for one in settings if one.default is one.empty)
    optional = ", ".join(f"`{one.name}`" for one in settings if one.default is not one.empty)
    return (
        f"| `{name}` | {places} | {'; '.join(filter(None, [needed, optional and f'optional {optional}'])) or 'none'} |"
    )


def bank_with_the_example() -> BankVersion:
    document = json.loads(write_bank(small_numeracy_bank())) | {"designs": [json.loads(EXAMPLE)]}
    return read_bank(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def test_the_design_on_the_page_can_be_read_and_run_and_gives_up_what_the_page_says() -> None:
    bank = bank_with_the_example()
    (design,) = bank.designs
    tests = {year: compile_test(bank, design, year) for year in design.years}
    assert tests[4].stop[0] == engine.AtLeast(20, engine.SEBelow(0.35))
    assert isinstance(tests[4].blueprint, engine.Shadow)
    assert required_relaxation(tests[4]) is None
    found = required_relaxation(tests[2])
    assert found == BlueprintRelaxation(
        ("topic 'durations' or 'temperature'",),
        ("no item with introduced_year above 2", "4 to 8 items with topic 'durations' or 'temperature'"),
    )


def test_what_is_solved_on_the_page_can_be_read() -> None:
    bank = bank_with_the_example()
    ids = [item.id for item in bank.items]
    (solved,) = json.loads(SOLVED)["solved"]
    solved["design"] = bank.designs[0].hash
    ((_, value),) = solved["settings"][0]["value"]["by_item"]
    solved["settings"][0]["value"]["by_item"] = [[item, value] for item in ids]
    document = json.loads(write_bank(bank)) | {"solved": [solved]}
    read = read_bank(json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    (setting,) = read.solved_for(read.designs[0], 4)
    assert setting.name == "k"


@pytest.mark.parametrize(
    "constraint",
    [
        engine.Count("strand", ("number",), 0, 1),
        engine.Count("topic", ("durations", "temperature"), 0, 1),
        engine.Sum("words"),
        engine.Ceiling("introduced_year", 4),
        engine.Enemies(("…", "another")),
        engine.ItemSets("passage", 1, 1, 0, 1),
        engine.Order("strand", ("number",)),
        engine.EasyStart("introduced_year", 4, 1),
    ],
)
def test_constraints_are_named_as_the_page_says(constraint: Any) -> None:
    assert f"`{constraint.name.replace('another', '…')}`" in PAGE
