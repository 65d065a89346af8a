"""`make release`: builds what is delivered into dist/, checks it, and writes down what it is made of.

The wheel; the software bill of materials; what was built from which commit and locks. It ends with an error where a
licence is not allowed, a development package would be delivered, or the service does not run confined.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from setup import node
from setup.environment import PYTHON, ROOT, VENV
from setup.supply.confined_run import obstacle, run_confined
from setup.supply.licences import refused_licences
from setup.supply.provenance import provenance_statement
from setup.supply.software_bill import write_software_bill

DIST = ROOT / "dist"
READ = (
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "deploy/Containerfile",
    *(f"requirements/{lock}.lock" for lock in ("service", "calibration", "demo", "test")),
)
"""The files that determine what is built."""


class ReleaseRefused(Exception):
    """What was built must not be delivered."""

    def __init__(self, found: list[str]) -> None:
        """Say what was found."""
        super().__init__(", ".join(found))


class LicenceNotAllowed(ReleaseRefused):
    """Licences that are not allowed."""


class DevelopmentPackage(ReleaseRefused):
    """Packages for development."""


class NotConfined(ReleaseRefused):
    """The confined service did not run, or could do more than it should."""


def locked_names(lock: Path) -> set[str]:
    """The packages of a lock file."""
    return {found[1].lower() for found in re.finditer(r"^([A-Za-z0-9][\w.-]*)==", lock.read_text("utf-8"), re.M)}


def development_packages() -> set[str]:
    """What is installed for demonstrations and tests, and must not be delivered."""
    requirements = ROOT / "requirements"
    return locked_names(requirements / "test.lock") - locked_names(requirements / "calibration.lock")


def build_wheel() -> Path:
    """Build the wheel into dist/, which is emptied."""
    shutil.rmtree(DIST, ignore_errors=True)
    options = ["--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(DIST)]
    subprocess.run([PYTHON, "-m", "pip", "wheel", *options, "."], cwd=ROOT, check=True)
    (wheel,) = DIST.glob("*.whl")
    return wheel


@contextmanager
def service_environment(wheel: Path) -> Iterator[Path]:
    """Install a service as deploy/Containerfile does, with the Python of PYTHON. Yields the folder of its programs."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        environment = Path(folder) / ".venv"
        subprocess.run([os.environ.get("PYTHON") or PYTHON, "-m", "venv", environment], check=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip"]
        locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", "requirements/service.lock"]
        subprocess.run([*pip, "install", "--quiet", *locked], cwd=ROOT, check=True)
        subprocess.run([*pip, "install", "--quiet", "--no-deps", str(wheel)], check=True)
        subprocess.run([*pip, "uninstall", "--quiet", "--yes", "setuptools", "pip"], check=True)
        _install_pages(Path(folder))
        yield environment / "bin"


def _install_pages(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    npm = node.available_npm(VENV)
    command = [*npm.command, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, env={**os.environ, **npm.settings(VENV)}, stdout=subprocess.DEVNULL, check=True)


def check_environment(programs: Path) -> list[str]:
    """List what is installed.

    Raises
    ------
    LicenceNotAllowed, DevelopmentPackage
    """
    (site_packages,) = programs.parent.glob("lib/python3*/site-packages")
    if refused := refused_licences(site_packages):
        raise LicenceNotAllowed(refused)
    installed = sorted(path.name.partition("-")[0] for path in site_packages.glob("*.dist-info"))
    if unwanted := {name.lower().replace("_", "-") for name in installed} & development_packages():
        raise DevelopmentPackage(sorted(unwanted))
    return installed


def try_confined(programs: Path) -> str:
    """Run the service confined and say what was seen.

    Raises
    ------
    NotConfined
    """
    if why := obstacle(programs):
        return f"NOT TRIED confined: {why}"
    with tempfile.TemporaryDirectory() as state:
        seen = run_confined(programs, Path(state))
    if not seen.passed:
        raise NotConfined([str(seen)])
    return "ran confined: read-only file system, no capabilities, no new privileges"


def main() -> None:
    """Build, check and describe a release."""
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    if changed:
        sys.exit("expected a clone with everything committed, got changes:\n" + changed)
    wheel, bill = build_wheel(), DIST / "mesur.cdx.json"
    try:
        with service_environment(wheel) as programs:
            installed = check_environment(programs)
            print(f"{len(installed)} packages, none for development: {', '.join(installed)}")
            print(try_confined(programs))
            print(f"{bill.relative_to(ROOT)}: {write_software_bill(programs / 'python', bill)} components")
    except ReleaseRefused as refused:
        sys.exit(f"Not released. {refused.__doc__} {refused}")
    _write_provenance([wheel, bill])


def _write_provenance(built: list[Path]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    versions = {"python": platform.python_version(), "system": platform.system()}
    statement = provenance_statement(built, {name: ROOT / name for name in READ}, commit, versions, datetime.now(UTC))
    target = DIST / "provenance.json"
    target.write_text(json.dumps(statement, indent=2, sort_keys=True) + "\n", "utf-8")
    print(f"{target.relative_to(ROOT)}: {len(built)} files from {commit[:12]}")


if __name__ == "__main__":
    main()
