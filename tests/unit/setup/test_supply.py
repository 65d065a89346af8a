"""What is delivered: locks without development packages, licences, images by digest, advisories, bill, provenance."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from setup.supply.advisories import Scan, read_npm_audit, read_pip_audit
from setup.supply.base_images import FILES, lock_base_images, named_images
from setup.supply.confined_run import ConfinedRun
from setup.supply.dependency_ages import dependency_age, direct_dependencies
from setup.supply.licences import is_allowed, licence_expression
from setup.supply.provenance import file_digest, provenance_statement
from setup.supply.release import READ, development_packages, locked_names
from setup.supply.software_bill import joined

ROOT = Path(__file__).parents[3]
LOCKS = ROOT / "requirements"
BLOCKED = """
import importlib, sys
class NotInstalled:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in set(sys.argv[1:]):
            raise ModuleNotFoundError(name, name=name.partition(".")[0])
sys.meta_path.insert(0, NotInstalled())
import delivery_api.app, delivery_api.server.serving
from delivery_api.cli import app
app(["calibrate", "responses.csv", "--model", "2PL"])
"""
BEYOND_SERVICE = ("numba", "llvmlite", "pyarrow", "threadpoolctl", "oidc_provider_mock", "flask", "werkzeug", "httpx")


def test_a_service_holds_nothing_for_demonstrations_calibration_or_tests():
    service = locked_names(LOCKS / "service.lock")
    assert not service & development_packages()
    assert {"flask", "werkzeug", "oidc-provider-mock", "pytest"} <= development_packages()
    assert {"numba", "pyarrow"} <= locked_names(LOCKS / "calibration.lock") - service


@pytest.mark.parametrize(
    ("less", "more"), [("service", "calibration"), ("calibration", "demo"), ("demo", "test"), ("test", "bench")]
)
def test_each_lock_holds_the_pins_of_the_one_before(less, more):
    def pins(lock: str) -> set[str]:
        return {
            line.split(";")[0].strip(" \\")
            for line in (LOCKS / f"{lock}.lock").read_text().splitlines()
            if "==" in line and line[0].isalpha()
        }

    assert pins(less) < pins(more)


def test_a_service_starts_without_them_and_the_command_that_needs_them_says_what_to_install():
    done = subprocess.run([sys.executable, "-c", BLOCKED, *BEYOND_SERVICE], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert 'pip install "mesur[calibration]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_delivered_has_licences_that_are_allowed():
    licences = {}
    for name in locked_names(LOCKS / "demo.lock"):
        try:
            licences[name] = licence_expression(distribution(name))
        except PackageNotFoundError:  # for another platform
            continue
    assert len(licences) > 50
    assert {name: licence for name, licence in licences.items() if not is_allowed(licence)} == {}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("LGPL-3.0-only", True),
        ("(Apache-2.0 WITH LLVM-exception) AND MIT", True),
        ("AGPL-3.0-or-later", False),
        ("unknown", False),
    ],
)
def test_alternatives_need_one_licence_that_is_allowed_and_joint_ones_all(expression, allowed):
    assert is_allowed(expression) is allowed


def test_every_base_image_is_named_by_its_digest():
    images = {name: digest for file in FILES for name, digest in named_images(file.read_text()).items()}
    assert len(images) >= 3
    assert [name for name, digest in images.items() if digest is None] == []


def test_the_lock_takes_todays_digests_and_keeps_those_that_nobody_tells(tmp_path):
    old, new = f"sha256:{'0' * 64}", f"sha256:{'1' * 64}"
    file = tmp_path / "Containerfile"
    a, b = "docker.io/library/a:1", "docker.io/library/b:2"
    file.write_text(f"FROM {a}@{old} AS x\nFROM {b}@{old}\nFROM {a}\n")
    assert lock_base_images((file,), {a: new}.get) == [b]
    assert file.read_text() == f"FROM {a}@{new} AS x\nFROM {b}@{old}\nFROM {a}@{new}\n"


def test_a_scan_names_what_it_found_and_what_nobody_looked_up():
    told = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]},
            {"name": "b", "version": "1", "vulns": []},
            {"name": "c", "skip_reason": "not found"},
        ]
    }
    assert read_pip_audit("lock", json.dumps(told)) == Scan("lock", ("a 1: PYSEC-1, mended in 2",), ("c",))


@pytest.mark.parametrize("output", ["", "no JSON", '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'])
def test_a_scan_that_did_not_happen_is_not_clean(output):
    scan = read_pip_audit("lock", output)
    assert not scan.complete
    assert "NOT SCANNED" in str(scan)


def test_npm_without_an_answer_was_not_scanned_either():
    assert not read_npm_audit("npm", '{"error": {"code": "ENOAUDIT"}}').complete
    assert read_npm_audit("npm", '{"vulnerabilities": {}}').complete
    found = read_npm_audit("npm", '{"vulnerabilities": {"x": {"severity": "high", "range": "<2"}}}').found
    assert found == ("x: high, versions <2",)


def test_the_bill_holds_both_kinds_of_packages_and_one_subject():
    python = {"metadata": {}, "components": [{"name": "numpy"}], "dependencies": [{"ref": "root"}]}
    pages = {
        "metadata": {"component": {"bom-ref": "mesur@0.1.0"}},
        "components": [{"name": "govuk-frontend"}],
        "dependencies": [{"ref": "mesur@0.1.0"}, {"ref": "govuk-frontend"}],
    }
    bill = joined(python, pages)
    assert [each["name"] for each in bill["components"]] == ["numpy", "govuk-frontend"]
    assert bill["dependencies"] == [{"ref": "root"}, {"ref": "govuk-frontend"}]


def test_provenance_names_what_was_built_the_commit_and_each_lock(tmp_path):
    built = tmp_path / "mesur.whl"
    built.write_bytes(b"wheel")
    told = provenance_statement(
        [built], {name: ROOT / name for name in READ}, "c" * 40, {}, datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert told["subject"] == [{"name": "mesur.whl", "digest": file_digest(built)}]
    commit, *files = told["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert commit["digest"] == {"gitCommit": "c" * 40}
    assert {each["uri"] for each in files} == {f"file:{name}" for name in READ}


def test_an_age_tells_the_locked_version_and_what_came_since():
    days = {"1": "2020-01-01", "2": "2026-05-01", "3": "2026-10-01"}
    age = dependency_age("x", "2", "MIT", days, date(2026, 11, 1))
    assert (age.published, age.latest, age.in_year) == ("2026-05-01", "2026-10-01", 2)


def test_the_page_on_dependencies_lists_each_direct_one():
    listed = [
        line.split("|")[1].strip()
        for line in (ROOT / "docs" / "dependencies.md").read_text().splitlines()
        if "| 20" in line
    ]
    pages = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert sorted(listed) == sorted([*direct_dependencies(), *pages])


def test_the_pages_packages_bear_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert json.loads((ROOT / "package.json").read_text())["version"] == project["version"]


@pytest.mark.parametrize(
    "seen",
    [
        ConfinedRun(False, ("0", "0"), True, ()),
        ConfinedRun(True, ("0", "a80425fb"), True, ()),
        ConfinedRun(True, ("0", "0"), False, ()),
        ConfinedRun(True, ("0", "0"), True, ("/etc",)),
    ],
)
def test_a_service_that_can_do_more_than_its_image_promises_has_not_passed(seen):
    assert not seen.passed
    assert ConfinedRun(True, ("0", "0"), True, ()).passed
