"""Every act that the audit notes of somebody has its words in their copy of their data."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import delivery_api
from delivery_api.ledger.ledger_entries import EntryKind
from delivery_api.privacy.rights.bundle_words import act_words
from delivery_api.privacy.withheld_rows import WITHHELD_ENTRIES
from delivery_api.web.message_catalogue import translations

ROOM = Path(delivery_api.__file__).parent
OF_PERSONS = (
    EntryKind.ERASED,
    EntryKind.RESTRICTED,
    EntryKind.RESTRICTION_LIFTED,
    EntryKind.HELD,
    EntryKind.HOLD_RELEASED,
    EntryKind.RIGHTS_CASE,
)
"""The entries of the ledger that name a person."""


@dataclass(frozen=True)
class Place:
    """A call, the function it stands in, and the module of that."""

    module: str
    function: ast.FunctionDef
    call: ast.Call

    @property
    def parameters(self) -> list[str]:
        return [each.arg for each in self.function.args.args]


@cache
def places() -> Mapping[str, list[Place]]:
    """Every call in a function, by the name of what is called."""
    found: dict[str, list[Place]] = {}
    for path in sorted(ROOM.rglob("*.py")):
        module = ".".join(path.relative_to(ROOM.parent).with_suffix("").parts)
        for place in _calls(module, ast.parse(path.read_text())):
            found.setdefault(ast.unparse(place.call.func).rpartition(".")[2], []).append(place)
    return found


def _calls(module: str, tree: ast.Module) -> Iterator[Place]:
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        yield from (Place(module, function, each) for each in ast.walk(function) if isinstance(each, ast.Call))


def texts(node: ast.expr, place: Place) -> set[str]:
    """The texts that an expression can have, with an x for what is put in."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.JoinedStr(values=parts):
            return {"".join(str(each.value) if isinstance(each, ast.Constant) else "x" for each in parts)}
        case ast.IfExp(body=body, orelse=other):
            return texts(body, place) | texts(other, place)
        case ast.Subscript(value=mapping):
            return set(_evaluated(mapping, place).values())
        case ast.Name(id=name) if name in place.parameters:
            return _given(name, place)
        case ast.Name(id=name) if local := _assigned(name, place):
            return set().union(*(texts(each, place) for each in local))
        case _:
            return {_evaluated(node, place)}


def _evaluated(node: ast.expr, place: Place) -> Any:
    return eval(ast.unparse(node), vars(import_module(place.module)))


def _given(name: str, place: Place) -> set[str]:
    """What callers give for a parameter; those of a private function stand in its module."""
    at, called = place.parameters.index(name), place.function.name
    callers = [each for each in places()[called] if each.module == place.module or not called.startswith("_")]
    return set().union(*(texts(each.call.args[at], each) for each in callers))


def _assigned(name: str, place: Place) -> list[ast.expr]:
    found = []
    for each in (each for each in ast.walk(place.function) if isinstance(each, ast.Assign)):
        match each.targets[0], each.value:
            case ast.Name(id=target), value if target == name:
                found.append(value)
            case ast.Tuple(elts=targets), ast.Tuple(elts=values):
                found += [v for t, v in zip(targets, values, strict=True) if isinstance(t, ast.Name) and t.id == name]
    return found


def noted_acts() -> set[str]:
    """The acts that the audit notes with who did them or whom they were about."""
    records = [each for each in places()["record"] if ast.unparse(each.call.func) == "audit_log.record"]
    of_somebody = [each for each in records if {"actor", "learner"} & {name.arg for name in each.call.keywords}]
    return set().union(*(texts(each.call.args[2], each) for each in of_somebody))


def test_every_act_that_the_audit_notes_of_somebody_has_words() -> None:
    """Fault: a learner's Welsh copy said "let a discarded sitting count again"."""
    say, acts = translations("cy"), noted_acts()
    assert {"saw feedback (x)", "let a discarded sitting count again", "done: move of a finished sitting"} <= acts
    assert {act for act in acts if act_words(act, say) == act} == set()


@pytest.mark.parametrize("kind", [each for each in OF_PERSONS if each not in WITHHELD_ENTRIES])
def test_every_entry_of_the_ledger_that_names_a_person_has_words(kind: EntryKind) -> None:
    assert act_words(kind, translations("cy")) != kind
