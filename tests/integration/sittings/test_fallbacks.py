"""A selection that fails is no error to the child: the sitting goes on, and its log and the counts say so."""

from __future__ import annotations

import logging

import pytest

import engine
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.sittings.record.event_types import FellBack, Presented, finished, replies
from tests.support.service_harness import SUBJECT, ServiceHarness, put_response, response_body


def test_a_sitting_whose_selections_fail_is_answered_to_its_end(
    harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert not any(isinstance(event, FellBack) for event in harness.log(sitting))
    monkeypatch.setattr(engine, "next_action", failing)
    with caplog.at_level(logging.ERROR, logger="mesur"):
        while item is not None:
            answered = put_response(
                browser, sitting, item["position"], response_body(item, right_reply(harness.bank.item(item["id"])))
            )
            assert answered.status_code == 200, answered.text
            item = answered.json()["next"]
    log = harness.log(sitting)
    length = harness.bank.design(SUBJECT).length
    end = finished(log)
    assert (len(replies(log)), end.reason if end else "") == (length, "max_items")
    fell_back = [event.how for event in log if isinstance(event, FellBack)]
    assert fell_back == [("selection failed",)] * length
    shown = [harness.bank.item(event.item) for event in log if isinstance(event, Presented)]
    assert max(item.introduced_year for item in shown) <= 4
    assert len({item.id for item in shown}) == length
    said = [record.getMessage() for record in caplog.records if record.name == "mesur"]
    assert said == ["a selection failed"] * length
    counted = browser.get("/metrics").text
    assert f'mesur_selection_fallbacks_total{{how="selection failed"}} {float(length)}' in counted


def failing(*_: object) -> None:
    raise FloatingPointError
