"""A service in use loads nothing of the demonstration, and a worker sets aside what it begins with."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from delivery_api.server import serving
from delivery_api.server.systemd_notification import notify_ready
from delivery_api.settings import Settings

PROGRAM = """
import sys
import delivery_api.server.serving
print(sorted({name.split(".")[0] for name in sys.modules} & {"oidc_provider_mock", "flask", "werkzeug"}))
print([name for name in sys.modules if name.startswith("delivery_api.demo")])
"""


def test_serving_loads_no_made_up_provider_and_no_demonstration() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == ["[]", "[]"]


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_is_told_that_a_worker_serves(tmp_path: Path, abstract: bool) -> None:
    name = f"mesur-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as systemd:
        systemd.bind("\0" + name if abstract else name)
        systemd.settimeout(5)
        notify_ready({"NOTIFY_SOCKET": "@" + name if abstract else name})
        assert systemd.recv(100) == b"READY=1"
    notify_ready({})


def test_what_a_worker_has_at_its_start_is_searched_for_cycles_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the banks have been read: they are most of it."""
    there_when_read: list[int] = []
    context, watched = SimpleNamespace(engine=object()), []
    app = SimpleNamespace(state=SimpleNamespace(service_context=context, bank_cache=None, lanes=None, key_ring=None))
    monkeypatch.setattr(serving, "in_a_worker", lambda *_: None)
    monkeypatch.setattr(serving, "create_app", lambda _: app)
    monkeypatch.setattr(serving, "install_egress_guard", lambda _: None)  # it could not be taken away again
    watch = SimpleNamespace(start=lambda: None)
    monkeypatch.setattr(serving, "KeyFolderWatch", lambda service, *_: watched.append(service.engine) or watch)
    monkeypatch.setattr(serving, "announce_worker", lambda _: None)
    monkeypatch.setattr(serving, "preload_banks", lambda *_: there_when_read.append(gc.get_freeze_count()))
    before = gc.get_freeze_count()
    try:
        serving.worker_application(Settings.__new__(Settings), frozenset())
        assert watched == [context.engine]  # none of its own
        assert there_when_read == [before]
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
        gc.freeze()
