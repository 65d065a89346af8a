"""A key that was wrong is mended: finished sittings get a second result, the first stays, and feedback says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import engine
from delivery_api.bank import store as banks
from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.service import first_results, result_of
from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    Recorded,
    Rescored,
    event_kind,
    finished,
    replies,
    replies_as_scored,
    rescored,
)
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.storage import store
from itembank import BankVersion, ExactNumber, NumberEntry, check_bank, write_bank
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting

WHO = ("--by", "Eleri Vaughan", "--reason", "the key was wrong", "--lang", "en")


@pytest.fixture(autouse=True)
def _harness_clock(monkeypatch: pytest.MonkeyPatch, harness: ServiceHarness) -> None:
    monkeypatch.setattr("delivery_api.commands.bank.clock", harness.clock)


def mended(bank: BankVersion, log: tuple[Event, ...]) -> tuple[BankVersion, int]:
    """The bank with the key of an item that was answered wrongly put to what was answered; the place of that reply."""
    for place, reply in enumerate(replies(log)):
        item = bank.item(reply.item)
        if isinstance(item.response, NumberEntry) and isinstance(reply.response, str) and not reply.score:
            right = replace(item, rule=ExactNumber(reply.response))
            items = tuple(right if each.id == item.id else each for each in bank.items)
            return check_bank(replace(bank, items=items)), place
    pytest.fail("no number was answered wrongly")


def test_the_second_result_is_that_of_the_mended_rule_and_the_first_stays(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    sitting = harness.assign("cadi")
    cadi, teacher = harness.signed_in("cadi"), harness.signed_in("evans")
    complete_sitting(harness, cadi, sitting, correct=1)
    under_way = harness.assign("joe")
    harness.signed_in("joe").post(f"/api/sittings/{under_way}/start")
    before = harness.log(sitting)
    new, place = mended(harness.bank, before)
    (tmp_path / "mended.json").write_bytes(write_bank(new))
    asked = ("bank", "rescore", harness.bank.hash[:8], str(tmp_path / "mended.json"), *WHO)

    done = CommandRunner(harness)(*asked)
    assert done.exit_code == 0, done.output
    assert "1 sitting rescored." in done.stdout
    assert "Scores that changed: 1." in done.stdout

    log = harness.log(sitting)
    assert log[: len(before)] == before
    second, bound = log[len(before) :]
    assert isinstance(second, Rescored)
    assert isinstance(bound, Recorded)
    assert (bound.theta, bound.revision) == (second.theta, 2)
    first = finished(log)
    assert isinstance(first, Finished)
    assert [reply.score - old.score for reply, old in zip(replies_as_scored(log), replies(log), strict=True)] == [
        int(at == place) for at in range(len(replies(log)))
    ]
    assert second.theta > first.theta
    assert event_kind(second) == "rescored"
    assert rescored(harness.log(under_way)) is None

    learner = harness.people["cadi"]
    with harness.service.engine.begin() as connection:
        result, _ = result_of(harness.context(connection), learner, SUBJECT)
        today = london_date(harness.clock())
        found = first_results(harness.context(connection), harness.school, SUBJECT, school_year(today), today)
        decided = [each for each in banks.bank_decision_history(connection) if each.decision == "rescored"]
    assert (result.theta, result.se, result.rescored_on) == (second.theta, second.se, london_date(second.at))
    assert [each.theta for each in found.counted] == [second.theta]
    assert [(each.bank_version, each.by) for each in decided] == [(new.hash, "Eleri Vaughan")]
    pages = (f"/feedback/learners/{learner}", f"/feedback/classes/{harness.classes['Derwen']}")
    for page, en, cy in zip(
        pages,
        ("This is a new result, from 25 November 2026", "1 result was marked again"),
        ("Canlyniad newydd yw hwn, a gafwyd ar 25 Tachwedd 2026", "Cafodd 1 canlyniad ei farcio eto"),
        strict=True,
    ):
        assert en in teacher.get(f"{page}?lang=en").text
        assert cy in teacher.get(f"{page}?lang=cy").text
        assert teacher.get(f"{page}.pdf?lang=cy").status_code == 200

    with nothing_written(harness.service.engine, but=("bank_decisions", "audit")):
        assert "0 sittings rescored." in CommandRunner(harness)(*asked).stdout
    assert assert_every_sitting_replays(harness.service) > 0


def test_the_second_result_is_what_the_same_answers_give_under_the_new_version(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    sitting = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), sitting, correct=1)
    new, _ = mended(harness.bank, harness.log(sitting))
    (tmp_path / "mended.json").write_bytes(write_bank(new))
    CommandRunner(harness)("bank", "rescore", harness.bank.hash[:8], str(tmp_path / "mended.json"), *WHO)
    with harness.service.engine.begin() as connection:
        held = store.find(connection, sitting)
        assert held is not None
        opened = load_sitting(harness.context(connection), held)
    state = engine.start(opened.test)
    for reply in replies_as_scored(opened.log):
        state = engine.step(opened.test, state, opened.test.pool.index(reply.item), reply.score)
    expected, second = engine.reported(opened.test, state), rescored(opened.log)
    assert second is not None
    assert second.theta == pytest.approx(float(expected.theta), abs=1e-9)


def test_a_version_that_expects_other_abilities_of_a_year_group_rescores_by_them(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    sitting = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), sitting, correct=1)
    new, _ = mended(harness.bank, harness.log(sitting))
    designs = tuple(
        replace(each, populations=tuple(replace(one, mean=one.mean + 0.3) for one in each.populations))
        for each in new.designs
    )
    (tmp_path / "adopted.json").write_bytes(write_bank(check_bank(replace(new, designs=designs))))
    done = CommandRunner(harness)("bank", "rescore", harness.bank.hash[:8], str(tmp_path / "adopted.json"), *WHO)
    assert (done.exit_code, "1 sitting rescored." in done.stdout) == (0, True), done.output
    assert assert_every_sitting_replays(harness.service) > 0
    fewer = tuple(replace(each, populations=each.populations[1:], by_year=()) for each in designs)
    (tmp_path / "fewer.json").write_bytes(write_bank(replace(new, designs=fewer)))
    refused = CommandRunner(harness)("bank", "rescore", harness.bank.hash[:8], str(tmp_path / "fewer.json"), *WHO)
    assert (refused.exit_code, "expected the same designs" in refused.stderr) == (2, True)


def test_a_version_with_other_items_cannot_rescore(harness: ServiceHarness, tmp_path: Path) -> None:
    less = replace(harness.bank, items=harness.bank.items[1:])
    (tmp_path / "less.json").write_bytes(write_bank(less))
    with nothing_written(harness.service.engine):
        done = CommandRunner(harness)("bank", "rescore", harness.bank.hash[:8], str(tmp_path / "less.json"), *WHO)
    assert done.exit_code == 2
    assert "expected the same items" in done.stderr
