"""No code of the service does what would need a guard: docs/asvs.md calls that "by construction"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVING = ("engine", "itembank", "reports", "delivery_api")
STATIC = ROOT / "delivery_api" / "web" / "static"
PATTERNS_OF_OURS = {
    "delivery_api/web/name_order.py",  # of the alphabet that is written down there
    "delivery_api/ledger/entry_forms.py",  # of the entries that are written down there
    "delivery_api/commands/translated_help.py",  # of the sentences that are written down there
    "itembank/refusal_messages.py",  # of the sentences that are written down there
    "itembank/speech/mathematical_tokens.py",  # of the units and signs that are written down there
    "itembank/speech/spoken_text.py",  # of the brackets that are written down there
    "itembank/speech/welsh_nouns.py",  # of the nouns that are written down there
    "itembank/speech/welsh_speech.py",  # of the nouns that are written down there
}
PROGRAMS = {
    "delivery_api/lifecycle/postgresql_programs.py",  # of PostgreSQL
    "delivery_api/voice/voice_engine.py",  # the operator's voice engine; what it is to say is in a file
    "reports/formats/typesetter.py",  # our own, that typesets
}
CHANCE = {
    "delivery_api/demo/names.py",  # people and answers that are made up
    "delivery_api/demo/people.py",
    "delivery_api/demo/simulated_replies.py",
    "delivery_api/demo/simulated_sittings.py",
    "delivery_api/demo/sitting_plan.py",
    "delivery_api/http/buffered_body.py",  # spreads deadlines
    "delivery_api/server/bounded_protocol.py",  # spreads deadlines
    "delivery_api/trials/participation/sampling.py",  # a sample that anybody can draw again from its seed
}
"""Where numbers are drawn that are no secret."""


@cache
def sources() -> dict[str, ast.Module]:
    files = [file for package in SERVING for file in sorted((ROOT / package).rglob("*.py"))]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8")) for file in files}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """File, spelling of what is called, and the call."""
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, ast.unparse(node.func), node


def imported() -> Iterator[tuple[str, str]]:
    """File, and what it imports, as module or module.name."""
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((name, f"{node.module}.{each.name}") for each in node.names)


def test_no_text_becomes_a_program_and_no_program_is_started_through_a_shell() -> None:
    run = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"}
    assert [(file, called) for file, called, _ in calls() if called in run or called.endswith(".from_string")] == []
    shells = [file for file, _, call in calls() for each in call.keywords if each.arg == "shell"]
    started = {file for file, called, _ in calls() if called.startswith("subprocess.")}
    assert (shells, started) == ([], PROGRAMS)


def test_nothing_is_read_in_a_form_that_can_hold_code_or_entities() -> None:
    forms = ("pickle", "marshal", "shelve", "yaml", "xml", "lxml", "dill", "joblib")
    assert [(file, name) for file, name in imported() if name.partition(".")[0] in forms] == []


def is_written_down(pattern: ast.expr) -> bool:
    """Whether a pattern is a text of constants of its module, and of what `re.escape` has made harmless."""
    if isinstance(pattern, ast.JoinedStr):
        parts = (ast.unparse(each.value) for each in pattern.values if isinstance(each, ast.FormattedValue))
        return all(re.fullmatch(r"_[A-Z_]+(\.pattern)?|re\.escape\(\w+\)", part) for part in parts)
    return isinstance(pattern, ast.Constant)


def test_a_regular_expression_is_written_down_and_none_is_built_from_input() -> None:
    built = {
        file
        for file, called, call in calls()
        if re.fullmatch(r"re\.(compile|match|fullmatch|search|sub|split|findall|finditer)", called)
        and not is_written_down(call.args[0])
    }
    assert built <= PATTERNS_OF_OURS


def test_hashes_and_random_numbers_are_those_that_hold() -> None:
    hashes = {name.removeprefix("hashlib.") for _, name in imported() if name.startswith("hashlib")}
    hashes |= {each for _, called, _ in calls() for each in re.findall(r"^hashlib\.(\w+)", called)}
    assert hashes <= {"hashlib", "sha256", "file_digest"}
    assert {file for file, name in imported() if name == "random" or name.startswith("random.")} == CHANCE
    weak = ("Crypto", "nacl", "passlib", "cryptography.hazmat.decrepit")
    assert [(file, name) for file, name in imported() if name.startswith(weak)] == []
    assert [(file, called) for file, called, _ in calls() if called.endswith("generate_private_key")] == []


@pytest.mark.parametrize(
    ("spelled", "files"),
    [
        (r"\.innerHTML\b", {"dom.js"}),  # what the server says is HTML of the bank: listed tags alone
        (r"outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|document\.cookie", set()),
        (r"\blocalStorage\b", {"comfort.js", "outbox.js", "outbox-sweep.js", "sign-out.js"}),
        (r"\bsessionStorage\b", {"kept.js", "player.js"}),
        (r"\bindexedDB\b", {"sealed-store.js"}),
        (r"caches\.", {"player-worker.js"}),  # the shell and its files, the same for everybody
        (r"serviceWorker|postMessage", {"handover.js", "player-worker.js", "resume.js"}),
        (r"__proto__|\.constructor\[|Object\.assign\(\{\}", set()),
    ],
)
def test_scripts_write_text_as_text_and_keep_little_in_the_browser(spelled: str, files: set[str]) -> None:
    scripts = sorted(STATIC.rglob("*.js"))
    found = {str(each.relative_to(STATIC)) for each in scripts if re.search(spelled, each.read_text("utf-8"))}
    assert found == files
