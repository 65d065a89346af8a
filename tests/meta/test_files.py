"""Every kind of file declares why it is held and when it goes, and every module that writes one is named by a kind."""

from __future__ import annotations

import ast
from dataclasses import fields, replace
from pathlib import Path

import pytest

from delivery_api.lifecycle.service_setup import require_declared
from delivery_api.privacy.declared_files import (
    DECLARED_FILES,
    FileDeclaration,
    FileKept,
    FileKind,
    require_declared_files,
)
from delivery_api.settings import Settings
from delivery_api.storage.data_declaration import Term, UnboundedDeclaration
from tests.support.service_harness import harness_settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("delivery_api", "calibration", "reports", "itembank", "engine")
WRITING = {"atomic_write", "create_secret_file", "write_text", "write_bytes", "mkdtemp", "mkstemp", "copytree", "savez"}
WRITING |= {"TemporaryDirectory", "TemporaryFile", "NamedTemporaryFile", "ParquetWriter", "to_parquet", "memmap"}


def writes(source: str) -> bool:
    """Whether code calls something that writes a file; most has no word of it and need not be parsed."""
    if not any(word in source for word in (*WRITING, "open(")):
        return False
    return any(isinstance(node, ast.Call) and _is_writing(node) for node in ast.walk(ast.parse(source)))


def _is_writing(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in WRITING:
        return True
    modes = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    flags = {each.attr for argument in call.args for each in ast.walk(argument) if isinstance(each, ast.Attribute)}
    return name == "open" and (
        any(set(mode) <= set("rwabx+t") and set(mode) & set("wax+") for mode in modes)
        or bool(flags & {"O_WRONLY", "O_RDWR", "O_CREAT"})
    )


def test_every_module_that_writes_a_file_is_named_by_a_kind() -> None:
    writing = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if writes(path.read_text("utf-8"))
    }
    named = {writer for each in DECLARED_FILES for writer in each.writers}
    assert writing - named == set()
    assert {writer for writer in named if not (ROOT / writer).is_file()} == set()


@pytest.mark.parametrize(
    "source",
    ["path.write_text('x')", "open('f', 'w')", "path.open('ab')", "os.open(p, os.O_CREAT)", "numpy.savez(f, a=a)"],
)
def test_code_that_writes_would_be_found(source: str) -> None:
    assert writes(source)
    assert not writes("path.read_text(); open('f'); path.open('rb'); browser.open('wide')")


def test_every_kind_is_declared_and_every_folder_of_the_settings_is_a_kinds(tmp_path: Path) -> None:
    require_declared(harness_settings(tmp_path, "sqlite://", "http://localhost:9"))
    assert {each.kind for each in DECLARED_FILES} == set(FileKind)
    assert len(DECLARED_FILES) == len(FileKind)


def test_a_folder_that_no_kind_declares_is_refused_by_name() -> None:
    folders = [each.name for each in fields(Settings) if str(each.type).startswith("Path")]
    assert len(folders) >= 5
    with pytest.raises(UnboundedDeclaration, match="voices: no kind of file"):
        require_declared_files([*folders, "voices"])


def without(kind: FileKind) -> list[FileDeclaration]:
    return [each for each in DECLARED_FILES if each.kind is not kind]


@pytest.mark.parametrize(
    ("declared", "wrong"),
    [
        (without(FileKind.RECORDINGS), "recordings: expected a declaration"),
        ([*without(FileKind.LOGS), replace(DECLARED_FILES[0], kind=FileKind.LOGS, why=" ")], "logs: .* why it is held"),
        (
            [*without(FileKind.LOGS), replace(DECLARED_FILES[0], kind=FileKind.LOGS, rule=FileKept(Term()))],
            "logs: expected a length of time",
        ),
    ],
)
def test_a_kind_without_a_bounded_time_is_refused_by_name(declared: list[FileDeclaration], wrong: str) -> None:
    with pytest.raises(UnboundedDeclaration, match=wrong):
        require_declared_files([], declared)
