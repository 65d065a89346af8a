"""The monitor's stream of events, from a service in a process of its own."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.service_harness import ServiceHarness, put_response, response_body
from tests.support.service_processes import running_service

Event = tuple[str, Any]


@contextmanager
def stream(browser: httpx2.Client, address: str) -> Iterator[Iterator[Event]]:
    """The events of an address as a browser's `EventSource` takes them: kind and data, without what keeps it open."""
    headers = {"accept": "text/event-stream"}
    with browser.stream("GET", address, headers=headers) as answer:
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        assert answer.headers["cache-control"] == "no-store"
        yield events(answer.iter_lines())


def events(lines: Iterator[str]) -> Iterator[Event]:
    kind = "message"
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        if name == "data":
            yield kind, json.loads(value)
            kind = "message"


def standing(event: Event) -> dict[str, tuple[str, int | None]]:
    kind, rows = event
    assert kind == "message"
    return {row["name"]: (row["standing"], row["question"]) for row in rows}


@pytest.mark.long_on("sqlite")
@pytest.mark.slow
def test_the_stream_tells_how_it_stands_then_what_changes_and_ends_for_whoever_may_see_it_no_more(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    sitting = harness.assign("cadi")
    with running_service(harness, tmp_path) as served:
        evans, cadi = served.signed_in_client(harness, "evans"), served.signed_in_client(harness, "cadi")
        address = f"/api/classes/{harness.classes['Derwen']}/monitor?lang=en"
        with stream(evans, address) as told:
            assert standing(next(told)) == {"Cadi Morgan": ("not_started", None), "Joe Bennett": ("unassigned", None)}
            item = cadi.post(f"/api/sittings/{sitting}/start").json()["item"]
            cadi.post(f"/api/sittings/{sitting}/pulse")
            assert standing(next(told))["Cadi Morgan"][1] == 1
            assert put_response(cadi, sitting, 1, response_body(item, None)).status_code == 200
            cadi.post(f"/api/sittings/{sitting}/pulse", params={"unsent": 2})
            changed = next(standing(each) for each in islice(told, 5) if standing(each)["Cadi Morgan"][1] == 2)
            assert changed["Cadi Morgan"] == ("unsent", 2)
        with stream(evans, address) as again:  # the line was gone: it begins with how it stands
            assert standing(next(again)) == changed
            polled = evans.get(address, headers={"accept": "application/json"}).json()["learners"]
            assert standing(("message", polled)) == changed
            assert evans.post("/logout").status_code == 200
            assert next(again) == ("over", {})
            assert next(again, None) is None
        assert evans.get(address, headers={"accept": "text/event-stream"}).status_code == 401
    assert [line for line in served.log() if line["level"] == "error"] == []


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)  # the database has no part in it
@pytest.mark.slow
def test_a_stream_is_in_the_readers_language_and_nobody_elses(harness: ServiceHarness, tmp_path: Path) -> None:
    harness.assign("cadi")
    with running_service(harness, tmp_path) as served:
        evans, khan = served.signed_in_client(harness, "evans"), served.signed_in_client(harness, "khan")
        address = f"/api/classes/{harness.classes['Derwen']}/monitor"
        for language, says in (("cy", "Heb ddechrau"), ("en", "Not started")):
            with stream(evans, f"{address}?lang={language}") as told:
                _, rows = next(told)
            assert rows[0]["says"] == says
        for stranger in (khan, served.signed_in_client(harness, "cadi")):
            refused = stranger.get(address, headers={"accept": "text/event-stream"})
            assert (refused.status_code, refused.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)  # the database has no part in it
@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_whoever_watches_holds_up_no_stop(harness: ServiceHarness, tmp_path: Path, stop: signal.Signals) -> None:
    with running_service(harness, tmp_path) as served:
        with stream(
            served.signed_in_client(harness, "evans"), f"/api/classes/{harness.classes['Derwen']}/monitor"
        ) as told:
            next(told)
            os.kill(served.process.pid, stop)
            assert next(told, None) is None  # it ends as it should, and is not cut off
        served.process.wait(timeout=60)
    assert [line for line in served.log() if line["level"] == "error"] == []
