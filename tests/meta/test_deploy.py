"""What lies in deploy/ fits the project: paths, commands, versions, settings, and the time that draining takes."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from delivery_api.observability.metrics import GAUGES, new_metrics
from delivery_api.observability.request_kinds import RequestKind
from delivery_api.server.serving import WORKER_TIMEOUTS
from delivery_api.settings import read_settings
from delivery_api.storage.database import AUTOCOMMIT_POOL_SIZE, POOL_SIZE
from setup.interpreter import NEWEST, OLDEST
from tests.meta.test_docs import refusal

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PACKAGES = ("engine", "itembank", "calibration", "reports", "delivery_api")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted(DEPLOY.glob("*.service"))

Step = tuple[str, str]


def stages(text: str) -> list[list[Step]]:
    """The stages of a container file, each a list of (instruction, what follows)."""
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    steps = [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()]
    starts = [number for number, (word, _) in enumerate(steps) if word == "FROM"]
    return [steps[start:end] for start, end in zip(starts, [*starts[1:], len(steps)], strict=True)]


STAGES = stages((DEPLOY / "Containerfile").read_text())
FINAL = dict(STAGES[-1])


def copied() -> list[str]:
    """What is copied into the image from the clone."""
    lines = [rest for stage in STAGES for word, rest in stage if word == "COPY" and not rest.startswith("--from")]
    return [source for line in lines for source in line.split()[:-1]]


def let_in(path: str) -> bool:
    """Whether the ignore file lets a path into what is built from; the last line that fits decides."""
    fits = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        if line and not line.startswith("#") and (path == pattern or path.startswith(f"{pattern}/") or pattern == "*"):
            fits = line.startswith("!")
    return fits


def command_of_the_container() -> list[str]:
    return [*json.loads(FINAL["ENTRYPOINT"]), *json.loads(FINAL["CMD"])]


def test_what_the_container_file_copies_is_there_and_is_let_in() -> None:
    assert set(PACKAGES) | {"requirements/service.lock", "package-lock.json", "pyproject.toml"} <= set(copied())
    assert [path for path in copied() if not (ROOT / path).exists() or not let_in(path)] == []


@pytest.mark.parametrize(
    "path", ["var/demo/keys/a.key.json", "deploy/settings.toml", ".git/config", "tests/support/service_harness.py"]
)
def test_nothing_else_is_let_into_what_it_is_built_from(path: str) -> None:
    assert not let_in(path)


def test_packages_are_installed_with_hashes_checked_and_nothing_is_compiled() -> None:
    (line,) = [rest for stage in STAGES for word, rest in stage if word == "RUN" and "requirements/" in rest]
    assert {"--require-hashes", "--only-binary", "requirements/${LOCK}.lock"} <= set(line.split())
    assert ("ARG", "LOCK=service") in STAGES[1]
    (npm,) = [rest for stage in STAGES for word, rest in stage if word == "RUN" and rest.startswith("npm")]
    assert {"ci", "--omit=dev", "--ignore-scripts"} <= set(npm.split())


def test_the_images_python_will_do() -> None:
    pythons = re.findall(r"/python:(\d+)\.(\d+)-", (DEPLOY / "Containerfile").read_text())
    assert len(set(pythons)) == 1
    assert OLDEST <= tuple(map(int, pythons[0])) <= NEWEST


def test_the_container_serves_drains_and_is_asked_whether_it_is_ready() -> None:
    said = command_of_the_container()
    assert said[0] == "mesur"
    assert refusal(" ".join(said[1:])) is None
    port = said[said.index("--port") + 1]
    assert FINAL["EXPOSE"] == port
    assert f":{port}/readyz" in FINAL["HEALTHCHECK"]
    asked = json.loads(FINAL["HEALTHCHECK"].split("CMD ")[1])
    assert COMPOSE["services"]["service"]["healthcheck"]["test"] == ["CMD", *asked]
    assert FINAL["STOPSIGNAL"] == "SIGTERM"


def test_the_container_runs_as_nobody_of_importance() -> None:
    user = FINAL["USER"].split(":")[0]
    assert int(user) > 0
    words = [word for word, _ in STAGES[-1]]
    assert words.index("USER") > max(number for number, word in enumerate(words) if word in ("RUN", "COPY"))


def test_no_secret_is_put_into_a_layer() -> None:
    given = [rest for stage in STAGES for word, rest in stage if word in ("ENV", "ARG")]
    assert not re.search(r"(?i)secret|password|token|\bkey", " ".join(given))


def test_every_file_of_the_packages_is_installed_with_them() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = told["tool"]["setuptools"]["package-data"]["*"]
    listed = subprocess.run(["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    left_out = [file for file in listed if file and not any(fnmatch(file, each) for each in ("*.py", *patterns))]
    assert left_out == []


def test_the_example_settings_are_settings_and_lie_in_the_volumes() -> None:
    example = read_settings(DEPLOY / "settings.toml")
    assert {str(folder) for folder in (example.keys, example.extracts, example.certificates)} == set(
        json.loads(FINAL["VOLUME"])
    )
    (destination,) = [rest.split()[-1] for word, rest in STAGES[-1] if rest.startswith("--from=pages")]
    assert str(example.node_modules) == destination


RECORDINGS = "/var/lib/mesur/recordings"


def test_the_composed_service_reads_the_recordings_that_its_settings_name_and_cannot_change_them() -> None:
    assert str(read_settings(DEPLOY / "settings.toml").recordings) == RECORDINGS
    assert f"./recordings:{RECORDINGS}:ro" in ours()["service"]["volumes"]  # type: ignore[operator]


def ours() -> dict[str, dict[str, object]]:
    """The services of the compose file that run this project."""
    return {name: each for name, each in COMPOSE["services"].items() if each["image"] == "mesur"}


@pytest.mark.parametrize("name", ours())
def test_a_composed_service_runs_a_command_that_is_one_read_only_and_as_the_images_user(name: str) -> None:
    service = ours()[name]
    command = service.get("command", json.loads(FINAL["CMD"]))
    assert refusal(" ".join(command)) is None  # type: ignore[arg-type]
    assert (service["read_only"], service["cap_drop"], service["user"]) == (True, ["ALL"], FINAL["USER"])
    mounted = {str(volume).split(":")[1] for volume in service["volumes"]}  # type: ignore[attr-defined]
    assert mounted - {"/backup", "/key-backup", RECORDINGS} == set(json.loads(FINAL["VOLUME"]))
    assert mounted & {"/backup", "/key-backup"} == set(command) & {"/backup", "/key-backup"}  # type: ignore[call-overload]


def test_the_image_has_the_programs_of_the_composed_database_for_its_backups() -> None:
    server = re.fullmatch(r".*/postgres:(\d+)-(\w+)@sha256:\w+", COMPOSE["services"]["database"]["image"])
    assert server is not None
    runs = " ".join(rest for word, rest in STAGES[-1] if word == "RUN")
    assert f"postgresql-client-{server[1]}" in runs
    assert dict(STAGES[-1])["FROM"].partition("@")[0].endswith(f"-{server[2]}")  # Debian has that version


def test_the_composed_database_is_durable_and_takes_every_workers_connections() -> None:
    told = dict(each.removeprefix("-c").split("=", 1) for each in COMPOSE["services"]["database"]["command"][1:])
    assert [told[name] for name in ("fsync", "synchronous_commit", "full_page_writes", "archive_mode")] == ["on"] * 4
    said = command_of_the_container()
    workers = int(said[said.index("--workers") + 1])
    assert int(told["max_connections"]) > workers * (POOL_SIZE + AUTOCOMMIT_POOL_SIZE)


def seconds(said: str) -> int:
    return int(said.removesuffix("s"))


def test_whoever_stops_the_service_waits_until_it_has_drained() -> None:
    unit = (DEPLOY / "mesur@.service").read_text()
    given = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    given.append(COMPOSE["services"]["service"]["stop_grace_period"])
    assert len(given) == 2
    assert min(map(seconds, given)) > WORKER_TIMEOUTS.shutdown + 1


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_that_is_one(unit: Path) -> None:
    (line,) = re.findall(r"^ExecStart=/opt/mesur/\.venv/bin/mesur (.+)$", unit.read_text(), re.MULTILINE)
    assert refusal(line) is None
    if unit.name != "mesur@.service":
        assert unit.with_suffix(".timer").is_file()


CONFINED = re.compile(
    r"^((?:NoNew|Capability|Protect|Private|Restrict|Lock|SystemCall|State|UMask|ReadWrite|LimitCORE)\w*)=(.*)$", re.M
)


def confinement(unit: str) -> dict[str, str]:
    """What systemd keeps a unit from."""
    return dict(CONFINED.findall((DEPLOY / unit).read_text()))


def test_every_unit_may_do_no_more_than_the_service() -> None:
    service = confinement("mesur@.service")
    assert service["LimitCORE"] == "0"  # a dump of the memory would hold keys
    assert {"NoNewPrivileges", "CapabilityBoundingSet", "ProtectSystem", "SystemCallFilter"} <= set(service)
    assert confinement("mesur-audit-seal.service") == service
    for name, folder in (("backup", "/var/backups/mesur"), ("key-backup", "/mnt/mesur-keys")):
        assert confinement(f"mesur-{name}.service") == service | {"ReadWritePaths": folder}
    # an extract in a /tmp that is hidden would be noted as one that is not there, and stay
    out_of_hiding = {"PrivateTmp": "no", "ReadWritePaths": "-/tmp -/var/tmp"}
    assert confinement("mesur-retention.service") == service | out_of_hiding


DASHBOARD = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
COUNTED = {*GAUGES, "mesur_workers_ended", *(metric.name for metric in new_metrics().registry.collect())}


def metrics_in(expression: str) -> set[str]:
    """The metrics that an expression of Prometheus reads, counters without their ending."""
    return {re.sub(r"_(total|bucket)$", "", name) for name in re.findall(r"\bmesur_\w+", expression)}


def test_the_dashboard_reads_metrics_that_exist_and_shows_each() -> None:
    expressions = [target["expr"] for panel in PANELS for target in panel["targets"]]
    expressions += [each["query"] for each in DASHBOARD["templating"]["list"]]
    assert set().union(*map(metrics_in, expressions)) == COUNTED
    kinds = {kind for each in expressions for kind in re.findall(r'kind=~?"([^"]+)"', each)}
    assert kinds <= {*RequestKind}


def test_the_dashboards_panels_lie_beside_one_another_and_take_whichever_data_source_is_chosen() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [(x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)
    assert {target["datasource"]["uid"] for panel in PANELS for target in panel["targets"]} == {"${datasource}"}
