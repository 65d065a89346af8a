"""What a worker does before it takes its first request."""

from __future__ import annotations

import gc
from types import SimpleNamespace

import pytest

from delivery_api import serving
from delivery_api.settings import Settings


def test_what_a_worker_has_at_its_start_is_searched_for_cycles_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the banks have been read: they are most of it."""
    there_when_read: list[int] = []
    app = SimpleNamespace(state=SimpleNamespace(doors=SimpleNamespace(engine=None), shelf=None, lanes=None))
    monkeypatch.setattr(serving, "create_app", lambda _: app)
    monkeypatch.setattr(serving, "announce", lambda _: None)
    monkeypatch.setattr(serving, "read_ahead", lambda *_: there_when_read.append(gc.get_freeze_count()))
    try:
        serving.drained_application(Settings.__new__(Settings))
        assert there_when_read == [0]
        assert gc.get_freeze_count() > 1_000
    finally:
        gc.unfreeze()
