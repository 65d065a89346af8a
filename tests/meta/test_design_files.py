"""The schema of design files and the names in them keep up with the engine, and the page on designs with both."""

import json
import re
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from itembank.design.adaptive_test_design import NESTED_STRATEGIES, SLOTS, STRATEGIES
from itembank.design_files import key_documentation
from itembank.design_files.bank_compatibility import compatibility_faults
from itembank.design_files.blueprint_table import KEYS as BLUEPRINT_KEYS
from itembank.design_files.design_reading import KEYS, read_design
from itembank.design_files.design_schema import design_schema, schema_text
from itembank.design_files.strategy_vocabulary import (
    CLASS_NAMES,
    LENGTH_SETTINGS,
    method_name,
    strategy_settings,
    strategy_summary,
)
from tests.support.sample_design import VALID_DESIGN
from tests.support.small_bank import small_numeracy_bank

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "itembank" / "designs" / "design.schema.json"
PAGE = (ROOT / "docs" / "designs.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SCHEMA = jsonschema_rs.validator_for(design_schema())
DRAFT_4 = {"$schema", "title", "description", "definitions", "type", "properties", "patternProperties", "enum", "items"}
DRAFT_4 |= {"additionalProperties", "required", "anyOf", "oneOf", "minimum", "exclusiveMinimum", "minLength"}
DRAFT_4 |= {"minItems", "maxItems", "$ref"}


def test_the_schema_that_is_kept_is_the_one_that_is_made() -> None:
    # after a change: mesur design schema > itembank/designs/design.schema.json
    assert KEPT.read_text("utf-8") == schema_text()


def test_the_schema_is_one_and_uses_no_keyword_that_editors_lack() -> None:
    jsonschema_rs.meta.validate(design_schema())
    assert keywords(design_schema()) <= DRAFT_4


def keywords(schema: object) -> set[str]:
    """Those of a schema and of the schemas in it."""
    if isinstance(schema, list):
        return set().union(*map(keywords, schema))
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for key, inner in schema.items():
        named = key in ("properties", "patternProperties", "definitions")
        found |= keywords(list(inner.values()) if named else inner) if key != "enum" else set()
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "itembank").glob("*/*-*.toml")), ids=lambda path: path.stem)
def test_the_designs_of_the_house_are_as_the_schema_has_it(path: Path) -> None:
    assert list(SCHEMA.iter_errors(tomllib.loads(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("length", "lenght"),
        ("rate = 0.7", "rat = 0.7"),
        ("rate = 0.7", 'rate = "high"'),
        ('"target-success"', '"TargetSuccess"'),
        ('report = "WLE"', 'report = "SE-below"'),
        ("3 = {", "1 = {"),
        ("strand =", "strnd ="),
        ("minimum = 5", "minimum = -5"),
        ("sd = 1.3", "sd = 0"),
    ],
)
def test_what_is_refused_the_schema_marks_too(old: str, new: str) -> None:
    assert list(SCHEMA.iter_errors(tomllib.loads(VALID_DESIGN))) == []
    assert list(SCHEMA.iter_errors(tomllib.loads(VALID_DESIGN.replace(old, new)))) != []


def test_every_strategy_has_a_name_of_its_own_in_a_file() -> None:
    assert {method_name(name): name for name in STRATEGIES} == CLASS_NAMES
    assert len(CLASS_NAMES) == len(STRATEGIES)
    assert {method_name(name) for name in ("SEBelow", "StrandsSEBelow", "FencedMLE", "AStratified", "GLR")} == {
        "SE-below",
        "strands-SE-below",
        "fenced-MLE",
        "a-stratified",
        "GLR",
    }


def test_the_length_stands_by_itself_only_where_a_strategy_needs_one() -> None:
    for name, setting in LENGTH_SETTINGS.items():
        assert strategy_settings(name)[setting].required
    assert LENGTH_SETTINGS["MaxItems"] == "n"


def test_the_schema_tells_of_each_strategy_and_setting_what_the_engine_says() -> None:
    definitions = design_schema()["definitions"]
    assert {
        method_name(name) for table in (*SLOTS.values(), *NESTED_STRATEGIES.values()) for name in table
    } <= definitions.keys()
    for name in STRATEGIES:
        if name not in ("ParameterSDs", "ParameterCovariance"):
            assert strategy_summary(name)
            assert definitions[method_name(name)]["description"] == strategy_summary(name)
    assert "two items of three" in json.dumps(definitions["target-success"])


# The page


def test_the_page_tells_every_key() -> None:
    told = {**key_documentation.KEYS, **key_documentation.BLUEPRINT, **key_documentation.ATTRIBUTES}
    assert set(key_documentation.KEYS) == set(KEYS)
    assert set(key_documentation.BLUEPRINT) == set(BLUEPRINT_KEYS)
    for key, words in told.items():
        assert f"| `{key}` | {words}" in PAGE


def test_the_page_tells_every_method_where_it_may_stand() -> None:
    for slot, table in SLOTS.items():
        if slot not in ("masks", "blueprint"):
            (row,) = re.findall(rf"^\| `{slot}` \| (`.*) \|$", PAGE, re.MULTILINE)
            assert re.findall(r"`([^`]+)`", row) == [method_name(name) for name in table], slot


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_what_the_page_shows_is_a_design_for_the_bank(text: str) -> None:
    whole = text if "name =" in text else VALID_DESIGN + text
    assert list(SCHEMA.iter_errors(tomllib.loads(whole))) == []
    names = [fault.name for fault in compatibility_faults(read_design(whole), small_numeracy_bank())]
    assert names == (["blueprint.sets.attribute"] if "stimulus" in text else [])  # numeracy has no passages


def test_the_page_shows_examples() -> None:
    assert len(EXAMPLES) >= 3
