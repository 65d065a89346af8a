"""A certificate of destruction is checked by whoever has the public key, and five forgeries are found."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from delivery_api.keys.encryption import Key
from delivery_api.ledger.ledger_entries import EntryKind, entry_line
from delivery_api.ledger.ledger_file import LEDGER, PUBLIC_KEY
from delivery_api.ledger.written_documents import written_document
from delivery_api.privacy.published_log.certificate_files import check_files
from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.published_log.publication import public_entry
from delivery_api.privacy.retention.certificates import CertificateFault, read_content, signed_certificate
from tests.support.planted_rows import DUE, completed_trial, run_on, written_extract
from tests.support.service_harness import TEST_START, ServiceHarness


@pytest.fixture(scope="module")
def certified(module_harness: ServiceHarness) -> ServiceHarness:
    """A service with the certificate of one trial, and the key backups that it knows of."""
    service = module_harness.service
    with service.engine.begin() as connection:
        service.ledger.append(connection, TEST_START, EntryKind.KEYS_BACKED_UP, host="one", folder="/mnt/early")
    trial = completed_trial(module_harness)
    written_extract(module_harness, trial)
    run_on(service.retention, DUE)
    return module_harness


@pytest.fixture
def copies(certified: ServiceHarness, tmp_path: Path) -> Path:
    """What an outsider has: the certificate, the public key, and the ledger without private facts."""
    service = certified.service
    (certificate,) = certified.settings.certificates.glob("trial-*.json")
    shutil.copy(certificate, tmp_path / "certificate.json")
    shutil.copy(service.ledger.directory / PUBLIC_KEY, tmp_path / PUBLIC_KEY)
    public = [public_entry(each) for each in service.ledger.entries()]
    (tmp_path / LEDGER).write_text("".join(f"{entry_line(each)}\n" for each in public))
    return tmp_path


def faults_of(folder: Path) -> tuple[CertificateFault, ...]:
    checked = check_files([folder / "certificate.json"], folder / PUBLIC_KEY, folder / LEDGER)
    assert checked.ledger == ()
    return checked.certificates[0].faults


def test_a_true_certificate_holds_and_names_the_key_backups(copies: Path) -> None:
    assert faults_of(copies) == ()
    content = read_content((copies / "certificate.json").read_bytes())
    assert content["state"] == "complete"
    (backup,) = content["key_backups"]
    assert (backup["last_brought_in_line"][:10], backup["is_behind"]) == (f"{TEST_START:%Y-%m-%d}", False)
    assert "/mnt/early" not in json.dumps(content)
    assert (content["sittings"], content["events"], content["participants"]) == ("under 10",) * 3
    told = {table: count for table, count in content["rows"].items() if count}
    assert set(told.values()) == {"under 10"}
    assert (content["keys_destroyed"], content["extracts_destroyed"]) == (1, 1)


def forged(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def forge(document: bytes) -> bytes:
        found = json.loads(document)
        change(found)
        return written_document(found)

    return forge


@pytest.mark.parametrize(
    ("forge", "fault"),
    [
        (forged(lambda each: each["certificate"].update(events=4)), CertificateFault.SIGNATURE),
        (forged(lambda each: each.update(signature="0" * 128)), CertificateFault.SIGNATURE),
        (forged(lambda each: each["certificate"].pop("open")), CertificateFault.OPEN),
        (forged(lambda each: each["certificate"].update(due_on="2028-06-03")), CertificateFault.NOT_IN_LEDGER),
        (
            lambda document: signed_certificate(read_content(document), Key("x", "x", b"1" * 32)),
            CertificateFault.ANOTHER_KEY,
        ),
        (forged(lambda each: each.update(note="")), CertificateFault.NO_CERTIFICATE),
        (lambda _: b"{}", CertificateFault.NO_CERTIFICATE),
    ],
)
def test_a_forged_certificate_is_found(copies: Path, forge: Callable[[bytes], bytes], fault: CertificateFault) -> None:
    (copies / "certificate.json").write_bytes(forge((copies / "certificate.json").read_bytes()))
    assert fault in faults_of(copies)


def test_a_ledger_that_was_cut_in_the_middle_is_found(copies: Path) -> None:
    lines = (copies / LEDGER).read_text().splitlines(keepends=True)
    (copies / LEDGER).write_text("".join(lines[:1] + lines[2:]))
    checked = check_files([copies / "certificate.json"], copies / PUBLIC_KEY, copies / LEDGER)
    assert checked.ledger[0] == LogFinding(LogFault.ENTRY, "2", "number")
    assert checked.certificates[0].faults == ()  # it holds by itself


def test_a_certificate_that_the_service_signed_and_the_ledger_does_not_name_is_found(
    certified: ServiceHarness, copies: Path
) -> None:
    content = read_content((copies / "certificate.json").read_bytes()) | {"events": 0}
    (copies / "certificate.json").write_bytes(signed_certificate(content, certified.service.ledger.signing_key()))
    assert faults_of(copies) == (CertificateFault.NOT_IN_LEDGER,)
    own = certified.service.ledger
    checked = check_files([copies / "certificate.json"], own.directory / PUBLIC_KEY, own.path)
    assert (checked.ledger, checked.certificates[0].is_replaced) == ((), True)  # the service's own has private facts


def test_the_command_checks_without_settings_and_without_a_database(copies: Path) -> None:
    command = [sys.executable, "-m", "delivery_api", "retention", "verify", str(copies / "certificate.json")]
    command += ["--public-key", str(copies / PUBLIC_KEY), "--ledger", str(copies / LEDGER)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[3], env={"PATH": ""})
    assert (done.returncode, done.stderr) == (0, "")
    assert "were destroyed on 2028-06-04" in done.stdout
