"""Pages and JSON are compressed where nobody else could learn anything from their length."""

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from delivery_api.http.compression import CompressionMiddleware
from tests.support.event_loop import run_in_own_loop

PAGE = "<p>The same again. </p>" * 100
OWN = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}


async def parts():
    for _ in range(3):
        yield PAGE


@pytest.fixture(scope="module")
def served() -> TestClient:
    routes = [
        Route("/page", lambda _: HTMLResponse(PAGE)),
        Route("/json", lambda _: JSONResponse({"html": PAGE}, status_code=422)),
        Route("/small", lambda _: HTMLResponse("<p>Hello</p>")),
        Route("/file", lambda _: PlainTextResponse(PAGE)),
        Route("/stream", lambda _: StreamingResponse(parts(), media_type="text/html")),
        Route("/packed", lambda _: HTMLResponse(PAGE, headers={"Content-Encoding": "identity"})),
    ]
    return TestClient(CompressionMiddleware(Starlette(routes=routes)))


@pytest.mark.parametrize("site", ["same-origin", "none"])
@pytest.mark.parametrize(("path", "status"), [("/page", 200), ("/json", 422)])
def test_what_the_person_or_our_own_pages_asked_for_is_compressed(served, path, site, status):
    plain = served.get(path, headers={"Accept-Encoding": "gzip"})
    answer = served.get(path, headers={**OWN, "Sec-Fetch-Site": site})
    assert (answer.status_code, answer.content, answer.headers["content-encoding"]) == (status, plain.content, "gzip")
    assert int(answer.headers["content-length"]) < int(plain.headers["content-length"]) / 5
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_what_another_site_may_have_caused_keeps_its_length(served, headers):
    answer = served.get("/page", headers={"Accept-Encoding": "gzip", **headers})
    assert ("content-encoding" in answer.headers, answer.text) == (False, PAGE)


@pytest.mark.parametrize("path", ["/small", "/file", "/stream"])
def test_small_answers_files_and_streams_are_sent_as_they_are(served, path):
    answer = served.get(path, headers=OWN)
    assert (answer.status_code, "content-encoding" in answer.headers) == (200, False)


def test_what_is_encoded_already_is_not_encoded_again(served):
    assert served.get("/packed", headers=OWN).headers["content-encoding"] == "identity"


def test_whoever_takes_no_gzip_gets_none(served):
    answer = served.get("/page", headers={**OWN, "Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers


def test_a_stream_of_events_begins_before_its_first_event():
    begun = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        begun.append(len(sent))

    async def send(message):
        sent.append(message)

    sent: list[object] = []
    headers = [(name.lower().encode(), value.encode()) for name, value in OWN.items()]
    run_in_own_loop(CompressionMiddleware(app)({"type": "http", "headers": headers}, lambda: None, send))
    assert begun == [1]
