"""Whoever has a receipt can have it checked at the service that signed it: `mesur sitting verify`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from delivery_api.sittings.storage import store
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import ServiceHarness, build_harness, complete_sitting, put_response, response_body

Receipt = dict[str, Any]


def receipt_of(harness: ServiceHarness, name: str = "cadi", *, count: int | None = None) -> Receipt:
    """The receipt of a sitting to the end, or of its first answers."""
    sitting, browser = harness.assign(name), harness.signed_in(name)
    if count is None:
        complete_sitting(harness, browser, sitting)
    else:
        item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
        for position in range(1, count + 1):
            item = put_response(browser, sitting, position, response_body(item, None)).json()["next"]
    receipt: Receipt = browser.get(f"/api/sittings/{sitting}/receipt").json()
    return receipt


def kept(folder: Path, receipt: object) -> str:
    file = folder / "mesur-receipt.json"
    file.write_text(json.dumps(receipt))
    return str(file)


@pytest.mark.parametrize(("lang", "one", "all_of_them"), [("en", "1 answer of", "30 answers"), ("cy", "1 ateb", "30 ")])
def test_a_genuine_receipt_is_said_to_be_so(
    harness: ServiceHarness, tmp_path: Path, lang: str, one: str, all_of_them: str
) -> None:
    cli = CommandRunner(harness)
    for receipt, count in ((receipt_of(harness, "cadi"), all_of_them), (receipt_of(harness, "joe", count=1), one)):
        told = cli("sitting", "verify", kept(tmp_path, receipt), lang=lang)
        assert told.exit_code == 0
        assert count in told.stdout
        assert receipt["sitting"] in told.stdout


ALTERED: dict[str, Callable[[Receipt], Receipt]] = {
    "an answer is left out": lambda said: said | {"answers": said["answers"][:-1]},
    "an answer is of another time": lambda said: (
        said | {"answers": [said["answers"][0] | {"at": "2026-01-01T09:00:00+00:00"}, *said["answers"][1:]]}
    ),
    "it is of another sitting": lambda said: said | {"sitting": "00000000-0000-0000-0000-000000000000"},
    "something is added": lambda said: said | {"note": "true"},
    "it names another key for itself": lambda said: said | {"public_key": "00" * 32},
    "its signature is another": lambda said: said | {"signature": "00" * 64},
}


@pytest.mark.parametrize(("lang", "words"), [("en", "is not genuine"), ("cy", "Nid yw’r dderbynneb hon yn ddilys")])
def test_an_altered_receipt_is_said_to_be_none(harness: ServiceHarness, tmp_path: Path, lang: str, words: str) -> None:
    cli, receipt = CommandRunner(harness), receipt_of(harness, count=2)
    for what, change in ALTERED.items():
        told = cli("sitting", "verify", kept(tmp_path, change(receipt)), lang=lang)
        assert (told.exit_code, words in " ".join(told.stdout.split())) == (1, True), (what, told.output)


def test_a_key_of_another_school_year_does_not_make_it_genuine(harness: ServiceHarness, tmp_path: Path) -> None:
    receipt = receipt_of(harness, count=1)
    with harness.service.engine.begin() as connection:
        others = [each.key_id for each in store.all_programmes(connection) if each.key_id != receipt["key"]]
    assert others
    told = CommandRunner(harness)("sitting", "verify", kept(tmp_path, receipt | {"key": others[0]}))
    assert told.exit_code == 1


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_what_another_service_signed_cannot_be_checked_here(
    harness: ServiceHarness, tmp_path: Path, issuer: str, lang: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    elsewhere = build_harness(tmp_path / "elsewhere", f"sqlite:///{tmp_path / 'elsewhere' / 'mesur.sqlite3'}", issuer)
    receipt = receipt_of(elsewhere, count=1)
    elsewhere.close()
    named = receipt | {"key": f"../elsewhere/keys/{receipt['key']}"}  # a key that lies about on the machine is none
    assert CommandRunner(harness)("sitting", "verify", kept(tmp_path, named), lang=lang).exit_code == 2
    told = CommandRunner(harness)("sitting", "verify", kept(tmp_path, receipt), lang=lang)
    assert told.exit_code == 2
    assert receipt["key"] in told.output
    assert "Traceback" not in told.output


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"format": "mesur-receipt-1"},
        {"key": "k", "signature": 7},
        {"key": "k", "signature": "zz", "format": "mesur-receipt-1", "public_key": ""},
        {"key": "../settings.toml", "signature": "00", "format": "mesur-receipt-1", "public_key": ""},
    ],
)
def test_what_is_no_receipt_is_refused_in_a_line(harness: ServiceHarness, tmp_path: Path, document: object) -> None:
    told = CommandRunner(harness)("sitting", "verify", kept(tmp_path, document))
    assert told.exit_code == 2
    assert told.output.startswith("mesur: ")


def test_what_is_no_json_and_what_is_not_there_are_refused(harness: ServiceHarness, tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes(b"\xff\xfe no receipt")
    for name in ("text", "nowhere"):
        assert CommandRunner(harness)("sitting", "verify", str(tmp_path / name)).exit_code == 2
