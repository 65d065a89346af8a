"""`make lock`: writes the lock files from the version ranges in pyproject.toml and package.json.

They hold versions and hashes for every platform and supported Python, but no URLs: packages are installed from the
registries that the user's pip and npm are configured for.
"""

import json
import os
import subprocess
import sys
import tempfile

from setup import node
from setup.environment import PYTHON, ROOT, VENV, install_locked
from setup.interpreter import OLDEST

EXTRAS = {
    "mesur": ("build",),
    "test": ("build", "test", "cluster", "replication"),
    "bench": ("build", "test", "cluster", "replication", "bench"),
    "node": ("build", "node"),
}
PINS = {"test": "mesur", "bench": "test", "node": "mesur"}  # the lock file whose pins constrain it


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
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([PYTHON, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        for lock in EXTRAS:
            print(f"Writing requirements/{lock}.lock …", flush=True)
            subprocess.run(uv_compile_command(f"{folder}/bin/uv", lock), cwd=ROOT, check=True)


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
    except subprocess.CalledProcessError as problem:
        sys.exit(f"Not every lock file was written: {problem.cmd[0]} failed, see its message above.")


if __name__ == "__main__":
    main()
