"""`make lock`: writes the lock files from the version ranges in pyproject.toml and package.json.

They hold versions and hashes for every platform and supported Python, but no URLs: packages are installed from the
registries that the user's pip and npm are configured for.
"""

import json
import os
import subprocess
import sys

from setup import node
from setup.environment import ROOT, VENV, install_locked
from setup.interpreter import OLDEST
from setup.supply.base_images import lock_base_images
from setup.supply.tool_environment import tool_environment

_DEMO = ("build", "calibration", "demo")
_TEST = (*_DEMO, "test", "cluster", "replication")
EXTRAS = {
    "service": ("build",),
    "calibration": ("build", "calibration"),
    "demo": _DEMO,
    "test": _TEST,
    "bench": (*_TEST, "bench"),
    "node": ("build", "node"),
}
"""The extras of pyproject.toml in each lock file: for a service, for calibration, and for developers alone."""
PINS = {"calibration": "service", "demo": "calibration", "test": "demo", "bench": "test", "node": "service"}
"""The lock file whose pins constrain it."""


def uv_compile_command(uv: str, lock: str) -> list[str]:
    """The uv command that writes one lock file."""
    extras = [word for extra in EXTRAS[lock] for word in ("--extra", extra)]
    target = f"requirements/{lock}.lock"
    oldest = ".".join(map(str, OLDEST))
    pins = ["--constraint", f"requirements/{PINS[lock]}.lock"] if lock in PINS else []
    return [
        *(uv, "pip", "compile", "pyproject.toml", *extras, *pins, "--output-file", target, "--python-version", oldest),
        *("--universal", "--generate-hashes", "--upgrade", "--quiet", "--no-header"),
        *("--no-emit-index-url", "--no-emit-find-links", "--no-cache"),
    ]


def lock_python() -> None:
    """Write requirements/*.lock with uv, which is installed temporarily."""
    with tool_environment("uv") as programs:
        for lock in EXTRAS:
            print(f"Writing requirements/{lock}.lock …", flush=True)
            subprocess.run(uv_compile_command(str(programs / "uv"), lock), cwd=ROOT, check=True)


def lock_npm() -> None:
    """Write package-lock.json with npm, without URLs."""
    print("Writing package-lock.json …", flush=True)
    npm = node.system_npm()
    if npm is None:
        install_locked("node")
        npm = node.wheel_npm(VENV)
    subprocess.run(npm.lock(), cwd=ROOT, env={**os.environ, **npm.settings(VENV)}, check=True)
    written = ROOT / "package-lock.json"
    written.write_text(without_addresses(written.read_text("utf-8")), "utf-8")


def without_addresses(lock: str) -> str:
    """A lock file of npm without download URLs and funding links."""
    document = json.loads(lock)
    for package in document["packages"].values():
        for name in ("resolved", "funding"):
            package.pop(name, None)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every lock file."""
    try:
        lock_python()
        lock_npm()
        for image in lock_base_images():
            print(f"{image}: its digest was left as it was, since skopeo is missing or the registry could not be asked")
    except subprocess.CalledProcessError as problem:
        sys.exit(f"Not every lock file was written: {problem.cmd[0]} failed, see its message above.")


if __name__ == "__main__":
    main()
