"""`make audit`: known vulnerabilities in the locked packages, where the databases of advisories can be reached.

A scan that did not happen is not a clean one: it ends with status 3, and says which packages nobody has looked up.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from setup import node
from setup.environment import ROOT, VENV
from setup.supply.dependency_ages import write_dependency_ages
from setup.supply.tool_environment import tool_environment

FOUND, NOT_SCANNED = 1, 3


@dataclass(frozen=True)
class Scan:
    """What one database said.

    Attributes
    ----------
    what : the packages that were looked up, in words
    found : vulnerabilities, each with its package, number and the version that mends it
    skipped : packages that were not looked up; empty when all were
    reason : why nothing was looked up; empty when something was
    """

    what: str
    found: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether every package was looked up."""
        return not self.reason and not self.skipped

    def __str__(self) -> str:
        """What to print."""
        if self.reason:
            return f"{self.what}: NOT SCANNED, {self.reason}"
        missing = f"; NOT SCANNED: {', '.join(self.skipped)}" if self.skipped else ""
        known = "".join(f"\n  {each}" for each in self.found) or " none known"
        return f"{self.what}: vulnerabilities:{known}{missing}"


def read_pip_audit(what: str, output: str) -> Scan:
    """Read pip-audit's JSON."""
    try:
        packages: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError):
        return Scan(what, reason="the database of advisories could not be reached")
    skipped = tuple(each["name"] for each in packages if "skip_reason" in each)
    if len(skipped) == len(packages):
        return Scan(what, reason="the database of advisories knows none of the packages or could not be reached")
    found = [
        f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for each in packages
        for one in each.get("vulns", ())
    ]
    return Scan(what, tuple(found), skipped)


def read_npm_audit(what: str, output: str) -> Scan:
    """Read npm's JSON."""
    try:
        document: dict[str, Any] = json.loads(output)
        vulnerable: dict[str, dict[str, Any]] = document["vulnerabilities"]
    except (ValueError, KeyError):
        return Scan(what, reason="npm's registry answered no question about advisories")
    return Scan(
        what, tuple(f"{name}: {each['severity']}, versions {each['range']}" for name, each in vulnerable.items())
    )


def scan_python(lock: str) -> Scan:
    """Look up what a lock file holds."""
    command = [
        "-r",
        f"requirements/{lock}.lock",
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    with tool_environment("pip-audit") as programs:
        done = subprocess.run([programs / "pip-audit", *command], cwd=ROOT, capture_output=True, text=True)
    return read_pip_audit(f"requirements/{lock}.lock", done.stdout)


def scan_npm() -> Scan:
    """Look up what package-lock.json holds."""
    npm = node.available_npm(VENV)
    done = subprocess.run(
        npm.audit(), cwd=ROOT, env={**os.environ, **npm.settings(VENV)}, capture_output=True, text=True
    )
    return read_npm_audit("package-lock.json", done.stdout)


def main() -> None:
    """Scan what is delivered and what only developers install, and say what was not scanned."""
    scans = [scan_python("service"), scan_python("bench"), scan_npm()]
    print(*scans, sep="\n")
    print(f"docs/dependencies.md: the age of {write_dependency_ages(datetime.now(UTC).date())} packages")
    if any(scan.found for scan in scans):
        sys.exit(FOUND)
    if not all(scan.complete for scan in scans):
        sys.exit(NOT_SCANNED)


if __name__ == "__main__":
    main()
