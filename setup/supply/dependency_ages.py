"""docs/dependencies.md: what Mesur depends on directly, how old it is, and whether it is maintained."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import distribution

from setup import node
from setup.environment import ROOT, VENV
from setup.supply.licences import licence_expression
from setup.supply.tool_environment import tool_environment

PAGE = ROOT / "docs" / "dependencies.md"
_YEAR = timedelta(days=365)
_BEGIN, _END = "<!-- written by `make audit` -->\n", "<!-- end -->\n"


@dataclass(frozen=True)
class DependencyAge:
    """A dependency: the version that is locked, and what its makers have published since.

    Attributes
    ----------
    published : day on which the locked version was published
    latest : day of the last version
    in_year : versions published in the year before that day was asked for
    """

    name: str
    version: str
    licence: str
    published: str
    latest: str
    in_year: int

    @property
    def row(self) -> str:
        """The row of the table."""
        cells = (self.name, self.version, self.published, self.latest, str(self.in_year), self.licence)
        return f"| {' | '.join(cells)} |"


def direct_dependencies() -> list[str]:
    """The packages that pyproject.toml names for the service, the calibration and the demonstration."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    stated = [*project["dependencies"], *extras["calibration"], *extras["demo"]]
    return [re.split(r"[\[>=;<~! ]", each)[0] for each in stated]


def dependency_age(name: str, version: str, licence: str, days: Mapping[str, str], today: date) -> DependencyAge:
    """Say how old a locked version is; ``days`` has the day of each version."""
    since = (today - _YEAR).isoformat()
    recent = sum(day >= since for day in days.values())
    return DependencyAge(name, version, licence, days.get(version, "?"), max(days.values(), default="?"), recent)


def python_ages(today: date) -> list[DependencyAge]:
    """The direct dependencies in Python."""
    names = direct_dependencies()
    with tool_environment("pypi-simple") as programs:
        command = [str(programs / "python"), "-m", "setup.supply.published_versions", *names]
        asked = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    days: dict[str, dict[str, str]] = json.loads(asked.stdout)
    return [
        dependency_age(name, distribution(name).version, licence_expression(distribution(name)), days[name], today)
        for name in names
    ]


def npm_ages(today: date) -> list[DependencyAge]:
    """The packages that pages are served with."""
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    names = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    npm = node.available_npm(VENV)
    ages = []
    for name in names:
        environment = {**os.environ, **npm.settings(VENV)}
        asked = subprocess.run(
            npm.times(name), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        days = {version: when[:10] for version, when in json.loads(asked.stdout).items() if version[:1].isdigit()}
        package = locked[f"node_modules/{name}"]
        ages.append(dependency_age(name, package["version"], package["license"], days, today))
    return ages


def table(ages: list[DependencyAge], today: date) -> str:
    """The part of the page that is written anew."""
    head = (
        "| package | locked | published | last version | versions in a year | licence |\n"
        "| --- | --- | --- | --- | ---: | --- |"
    )
    return f"As of {today.isoformat()}:\n\n{head}\n" + "\n".join(each.row for each in ages) + "\n"


def write_dependency_ages(today: date) -> int:
    """Bring docs/dependencies.md up to date. Return how many packages it lists."""
    ages = [*python_ages(today), *npm_ages(today)]
    before, _, rest = PAGE.read_text("utf-8").partition(_BEGIN)
    PAGE.write_text(f"{before}{_BEGIN}{table(ages, today)}{_END}{rest.partition(_END)[2]}", "utf-8")
    return len(ages)
