"""A worker of a newer release went on with a sitting: an older one says to come back, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import anyio
import pytest
from starlette.requests import Request

from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.sittings.conducting.monitor_routes import _stream
from delivery_api.sittings.record import event_types as events
from delivery_api.sittings.record.event_types import TakenOver, event_kind, from_bytes, to_bytes
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.web.message_catalogue import translations
from tests.support.database_rows import nothing_written
from tests.support.service_harness import TEST_START, ServiceHarness, put_response, response_body


@dataclass(frozen=True)
class Dreamt:
    """What a later release may come to log."""

    at: datetime
    of: str


def gone_on_with_by_a_newer_worker(harness: ServiceHarness, sitting: UUID) -> None:
    length = len(harness.log(sitting))
    with harness.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        key = require_ready(connection, harness.service.ring, found.programme)
        logbook.append(connection, key, found, length, [Dreamt(harness.clock(), "sheep")])  # type: ignore[list-item]


@pytest.mark.parametrize("remembers", [True, False])
def test_an_answer_is_kept_by_the_player_until_it_reaches_a_newer_worker(
    monkeypatch: pytest.MonkeyPatch, harness: ServiceHarness, caplog: pytest.LogCaptureFixture, remembers: bool
) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    item = put_response(browser, sitting, 1, response_body(item, None)).json()["next"]
    body = response_body(item, None)
    gone_on_with_by_a_newer_worker(harness, sitting)
    if not remembers:
        other = harness.browser_of_another_worker()
        other.cookies, browser = browser.cookies, other
    caplog.clear()
    with nothing_written(harness.service.engine):
        for language in ("cy", "en", "en"):
            refused = put_response(browser, sitting, 2, body, lang=language)
            assert (refused.status_code, refused.json()["code"]) == (503, "newer_release")
            assert refused.json()["title"] == PROBLEMS["newer_release"](translations(language)).title
            assert int(refused.headers["retry-after"]) >= 1
    (told,) = [record for record in caplog.records if record.name == "mesur"]
    assert (told.levelname, told.facts) == ("ERROR", {"event": "dreamt"})  # type: ignore[attr-defined]
    monkeypatch.setitem(events._KINDS, "dreamt", Dreamt)
    assert put_response(browser, sitting, 2, body).status_code == 200


def test_an_event_with_a_field_that_is_not_known_is_a_newer_releases_too() -> None:
    event = TakenOver(TEST_START, "tablet")
    newer = type("TakenOver", (TakenOver,), {})(TEST_START, "tablet")
    object.__setattr__(newer, "battery", 0.4)
    assert from_bytes("takenover", to_bytes(event)) == event
    with pytest.raises(events.NewerRelease, match="takenover"):
        from_bytes(event_kind(newer), to_bytes(newer))


def test_a_monitor_that_meets_such_a_sitting_is_not_told_that_its_class_is_gone() -> None:
    def look() -> list[dict[str, Any]]:
        raise events.NewerRelease(kind="dreamt")

    async def told() -> list[str]:
        return [line async for line in _stream(Request({"type": "http"}), look)]

    assert anyio.run(told) == []
