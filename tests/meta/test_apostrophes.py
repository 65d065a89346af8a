"""Sentences that a person reads have curly apostrophes and quotes, as in “the learner’s level”, in both languages.

What a person types stands as it is typed: in `backticks`, after an option, or as the value of a setting.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from delivery_api.commands.translated_help import WELSH
from delivery_api.web.message_catalogue import read_catalogue, read_po_file

ROOT = Path(__file__).parents[2]
ROOMS = ("calibration", "delivery_api", "itembank", "reports")
STRAIGHT = re.compile("['\"]")
TYPED = re.compile(r"""`[^`]*`|--[\w-]+ "[^"]*"|"(?:@\w+|[^" ]*=[^"]*)"|'\{command_path\} \{help_option\}'""")
NOT_TEXT = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


def straight(texts: Iterator[str]) -> list[str]:
    """The texts with a straight mark outside what is typed."""
    return sorted({text for text in texts if STRAIGHT.search(TYPED.sub("", text))})


def catalogued() -> Iterator[str]:
    for catalogue in (read_catalogue("cy"), read_catalogue("en"), read_po_file(WELSH, "cy")):
        for message in catalogue:
            for said in (message.id, message.string) if message.id else ():
                yield from [said] if isinstance(said, str) else said


def bilingual(source: str) -> Iterator[str]:
    """What stands in the two languages of each `Text(...)` of a source."""
    for call in ast.walk(ast.parse(source)) if "Text(" in source else ():
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text":
            for part in ast.walk(ast.Tuple([*call.args, *(word.value for word in call.keywords)], ast.Load())):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def strings(thing: object) -> Iterator[str]:
    """Every text of a TOML document; the keys are names."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict | list):
        for each in thing.values() if isinstance(thing, dict) else thing:
            yield from strings(each)


def test_a_straight_mark_is_found_and_what_is_typed_is_let_be() -> None:
    found = ["the learner's level", 'a "band"']
    assert straight(iter([*found, "the learner’s level", "`mesur demo --name 'x'`", '--by "Eleri Vaughan"'])) == [
        'a "band"',
        "the learner's level",
    ]
    assert straight(bilingual("""Text("nid yw'n un", f"it is not {one} of the bank's", size=2)""")) == [
        " of the bank's",
        "nid yw'n un",
    ]


def test_no_catalogue_has_a_straight_mark() -> None:
    assert straight(catalogued()) == []


def test_no_sentence_in_two_languages_has_one() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {str(path.relative_to(ROOT)): straight(bilingual(path.read_text("utf-8"))) for path in files}
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_no_template_has_one_in_its_text() -> None:
    found = {
        path.name: straight(iter([NOT_TEXT.sub(" ", path.read_text("utf-8"))]))
        for path in (ROOT / "delivery_api").rglob("*.html")
    }
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_no_passage_scenario_misconception_or_notice_has_one() -> None:
    files = [path for room in ("itembank", "delivery_api") for path in (ROOT / room).rglob("*.toml")]
    files = [path for path in files if path.parent.name != "designs"]  # they have names of constraints, and no text
    found = {str(path.relative_to(ROOT)): straight(strings(tomllib.loads(path.read_text("utf-8")))) for path in files}
    assert len(found) > 100
    assert {path: texts for path, texts in found.items() if texts} == {}
