"""Whoever withholds a body, the end of the headers or a whole request holds up nobody, and is cut off in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from delivery_api.http.buffered_body import BufferedBodyMiddleware
from delivery_api.observability.metrics import new_metrics
from delivery_api.observability.security_events import SecurityEvent, SecurityLog
from delivery_api.server.open_connections import OpenConnections
from delivery_api.server.serving import connection_limits, open_connections
from delivery_api.settings import read_settings
from tests.support.served_in_thread import served_in_thread
from tests.support.service_harness import FakeClock, ServiceHarness, put_response, response_body
from tests.support.slow_clients import ADDRESS, ATTACKS

SETTINGS = read_settings(Path(__file__).parents[3] / "deploy" / "settings.toml")
HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
LAST = HEAD + b"Connection: close\r\n\r\n"
MEGABYTE = 2**20


async def here(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers at once and waits for nothing."""
    if scope["type"] == "http":
        await PlainTextResponse("here")(scope, receive, send)


async def endless(scope: Scope, _: Receive, send: Send) -> None:
    """An application whose response has 64 MB."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for number in range(64):
            await send({"type": "http.response.body", "body": b"a" * MEGABYTE, "more_body": number < 63})


def refuse(_: Request, code: str) -> PlainTextResponse:
    return PlainTextResponse(code, {"too_large": 413, "too_slow": 408}[code])


def serve(app: ASGIApp = here, **limits: object) -> AbstractContextManager[int]:
    """Serve an application behind the reading of bodies, with some limits of connections; the port."""
    read = BufferedBodyMiddleware(app, SETTINGS.largest_body, 0.3, refuse)
    bounds = replace(connection_limits(SETTINGS), **limits)  # type: ignore[arg-type]
    log = SecurityLog(b"secret", FakeClock(), new_metrics().security_events)
    return served_in_thread(read, SETTINGS, OpenConnections(bounds, log))


def connected(port: int, sent: bytes = b"") -> socket.socket:
    line = socket.create_connection((ADDRESS, port), timeout=20)
    line.sendall(sent)
    return line


@contextmanager
def many_connected(port: int, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as open_:
        yield [open_.enter_context(closing(connected(port, sent))) for _ in range(count)]


def read_all(line: socket.socket) -> bytes:
    """What comes until the service closes the connection, or cuts it."""
    received = b""
    with suppress(ConnectionResetError):
        while part := line.recv(65536):
            received += part
    return received


def answer_to(port: int, sent: bytes) -> bytes:
    """What comes on a new connection until the service closes it."""
    with closing(connected(port, sent)) as line:
        return read_all(line)


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "mesur.security"]


@pytest.mark.parametrize("attack", ["withheld PINs", "withheld bodies"])
def test_a_body_that_is_withheld_holds_no_turn_no_lock_and_no_transaction(harness: ServiceHarness, attack: str) -> None:
    sitting, learner = harness.assign("cadi"), harness.signed_in("cadi")
    body = response_body(learner.post(f"/api/sittings/{sitting}/start").json()["item"], None)
    app = harness.browser().app
    limits = open_connections(app, harness.settings)  # type: ignore[arg-type]
    with served_in_thread(app, harness.settings, limits) as port, many_connected(port, 16, ATTACKS[attack].begins):
        assert answer_to(port, LAST).startswith(b"HTTP/1.1 200 ")  # by now the service has read what the others sent
        assert put_response(learner, sitting, 1, body).status_code == 200


def test_a_body_is_given_on_when_it_is_whole_and_refused_when_it_is_late() -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await PlainTextResponse(await Request(scope, receive).body())(scope, receive, send)

    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 6\r\n\r\n"
    with serve(echo) as port:
        with closing(connected(port, head + b"abc")) as line:
            line.sendall(b"def")
            assert read_all(line).endswith(b"\r\n\r\nabcdef")
        assert answer_to(port, head + b"abc").startswith(b"HTTP/1.1 408 ")


def test_headers_that_do_not_come_in_time_are_refused_and_noted(caplog: pytest.LogCaptureFixture) -> None:
    with serve(header_seconds=0.2) as port:
        assert answer_to(port, HEAD + b"X-Slow: ").startswith(b"HTTP/1.1 408 ")
        assert answer_to(port, b"") == b""  # a browser connects ahead of its requests
        for further, answer in ((HEAD, b"HTTP/1.1 408 "), (b"\r\n", b"")):
            with closing(connected(port, HEAD + b"\r\n")) as line:
                line.recv(65536)
                line.sendall(further)
                assert read_all(line).startswith(answer)
    assert events(caplog) == [SecurityEvent.HEADERS_LATE] * 2


@pytest.mark.parametrize(
    "sent",
    [
        ATTACKS["heavy headers"].begins,
        HEAD + b"X-Large: " + b"a" * 20_000 + b"\r\n\r\n",
        HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n",
    ],
    ids=["unfinished", "large", "many"],
)
def test_headers_that_are_too_large_or_too_many_are_refused_and_noted(
    caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    with serve() as port:
        assert answer_to(port, sent).startswith(b"HTTP/1.1 431 ")
    assert events(caplog) == [SecurityEvent.HEADERS_TOO_LARGE]


def test_a_trailer_that_does_not_end_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    begins = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\npin\r\n0\r\nX-Trailer: "
    with serve() as port, closing(connected(port, begins)) as line:
        with suppress(OSError):
            line.sendall(b"a" * MEGABYTE)
        assert read_all(line) == b""
    assert events(caplog) == [SecurityEvent.BODY_TOO_LARGE]


def test_the_oldest_connection_that_waits_makes_room_and_one_that_was_served_comes_last(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with serve(waiting_per_address=4) as port, closing(connected(port, HEAD + b"\r\n")) as served:
        assert served.recv(65536).startswith(b"HTTP/1.1 200 ")
        with many_connected(port, 3, HEAD) as waiting:
            for oldest in waiting[:2]:
                assert answer_to(port, LAST).startswith(b"HTTP/1.1 200 ")  # the fifth connection is let in
                assert read_all(oldest) == b""
                waiting.append(connected(port, HEAD))
            served.sendall(LAST)
            assert read_all(served).startswith(b"HTTP/1.1 200 ")
            for line in waiting[3:]:
                line.close()
    assert events(caplog) == [SecurityEvent.CONNECTIONS_CROWDED] * 2


def test_in_all_the_address_with_most_waiting_connections_makes_room(caplog: pytest.LogCaptureFixture) -> None:
    with serve(connections=3) as port, many_connected(port, 3, HEAD) as waiting:
        assert answer_to(port, LAST).startswith(b"HTTP/1.1 200 ")
        assert read_all(waiting[0]) == b""
    assert events(caplog) == [SecurityEvent.CONNECTIONS_CROWDED]


def test_where_unfinished_requests_take_too_much_memory_the_largest_makes_room(
    caplog: pytest.LogCaptureFixture,
) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n"
    with (
        serve(waiting_bytes=10_000) as port,
        many_connected(port, 2, head + b"a" * 2_000),
        closing(connected(port, head + b"a" * 8_000)) as large,
    ):
        assert read_all(large) == b""
    assert SecurityEvent.CONNECTIONS_CROWDED in events(caplog)


def test_a_client_that_stops_reading_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    with serve(endless, unread_seconds=0.2) as port, closing(connected(port, HEAD + b"\r\n")) as line:
        while not events(caplog):
            time.sleep(0.01)
        assert len(read_all(line)) < 64 * MEGABYTE
    assert events(caplog) == [SecurityEvent.RESPONSE_UNREAD]


def test_a_client_with_a_slow_line_gets_the_whole_response(caplog: pytest.LogCaptureFixture) -> None:
    with serve(endless, unread_seconds=0.1) as port, closing(connected(port, LAST)) as line:
        received = 0
        while part := line.recv(MEGABYTE):
            received += len(part)
            time.sleep(0.003)
    assert received > 64 * MEGABYTE
    assert events(caplog) == []


def test_requests_that_pile_up_on_a_connection_are_refused(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery_api.server.bounded_protocol.LINGER_SECONDS", 0.2)
    with serve() as port:
        assert answer_to(port, (HEAD + b"\r\n") * 100).count(b"HTTP/1.1 200 ") <= 10
    assert events(caplog) == [SecurityEvent.THROTTLED]


def test_what_is_not_http_is_refused_and_noted(caplog: pytest.LogCaptureFixture) -> None:
    with serve() as port:
        assert answer_to(port, b"\x16\x03\x01\x02\x00\x01\r\n\r\n").startswith(b"HTTP/1.1 400 ")
        upgrade = HEAD + b"Connection: upgrade, close\r\nUpgrade: websocket\r\n\r\n"
        assert answer_to(port, upgrade).startswith(b"HTTP/1.1 200 ")
    assert events(caplog) == [SecurityEvent.REQUEST_MALFORMED]


def test_the_rest_of_a_refused_body_is_dropped_and_the_connection_goes_on() -> None:
    body = b"a" * 100_000
    with serve() as port:
        head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body)
        with closing(connected(port, head + body[:80_000])) as line:
            assert line.recv(65536).startswith(b"HTTP/1.1 413 ")
            line.sendall(body[80_000:] + LAST)
            assert b"HTTP/1.1 200 " in read_all(line)


def test_a_line_of_a_security_event_tells_kinds_and_a_pseudonym_of_the_address(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    browser = harness.signed_in("evans")
    caplog.clear()
    answer = browser.get(f"/feedback/learners/{harness.people['mali']}")
    browser.get("/nowhere")
    (record,) = [each for each in caplog.records if each.name == "mesur.security"]
    facts = record.__dict__["facts"]
    assert len(facts.pop("client")) == 16
    assert facts == {
        **{"event": "access_refused", "role": "teacher", "kind": "other", "status": 404},
        "reference": answer.headers["x-correlation-id"],
    }
    for value in (str(harness.people["mali"]), str(harness.people["evans"]), "testclient"):
        assert value not in str(record.__dict__)
    assert 'mesur_security_events_total{event="access_refused"} 1.0' in browser.get("/metrics").text
