"""The environment: `.venv` with the locked packages and this project, and the npm packages; nothing outside the clone.

What is installed is recorded in `.venv/installed.json` by the digest of the files that ask for it, so that a second run
is instant and a changed lock file runs again only the step that reads it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup import node
from setup.install_record import Record, digest
from setup.interpreter import ask, complaint

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RECORD = VENV / "installed.json"
TEMPORARY = VENV / "tmp"

# A person's pip settings that would send packages somewhere else than .venv.
_ELSEWHERE = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


class SetupFailed(Exception):
    """A step did not succeed; the message says what to do."""


@dataclass(frozen=True)
class Step:
    """One thing to install, what it is told by, and what else is thereby installed."""

    name: str
    inputs: tuple[str, ...]
    run: Callable[[], None]
    includes: tuple[str, ...] = ()


# Each lock is a superset of those before it with the same pins: one run of pip gives them all.
LOCKS = {
    "mesur": "Python packages",
    "test": "Python packages and test tools",
    "bench": "Python packages, test tools and the benchmarks' peers",
}


def steps(lock: str) -> list[Step]:
    """List what a set-up consists of, in order; ``lock`` is one of `LOCKS`."""
    names = list(LOCKS)
    smaller = tuple(LOCKS[name] for name in names[: names.index(lock)])
    return [
        Step(LOCKS[lock], (f"requirements/{lock}.lock",), lambda: install_locked(lock), includes=smaller),
        Step("this project", ("pyproject.toml",), install_project),
        Step("npm packages", ("package.json", "package-lock.json"), install_npm_packages),
    ]


def pending(wanted: list[Step], done: dict[str, str], root: Path) -> list[Step]:
    """Those steps whose files have changed since they were last run, or that never were."""
    return [step for step in wanted if done.get(step.name) != digest(root, step.inputs)]


def recorded(step: Step, every: list[Step], root: Path) -> dict[str, str]:
    """What the record gains when a step has been run: itself and what it includes."""
    names = (step.name, *step.includes)
    return {other.name: digest(root, other.inputs) for other in every if other.name in names}


def install(lock: str, *, exact: bool) -> None:
    """Bring the environment to what the lock files say."""
    record = Record.read(RECORD)
    if not keeps(record, exact=exact):
        make_environment()
        record = Record(str(ROOT), {})
    every = [step for name in LOCKS for step in steps(name)]
    for step in pending(steps(lock), record.done, ROOT):
        with said(step.name), temporary_folder():
            step.run()
        record = Record(str(ROOT), record.done | recorded(step, every, ROOT))
        record.write(RECORD)


def keeps(record: Record, *, exact: bool) -> bool:
    """Whether the present `.venv` can stay: it runs, will do, is where it was made, and is of the Python asked for."""
    present = ask(str(PYTHON))
    if present is None or complaint(present) or record.root not in ("", str(ROOT)):
        return False
    # one without a record was made by hand, or its making was cut short
    return (not exact or present.version == sys.version_info[:2]) and (bool(record.root) or has_pip())


def has_pip() -> bool:
    """Whether pip runs in `.venv`."""
    return not subprocess.run([str(PYTHON), "-I", "-m", "pip", "--version"], capture_output=True).returncode


def make_environment() -> None:
    """Make `.venv` anew with the Python that runs this, or the one behind it when that is the old `.venv`'s own."""
    base = getattr(sys, "_base_executable", sys.executable)
    with said(f".venv with Python {sys.version_info[0]}.{sys.version_info[1]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        run([base, "-m", "venv", str(VENV)], "The environment could not be made: see the message above.")
        Record(str(ROOT), {}).write(RECORD)


def install_locked(lock: str) -> None:
    """Install one lock file with its hashes checked; wheels only, so that nothing is compiled here."""
    options = ["--require-hashes", "--only-binary", ":all:", "-r", f"requirements/{lock}.lock"]
    pip(*options)


def install_project() -> None:
    """Install the five packages so that they are run from the clone as it stands."""
    pip("--no-deps", "--no-build-isolation", "--editable", ".")


def install_npm_packages() -> None:
    """Install exactly what package-lock.json names, with the machine's Node if it is new enough, else Node's wheel."""
    npm = node.on_machine()
    if npm is None:
        install_locked("node")
        npm = node.in_wheel(VENV)
    run(
        npm.ci(),
        "The npm packages could not be installed: see npm's message above.",
        {**os.environ, **npm.settings(VENV)},
    )


def pip(*arguments: str) -> None:
    """Run pip in `.venv`, writing nowhere else."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir"]
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    run(
        [str(PYTHON), "-I", "-m", "pip", "install", *quiet, *arguments],
        "The packages could not be installed: pip's message above says why. "
        "Most often the network is missing; run the same command again when it is back.",
        {**environment, "TMPDIR": str(TEMPORARY)},
    )


def run(command: list[str], on_failure: str, environment: dict[str, str] | None = None) -> None:
    """Run a program in the clone, or fail with a sentence."""
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(done.stdout, flush=True)
        raise SetupFailed(on_failure)


@contextmanager
def temporary_folder() -> Iterator[None]:
    """A folder for pip's scratch files inside `.venv`."""
    TEMPORARY.mkdir(exist_ok=True)
    try:
        yield
    finally:
        shutil.rmtree(TEMPORARY, ignore_errors=True)


@contextmanager
def said(what: str) -> Iterator[None]:
    """Say what is being installed, and how long it took."""
    print(f"Installing {what} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Read the command line and install."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--exact", action="store_true", help="with this Python, whatever .venv is made of")
    asked.add_argument("--test", action="store_true", help="with what the tests and checks need")
    asked.add_argument("--bench", action="store_true", help="with the peers that the benchmarks measure too")
    args = asked.parse_args()
    os.umask(0o022)  # the same environment whatever the caller's umask
    try:
        install("bench" if args.bench else "test" if args.test else "mesur", exact=args.exact)
    except SetupFailed as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")


if __name__ == "__main__":
    main()
