"""What the documentation says exists, exists: links, commands, targets, tables, tests."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from delivery_api.cli import app
from delivery_api.lifecycle.schema import metadata

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "adr").glob("*.md"))
PARTS = ("Status", "Area", "Date", "Decision", "Why", "Alternatives")
LONGEST_DECISION = 25

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"(?<![\w/.-])mesur[ \t]+([a-z][^\n`]*)")
TARGET = re.compile(r"(?<![\w/.-])make ([a-z]+)")
TEST = re.compile(r"\btest_\w+")
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
    there = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(TARGET.findall(code(page))) - there == set()


@every_page
def test_every_test_that_is_named_is_one(page: Path) -> None:
    assert set(TEST.findall(code(page))) - named_tests() == set()


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


def test_decisions_are_numbered_in_order_without_a_gap() -> None:
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_table_stands_in_the_privacy_page_as_it_is_declared() -> None:
    rows = (DOCS / "privacy.md").read_text("utf-8").splitlines()
    kept = {name: table.info["kept"] for name, table in metadata.tables.items()}
    declared = [f"| `{name}` | {each.purpose} | {each.retention} | {each.person} |" for name, each in kept.items()]
    assert [row for row in declared if row not in rows] == []


def test_every_table_and_column_is_in_the_glossary() -> None:
    words = set(re.findall(r"`(\w+)`", (DOCS / "glossary.md").read_text("utf-8")))
    used = {*metadata.tables, *(column.name for table in metadata.tables.values() for column in table.columns)}
    assert used - words == set()


def test_who_can_sign_in_is_told_as_it_is() -> None:
    from delivery_api.demo.people import sign_ins

    told = set(re.findall(r"`(\w+\.\w+)`", (ROOT / "README.md").read_text("utf-8").split("## Commands")[0]))
    assert told == set(sign_ins())


@pytest.mark.parametrize("example", PYTHON.findall((ROOT / "README.md").read_text("utf-8")))
def test_the_readmes_python_runs(example: str) -> None:
    ran = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "converged" in ran.stdout
