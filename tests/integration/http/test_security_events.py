"""What somebody should look into is told: lines, counts, a collector, and the rules that read the counts."""

from __future__ import annotations

import json
import logging
import re
import socket
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine

from delivery_api.observability.metrics import GAUGES, new_metrics
from delivery_api.observability.request_kinds import RequestKind
from delivery_api.observability.security_events import LINES_A_MINUTE, SecurityEvent, SecurityLog
from delivery_api.observability.syslog_forwarding import SyslogFormatter, SyslogSender
from delivery_api.security_counts.count_storing import store_counts
from delivery_api.security_counts.store import counts_since
from delivery_api.sittings.answering.next_item import Fallback
from tests.support.database_rows import nothing_written
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import FakeClock, ServiceHarness, put_response, response_body
from tests.support.two_worker_service import StoppedClock

ALERTS = yaml.safe_load((Path(__file__).parents[3] / "deploy" / "prometheus-alerts.yaml").read_text())
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]


def events(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "mesur.security"]


def test_answers_that_come_faster_than_anybody_reads_wait_and_none_is_lost(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    harness.clock = StoppedClock()
    sitting, browser = harness.assign("cadi"), harness.browser(requests_per_minute=60)
    browser.cookies = harness.signed_in("cadi").cookies
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    statuses: list[int] = []
    while item["position"] < 8:
        body = response_body(item, None, f"answer-{item['position']}")
        answer = put_response(browser, sitting, item["position"], body)
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            assert answer.json()["code"] == "answers_too_fast"
            harness.clock.now += timedelta(seconds=int(answer.headers["retry-after"]))
        else:
            item = answer.json()["next"]
    assert statuses == [200] * 5 + [429, 200] * 2
    assert events(caplog) == [SecurityEvent.ANSWERS_TOO_FAST] * 2


def test_an_address_that_begins_sign_ins_without_end_is_told_to_wait_and_leaves_no_more_rows(
    harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    browser = harness.browser(sign_ins_per_minute=2)
    assert [browser.get("/login").status_code for _ in range(5)] == [303] * 5
    with nothing_written(harness.service.engine):
        answer = browser.get("/login")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer.headers["retry-after"]) > 0
    assert events(caplog) == [SecurityEvent.THROTTLED]


def test_failed_sign_ins_and_refusals_are_events(
    module_harness: ServiceHarness, caplog: pytest.LogCaptureFixture
) -> None:
    browser = module_harness.browser()
    browser.get("/login/callback?code=a&state=b")
    browser.get("/api/me")
    browser.post("/logout", headers={"origin": "https://elsewhere.example"})
    browser.post("/logout/backchannel", data={"logout_token": "a"})
    browser.post("/pin", data={"pin": "AAAAAAAAA"})
    browser.post("/pin", data={"pin": "AAAAAAAAA"}, headers={"accept": "text/html"})
    browser.post("/pin", content=b"a" * 100_000)
    module_harness.signed_in("nobody.here")
    assert events(caplog) == [
        SecurityEvent.SIGN_IN_FAILED,
        SecurityEvent.NOT_SIGNED_IN,
        SecurityEvent.CROSS_SITE_REFUSED,
        SecurityEvent.SIGN_OUT_NOTICE_REFUSED,
        SecurityEvent.PIN_REFUSED,
        SecurityEvent.PIN_REFUSED,
        SecurityEvent.BODY_TOO_LARGE,
        SecurityEvent.SIGN_IN_UNKNOWN,
    ]


def test_one_kind_of_event_fills_no_log_and_an_address_has_another_name_each_day(
    caplog: pytest.LogCaptureFixture,
) -> None:
    metrics, clock = new_metrics(), FakeClock()
    log = SecurityLog(b"secret", StoppedClock(), metrics.security_events)
    for _ in range(LINES_A_MINUTE + 5):
        log.record(SecurityEvent.THROTTLED, "192.0.2.1")
    assert len(events(caplog)) == LINES_A_MINUTE
    later = StoppedClock(clock.now + timedelta(minutes=2))
    replace(log, clock=later).record(SecurityEvent.THROTTLED, "192.0.2.1")
    replace(log, clock=StoppedClock(clock.now + timedelta(days=1))).record(SecurityEvent.BODY_LATE, "192.0.2.1")
    *_, last, next_day = [record.__dict__["facts"] for record in caplog.records]
    assert last["left_out"] == 5
    assert caplog.records[0].__dict__["facts"]["client"] == last["client"] != next_day["client"]
    assert "192.0.2" not in caplog.text
    counted = metrics.registry.get_sample_value("mesur_security_events_total", {"event": "throttled"})
    assert counted == LINES_A_MINUTE + 6


RFC_5424 = re.compile(r"<(\d+)>1 (\S+) (\S+) mesur (\d+) (\S+) - (\{.*\})", re.DOTALL)


def test_the_log_goes_to_a_collector_as_rfc_5424_has_it() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(5)
        sender = SyslogSender(collector.getsockname(), SyslogSender.LOG_AUTHPRIV)
        sender.setFormatter(SyslogFormatter())
        with closing(sender):
            facts = {"facts": {"event": SecurityEvent.PIN_REFUSED, "client": "ab"}}
            record = logging.LogRecord("mesur.security", logging.WARNING, "", 0, "pin_refused", None, None)
            record.__dict__.update(facts)
            sender.emit(record)
        found = RFC_5424.fullmatch(collector.recv(4096).decode())
    assert found is not None
    assert found[1] == str(SyslogSender.LOG_AUTHPRIV * 8 + 4)
    assert found[5] == "pin_refused"
    assert json.loads(found[6])["client"] == "ab"


def test_every_metric_and_event_that_an_alert_reads_exists() -> None:
    families = [family for metric in new_metrics().registry.collect() for family in [metric.name]]
    known = {*GAUGES, *families, "mesur_workers_ended", "up"}
    for rule in RULES:
        names = set(re.findall(r"\b(mesur_[a-z_]+|up)\b", rule["expr"]))
        assert names, rule
        assert {re.sub(r"_(total|bucket)$", "", name) for name in names} <= known, rule
        for label, values in re.findall(r'(event|kind)=~?"([^"]+)"', rule["expr"]):
            assert set(values.split("|")) <= set(SecurityEvent if label == "event" else RequestKind), rule
        assert set(rule) >= {"alert", "expr", "labels", "annotations"}
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_what_a_design_allows_is_told_and_no_failure_of_a_selection() -> None:
    """Fault: bounds that `relax` names, which give way by the design's own wish, raised a ticket."""
    read = {
        rule["alert"]: (set(values.split("|")), rule["labels"]["severity"])
        for rule in RULES
        for values in re.findall(r'mesur_selection_fallbacks_total\{how=~"([^"]+)"\}', rule["expr"])
    }
    allowed = {Fallback.GAVE_WAY, Fallback.READMITTED}
    assert read["MesurSelectionFails"] == (set(Fallback) - allowed, "ticket")
    assert read["MesurLittleLeftUnseen"] == (allowed, "info")


def test_metrics_and_description_ask_for_the_token_where_there_is_one(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser(watch_token="a-token")
    for path in ("/metrics", "/api/openapi.json"):
        assert browser.get(path).status_code == 404
        assert browser.get(path, headers={"authorization": "Bearer another"}).status_code == 404
        assert browser.get(path, headers={"authorization": "Bearer a-token"}).status_code == 200
    assert browser.get("/livez").status_code == 200


def test_officer_and_operator_see_by_kind_and_day_what_was_refused(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    engine, child = harness.service.engine, harness.signed_in("cadi")
    log = next(iter(harness.apps.values())).state.security_log
    for days, refusals in ((2, 5), (0, 3)):
        now, harness.clock.now = harness.clock.now, harness.clock.now - timedelta(days=days)
        log.take_counts()
        for _ in range(refusals):
            harness.browser().post("/pin", data={"pin": "nothing"})
        store_counts(engine, log)
        store_counts(engine, log)  # nothing is counted twice
        harness.clock.now = now
    assert [child.get("/security").status_code, harness.signed_in("head").get("/security").status_code] == [404, 404]
    for role in ("officer", "operator"):
        browser = harness.signed_in(role)
        page = browser.get("/security?lang=en&days=7").text
        assert "A class PIN was wrong" in page
        assert "<title>Events: 8; most on one day: 5 (23 November 2026)</title>" in page
        assert browser.get("/security?days=8").status_code == 422
    assert "Roedd PIN dosbarth yn anghywir" in browser.get("/security?lang=cy&days=30").text


def test_without_a_database_counts_are_kept_for_the_next_time_and_two_workers_add_up(harness: ServiceHarness) -> None:
    log, hour = SecurityLog(b"secret", harness.clock, new_metrics().security_events), harness.clock.now
    away = create_engine("sqlite:////nowhere/at/all.db")
    log.record(SecurityEvent.PIN_REFUSED, "192.0.2.1")
    store_counts(away, log)
    away.dispose()
    store_counts(harness.service.engine, log)
    other = SecurityLog(b"secret", harness.clock, new_metrics().security_events)
    other.record(SecurityEvent.PIN_REFUSED, "192.0.2.2")
    store_counts(harness.service.engine, other)
    with harness.service.engine.begin() as connection:
        assert list(counts_since(connection, hour - timedelta(hours=1)).values()) == [2]
