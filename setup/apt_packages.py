"""Debian packages, installed only by `make test` when it runs as root; nothing else installs outside the clone."""

import os
import shutil
import subprocess


def can_install() -> bool:
    """Whether this process is root on a machine with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(what: str, *packages: str) -> None:
    """Install packages without recommended ones; a failure is printed, not raised, since another way may still work."""
    print(f"Installing {what} with apt-get …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_installer(["apt-get", "update", "-qq"], environment)
    run_installer(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], environment)


def run_installer(command: list[str], environment: dict[str, str]) -> None:
    """Run an installer and print its output only if it fails."""
    try:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900
        )
    except (OSError, subprocess.SubprocessError) as problem:
        print(problem, flush=True)
        return
    if done.returncode:
        print(done.stdout, flush=True)
