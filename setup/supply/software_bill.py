"""The software bill of materials of a service, as CycloneDX 1.6: every Python and npm package that is delivered."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from setup import node
from setup.environment import ROOT, VENV
from setup.supply.tool_environment import tool_environment


def write_software_bill(python: Path, target: Path) -> int:
    """Write the bill of an environment and of the pages' packages. Return how many components it lists."""
    bill = joined(_python_bill(python), _npm_bill())
    target.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", "utf-8")
    return len(bill["components"])


def joined(bill: dict[str, Any], further: dict[str, Any]) -> dict[str, Any]:
    """A bill with the components and dependencies of a further one, whose own subject is left out."""
    subject = further["metadata"]["component"]["bom-ref"]
    dependencies = [each for each in further.get("dependencies", ()) if each["ref"] != subject]
    return bill | {
        "components": [*bill["components"], *further["components"]],
        "dependencies": [*bill.get("dependencies", ()), *dependencies],
    }


def _python_bill(python: Path) -> dict[str, Any]:
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--spec-version", "1.6", "--output-reproducible"]
    with tool_environment("cyclonedx-bom") as programs:
        return _output_of([str(programs / "cyclonedx-py"), "environment", *options, str(python)])


def _npm_bill() -> dict[str, Any]:
    npm = node.available_npm(VENV)
    return _output_of(npm.software_bill(), {**os.environ, **npm.settings(VENV)})


def _output_of(command: list[str], environment: dict[str, str] | None = None) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
