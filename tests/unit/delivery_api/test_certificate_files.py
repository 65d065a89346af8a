"""Certificates as files are held to the rules of a published log, each by itself, and no file ends the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from delivery_api.cli import app
from delivery_api.ledger.signing import canonical_json
from delivery_api.privacy.published_log.certificate_files import check_files
from delivery_api.privacy.retention.certificates import CertificateFault
from tests.support.log_forgeries import CERTIFICATE, FORGERIES, file
from tests.support.published_folders import DESTROYED_TRIAL, SCHOOL_YEAR, PublishedFolder, publish_folder


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedFolder:
    return publish_folder(tmp_path_factory.mktemp("published"))


def said(value: bytes) -> Callable[[bytes], bytes]:
    return lambda document: document.replace(b"4711", value, 1)


WRITINGS: dict[str, Callable[[bytes], bytes]] = {
    "a number with a fraction": said(b"4711.0"),
    "a number with an exponent": said(b"4711e0"),
    "no number": said(b"NaN"),
    "a number too large": said(b"9007199254740992"),
    "a number of 6000 digits": said(b"1" * 6000),
    "half a character": said(b'"\\ud800"'),
    "no UTF-8": said(b'"\xff"'),
    "nested without end": said(b"[" * 100_000 + b"]" * 100_000),
    "a name twice": said(b'4711,\n    "events": 4711'),
    "a name more": lambda document: document.replace(b'{\n  "certificate"', b'{\n  "a": 1,\n  "certificate"'),
    "line ends of another system": lambda document: document.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda document: b"\xef\xbb\xbf" + document,
    "a space at its end": lambda document: document + b" ",
    "no line ends": lambda document: canonical_json(json.loads(document)) + b"\n",
    "nothing": lambda _: b"",
    "null": lambda _: b"null\n",
    "no key": lambda document: document.replace(b'"public_key": "', b'"public_key": "x'),
}


@pytest.mark.parametrize("name", WRITINGS)
def test_a_certificate_that_is_written_otherwise_is_none(published: PublishedFolder, name: str) -> None:
    folder = published.forged(file(CERTIFICATE, WRITINGS[name]))
    for key, ledger in ((None, None), (published.key, None), (published.key, folder / "ledger.jsonl")):
        (check,) = check_files([folder / CERTIFICATE], key, ledger).certificates
        assert check.faults == (CertificateFault.NO_CERTIFICATE,)


WRONGLY_OPEN = (
    "something is open, and it is complete",
    "nothing is open, and it is incomplete",
    "what is open is no list",
    "what is open is no object",
)


@pytest.mark.parametrize("name", WRONGLY_OPEN)
def test_what_a_certificate_leaves_open_goes_with_its_state(published: PublishedFolder, name: str) -> None:
    folder = published.forged(FORGERIES[name][0])
    (check,) = check_files([folder / CERTIFICATE], published.key, None).certificates
    assert check.faults == (CertificateFault.OPEN,)


def test_a_certificate_says_the_same_as_its_entry(published: PublishedFolder) -> None:
    folder = published.forged(FORGERIES["a certificate says another day"][0])
    (check,) = check_files([folder / CERTIFICATE], published.key, folder / "ledger.jsonl").certificates
    assert check.faults == (CertificateFault.DIFFERS,)


@pytest.mark.parametrize(
    "name",
    [
        "a line has spaces",
        "a byte order mark comes first",
        "a name occurs twice",
        "an entry is removed",
        "a due day is moved",
    ],
)
def test_a_ledger_that_does_not_hold_is_named_and_no_certificate_is_called_false_for_it(
    published: PublishedFolder, name: str
) -> None:
    forge, fault = FORGERIES[name]
    folder = published.forged(forge)
    checked = check_files([folder / "certificates" / f"{SCHOOL_YEAR}.json"], published.key, folder / "ledger.jsonl")
    assert fault in {each.fault for each in checked.ledger}
    assert [check.faults for check in checked.certificates] == [()]


def test_one_file_that_cannot_be_read_hides_nothing_of_the_others(published: PublishedFolder, tmp_path: Path) -> None:
    (tmp_path / "false.json").write_bytes(b"[" * 100_000)
    files = [tmp_path / "none.json", tmp_path / "false.json", published.folder / CERTIFICATE]
    command = ["retention", "verify", *map(str, files), "--public-key", str(published.key)]
    command += ["--ledger", str(published.folder / "ledger.jsonl")]
    result = CliRunner().invoke(app, command, env={"MESUR_LANG": "en", "COLUMNS": "200"})
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    told = [line.partition(": ")[2] for line in result.output.splitlines()]
    assert told == [
        "cannot be read",
        "is no signed certificate, or is not written as one must be",
        f"holds: the responses of {DESTROYED_TRIAL} were destroyed on 2028-06-04",
    ]
