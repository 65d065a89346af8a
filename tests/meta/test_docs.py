"""What the documentation says exists, exists: links, commands, targets, tables, tests."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations
from pathlib import Path, PurePath
from typing import Any

import pytest
from typer.main import get_command

from delivery_api.cli import app
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.declaration_messages import person_phrase, rules_sentence
from delivery_api.privacy.declared_files import DECLARED_FILES
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.file_messages import file_kind_phrase, file_rule_phrase

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "adr").glob("*.md"))
PARTS = ("Status", "Area", "Date", "Decision", "Why", "Alternatives")
LONGEST_DECISION = 25

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"(?<![\w/.-])mesur[ \t]+([a-z][^\n`]*)")
TARGET = re.compile(r"(?<![\w/.-])make ([a-z]+(?:-[a-z]+)*)")
TEST = re.compile(r"\btest_\w+\b(?!\.py)")
FOLDER = "benchmarks|calibration|delivery_api|deploy|docs|engine|itembank|reports|requirements|setup|tests"
PATH = re.compile(rf"(?<![\w./-])(?:{FOLDER})/[\w*./@-]*")
MODULE = re.compile(r"(?<![\w./*-])[\w/]+\.py\b")
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def code(page: Path) -> str:
    """The parts of a page that are set as code."""
    return "\n".join(CODE.findall(page.read_text("utf-8")))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@cache
def committed() -> tuple[str, ...]:
    """The paths of the files and folders of the tree, from its root."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    files = listed or [
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in {".py", ".md", ".toml"}
    ]
    return tuple({str(each) for file in files for each in (Path(file), *Path(file).parents)} - {"."})


def missing_paths(text: str) -> list[str]:
    """Paths of the tree that a text names and that are not there; a module may be named by the end of its path."""
    named = {path.rstrip("/.,") for path in PATH.findall(text)}
    gone = {path for path in named if not any(PurePath(each).match(path) for each in committed())}
    modules = set(MODULE.findall(text)) - named
    return sorted(gone | {each for each in modules if not any(f"/{path}".endswith(f"/{each}") for path in committed())})


@cache
def sources() -> dict[str, str]:
    return {path: (ROOT / path).read_text("utf-8") for path in committed() if path.endswith(".py")}


def missing_names(text: str) -> list[str]:
    """Names said to be in a module (`module.py`: `name`) that its source does not have."""
    return [
        f"{module}: {name}"
        for module, names in re.findall(r"`([\w/]+\.py)`: ((?:`[\w.]+`(?:, )?)+)", text)
        for name in re.findall(r"`([\w.]+)`", names)
        if not any(
            f"/{path}".endswith(f"/{module}") and all(re.search(rf"\b{part}\b", source) for part in name.split("."))
            for path, source in sources().items()
        )
    ]


def refusal(line: str) -> str | None:
    """Why a command line would not be understood; None when it would."""
    command: Any = get_command(app)
    words = line.split()
    while hasattr(command, "commands") and words and re.fullmatch(r"[a-z]+(-[a-z]+)*", words[0]):
        name = words.pop(0)
        command = command.get_command(None, name)
        if command is None:
            return f"no command {name!r}"
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = set(re.findall(r"(?<=\s)--[a-z-]+", f" {' '.join(words)}")) - known - {"--help"}
    return f"no option {', '.join(sorted(unknown))}" if unknown else None


@cache
def named_tests() -> frozenset[str]:
    sources = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    names = {name for path in sources for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}
    return frozenset(names | {name for name in globals() if name.startswith("test_")})


@every_page
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


@every_page
def test_every_mesur_command_is_one(page: Path) -> None:
    refused = {line: why for line in COMMAND.findall(code(page)) if (why := refusal(line))}
    assert refused == {}


@every_page
def test_every_make_target_is_one(page: Path) -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(TARGET.findall(code(page))) - there == set()


@every_page
def test_every_test_that_is_named_is_one(page: Path) -> None:
    shown = set(re.findall(r"^def (test_\w+)", page.read_text("utf-8"), re.MULTILINE))
    assert set(TEST.findall(code(page))) - named_tests() - shown == set()


@every_page
def test_every_file_that_is_named_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    assert missing_paths(text) == [] or "- Status: superseded" in text


@every_page
def test_every_name_that_is_said_to_be_in_a_module_is_in_it(page: Path) -> None:
    text = page.read_text("utf-8")
    assert missing_names(text) == [] or "- Status: superseded" in text


def test_a_name_that_is_not_in_its_module_would_be_found() -> None:
    assert missing_names("`engine/adaptive.py`: `AdaptiveTest`, `Riddle`") == ["engine/adaptive.py: Riddle"]


def test_a_file_that_is_not_there_would_be_found() -> None:
    named = "`engine/adaptive.py` `engine/riddle.py` `adaptive.py` `riddle.py` `engine/*/errands.py` `tests/meta/`"
    assert missing_paths(named) == ["engine/*/errands.py", "engine/riddle.py", "riddle.py"]


@pytest.mark.parametrize("line", ["trials list", "trial lists", "trial list --all", "calibrate x.csv --modle 2pl"])
def test_a_command_that_is_not_one_would_be_found(line: str) -> None:
    assert refusal(line) is not None


def test_a_broken_link_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One thing\n[a](#one-thing) [b](page.md) [c](https://example.wales) [d](gone.md) [e](#another)\n")
    assert list(broken_links(page)) == ["gone.md", "#another"]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.stem)
def test_a_decision_has_its_parts_and_is_short(decision: Path) -> None:
    text = decision.read_text("utf-8")
    found = [part for part in PARTS if re.search(rf"^\W*{part}\b", text, re.MULTILINE)]
    assert found == list(PARTS)
    assert text.startswith(f"# {int(decision.name[:4])}. ")
    assert len(text.splitlines()) <= LONGEST_DECISION


def test_a_decision_that_replaces_another_is_linked_from_it_and_links_to_it() -> None:
    said = {
        (verb, int(decision.name[:4]), int(number))
        for decision in DECISIONS
        for status in re.findall(r"^- Status: (.*)$", decision.read_text("utf-8"), re.MULTILINE)
        for verb, links in re.findall(r"(superseded by|supersedes|amended by|amends) ([^;]+)", status)
        for number in re.findall(r"\[(\d+)\]", links)
    }
    back = {"superseded by": "supersedes", "amended by": "amends"}
    forth = {passive: active for active, passive in back.items()}
    assert said == {((back | forth)[verb], later, earlier) for verb, earlier, later in said} != set()
    assert all(earlier < later for verb, earlier, later in said if verb in back)


def test_decisions_are_numbered_in_order_without_a_gap() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_table_stands_in_the_privacy_page_as_it_is_declared() -> None:
    rows, say = (DOCS / "privacy.md").read_text("utf-8").splitlines(), NullTranslations()
    declared = [
        f"| `{name}` | {each.why} | {each.purpose} | {rules_sentence(each, say)} | {person_phrase(each.person, say)} |"
        for name, each in declarations(metadata).items()
    ]
    assert [row for row in declared if row not in rows] == []


def test_every_table_and_column_is_in_the_glossary() -> None:
    words = set(re.findall(r"`(\w+)`", (DOCS / "glossary.md").read_text("utf-8")))
    used = {*metadata.tables, *(column.name for table in metadata.tables.values() for column in table.columns)}
    assert used - words == set()


def test_who_can_sign_in_is_told_as_it_is() -> None:
    from delivery_api.demo.people import demo_sign_in_names

    told = set(re.findall(r"`(\w+\.\w+)`", (ROOT / "README.md").read_text("utf-8").split("## Commands")[0]))
    assert told == set(demo_sign_in_names())


@pytest.mark.parametrize("package", ["engine", "itembank", "calibration", "reports", "delivery_api"])
def test_every_room_is_drawn(package: str) -> None:
    page = (DOCS / "architecture.md").read_text("utf-8")
    drawn = set(re.findall(r"\w+", page[page.index("## The rooms") : page.index("## Where do I find it")]))
    assert {path.parent.name for path in (ROOT / package).glob("*/__init__.py")} - drawn == set()


@every_page
def test_every_name_that_an_example_imports_is_there(page: Path) -> None:
    imports = [
        (node.module, alias.name)
        for example in PYTHON.findall(page.read_text("utf-8"))
        for node in ast.walk(ast.parse(example))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    ]
    assert [(module, name) for module, name in imports if not hasattr(importlib.import_module(module), name)] == []


def test_the_worked_change_of_the_architecture_runs() -> None:
    told: dict[str, Any] = {"__name__": "told"}
    for part in PYTHON.findall((DOCS / "architecture.md").read_text("utf-8")):
        exec(compile(part, "architecture.md", "exec", dont_inherit=True), told)
    tests = [thing for name, thing in told.items() if name.startswith("test_")]
    assert [test() for test in tests] == [None]


@pytest.mark.parametrize("example", PYTHON.findall((ROOT / "README.md").read_text("utf-8")))
def test_the_readmes_python_runs(example: str) -> None:
    ran = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "converged" in ran.stdout


def test_every_test_that_the_impact_assessment_names_exists() -> None:
    from delivery_api.privacy.registers.assessed_risks import assessed_risks, childrens_code

    named = {test for each in (*assessed_risks(), *childrens_code()) for test in each.tests}
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {test for test in named if f"def {test}(" not in written} == set()


def test_every_kind_of_file_stands_in_the_privacy_page_as_it_is_declared() -> None:
    rows, say = (DOCS / "privacy.md").read_text("utf-8").splitlines(), NullTranslations()
    declared = [
        f"| {file_kind_phrase(each.kind, say)} | {each.why} | {each.purpose} | {file_rule_phrase(each.rule, say)} |"
        for each in DECLARED_FILES
    ]
    assert [row for row in declared if row not in rows] == []


AUTHOR = r"(?:[a-z]+ )*[A-Z][\w’-]+"
CITED = re.compile(rf"((?:van |De )?[A-Z][\w’-]+)(?:(?:, {AUTHOR})* & {AUTHOR})?,? \(?((?:19|20)\d\d)\b")
"""The first author and the year of `Bock & Aitkin, 1981` or `Haebara (1980)`."""


def test_every_work_that_the_formulas_cite_is_in_their_list_in_alphabetical_order() -> None:
    body, listed = (DOCS / "calibration-formulas.md").read_text(encoding="utf-8").split("## References\n")
    entries = re.findall(r"^- ([^,]+), [^(]*\((\d{4})\)", listed, re.MULTILINE)
    cited = set(CITED.findall(" ".join(body.split())))
    assert len(cited) > 60
    assert sorted(cited - set(entries)) == []
    names = [name.casefold() for name, _ in entries]
    assert names == sorted(names)
