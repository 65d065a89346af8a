"""Where a reader comes from and with which browser is neither stored nor logged, in no row and no file."""

from __future__ import annotations

import logging

import pytest
from fastapi.testclient import TestClient

from delivery_api.identity.sessions import find_session
from tests.support.database_rows import all_rows
from tests.support.event_loop import running_event_loop
from tests.support.service_harness import ServiceHarness, complete_sitting, sign_in

ADDRESS, AGENT = "203.0.113.77", "MesurMarker/7.7 (an unusual browser)"
FORWARDED = {"forwarded": f"for={ADDRESS}", "x-forwarded-for": ADDRESS, "x-real-ip": ADDRESS, "user-agent": AGENT}


def browser_from_afar(harness: ServiceHarness) -> TestClient:
    app = harness.browser().app
    browser = TestClient(
        app,
        base_url=harness.settings.public_url,
        raise_server_exceptions=False,
        follow_redirects=False,
        headers=FORWARDED,
        client=(ADDRESS, 4711),
    )
    browser.portal = running_event_loop()
    return browser


def test_no_address_and_no_browser_is_in_any_row_log_or_file(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    learner, teacher = browser_from_afar(harness), browser_from_afar(harness)
    for browser, name in ((learner, "cadi"), (teacher, "evans")):
        assert sign_in(browser, name).status_code == 303
    sitting = harness.assign("cadi")
    complete_sitting(harness, learner, sitting)
    for address in ("/", f"/classes/{harness.classes['Derwen']}", "/nowhere", "/readyz", "/metrics"):
        teacher.get(address, headers={"accept": "text/html"})
    assert teacher.put(f"/api/sittings/{sitting}/responses/1", json={}).status_code >= 400
    monkeypatch.setattr("delivery_api.identity.store.classes_taught", lambda *_: 1 / 0)
    assert teacher.get("/", headers={"accept": "text/html"}).status_code == 500
    assert "ZeroDivisionError" in caplog.text
    with harness.service.engine.begin() as connection:
        token = learner.cookies[harness.settings.cookie]
        session = find_session(connection, token, harness.clock())
    tables = {name: "\n".join(map(repr, rows)) for name, rows in all_rows(harness.service.engine).items()}
    assert [name for name in ("audit", "sessions", "sittings", "sitting_events") if not tables[name]] == []
    assert "Derwen" in tables["classes"]  # what is stored is found
    opened = {"session": repr(session), "log of the sitting": repr(harness.log(sitting))}
    assert all(len(text) > 100 for text in opened.values())
    told = {"log": "\n".join(repr(vars(record)) for record in caplog.records if record.name.startswith("mesur"))}
    files = {
        str(path): path.read_bytes().decode(errors="replace")
        for folder in (harness.settings.keys, harness.settings.certificates)
        for path in folder.rglob("*")
        if path.is_file()
    }
    places = tables | opened | told | files | {"all that was said": caplog.text}
    assert {name for name, text in places.items() if ADDRESS in text or "MesurMarker" in text} == set()
