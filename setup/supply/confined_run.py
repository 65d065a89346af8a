"""The service as its image runs it: from service.lock alone, on a read-only file system, without privileges.

For machines without a container engine: Linux namespaces do what the engine would. It needs root, and says so where it
is not.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = 10001  # as in deploy/Containerfile
_PROGRAMS = ("unshare", "setpriv", "mount")
_SETPRIV = f"setpriv --reuid {USER} --regid {USER} --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "
_CONFINED = "mount --bind {state} {state} && mount -o remount,bind,ro / && cd {state} && exec "
_PATIENCE = 90.0  # seconds until a service that does not get ready has failed


@dataclass(frozen=True)
class ConfinedRun:
    """What was seen of the confined service.

    Attributes
    ----------
    ready : whether it said that it was ready, and served a page
    capabilities : its effective and its bounding capabilities, hexadecimal
    no_new_privileges : whether none of its programs can gain any
    wrote : folders outside its own that it could write to
    """

    ready: bool
    capabilities: tuple[str, ...]
    no_new_privileges: bool
    wrote: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether all is as the image promises."""
        return (
            self.ready
            and not any(int(each, 16) for each in self.capabilities)
            and self.no_new_privileges
            and not self.wrote
        )


def obstacle(programs: Path) -> str:
    """Why this machine cannot confine the service installed in a folder; empty where it can."""
    if os.geteuid():
        return "it needs root"
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"it needs {', '.join(missing)}"
    runs = subprocess.run(["sh", "-c", f"{_SETPRIV} sh -c '{programs}/python -c 0'"], capture_output=True)
    return (
        f"only root may run {(programs / 'python').resolve()}: try PYTHON=/usr/bin/python3" if runs.returncode else ""
    )


def run_confined(programs: Path, state: Path) -> ConfinedRun:
    """Set a service up and serve, confined.

    Parameters
    ----------
    programs : the folder of the installed `mesur`
    state : an empty folder, the only one that the service may write to
    """
    port = _free_port()
    (state / "settings.toml").write_text(_settings(port, programs.parent.parent / "node_modules"), "utf-8")
    os.chown(state, USER, USER)
    subprocess.run(_confined(state, f"{programs}/mesur setup"), env=_environment(state), check=True)
    wrote = [folder for folder in (str(programs.parent), "/etc", "/var") if _can_write(state, folder)]
    with _serving(programs, state, port) as service:
        ready = _becomes_ready(port)
        status = _process_status(service.pid)
    return ConfinedRun(ready, (status["CapEff"], status["CapBnd"]), status["NoNewPrivs"] == "1", tuple(wrote))


def _confined(state: Path, command: str) -> list[str]:
    script = _CONFINED.format(state=state) + _SETPRIV + command
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script]


def _environment(state: Path) -> dict[str, str]:
    return {"MESUR_SETTINGS": str(state / "settings.toml"), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}


def _can_write(state: Path, folder: str) -> bool:
    return not subprocess.run(_confined(state, f"sh -c '> {folder}/.written'"), capture_output=True).returncode


@contextmanager
def _serving(programs: Path, state: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = _confined(state, f"{programs}/mesur serve --port {port}")
    service = subprocess.Popen(command, env=_environment(state))
    try:
        yield service
    finally:
        service.terminate()
        service.wait()


def _becomes_ready(port: int) -> bool:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            return all(_status(f"http://127.0.0.1:{port}{path}") == 200 for path in ("/readyz", "/"))
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    return False


def _status(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as answer:
        status: int = answer.status
    return status


def _process_status(process: int) -> dict[str, str]:
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _settings(port: int, node_modules: Path) -> str:
    return f"""\
database_url = "sqlite:///mesur.db"
keys = "keys"
extracts = "extracts"
certificates = "certificates"
public_url = "http://localhost:{port}"
issuer = "http://localhost:9"
client_id = "mesur"
client_secret = "none"
live_retention_years = 1
node_modules = "{node_modules}"
"""
