"""An item that is taken out is asked no more from the next choice on, in running sittings too, on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank import item_status_changes, store
from delivery_api.bank.service import put_in_use
from delivery_api.bank.values import Authorisation
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.event_types import (
    Finished,
    Presented,
    Quarantined,
    Relaxed,
    event_kind,
    finished,
    replies,
)
from delivery_api.sittings.storage import store as sitting_store
from itembank import BankVersion, IllegalTransition, ItemStatus
from itembank.design.adaptive_test_design import Setting, SettingValue, Strategy
from tests.support.database_rows import nothing_written
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.sample_bank import sample_bank
from tests.support.service_harness import SUBJECT, ServiceHarness, put_response, response_body

SAID = Authorisation("Eleri Vaughan", "two keys are right")


@pytest.fixture
def approved(harness: ServiceHarness) -> ServiceHarness:
    with harness.service.engine.begin() as connection:
        item_status_changes.approve(connection, harness.bank, SAID, harness.clock())
    return harness


def take_out(harness: ServiceHarness, *items: str) -> None:
    with harness.service.engine.begin() as connection:
        for item in items:
            item_status_changes.withdraw(connection, item, ItemStatus.QUARANTINED, SAID, harness.clock())


def masked(harness: ServiceHarness) -> frozenset[str]:
    with harness.service.engine.begin() as connection:
        return item_status_changes.withdrawn_items(connection, SUBJECT)


def test_each_move_has_a_person_a_reason_and_a_time_and_an_illegal_one_leaves_no_trace(
    approved: ServiceHarness,
) -> None:
    item = approved.bank.items[0].id
    take_out(approved, item)
    with approved.service.engine.begin() as connection:
        item_status_changes.approve_items(
            connection, approved.bank, [item], SAID, approved.clock(), ItemStatus.OPERATIONAL
        )
        item_status_changes.withdraw(connection, item, ItemStatus.RETIRED, SAID, approved.clock())
        item_status_changes.approve(connection, approved.bank, SAID, approved.clock())  # what was taken out stays out
    with approved.service.engine.begin() as connection:
        moves = store.status_changes(connection, item)
    assert [each.after.value for each in moves] == [
        "review",
        "pretest",
        "operational",
        "quarantined",
        "operational",
        "retired",
    ]
    assert {(each.by, each.reason) for each in moves} == {(SAID.by, SAID.reason)}
    assert [each.at for each in moves] == sorted(each.at for each in moves)
    with nothing_written(approved.service.engine):
        with pytest.raises(IllegalTransition, match="retired to quarantined"):
            take_out(approved, item)
        with pytest.raises(Declined) as unknown:
            take_out(approved, "nobodymoved1")
        with pytest.raises(Declined) as unsigned, approved.service.engine.begin() as connection:
            item_status_changes.approve(connection, approved.bank, Authorisation("", "why"), approved.clock())
    assert (unknown.value.reason, unsigned.value.reason) == (Reason.ITEM_NEVER_MOVED, Reason.NOBODY_SAID)


def test_the_waiting_item_is_answered_unscored_and_what_is_out_is_asked_no_more(approved: ServiceHarness) -> None:
    """Two workers, one of which has compiled the test long ago; neither is told anything but by the database."""
    sitting = approved.assign("cadi", 5)
    browsers = [approved.signed_in("cadi"), approved.signed_in("cadi")]
    item = browsers[0].post(f"/api/sittings/{sitting}/start?lang=en").json()["item"]
    item = answered(approved, browsers[0], sitting, item)
    waiting = item["id"]
    others = [each.id for each in approved.bank.items if each.introduced_year <= 5 and each.id != waiting][::20]
    take_out(approved, waiting, *others)
    assert browsers[1].get(f"/api/sittings/{sitting}?lang=en").json()["item"] == item
    for turn in range(30):
        if item is not None:
            item = answered(approved, browsers[turn % 2], sitting, item)
    log = approved.log(sitting)
    kinds = [event_kind(event) for event in log]
    assert kinds[:6] == ["started", "presented", "answered", "presented", "quarantined", "answered"]
    assert kinds.count("quarantined") == 1
    out = next(event for event in log if isinstance(event, Quarantined))
    assert set(out.items) == masked(approved) - {replies(log)[0].item}
    first, second = replies(log)[:2]
    assert (second.item, second.scored) == (waiting, False)
    assert (second.theta, second.se) == (first.theta, first.se)
    assert not set(out.items) & {event.item for event in log[5:] if isinstance(event, Presented)}
    assert sum(reply.scored for reply in replies(log)) == 30
    assert assert_every_sitting_replays(approved.service) == 32


def test_a_new_sitting_begins_without_what_is_out_and_gets_back_what_a_review_lets_back(
    approved: ServiceHarness,
) -> None:
    first = start(approved, approved.assign("cadi"), "cadi")
    take_out(approved, first)
    sitting = approved.assign("joe")
    assert start(approved, sitting, "joe") != first
    assert [event_kind(event) for event in approved.log(sitting)] == ["started", "quarantined", "presented"]
    with approved.service.engine.begin() as connection:
        item_status_changes.approve_items(
            connection, approved.bank, [first], SAID, approved.clock(), ItemStatus.OPERATIONAL
        )
    assert masked(approved) == frozenset()


def test_what_was_put_in_use_past_all_reviews_is_taken_out_as_fast(harness: ServiceHarness) -> None:
    first = start(harness, harness.assign("cadi"), "cadi")
    take_out(harness, first)
    assert start(harness, harness.assign("joe"), "joe") != first
    with harness.service.engine.begin() as connection:
        after = [each.after for each in store.status_changes(connection, first)]
    assert after == [ItemStatus.REVIEW, ItemStatus.PRETEST, ItemStatus.OPERATIONAL, ItemStatus.QUARANTINED]


def start(harness: ServiceHarness, sitting: UUID, name: str) -> str:
    shown = harness.signed_in(name).post(f"/api/sittings/{sitting}/start?lang=en").json()
    return str(shown["item"]["id"])


def answered(harness: ServiceHarness, browser: Any, sitting: UUID, item: dict[str, Any]) -> dict[str, Any] | None:
    reply = right_reply(harness.bank.item(item["id"])) if item["position"] % 3 else None
    sent = put_response(browser, sitting, item["position"], response_body(item, reply))
    assert sent.status_code == 200, sent.text
    following: dict[str, Any] | None = sent.json()["next"]
    return following


def strategy(name: str, **settings: SettingValue) -> Strategy:
    return Strategy(name, tuple(Setting(setting, value) for setting, value in settings.items()))


def scarce() -> BankVersion:
    """A blueprint that takes every item of the bank, so that none can be spared."""
    bank = sample_bank()
    (plan,) = bank.designs
    size = sum(item.stimulus is not None for item in bank.items)
    sets = strategy("ItemSets", attribute="stimulus", minimum=size, maximum=size, fewest=1, most=1)
    ceiling = strategy("Ceiling", attribute="introduced_year", limit=9)
    blueprint = strategy("Blueprint", length=plan.length, constraints=(ceiling, sets))
    return replace(bank, designs=(replace(plan, blueprint=strategy("Shadow", blueprint=blueprint)),))


def test_a_sitting_whose_blueprint_cannot_spare_an_item_goes_on_with_the_others_and_says_so(
    harness: ServiceHarness,
) -> None:
    bank = scarce()
    harness.bank = bank
    with harness.service.engine.begin() as connection:
        item_status_changes.approve(connection, bank, SAID, harness.clock())
        put_in_use(connection, bank, bank.subject, harness.clock())
        learner = harness.people["cadi"]
        sittings.assign(connection, harness.service.ring, [(learner, 4)], bank.subject, harness.clock())
        sitting = sitting_store.of_learners(connection, [learner])[-1].id
    browser = harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start?lang=en").json()["item"]
    gone = next(each.id for each in bank.items if each.stimulus and each.id != item["id"])
    take_out(harness, gone)
    while item is not None:
        item = answered(harness, browser, sitting, item)
    log = harness.log(sitting)
    relaxed = [event.constraints for event in log if isinstance(event, Relaxed)]
    assert relaxed == [("sets of stimulus",)]
    assert {reply.item for reply in replies(log)} == {each.id for each in bank.items} - {gone}
    end = finished(log)
    assert isinstance(end, Finished)
    assert end.reason == "pool_exhausted"
    assert 'mesur_selection_fallbacks_total{how="constraints given up"} 1.0' in browser.get("/metrics").text
