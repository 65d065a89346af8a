"""Debian's packages, for `make test` where it runs as root: nothing else installs anything on the machine."""

import os
import shutil
import subprocess


def may_install() -> bool:
    """Whether this is root on a machine with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(what: str, *packages: str) -> None:
    """Install packages without those they recommend; a failure is shown and not raised, another way may still work."""
    print(f"Installing {what} with apt-get …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], environment)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], environment)


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run an installer, showing what it printed only if it failed."""
    try:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900
        )
    except (OSError, subprocess.SubprocessError) as problem:
        print(problem, flush=True)
        return
    if done.returncode:
        print(done.stdout, flush=True)
