"""The environment: `.venv` with the locked packages and this project, and the npm packages, all inside the clone.

`.venv/installed.json` records the digest of each step's input files, so that a second run is instant and a changed lock
file repeats only the step that reads it.
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
from setup.install_record import InstallRecord, digest
from setup.interpreter import inspect_interpreter, unsuitability

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RECORD = VENV / "installed.json"
TEMPORARY = VENV / "tmp"

# pip settings of the user that would install packages outside .venv
_ELSEWHERE = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


class SetupFailed(Exception):
    """A step failed; the message says what to do."""


@dataclass(frozen=True)
class Step:
    """One installation step.

    Parameters
    ----------
    inputs : files that determine what is installed
    includes : names of steps whose packages are installed too
    """

    name: str
    inputs: tuple[str, ...]
    run: Callable[[], None]
    includes: tuple[str, ...] = ()


# Each lock file is a superset of those before it with the same pins, so that pip runs only once.
LOCKS = {
    "demo": "Python packages",
    "test": "Python packages and test tools",
    "bench": "Python packages, test tools and the benchmarks' peers",
}


def installation_steps(lock: str) -> list[Step]:
    """List the steps of a set-up in order; ``lock`` is one of `LOCKS`."""
    names = list(LOCKS)
    smaller = tuple(LOCKS[name] for name in names[: names.index(lock)])
    return [
        Step(LOCKS[lock], (f"requirements/{lock}.lock",), lambda: install_locked(lock), includes=smaller),
        Step("this project", ("pyproject.toml",), install_project),
        Step("npm packages", ("package.json", "package-lock.json"), install_npm_packages),
    ]


def pending_steps(wanted: list[Step], done: dict[str, str], root: Path) -> list[Step]:
    """The steps that were never run, or whose input files have changed since."""
    return [step for step in wanted if done.get(step.name) != digest(root, step.inputs)]


def record_entries(step: Step, every: list[Step], root: Path) -> dict[str, str]:
    """The entries to record once a step has run: its own and those of the steps it includes."""
    names = (step.name, *step.includes)
    return {other.name: digest(root, other.inputs) for other in every if other.name in names}


def install(lock: str, *, exact: bool) -> None:
    """Bring the environment in line with the lock files."""
    record = InstallRecord.read(RECORD)
    if not is_reusable(record, exact=exact):
        create_environment()
        record = InstallRecord(str(ROOT), {})
    every = [step for name in LOCKS for step in installation_steps(name)]
    for step in pending_steps(installation_steps(lock), record.done, ROOT):
        with timed_message(step.name), temporary_folder():
            step.run()
        record = InstallRecord(str(ROOT), record.done | record_entries(step, every, ROOT))
        record.write(RECORD)


def is_reusable(record: InstallRecord, *, exact: bool) -> bool:
    """Whether the existing `.venv` can be kept: it runs, is suitable, was not moved, and has the Python requested."""
    present = inspect_interpreter(str(PYTHON))
    if present is None or unsuitability(present) or record.root not in ("", str(ROOT)):
        return False
    # an environment without a record was created by hand, or its creation was interrupted
    return (not exact or present.version == sys.version_info[:2]) and (bool(record.root) or has_pip())


def has_pip() -> bool:
    """Whether pip runs in `.venv`."""
    return not subprocess.run([str(PYTHON), "-I", "-m", "pip", "--version"], capture_output=True).returncode


def create_environment() -> None:
    """Recreate `.venv` with the running Python, or with its base interpreter if that is the old `.venv`'s own."""
    base = getattr(sys, "_base_executable", sys.executable)
    with timed_message(f".venv with Python {sys.version_info[0]}.{sys.version_info[1]}"):
        shutil.rmtree(VENV, ignore_errors=True)
        run([base, "-m", "venv", str(VENV)], "The environment could not be made: see the message above.")
        InstallRecord(str(ROOT), {}).write(RECORD)


def install_locked(lock: str) -> None:
    """Install one lock file with hash checking; wheels only, so that nothing is compiled."""
    options = ["--require-hashes", "--only-binary", ":all:", "-r", f"requirements/{lock}.lock"]
    pip(*options)


def install_project() -> None:
    """Install the five packages in editable mode."""
    pip("--no-deps", "--no-build-isolation", "--editable", ".")


def install_npm_packages() -> None:
    """Install the packages of package-lock.json, with the system's Node if it is new enough, else that of the wheel."""
    npm = node.system_npm()
    if npm is None:
        install_locked("node")
        npm = node.wheel_npm(VENV)
    run(
        npm.ci(),
        "The npm packages could not be installed: see npm's message above.",
        {**os.environ, **npm.settings(VENV)},
    )


def pip(*arguments: str) -> None:
    """Run pip so that it writes only inside `.venv`."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-cache-dir"]
    environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    run(
        [str(PYTHON), "-I", "-m", "pip", "install", *quiet, *arguments],
        "The packages could not be installed: pip's message above says why. "
        "Most often the network is missing; run the same command again when it is back.",
        {**environment, "TMPDIR": str(TEMPORARY)},
    )


def run(command: list[str], on_failure: str, environment: dict[str, str] | None = None) -> None:
    """Run a program in the clone.

    Raises
    ------
    SetupFailed : the program failed; the message is ``on_failure``
    """
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        print(done.stdout, flush=True)
        raise SetupFailed(on_failure)


@contextmanager
def temporary_folder() -> Iterator[None]:
    """Provide a folder for pip's temporary files inside `.venv`."""
    TEMPORARY.mkdir(exist_ok=True)
    try:
        yield
    finally:
        shutil.rmtree(TEMPORARY, ignore_errors=True)


@contextmanager
def timed_message(what: str) -> Iterator[None]:
    """Print what is being installed, and then how long it took."""
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
        install("bench" if args.bench else "test" if args.test else "demo", exact=args.exact)
    except SetupFailed as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to go on.")


if __name__ == "__main__":
    main()
